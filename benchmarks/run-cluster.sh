#!/bin/sh
# Caches in three processes on the loopback address: ours, the engine that carries them without us, Hazelcast, and Redis.
# About 15 minutes; with --quick, which measures once and briefly, 3.
# usage: run-cluster.sh [--quick] [--rounds=4] [--threads=1,8] [--millis=2000] [--warmup-millis=500] [--compile-millis=2000]
#   [--contestants=INFINISPAN,INFINISPAN_JSON,LEAF,HAZELCAST,REDIS]
set -eu
cd "$(dirname "$0")"

jar=target/benchmarks.jar
[ -f "$jar" ] || { echo "Build first: mvn package -pl benchmarks -am -DskipTests" >&2; exit 1; }
if [ "${1:-}" = --quick ]; then
  shift
  set -- --rounds=1 --millis=1000 --warmup-millis=200 "$@"
fi
exec java -Xmx256m -cp "$PWD/$jar" io.leafboot.benchmarks.cluster.ClusterBenchmark "$@"
