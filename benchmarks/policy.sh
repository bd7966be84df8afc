#!/bin/bash
# How long `coffer policy generate` takes for a template of ten containers whose images are known, start included, beside
# `java -version` of the same JDK: interleaved runs, medians. Writes the numbers to docs/benchmarks.md.
# Usage: benchmarks/policy.sh [RUNS]
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/jdk.sh
find_jdk
runs=${1:-15}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

layer() { printf '%s' "$1" | sha256sum | cut -d' ' -f1; }

{
  echo '{'
  for ((i = 0; i < 10; i++)); do
    [ "$i" = 0 ] || echo ','
    printf '"registry.example/service%d:1": {"os": "linux", "arch": "amd64", "config": {"Env": ["PATH=/usr/bin:/bin"], "Cmd": ["/bin/service"]}, "layers": ["%s", "%s", "%s"]}' \
      "$i" "$(layer base)" "$(layer "runtime $i")" "$(layer "service $i")"
  done
  echo '}'
} > "$work/images.json"
{
  cat <<'E2'
{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
 "parameters": {"location": {"type": "string", "defaultValue": "westeurope"}}, "resources": [
 {"type": "Microsoft.ContainerInstance/containerGroups", "apiVersion": "2023-05-01", "name": "ten", "location": "[parameters('location')]",
  "properties": {"sku": "Confidential", "osType": "Linux", "restartPolicy": "Never", "confidentialComputeProperties": {"ccePolicy": ""},
   "containers": [
E2
  for ((i = 0; i < 10; i++)); do
    [ "$i" = 0 ] || echo ','
    printf '{"name": "service%d", "properties": {"image": "registry.example/service%d:1", "command": ["/bin/service", "--number", "%d"],
      "environmentVariables": [{"name": "LOCATION", "value": "[parameters('"'location'"')]"}], "ports": [{"port": %d}],
      "resources": {"requests": {"cpu": 1, "memoryInGB": 1}}}}' "$i" "$i" "$i" $((8000 + i))
  done
  echo ']}}]}'
} > "$work/template.json"

generate() { ./coffer policy generate --image-facts "$work/images.json" --template-file "$work/template.json" --outraw; }
generate > "$work/policy" 2>/dev/null
[ "$(grep -o '"command":\["/bin/service"' "$work/policy" | wc -l)" = 10 ] || { echo "error: a policy of ten containers wanted" >&2; exit 1; }

milliseconds() { # of one run of the command given
  local begin=$EPOCHREALTIME end
  "$@" > "$work/out" 2>"$work/err"
  end=$EPOCHREALTIME
  echo $(( (${end/[.,]/} - ${begin/[.,]/}) / 1000 ))
}
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

for ((i = 0; i < runs; i++)); do
  milliseconds "$java_home/bin/java" -version >> "$work/java"
  milliseconds generate >> "$work/generate"
  cmp "$work/out" "$work/policy"
done
{
  echo "| command | wall | of \`java -version\` |"
  echo "|---|---|---|"
  awk -v j="$(median < "$work/java")" -v g="$(median < "$work/generate")" 'BEGIN {
    printf "| `java -version` | %d ms | 1.0 |\n| `coffer policy generate`, ten containers | %d ms | %.1f |\n", j, g, g / j }'
  echo
  echo "Medians of $runs interleaved runs; $(date -u +%Y-%m-%d), commit $(git rev-parse --short=12 HEAD)," \
    "$(nproc) cores ($(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)), JDK $jdk."
} | tee "$work/table"
awk -v table="$work/table" '
  /<!-- policy -->/ { print; while ((getline line < table) > 0) print line; skip = 1 }
  /<!-- end policy -->/ { skip = 0 }
  !skip' docs/benchmarks.md > "$work/page"
cp "$work/page" docs/benchmarks.md
