#!/usr/bin/env bash
# Shows what the example installation comes to, with stand-ins for its secrets. Needs kubectl, and no cluster.
set -euo pipefail
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r "$(dirname "$0")"/{base,keda,example} "$copy"
mkdir "$copy/example/secrets"
for name in postgres-password encryption-key registration-secret; do
  echo stand-in > "$copy/example/secrets/$name"
done
kubectl kustomize "$copy/example"
