# Sourced by the scripts beside it: processes that end with their script, the last one first.
# shellcheck shell=bash
set -euo pipefail
# Each in a group of its own: Ctrl-C reaches the script alone, which stops them in their order.
set -m

# Settings and logs; gone at the end.
directory=$(mktemp -d)
started=()

stop() {
  # Who asks twice is not left with half of them.
  trap '' INT TERM
  for ((i = ${#started[@]} - 1; i >= 0; i--)); do
    kill "${started[i]}" 2>/dev/null || true
    wait "${started[i]}" 2>/dev/null || true
  done
  rm -rf "$directory"
}
trap stop EXIT
trap 'exit 143' INT TERM

alive() {
  for pid in "${started[@]}"; do
    kill -0 "$pid" 2>/dev/null || { echo "A process ended by itself:" >&2; tail -n 20 "$directory"/*.log >&2; exit 1; }
  done
}

# Until the application at that port says that it is.
ready() {
  until (exec 3<>"/dev/tcp/127.0.0.1/$1" && printf 'GET /readyz HTTP/1.0\r\n\r\n' >&3 \
      && read -r _ status _ <&3 && [ "$status" = 200 ]) 2>/dev/null; do
    alive
    sleep 0.2
  done
}

# The sandbox's Azure, Kafka and PostgreSQL from its jar, until the applications' settings are written.
sandbox() {
  local jar=$1
  shift
  java -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -jar "$jar" serve --without-applications "$directory" "$@" &
  started+=($!)
  until [ -s "$directory/rotation-worker.env" ]; do
    alive
    sleep 0.2
  done
}

# A process of its own, its settings from the sandbox; then what follows is its command.
application() {
  local name=$1 log=$2
  shift 2
  (
    set -a
    # shellcheck disable=SC1090
    . "$directory/$name.env"
    set +a
    exec env "$@" > "$directory/$log.log" 2>&1
  ) &
  started+=($!)
}
