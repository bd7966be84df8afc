# Sourced by the scripts of this checkout. find_jdk sets java_home to a JDK 25 or later and jdk to its exact version;
# without one it says how to get it and exits with 4.
find_jdk() {
  for java_home in "${COFFER_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*25* /usr/lib/jvm/* "${HOME:-/}"/.sdkman/candidates/java/*; do
    [ -n "$java_home" ] && [ -x "$java_home/bin/javac" ] && [ -r "$java_home/release" ] || continue
    jdk=
    while read -r line; do
      case $line in JAVA_RUNTIME_VERSION=*) jdk=${line#*=}; jdk=${jdk#\"}; jdk=${jdk%\"} ;; esac
    done < "$java_home/release"
    case ${jdk%%[.+-]*} in
      ''|*[!0-9]*|?|1?|2[0-4]) ;;
      *) return 0 ;;
    esac
  done
  echo "error: a JDK 25 is needed; none found in COFFER_JAVA_HOME, JAVA_HOME, /usr/lib/jvm or SDKMAN" >&2
  echo "hint: install Temurin 25 from https://adoptium.net, or set COFFER_JAVA_HOME to a JDK 25" >&2
  exit 4
}
