#!/bin/sh
# A thousand callers in three processes ask for one cold key: loads, and the time until all are answered; ours and peers.
# Two to six minutes.
# usage: run-stampede.sh [callers (default 1000)] [rounds of each contestant, the last of which is told (default 3)]
set -eu
cd "$(dirname "$0")"

jar=target/benchmarks.jar
[ -f "$jar" ] || { echo "Build first: mvn package -pl benchmarks -am -DskipTests" >&2; exit 1; }
exec java -cp "$jar" io.leafboot.benchmarks.cache.Stampede "$@"
