#!/bin/sh
# Ids over HTTP for a thousand clients, flat out and at a rate: the sample service beside a bare Spring MVC handler that
# returns a counter. About 2 minutes a round, and as much to begin with.
# usage: run-http.sh [--rounds=3] [--clients=1000] [--rates=10000] [--warmup=5] [--seconds=10] [--jvm=-Xmx256m]
#   [--java=<another java for the servers>] [--service-args='--leaf...'] [--peers='name@http://127.0.0.1:9081/get/order@pid']
# A peer is a server that is already running and answers with the id's digits; there may be several, with spaces between.
set -eu
cd "$(dirname "$0")"

service=$(ls ../samples/id-service/target/leaf-sample-id-service-*.jar 2>/dev/null | head -n 1)
[ -f target/benchmarks.jar ] && [ -n "$service" ] || {
  echo "Build first: mvn package -pl benchmarks,samples/id-service -am -DskipTests" >&2
  exit 1
}
ulimit -n "$(ulimit -Hn)"
exec java -Xms512m -Xmx512m -cp "$PWD/target/benchmarks.jar" io.leafboot.benchmarks.http.HttpBenchmark --service="$service" "$@"
