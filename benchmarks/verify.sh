#!/bin/bash
# How long a verdict on a simulated report or quote takes (JMH, one thread), with the JDK's providers, Bouncy Castle's
# ECDSA and Amazon Corretto Crypto Provider, beside the floor that the signatures alone set in the same run. Writes the
# table to docs/benchmarks.md.
# Usage: benchmarks/verify.sh [JMH-OPTION...]        for example -wi 3 -i 5
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/jdk.sh
find_jdk
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

JAVA_HOME=$java_home ./mvnw -q -B -ntp ${COFFER_MVN_OPTIONS:-} -pl benchmarks -am -DskipTests package >&2
"$java_home/bin/java" -cp 'benchmarks/target/classes:benchmarks/target/lib/*' org.openjdk.jmh.Main VerificationBenchmark \
  -foe true -rf csv -rff "$work/result.csv" "$@" >&2

table=$(
  echo '| microseconds | JDK | Bouncy Castle | Corretto | of the floor, JDK | Bouncy Castle | Corretto |'
  echo '|---|---|---|---|---|---|---|'
  tr -d '"\r' < "$work/result.csv" | awk -F, '
  NR > 1 { name = $1; sub(/.*\./, "", name); score[name, $NF] = $5 }
  function row(words, name, floor,   i, line, ratios) {
    for (i = 1; i <= 3; i++) {
      line = line sprintf(" %.0f |", score[name, who[i]])
      ratios = ratios sprintf(" %.2f |", score[name, who[i]] / score[floor, who[i]])
    }
    print "| " words " |" line ratios
  }
  END {
    split("jdk bouncycastle corretto", who, " ")
    row("SNP, floor: one P-384 signature", "snpFloor", "snpFloor")
    row("SNP, certificates kept", "snpWarm", "snpFloor")
    row("SNP, certificates parsed and checked anew", "snpCold", "snpFloor")
    row("SGX, floor: two P-256 signatures", "sgxFloor", "sgxFloor")
    row("SGX, certificates and collateral kept", "sgxWarm", "sgxFloor")
    row("SGX, certificates of the quote parsed and checked anew", "sgxCold", "sgxFloor")
  }'
  echo
  echo "$(date +%F), commit $(git rev-parse --short HEAD), $(nproc) cores ($(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)), load $(cut -d' ' -f1 /proc/loadavg), JDK $jdk."
)
echo "$table"
awk -v table="$table" '
  /<!-- verify -->/ { print; print table; skip = 1; next }
  /<!-- end verify -->/ { skip = 0 }
  !skip { print }' docs/benchmarks.md > "$work/benchmarks.md"
cp "$work/benchmarks.md" docs/benchmarks.md
