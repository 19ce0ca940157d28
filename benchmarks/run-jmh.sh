#!/bin/sh
# Ids per second from memory with 1, 2 and 8 threads, ours and peers in the same run. About 11 minutes.
# usage: run-jmh.sh [rounds (default 5)] [further options for JMH, such as -i 1 -wi 1]
# A round runs every benchmark once in a fresh JVM, so that a ratio compares what ran close together.
set -eu
cd "$(dirname "$0")"

rounds=${1:-5}
[ $# -eq 0 ] || shift
jar=target/benchmarks.jar
results=target/jmh
[ -f "$jar" ] || { echo "Build first: mvn package -pl benchmarks -am -DskipTests" >&2; exit 1; }

rm -rf "$results"
mkdir -p "$results"
round=1
while [ "$round" -le "$rounds" ]; do
  for threads in 1 2 8; do
    echo "round $round of $rounds, $threads threads" >&2
    java -jar "$jar" IdBenchmark -f 1 -t "$threads" -prof gc -foe true \
      -rf json -rff "$results/threads-$threads-round-$round.json" "$@" > "$results/threads-$threads-round-$round.log"
  done
  round=$((round + 1))
done
java -cp "$jar" io.leafboot.benchmarks.Summary "$results"
