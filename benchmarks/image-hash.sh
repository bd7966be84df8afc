#!/bin/bash
# How long the root hashes of a whole image take, cold: from a docker-archive of gzip layers and from a registry on this
# machine, with ISA-L and with pure Java, against a floor of public tools measured in interleaved runs: every layer through
# `igzip -dc | tee >(openssl dgst -sha256) | openssl dgst -sha256`, as many layers at once as there are cores, the largest first.
# Writes the numbers to docs/benchmarks.md. The image: about 1 GB in six gzip layers, Debian packages and random bytes.
# Usage: benchmarks/image-hash.sh [RUNS]     needs mmdebstrap, buildah, docker-registry, igzip (isal), libisal2, openssl,
# GNU time, root (or a user with subordinate ids), 6 GB of disk in $TMPDIR; $IMAGE_DIR keeps the image for another run.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/jdk.sh
find_jdk
runs=${1:-7}
cores=$(nproc)
work=$(mktemp -d)
registry=
cleanup() {
  if [ -n "$registry" ]; then kill "$registry"; wait "$registry" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap cleanup EXIT
made=${IMAGE_DIR:-$work/made}
export XDG_CACHE_HOME=$work/cache

depends() { apt-cache depends "$1" | awk '/^  Depends:/ { print $2 }' | grep -E "$2" | head -n 1; }

unpacked() { # a folder of the content of packages
  local folder=$1
  shift
  mkdir -p "$made/debs" "$folder"
  (cd "$made/debs" && apt-get -qq -o APT::Sandbox::User=root download "$@")
  for package in "$@"; do dpkg -x "$made/debs/$package"_*.deb "$folder"; done
}

make_image() {
  local go llvm
  mkdir -p "$made"
  mmdebstrap --quiet --variant=minbase "$(. /etc/os-release; echo "$VERSION_CODENAME")" "$made/base.tar"
  go=$(depends golang-go '^golang-[0-9.]*-go$')
  llvm=$(depends clang '^clang-[0-9]+$' | sed 's/clang-/libllvm/')
  unpacked "$made/jre" "$(depends default-jre-headless '^openjdk-[0-9]+-jre-headless$')"
  unpacked "$made/go" "$go"
  unpacked "$made/src" "${go%-go}-src"
  unpacked "$made/llvm" "$llvm"
  mkdir "$made/random"
  head -c 180000000 /dev/urandom > "$made/random/data"
  local store=(buildah --root "$made/store" --runroot "$made/run") container image
  container=$("${store[@]}" from scratch)
  "${store[@]}" add -q "$container" "$made/base.tar" / >/dev/null
  image=$("${store[@]}" commit -q "$container")
  for layer in jre go src llvm random; do
    container=$("${store[@]}" from "$image")
    "${store[@]}" copy -q "$container" "$made/$layer" / >/dev/null
    image=$("${store[@]}" commit -q "$container")
  done
  "${store[@]}" push -q "$image" "oci:$made/layout:image"
  rm -rf "$made/store" "$made/run"
}

if [ ! -r "$made/layout/index.json" ]; then
  echo "making the image" >&2
  make_image
fi
./coffer image copy "oci:$made/layout" "docker-archive:$work/image.tar" >/dev/null
cat > "$work/config.yml" <<Y
version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage:
  filesystem: {rootdirectory: $work/registry}
http:
  addr: 127.0.0.1:${REGISTRY_PORT:-5077}
Y
docker-registry serve "$work/config.yml" 2>"$work/registry.log" &
registry=$!
reference=127.0.0.1:${REGISTRY_PORT:-5077}/image:1
for ((i = 0; i < 50; i++)); do
  if curl -sf "http://${reference%%/*}/v2/" >/dev/null; then break; fi
  sleep 0.1
done
./coffer image push --insecure "oci:$made/layout" "$reference" >/dev/null

./coffer image inspect --json "oci:$made/layout" |
  python3 -c 'import json, sys
for layer in sorted(json.load(sys.stdin)["layers"], key=lambda layer: -layer["size"]): print(layer["digest"][7:])' > "$work/layers"
compressed=0
plain=0
while read -r layer; do
  blob=$made/layout/blobs/sha256/$layer
  compressed=$((compressed + $(stat -c %s "$blob")))
  plain=$((plain + $(igzip -dc < "$blob" | wc -c)))
done < "$work/layers"

floor() {
  xargs -P "$cores" -I {} bash -c \
    'igzip -dc < "$0" | tee >(openssl dgst -sha256 >/dev/null) | openssl dgst -sha256 >/dev/null' "$made/layout/blobs/sha256/{}" \
    < "$work/layers"
}

archive() { ./coffer image inspect --hashes "$@" "docker-archive:$work/image.tar"; }
remote() { ./coffer image inspect --hashes --insecure "$@" "$reference"; }

timed() { # NAME COMMAND...: one run, its wall and processor time and memory
  local name=$1
  shift
  export -f floor archive remote
  export work made cores reference
  /usr/bin/time -f '%e %U %S %M' -o "$work/time" bash -c '"$@"' - "$@" > "$work/out"
  cat "$work/time" >> "$work/$name.times"
  if [ "$name" != floor ]; then cmp "$work/out" "$work/hashes"; fi
}

archive --no-cache > "$work/hashes"
archive >/dev/null
for ((i = 0; i < runs; i++)); do
  timed floor floor
  timed isal archive --no-cache --inflate isal
  timed java archive --no-cache --inflate java
  timed registry remote --no-cache --inflate isal
  timed cache archive
done

median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
base=$(cut -d' ' -f1 "$work/floor.times" | median)
row() { # NAME WORDS
  local wall cpu memory
  wall=$(cut -d' ' -f1 "$work/$1.times" | median)
  cpu=$(awk '{ print $2 + $3 }' "$work/$1.times" | median)
  memory=$(cut -d' ' -f4 "$work/$1.times" | sort -g | tail -n 1)
  awk -v words="$2" -v wall="$wall" -v cpu="$cpu" -v base="$base" -v memory="$memory" \
    'BEGIN { printf "| %s | %.2f s | %.2f s | %.2f | %.0f MB |\n", words, wall, cpu, wall / base, memory * 1024 / 1e6 }'
}

{
  echo "| from | wall | processor | wall / floor | peak memory |"
  echo "|---|---|---|---|---|"
  row floor 'floor: `igzip`, `tee`, two `openssl`'
  row isal "docker-archive, ISA-L"
  row java "docker-archive, pure Java"
  row registry "registry on this machine, ISA-L"
  row cache "docker-archive, hashes known"
  echo
  echo "$(wc -l < "$work/layers") gzip layers, $(awk "BEGIN { printf \"%.2f GB, %.2f GB\", $plain / 1e9, $compressed / 1e9 }") compressed." \
    "Medians of $runs interleaved runs, the largest memory of any; the" \
    "registry's own processor time is not counted; $(date -u +%Y-%m-%d), commit $(git rev-parse --short=12 HEAD)," \
    "$cores cores ($(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)), JDK $jdk."
} | tee "$work/table"

page=docs/benchmarks.md
awk -v table="$work/table" '
  /<!-- image-hash -->/ { print; while ((getline line < table) > 0) print line; skip = 1 }
  /<!-- end image-hash -->/ { skip = 0 }
  !skip' "$page" > "$work/page"
cp "$work/page" "$page"
