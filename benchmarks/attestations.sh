#!/bin/bash
# How many attestations a second `coffer serve attestation` makes over TLS with keep-alive: simulated SNP evidence in, signed
# token out, with wrk beside it on the same cores. The *floor* is what the cores do when they only check the report's
# signature and sign the token, measured before and after. Then p99 at half of that load, and the memory over many requests.
# Writes the numbers to docs/benchmarks.md. Usage: benchmarks/attestations.sh [SECONDS [REQUESTS]]   needs wrk, curl
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/jdk.sh
find_jdk
seconds=${1:-30}
requests=${2:-1000000}
connections=16
port=18443
work=$(mktemp -d)
export HOME=$work/home
unset XDG_DATA_HOME XDG_STATE_HOME XDG_CACHE_HOME
mkdir -p "$HOME"
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
command -v wrk >/dev/null || { echo "error: wrk is needed: apt-get install wrk" >&2; exit 4; }

./coffer --version >/dev/null
JAVA_HOME=$java_home ./mvnw -q -B -ntp -pl benchmarks -am -DskipTests package
load() { "$java_home/bin/java" -cp 'benchmarks/target/classes:benchmarks/target/lib/*' coffer.benchmarks.AttestationLoad "$@"; }
load request "$work/request.json"

cat > "$work/post.lua" <<EOF
local file = io.open("$work/request.json")
wrk.method = "POST"
wrk.path = "/attest/SevSnpVm?api-version=2022-08-01"
wrk.body = file:read("*a")
wrk.headers["Content-Type"] = "application/json"
local pause = tonumber(os.getenv("PAUSE_MS") or "0")
if pause > 0 then
  function delay() return pause end
end
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("RESULT %.1f %.2f %.2f %d %d\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, summary.requests,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
EOF
# Requests a second, p50 and p99 in ms, requests, errors.
run() { wrk -t1 -c"$1" -d"${2}s" --timeout 10s -s "$work/post.lua" "https://localhost:$port" | sed -n 's/^RESULT //p'; }
memory() { awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$server/status"; }

floor_before=$(load floor 10)
./coffer serve attestation --listen "127.0.0.1:$port" --issuer "https://localhost:$port" 2>"$work/server.log" &
server=$!
curl -s --retry 100 --retry-delay 1 --retry-all-errors -k "https://localhost:$port/health/ready" >/dev/null
run $connections 20 >/dev/null # warm

read -r rate p50 p99 _ errors <<< "$(run $connections "$seconds")"
# At half load: so many connections that each, pausing, asks at its share of the rate.
half=$(awk "BEGIN { print int($rate / 2) }")
export PAUSE_MS=$(awk "BEGIN { print int(64 * 1000 / $half - $p50 / 2) }")
read -r half_rate half_p50 half_p99 _ half_errors <<< "$(run 64 "$seconds")"
unset PAUSE_MS

memory_start=$(memory)
done_requests=0
peak=$memory_start
while [ "$done_requests" -lt "$requests" ]; do
  read -r _ _ _ count more <<< "$(run $connections 30)"
  done_requests=$((done_requests + count))
  errors=$((errors + more))
  now=$(memory)
  [ "$now" -le "$peak" ] || peak=$now
  echo "$done_requests requests, $now MB" >&2
done
memory_end=$(memory)
kill "$server"
wait "$server" || true
server=
floor_after=$(load floor 10)
floor=$(((floor_before + floor_after) / 2))

table=$(cat <<EOF
| | |
|---|---|
| floor: report signature and token signature, all cores | $floor a second ($floor_before before, $floor_after after) |
| attestations, $connections connections, wrk on the same cores | $rate a second, **$(awk "BEGIN { printf \"%.0f\", 100 * $rate / $floor }") %** of the floor |
| latency at that load | p50 $p50 ms, p99 $p99 ms |
| latency at half load ($half_rate a second, 64 connections) | p50 $half_p50 ms, **p99 $half_p99 ms** |
| memory (resident) before, after and at most within $done_requests requests | $memory_start MB, $memory_end MB, $peak MB |
| errors | $((errors + half_errors)) |

$(date +%F), commit $(git rev-parse --short HEAD), $(nproc) cores ($(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)), JDK $jdk.
EOF
)
echo "$table"
awk -v table="$table" '
  /<!-- attestations -->/ { print; print table; skip = 1; next }
  /<!-- end attestations -->/ { skip = 0 }
  !skip { print }' docs/benchmarks.md > "$work/benchmarks.md"
cp "$work/benchmarks.md" docs/benchmarks.md
