#!/bin/sh
# Makes build/image, an OCI image layout with Debian's Python and nvflare: by mmdebstrap and pip, without a container
# engine. The same packages give the same layers.
set -eu
cd "$(dirname "$0")"
python=${PYTHON:-/usr/bin/python3}
suite=bookworm
export SOURCE_DATE_EPOCH=1767225600 LC_ALL=C

need() { command -v "$1" >/dev/null || { echo "error: $1 is needed: apt-get install $2" >&2; exit 4; }; }
need mmdebstrap mmdebstrap
"$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' ||
  { echo "error: $python: Python 3.11 wanted, for which requirements.txt has its hashes" >&2; exit 4; }

mkdir -p build
work=$(mktemp -d build/.image.XXXXXX)
trap 'rm -rf "$work"' EXIT

echo "build: Debian $suite with Python"
mmdebstrap --quiet --variant=essential --include=python3,ca-certificates,libstdc++6 \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  --customize-hook='rm -rf "$1"/var/cache/* "$1"/var/log/* "$1"/var/lib/apt "$1"/etc/hostname "$1"/etc/resolv.conf' \
  --customize-hook='find "$1"/usr -name __pycache__ -prune -exec rm -rf {} +' \
  "$suite" "$work/base.tar"

echo "build: nvflare"
[ -x build/python/bin/pip ] || "$python" -m venv build/python
root=$work/root
mkdir -p "$root/opt/nvflare" "$root/workspace"
PYTHONDONTWRITEBYTECODE=1 build/python/bin/pip install --quiet --disable-pip-version-check --use-pep517 --no-compile --no-deps \
  --require-hashes --target "$root/opt/nvflare/lib" -r requirements.txt
rm -rf "$root/opt/nvflare/lib/bin"
cp start.py "$root/opt/nvflare/start.py"
chmod -R u=rwX,go=rX "$root"
chmod 1777 "$root/workspace"
tar -C "$root" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --format=posix \
  --pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime -cf "$work/nvflare.tar" .

echo "build: the image layout"
blobs=$work/image/blobs/sha256
mkdir -p "$blobs"
sum() { sha256sum "$1" | cut -d' ' -f1; }
size() { wc -c < "$1" | tr -d ' '; }
# Stores a file as a blob and prints its descriptor.
blob() {
  digest=$(sum "$2")
  cp "$2" "$blobs/$digest"
  printf '{"mediaType":"application/vnd.oci.image.%s","digest":"sha256:%s","size":%s}' "$1" "$digest" "$(size "$2")"
}
base=$(sum "$work/base.tar")
code=$(sum "$work/nvflare.tar")
layers="$(blob layer.v1.tar "$work/base.tar"),$(blob layer.v1.tar "$work/nvflare.tar")"
cat > "$work/config.json" <<EOF
{"architecture":"amd64","os":"linux","config":{"User":"0:0","Env":["PATH=/usr/local/bin:/usr/bin:/bin",
"PYTHONPATH=/opt/nvflare/lib","PYTHONDONTWRITEBYTECODE=1","LANG=C.UTF-8"],
"Cmd":["/usr/bin/python3","-u","/opt/nvflare/start.py"],"WorkingDir":"/workspace"},
"rootfs":{"type":"layers","diff_ids":["sha256:$base","sha256:$code"]}}
EOF
printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":%s,"layers":[%s]}' \
  "$(blob config.v1+json "$work/config.json")" "$layers" > "$work/manifest.json"
printf '{"schemaVersion":2,"manifests":[%s]}' "$(blob manifest.v1+json "$work/manifest.json")" > "$work/image/index.json"
printf '{"imageLayoutVersion":"1.0.0"}' > "$work/image/oci-layout"
rm -rf build/image
mv "$work/image" build/image
echo "build: build/image, $(du -sh build/image | cut -f1)"
