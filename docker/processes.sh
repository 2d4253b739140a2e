#!/usr/bin/env bash
# The topology of docker-compose.yml as plain processes of this machine: the sandbox's Azure, Kafka and PostgreSQL in one,
# tenant-settings in another, and two workers. Build the jars first: mvn -DskipTests package. Ctrl-C stops everything.
set -euo pipefail
# Each process in a group of its own: Ctrl-C reaches this script alone, which stops them in their order.
set -m
cd "$(dirname "$0")/.."

settings_port=${SETTINGS_PORT:-8080}
worker_ports=("${WORKER_PORT:-8081}" "${WORKER_PORT_2:-8082}")
directory=$(mktemp -d)
started=()

stop() {
  # The last one first: a worker still needs the others to give back what it holds.
  for ((i = ${#started[@]} - 1; i >= 0; i--)); do
    kill "${started[i]}" 2>/dev/null || true
    wait "${started[i]}" 2>/dev/null || true
  done
  rm -rf "$directory"
}
trap stop EXIT
trap 'exit 143' INT TERM

# A process of its own, its settings from a file and from what follows the name.
application() {
  local name=$1 log=$2
  shift 2
  (
    set -a
    # shellcheck disable=SC1090
    . "$directory/$name.env"
    set +a
    exec env "$@" java @docker/jvm.options -jar "$name"/target/"$name"-*-app.jar > "$directory/$log.log" 2>&1
  ) &
  started+=($!)
}

ready() {
  until (exec 3<>"/dev/tcp/127.0.0.1/$1" && printf 'GET /readyz HTTP/1.0\r\n\r\n' >&3 \
      && read -r _ status _ <&3 && [ "$status" = 200 ]) 2>/dev/null; do
    for pid in "${started[@]}"; do
      kill -0 "$pid" 2>/dev/null || { echo "A process ended by itself:" >&2; tail -n 20 "$directory"/*.log >&2; exit 1; }
    done
    sleep 0.2
  done
}

java -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -jar sandbox/target/sandbox-*-app.jar serve --without-applications "$directory" \
  --settings-port "$settings_port" --worker-port "${worker_ports[0]}" --azure-port "${AZURE_PORT:-19443}" &
started+=($!)
until [ -s "$directory/rotation-worker.env" ]; do
  kill -0 "${started[0]}" 2>/dev/null || exit 1
  sleep 0.2
done

application tenant-settings tenant-settings
ready "$settings_port"
for port in "${worker_ports[@]}"; do
  application rotation-worker "rotation-worker-$port" SERVER_PORT="$port"
done
for port in "${worker_ports[@]}"; do
  ready "$port"
done
echo "Up: tenant-settings at http://localhost:$settings_port, workers at ${worker_ports[*]}, logs in $directory. Ctrl-C stops them."
wait
