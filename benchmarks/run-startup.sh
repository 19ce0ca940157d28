#!/bin/sh
# What the starter adds to the start of a small service. About 3 minutes.
# usage: run-startup.sh [runs of each (default 15)]
set -eu
cd "$(dirname "$0")"

[ -f startup-with/target/class-path.txt ] || {
  echo "Build first: mvn package -pl benchmarks,benchmarks/startup-without,benchmarks/startup-with -am -DskipTests" >&2
  exit 1
}
java -cp target/benchmarks.jar io.leafboot.benchmarks.startup.StartupCost target/classes \
  startup-without/target/class-path.txt startup-with/target/class-path.txt "${1:-15}"
