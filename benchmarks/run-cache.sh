#!/bin/sh
# Hits of caches in memory and in Redis, ours and peers in the same run. About 11 minutes a round.
# usage: run-cache.sh [rounds (default 3)] [further options for JMH, such as -i 1 -wi 1]
# A round runs every benchmark once in a fresh JVM, so that a ratio compares what ran close together.
set -eu
cd "$(dirname "$0")"

rounds=${1:-3}
[ $# -eq 0 ] || shift
jar=target/benchmarks.jar
results=target/jmh-cache
[ -f "$jar" ] || { echo "Build first: mvn package -pl benchmarks -am -DskipTests" >&2; exit 1; }

rm -rf "$results"
round=1
while [ "$round" -le "$rounds" ]; do
  for run in memory:MemoryHit:1 memory:MemoryHit:2 memory:MemoryHit:8 remote:RemoteHit:1 remote:RemoteHit:2 bulk:Bulk:1 \
    annotation:Annotation:1 annotation:Annotation:2; do
    IFS=: read -r table benchmark threads <<EOF
$run
EOF
    echo "round $round of $rounds, $table, $threads threads" >&2
    mkdir -p "$results/$table"
    out=$results/$table/threads-$threads-round-$round
    java -jar "$jar" "cache\.${benchmark}Benchmark" -f 1 -t "$threads" -prof gc -foe true -rf json -rff "$out.json" "$@" \
      > "$out.log"
  done
  round=$((round + 1))
done
java -cp "$jar" io.leafboot.benchmarks.cache.CacheSummary "$results"
