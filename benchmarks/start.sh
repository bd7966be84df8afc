#!/bin/bash
# How long `coffer --version` takes against `java -version` of the same JDK: interleaved runs, medians, one ratio.
# Usage: benchmarks/start.sh [RUNS]
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/jdk.sh
find_jdk
runs=${1:-20}

./coffer --version >/dev/null   # builds and makes the class-data archive when needed
./coffer --version >/dev/null

milliseconds() { # of one run of the command given
  local begin=$EPOCHREALTIME end
  "$@" >/dev/null 2>&1
  end=$EPOCHREALTIME
  echo $(( (${end/[.,]/} - ${begin/[.,]/}) / 1000 ))
}
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

java=() coffer=()
for ((i = 0; i < runs; i++)); do
  java+=("$(milliseconds "$java_home/bin/java" -version)")
  coffer+=("$(milliseconds ./coffer --version)")
done
java=$(printf '%s\n' "${java[@]}" | median)
coffer=$(printf '%s\n' "${coffer[@]}" | median)
awk -v j="$java" -v c="$coffer" -v n="$runs" 'BEGIN {
  printf "java -version    %4d ms\ncoffer --version %4d ms\nratio            %4.1f (aim 4, at most 5; medians of %d interleaved runs)\n", j, c, c / j, n }'
