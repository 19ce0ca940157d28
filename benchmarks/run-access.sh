#!/bin/sh
# A cached entry of 200 characters over HTTP and gRPC, beside a bare Spring MVC handler and a bare service that answer with the
# same bytes. About 3 minutes; with --quick, which measures once and briefly, 1.
# usage: run-access.sh [--quick] [--type=memory] [--clients=100] [--rounds=5] [--warmup=2] [--seconds=5]
#   [--compile-answers=100000] [--jvm=-Xmx256m]
set -eu
cd "$(dirname "$0")"

[ -f target/benchmarks.jar ] || { echo "Build first: mvn package -pl benchmarks -am -DskipTests" >&2; exit 1; }
if [ "${1:-}" = --quick ]; then
  shift
  set -- --rounds=1 --warmup=1 --seconds=3 --compile-answers=50000 "$@"
fi
ulimit -n "$(ulimit -Hn)"
exec java -Xms512m -Xmx512m -cp "$PWD/target/benchmarks.jar" io.leafboot.benchmarks.http.AccessBenchmark "$@"
