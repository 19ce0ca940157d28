#!/bin/sh
# The id service's start, as one jar, extracted, and with what the JVM kept of a training run: seconds from the start of the
# JVM until ready, processor time, and resident memory then. About 1 minute a round.
# usage: run-launch.sh [rounds (default 5)]      JAVA_HOME: the JDK; JAVA_OPTS: options of the JVM (default -Xmx256m)
set -eu
cd "$(dirname "$0")"

rounds=${1:-5}
export JAVA_OPTS="${JAVA_OPTS:--Xmx256m}"
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
sample=../samples/id-service
jar=$(ls "$sample"/target/leaf-sample-id-service-*.jar 2>/dev/null | head -n 1)
[ -n "$jar" ] || { echo "Build first: mvn package -pl samples/id-service -am -DskipTests" >&2; exit 1; }
work=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill -9 $pid 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
port=$((20000 + $$ % 10000))

# A start that is killed once it is ready; its figures go to $work/<name>.
start() {
  name=$1
  shift
  rm -rf "$work/data"
  : > "$work/log"
  "$@" --server.port=$port --management.server.port=$((port + 1)) --spring.datasource.url="jdbc:h2:file:$work/data/ids" \
    --logging.file.name= > "$work/log" 2>&1 &
  pid=$!
  waited=0
  until grep -q "process running for" "$work/log"; do
    sleep 0.1
    waited=$((waited + 1))
    [ $waited -lt 1800 ] && kill -0 $pid 2>/dev/null || { cat "$work/log" >&2; exit 1; }
  done
  seconds=$(sed -n 's/.*process running for \([0-9.]*\)).*/\1/p' "$work/log")
  ticks=$(sed 's/.*) //' /proc/$pid/stat | cut -d ' ' -f 12,13 | tr ' ' '+')
  resident=$(sed -n 's/^VmRSS:[[:space:]]*\([0-9]*\) kB/\1/p' /proc/$pid/status)
  kill -9 $pid
  wait $pid 2>/dev/null || true
  pid=
  echo "$seconds $(awk "BEGIN { printf \"%.2f\", ($ticks) / $(getconf CLK_TCK) }") $((resident / 1024))" >> "$work/$name"
}

median() {
  cut -d ' ' -f "$2" "$work/$1" | sort -n | awk '{v[NR] = $1} END {
    m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
    printf "%s | %s – %s", m, v[1], v[NR]
  }'
}

"$java" -Djarmode=tools -jar "$jar" extract --destination "$work/app"
# The training run is not timed.
start training "$sample/launch.sh"
round=1
while [ "$round" -le "$rounds" ]; do
  # shellcheck disable=SC2086
  start jar "$java" $JAVA_OPTS -jar "$jar"
  # shellcheck disable=SC2086
  start extracted "$java" $JAVA_OPTS -jar "$work/app/$(basename "$jar")"
  start launch "$sample/launch.sh"
  round=$((round + 1))
done

echo "$("$java" -version 2>&1 | head -n 1), $rounds rounds, JAVA_OPTS=$JAVA_OPTS"
echo
echo "| | ready after s, median | lowest – highest | processor s | lowest – highest | resident MB | lowest – highest |"
echo "|---|---:|---:|---:|---:|---:|---:|"
for name in jar extracted launch; do
  echo "| $name | $(median $name 1) | $(median $name 2) | $(median $name 3) |"
done
