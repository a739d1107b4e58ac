#!/bin/sh
# make.sh FOLDER: makes the images of this directory on the engine that docker talks to, out of what this machine has. Nothing is
# pulled. FOLDER is made, and may be removed afterwards.
set -e
here=$(cd "$(dirname "$0")" && pwd)
root=$1/root
mkdir -p "$root/app" "$root/tmp" "$root/etc" "$root/usr/bin"
chmod 1777 "$root/tmp"
node=$(readlink -f "$(command -v node)")
cp "$node" "$root/usr/bin/node"
for library in $(ldd "$node" | grep -oE '/[^ ]+\.so[^ ]*'); do
  mkdir -p "$root$(dirname "$library")"
  cp "$(readlink -f "$library")" "$root$library"
done
echo 'nonroot:x:65532:65532::/app:/sbin/nologin' > "$root/etc/passwd"
echo 'nonroot:x:65532:' > "$root/etc/group"
install -m 755 "$here/mcp-grafana" "$root/app/"
install -m 755 "$here/ha-mcp-sse" "$root/usr/bin/"
chmod -R a+rX "$root"
cp "$here/Dockerfile" "$1/"

make() {
  docker build --quiet --label dev.mcpctl.test=image --target "$1" --tag "$2" "$3"
}
make grafana grafana/mcp-grafana:latest "$1"
make home-assistant ghcr.io/homeassistant-ai/ha-mcp:latest "$1"
