#!/bin/bash
# Writes the AOT cache of one application: what the JVM has worked out about its classes, and which methods are worth compiling,
# taken from a real start on the sandbox's Azure, Kafka and PostgreSQL. With only half a start there (until it would serve) a
# start takes a third longer (README, "How fast").
#   train.sh DIRECTORY SANDBOX-JAR TENANT-SETTINGS-JAR [ROTATION-WORKER-JAR]
# The last jar is the application's, run from DIRECTORY with the options of its jvm.options; app.aot comes to lie beside them.
set -euo pipefail
# Each process in a group of its own, so that stopping this script stops them in their order.
set -m

to=$1 sandbox=$2
shift 2
work=$(mktemp -d)
started=()

stop() {
  for ((i = ${#started[@]} - 1; i >= 0; i--)); do
    kill "${started[i]}" 2>/dev/null || true
    wait "${started[i]}" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 143' INT TERM

alive() {
  kill -0 "$1" 2>/dev/null || { echo "A process ended by itself:" >&2; tail -n 20 "$work"/*.log >&2; exit 1; }
}

ready() {
  until (exec 3<>"/dev/tcp/127.0.0.1/$1" && printf 'GET /readyz HTTP/1.0\r\n\r\n' >&3 \
      && read -r _ status _ <&3 && [ "$status" = 200 ]) 2>/dev/null; do
    alive "${started[-1]}"
    sleep 0.2
  done
}

java -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -jar "$sandbox" \
  serve --without-applications "$work" --settings-port 18080 --worker-port 18081 --azure-port 18443 > "$work/sandbox.log" 2>&1 &
started+=($!)
until [ -s "$work/rotation-worker.env" ]; do
  alive "${started[0]}"
  sleep 0.2
done

cd "$to"
names=(tenant-settings rotation-worker)
ports=(18080 18081)
for jar in "$@"; do
  place=$((${#started[@]} - 1))
  options=()
  [ ${#started[@]} -lt $# ] || options=(-XX:AOTCacheOutput=app.aot -Xlog:aot=error)
  (
    set -a
    # shellcheck disable=SC1090
    . "$work/${names[place]}.env"
    # Figures at a port of their own, as in docker-compose.yml: that is a second web server.
    MANAGEMENT_SERVER_PORT=0
    set +a
    exec java @jvm.options "${options[@]}" -jar "$jar" > "$work/${names[place]}.log" 2>&1
  ) &
  started+=($!)
  ready "${ports[place]}"
done

# The cache is written when the application ends as it is meant to.
kill "${started[-1]}"
wait "${started[-1]}" || [ $? = 143 ]
unset 'started[-1]'
[ -s app.aot ]
