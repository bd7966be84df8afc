#!/bin/bash
# How long `coffer sgx measure` and `coffer sgx sign` take for an enclave of 28,000 MB (7.25 million pages) against `openssl dgst -sha256` over
# as many bytes as MRENCLAVE is the hash of, in interleaved runs; *start* is what an enclave of a few pages takes. Writes docs/benchmarks.md.
# Usage: benchmarks/sgx-measure.sh [RUNS]        needs gcc, openssl and GNU time, 1 GB of disk in $TMPDIR
# With COFFER_VECTORS the large enclave is the recorded one of that size; else both are made here.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/jdk.sh
find_jdk
runs=${1:-9}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# An enclave that runs nothing, with the parts that are measured and signed.
cat > "$work/enclave.c" <<'EOF'
__attribute__((visibility("default"))) volatile struct { unsigned long version; char rest[1752]; } g_global_data = { (2UL << 32) | (21 << 16) | 100, { 1 } };
__attribute__((visibility("default"))) int enclave_entry(int i) { return i + g_global_data.rest[i]; }
__asm__(".pushsection .note.sgxmeta,\"\",@note\n .balign 4\n .4byte 13, 0x5000, 1\n .ascii \"sgx_metadata\\0\"\n .fill 0x5000, 1, 0\n .balign 4\n .popsection\n");
EOF
gcc -O1 -fPIC -shared -nostdlib -nostartfiles -o "$work/enclave.so" "$work/enclave.c"
config() { # megabytes of reserved memory, threads
  echo "<EnclaveConfiguration><TCSNum>$2</TCSNum><TCSMinPool>$2</TCSMinPool><StackMaxSize>0x100000</StackMaxSize>" \
    "<StackMinSize>0x100000</StackMinSize><HeapMaxSize>0x4000000</HeapMaxSize><HeapMinSize>0x4000000</HeapMinSize>" \
    "<HeapInitSize>0x4000000</HeapInitSize><ReservedMemMaxSize>$(($1 << 20))</ReservedMemMaxSize>" \
    "<ReservedMemMinSize>$(($1 << 20))</ReservedMemMinSize><ReservedMemInitSize>$(($1 << 20))</ReservedMemInitSize></EnclaveConfiguration>"
}
config 28000 256 > "$work/large.xml"
config 1 1 > "$work/small.xml"
cp "$work/enclave.so" "$work/large.elf"
mv "$work/enclave.so" "$work/small.elf"
recorded=${COFFER_VECTORS:+$COFFER_VECTORS/sgx/signing/09-jvm-28000mb}
if [ -n "$recorded" ]; then
  cp "$recorded/enclave.so" "$work/large.elf"
  cp "$recorded/Enclave.xml" "$work/large.xml"
fi
openssl genrsa -3 -out "$work/key.pem" 3072 2>/dev/null
chmod 600 "$work/key.pem"
sign() { # large or small
  ./coffer sgx sign --enclave "$work/$1.elf" --config "$work/$1.xml" --key "$work/key.pem" --date 20260101 --out "$work/$1.so" > /dev/null
}
sign large
sign small
facts=$(./coffer sgx info --json "$work/large.so")
number() { sed "s/.*\"$1\":\([0-9]*\).*/\1/" <<< "$facts"; }
added=$(number eadd_pages)
measured=$(number eextend_pages)
# ECREATE, an EADD for each page, sixteen EEXTEND of 64 + 256 bytes for each measured page.
bytes=$((64 + added * 64 + measured * 5120))
head -c "$bytes" /dev/urandom > "$work/bytes"

median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
timed() { # the file of the times, then a command
  local times=$1
  shift
  /usr/bin/time -f '%e %M' -o "$work/time" "$@" > /dev/null
  cat "$work/time" >> "$work/$times"
}
for ((i = 0; i < runs; i++)); do
  timed openssl openssl dgst -sha256 "$work/bytes"
  timed measure ./coffer sgx measure "$work/large.so"
  timed start ./coffer sgx measure "$work/small.so"
  timed sign ./coffer sgx sign --enclave "$work/large.elf" --config "$work/large.xml" --key "$work/key.pem" --date 20260101 --out "$work/out.so"
  timed signstart ./coffer sgx sign --enclave "$work/small.elf" --config "$work/small.xml" --key "$work/key.pem" --date 20260101 --out "$work/out.so"
done

row() { # words, times, times of the start
  awk -v name="$1" -v wall="$(cut -d' ' -f1 "$work/$2" | median)" -v start="$([ -z "$3" ] && echo 0 || cut -d' ' -f1 "$work/$3" | median)" \
    -v floor="$(cut -d' ' -f1 "$work/openssl" | median)" -v memory="$(cut -d' ' -f2 "$work/$2" | sort -g | tail -n 1)" 'BEGIN {
      printf "| %s | %.2f s | %.2f s | %.2f | %.2f | %.0f MB |\n", name, wall, start, wall / floor, (wall - start) / floor, memory * 1024 / 1e6 }'
}
{
  echo "| command | wall | start | wall / openssl | without start | peak memory |"
  echo "|---|---|---|---|---|---|"
  row "\`openssl dgst -sha256\`" openssl ""
  row "\`coffer sgx measure\`" measure start
  row "\`coffer sgx sign\`" sign signstart
  echo
  echo "$(awk -v a="$added" -v m="$measured" -v b="$bytes" 'BEGIN { printf "%.2f million pages, %.0f thousand of them measured, %.2f GB to hash.", a / 1e6, m / 1e3, b / 1e9 }')" \
    "Medians of $runs interleaved runs, the largest memory of any; $(date -u +%Y-%m-%d), commit $(git rev-parse --short=12 HEAD)," \
    "$(nproc) cores ($(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)), JDK $jdk."
} | tee "$work/table"

page=docs/benchmarks.md
if grep -q '<!-- sgx-measure -->' "$page"; then
  awk -v table="$work/table" '
    /<!-- sgx-measure -->/ { print; while ((getline line < table) > 0) print line; skip = 1 }
    /<!-- end sgx-measure -->/ { skip = 0 }
    !skip' "$page" > "$work/page"
  cp "$work/page" "$page"
fi
