#!/bin/bash
# How long `coffer occlum image create` takes for a root file system of 300 MB in memory-backed storage, with and without a key, against a floor
# of the same run: `openssl speed` of AES-128-GCM on one core for all bytes, or `cp` of the tree, whichever takes longer. *start* is an empty tree. Writes docs/benchmarks.md.
# Usage: benchmarks/sefs.sh [RUNS]        needs openssl, GNU tar and GNU time, 2 GB in /dev/shm
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/jdk.sh
find_jdk
runs=${1:-9}
work=$(mktemp -d -p /dev/shm)
trap 'rm -rf "$work"' EXIT

echo "making the trees" >&2
mkdir "$work/tree" "$work/none"
head -c 120000000 /dev/urandom > "$work/tree/modules"
for ((i = 0; i < 60; i++)); do
  mkdir "$work/tree/$i"
  head -c 2000000 /dev/urandom > "$work/tree/$i/library"
  head -c 1000000 /dev/urandom | split -b 12000 -a 4 -d - "$work/tree/$i/f"
done
tar -C "$work/tree" -cf "$work/tree.tar" .
tar -C "$work/none" -cf "$work/none.tar" .
(umask 077; openssl rand -hex 16 | sed 's/../&-/g; s/-$//' > "$work/key")
bytes=$(stat -c %s "$work/tree.tar")

median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
seconds() { # of a command, whose output is thrown away; its memory goes to $work/kilobytes
  /usr/bin/time -f '%e %M' -o "$work/time" "$@" > /dev/null 2>&1
  cut -d ' ' -f 2 "$work/time" > "$work/kilobytes"
  cut -d ' ' -f 1 "$work/time"
}

measure() { # a row of the table: its file name, its words, options
  local name=$1 words=$2
  shift 2
  for ((i = 0; i < runs; i++)); do
    openssl speed -evp aes-128-gcm -bytes 4096 -seconds 1 2> /dev/null | awk '/^AES-128-GCM|^aes-128-gcm/ { printf "%.0f\n", $2 * 1000 }' >> "$work/$name.rate"
    seconds cp -r "$work/tree" "$work/copy" >> "$work/$name.copy"
    rm -rf "$work/copy"
    seconds ./coffer occlum image create --tar "$work/tree.tar" --out "$work/image" "$@" >> "$work/$name.wall"
    cat "$work/kilobytes" >> "$work/$name.memory"
    rm -rf "$work/image"
    seconds ./coffer occlum image create --tar "$work/none.tar" --out "$work/image" "$@" >> "$work/$name.start"
    rm -rf "$work/image"
  done
  awk -v name="$words" -v bytes="$bytes" -v rate="$(median < "$work/$name.rate")" -v copy="$(median < "$work/$name.copy")" \
    -v peak="$(sort -g "$work/$name.memory" | tail -n 1)" \
    -v wall="$(median < "$work/$name.wall")" -v start="$(median < "$work/$name.start")" 'BEGIN {
      gcm = bytes / rate
      floor = gcm > copy ? gcm : copy
      work = wall - start > 0.01 ? wall - start : 0.01
      printf "| %s | %.0f MB | %.2f s | %.2f s | %.2f s | %.2f s | %.2f | %.2f | %.0f MB/s | %.0f MB/s | %.0f MB |\n",
        name, bytes / 1e6, gcm, copy, wall, start, wall / floor, work / floor, bytes / 1e6 / wall, bytes / 1e6 / work, peak * 1024 / 1e6 }'
}

{
  echo "| image | tar | AES-GCM, one core | cp | wall | start | wall / floor | without start | rate | without start | peak memory |"
  echo "|---|---|---|---|---|---|---|---|---|---|---|"
  measure plain "integrity-only"
  measure secret "encrypted" --key "$work/key"
  echo
  echo "Medians of $runs interleaved runs, the largest memory of any; $(date -u +%Y-%m-%d), commit $(git rev-parse --short=12 HEAD)," \
    "$(nproc) cores ($(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)), JDK $jdk."
} | tee "$work/table"

page=docs/benchmarks.md
awk -v table="$work/table" '
  /<!-- sefs -->/ { print; while ((getline line < table) > 0) print line; skip = 1 }
  /<!-- end sefs -->/ { skip = 0 }
  !skip' "$page" > "$work/page"
cp "$work/page" "$page"
