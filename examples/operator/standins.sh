#!/bin/sh
# Starts who plays Core and OptOut, after building it when it was never built.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../scripts/jdk.sh"
find_jdk
jar=$here/standins/target/standins.jar
if [ ! -r "$jar" ]; then
  echo "standins: building" >&2
  (cd "$here/../.." && JAVA_HOME=$java_home ./mvnw -q -B -pl examples/operator/standins -am -Dmaven.test.skip=true package) >&2
fi
exec "$java_home/bin/java" -XX:+UseSerialGC -jar "$jar" "$@"
