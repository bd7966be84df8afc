#!/bin/bash
# How long `coffer layer hash` takes for a layer of 1 GB, and how much memory, against the floor that hashing alone sets:
# `openssl speed` SHA-256 on all cores, in interleaved runs; *start* is what an empty layer takes. Writes the numbers to docs/benchmarks.md.
# Usage: benchmarks/layer-hash.sh [RUNS]        needs openssl, GNU tar and GNU time, 4 GB of disk in $TMPDIR
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/jdk.sh
find_jdk
runs=${1:-9}
cores=$(nproc)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "making the layers" >&2
mkdir "$work/one" "$work/many"
head -c 1000000000 /dev/urandom > "$work/one/data"
tar -C "$work" -cf "$work/one.tar" one
rm -r "$work/one"
for ((i = 0; i < 100; i++)); do
  mkdir "$work/many/$i"
  head -c 9000000 /dev/urandom | split -b 6000 -a 4 -d - "$work/many/$i/f"
done
tar -C "$work" -cf "$work/many.tar" many
rm -r "$work/many"
mkdir "$work/none"
tar -C "$work" -cf "$work/none.tar" none

median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
largest() { sort -g | tail -n 1; }

# Bytes hashed in a second by all cores at once.
openssl_rate() {
  openssl speed -evp sha256 -bytes 16384 -seconds 1 -multi "$cores" 2>/dev/null | awk '/^sha256/ { printf "%.0f\n", $2 * 1000 }'
}

# The work is the tar's bytes and 2.4 % more: the salt, the padding and the upper levels of the tree.
measure() { # a row of the table: its file name, its words, the layers of one run
  local name=$1 words=$2 bytes
  shift 2
  bytes=$(stat -c %s "$@" | awk '{ sum += $1 } END { printf "%.0f", sum }')
  ./coffer layer hash "$@" > "$work/hash"
  for ((i = 0; i < runs; i++)); do
    openssl_rate >> "$work/$name.rate"
    /usr/bin/time -f '%e %M' -o "$work/time" ./coffer layer hash "$@" | cmp - "$work/hash"
    cut -d' ' -f1 "$work/time" >> "$work/$name.wall"
    cut -d' ' -f2 "$work/time" >> "$work/$name.memory"
    /usr/bin/time -f '%e' -o "$work/time" ./coffer layer hash "$work/none.tar" > /dev/null
    cat "$work/time" >> "$work/$name.start"
  done
  awk -v name="$words" -v bytes="$bytes" -v rate="$(median < "$work/$name.rate")" -v wall="$(median < "$work/$name.wall")" \
    -v start="$(median < "$work/$name.start")" -v memory="$(largest < "$work/$name.memory")" 'BEGIN {
      floor = bytes * 1.024 / rate
      printf "| %s | %.2f GB | %.2f GB/s | %.2f s | %.2f s | %.2f s | %.2f | %.2f | %.0f MB |\n",
        name, bytes / 1e9, rate / 1e9, floor, wall, start, wall / floor, (wall - start) / floor, memory * 1024 / 1e6 }'
}

{
  echo "| layer | size | SHA-256, all cores | floor | wall | start | wall / floor | without start | peak memory |"
  echo "|---|---|---|---|---|---|---|---|---|"
  measure one "one file" "$work/one.tar"
  measure four "four layers of one file each" "$work/one.tar" "$work/one.tar" "$work/one.tar" "$work/one.tar"
  measure many "150,000 files" "$work/many.tar"
  echo
  echo "Medians of $runs interleaved runs, the largest memory of any; $(date -u +%Y-%m-%d), commit $(git rev-parse --short=12 HEAD)," \
    "$cores cores ($(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)), JDK $jdk."
} | tee "$work/table"

page=docs/benchmarks.md
awk -v table="$work/table" '
  /<!-- layer-hash -->/ { print; while ((getline line < table) > 0) print line; skip = 1 }
  /<!-- end layer-hash -->/ { skip = 0 }
  !skip' "$page" > "$work/page"
cp "$work/page" "$page"
