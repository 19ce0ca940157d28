#!/bin/sh
# Starts the id service with what the JVM kept of a training run: an AOT cache from JDK 25 on, before that an archive of class
# data (CDS). The training run comes with the first start of a build; it uses a database in memory and no port of yours.
# usage: launch.sh [settings, such as --spring.profiles.active=postgres]      JAVA_OPTS: options of the JVM, such as -Xmx256m
set -eu
here=$(cd "$(dirname "$0")" && pwd)

jar=$(ls "$here"/target/leaf-sample-id-service-*.jar 2>/dev/null | head -n 1)
[ -n "$jar" ] || { echo "Build first: mvn package -pl samples/id-service -am -DskipTests" >&2; exit 1; }
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p')
build=$(cksum < "$jar" | cut -d ' ' -f 1)
app=$here/target/launch/$version-$build/$(basename "$jar")
if [ "$version" -ge 25 ]; then
  train=-XX:AOTCacheOutput=$app.aot use=-XX:AOTCache=$app.aot
else
  train=-XX:ArchiveClassesAtExit=$app.jsa use=-XX:SharedArchiveFile=$app.jsa
fi

if [ ! -f "${use#*=}" ]; then
  rm -rf "$here/target/launch/$version"-*
  "$java" -Djarmode=tools -jar "$jar" extract --destination "$(dirname "$app")" >&2
  # The start's class path must be that of the training run; of the classes that cannot be kept nobody needs to hear.
  # shellcheck disable=SC2086
  "$java" ${JAVA_OPTS:-} "$train" -Xlog:disable -Xlog:all=error:stderr -Dspring.context.exit=onRefresh -jar "$app" \
    --spring.datasource.url=jdbc:h2:mem:training --server.port=0 --management.server.port=0 \
    --logging.file.name= --logging.level.root=error >&2
fi
# shellcheck disable=SC2086
exec "$java" ${JAVA_OPTS:-} "$use" -jar "$app" "$@"
