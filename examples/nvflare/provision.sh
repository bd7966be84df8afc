#!/bin/sh
# Provisions the federation once: build/kits has the kits of clients and administrators, build/startup-kit.tgz that of the
# server, with its private key. It is a secret: mode 0600, and in no image.
set -eu
cd "$(dirname "$0")"
umask 077
[ -x build/python/bin/pip ] || { echo "error: run ./build.sh first" >&2; exit 4; }
[ -x build/python/bin/nvflare ] ||
  build/python/bin/pip install --quiet --disable-pip-version-check --use-pep517 --require-hashes -r requirements.txt
rm -rf build/kits
build/python/bin/nvflare provision -p project.yml -w build/kits >build/provision.log 2>&1 ||
  { cat build/provision.log >&2; exit 1; }
tar -C build/kits/federation/prod_00/nvflare-server -czf build/startup-kit.tgz .
echo "provision: build/startup-kit.tgz, $(tar -tzf build/startup-kit.tgz | grep -c '[^/]$') files"
