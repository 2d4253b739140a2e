#!/usr/bin/env bash
# Makes the secrets that docker-compose.yml hands to the containers, each a file of its own. What is there stays as it is.
# Of your own app registrations put in settings-client-secret and worker-client-secret before; the sandbox's Azure takes
# those made here.
set -euo pipefail
directory=${KEYTURN_SECRETS:-$(dirname "$0")/../.secrets}
mkdir -p "$directory"
# The folder keeps others out; in the containers the files are read by a user of its own.
chmod 700 "$directory"
for name in postgres-password jasypt-password encryption-key settings-client-secret worker-client-secret; do
  file=$directory/$name
  if [ ! -s "$file" ]; then
    head -c 32 /dev/urandom | base64 | tr -d '\n' > "$file"
    chmod 444 "$file"
    echo "made $name"
  fi
done
