#!/bin/bash
# Runs the two commands of the README in a fresh clone, with an empty home, and writes what the first printed and how long
# both took into README.md, with the machine's size.
# Usage: benchmarks/first-commands.sh
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/jdk.sh
find_jdk
artifacts="Maven's artifacts were there already"
[[ -d ~/.m2/repository ]] || artifacts="Maven's artifacts and Debian's packages fetched"
work=$(mktemp -d)
failed() { cat "$work/up" "$work/test" >&2 || true; }
trap failed ERR
trap 'rm -rf "$work"' EXIT
git clone -q . "$work/coffer"
export XDG_DATA_HOME=$work/data XDG_STATE_HOME=$work/state XDG_CACHE_HOME=$work/cache

seconds() { awk -v ms="$(( (${2/[.,]/} - ${1/[.,]/}) / 1000 ))" 'BEGIN { printf "%d min %02d s", ms / 60000, ms / 1000 % 60 }'; }

cd "$work/coffer"
begin=$EPOCHREALTIME
./coffer up examples/hello > "$work/up" 2>&1
up=$(seconds "$begin" "$EPOCHREALTIME")
curl -s "$(awk '/^url/ { print $2 }' "$work/up")" > "$work/answer"
./coffer down hello 2>/dev/null
begin=$EPOCHREALTIME
./test > "$work/test" 2>&1
test=$(seconds "$begin" "$EPOCHREALTIME")
counts=$("$java_home/bin/java" .ci/Counts.java . | tail -n 1)
cd - > /dev/null

{
  echo '```text'
  echo '$ ./coffer up examples/hello'
  cat "$work/up"
  echo '$ curl -s http://127.0.0.1:...'
  cat "$work/answer"
  echo '```'
  echo
  echo "From a fresh clone, the build included: $up. \`./test\`: $test, $counts. Both on $(nproc) cores" \
    "($(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)) with $(awk '/^MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo) GiB," \
    "$(date -u +%Y-%m-%d), commit $(git rev-parse --short=12 HEAD); $artifacts."
} > "$work/block"
awk -v block="$work/block" '
  /<!-- up -->/ { print; while ((getline line < block) > 0) print line; skip = 1 }
  /<!-- \/up -->/ { skip = 0 }
  !skip' README.md > "$work/page"
cp "$work/page" README.md
