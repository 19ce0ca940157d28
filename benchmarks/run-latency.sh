#!/bin/sh
# How long an id takes over a PostgreSQL that is 0, 5 and 50 ms away, ours and CosId's chain in turn. About 11 minutes a round.
# usage: run-latency.sh [--rounds=3] [--rtt=0,5,50] [--rate=100000] [--warmup=25] [--seconds=20] [--cold-seconds=3] [--threads=4]
set -eu
cd "$(dirname "$0")"

[ -f target/benchmarks.jar ] || { echo "Build first: mvn package -pl benchmarks -am -DskipTests" >&2; exit 1; }
exec java -Xms4g -Xmx4g -cp target/benchmarks.jar io.leafboot.benchmarks.latency.LatencyBenchmark "$@"
