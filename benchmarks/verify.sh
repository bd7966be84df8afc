#!/bin/bash
# How long a verdict on a simulated report or quote takes (JMH, one thread), with the JDK's providers and with Amazon Corretto
# Crypto Provider, beside the floor that the signatures alone set in the same run. Prints a table with the ratios.
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

echo '| microseconds | JDK | Corretto | of the floor, JDK | of the floor, Corretto |'
echo '|---|---|---|---|---|'
tr -d '"' < "$work/result.csv" | awk -F, '
  NR > 1 { name = $1; sub(/.*\./, "", name); score[name, $NF] = $5 }
  function row(words, name, floor) {
    printf "| %s | %.0f | %.0f | %.2f | %.2f |\n", words, score[name, "jdk"], score[name, "corretto"],
      score[name, "jdk"] / score[floor, "jdk"], score[name, "corretto"] / score[floor, "corretto"]
  }
  END {
    row("SNP, floor: one P-384 signature", "snpFloor", "snpFloor")
    row("SNP, certificates kept", "snpWarm", "snpFloor")
    row("SNP, certificates parsed and checked anew", "snpCold", "snpFloor")
    row("SGX, floor: two P-256 signatures", "sgxFloor", "sgxFloor")
    row("SGX, certificates and collateral kept", "sgxWarm", "sgxFloor")
    row("SGX, certificates of the quote parsed and checked anew", "sgxCold", "sgxFloor")
  }'
echo
echo "$(date +%F), commit $(git rev-parse --short HEAD), $(nproc) cores ($(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)), load $(cut -d' ' -f1 /proc/loadavg), JDK $jdk."
