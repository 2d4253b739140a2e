#!/bin/bash
# Writes the AOT cache of one application: what the JVM has worked out about its classes, and which methods are worth compiling,
# taken from a real start on the sandbox's Azure, Kafka and PostgreSQL (docs/decisions/2026-11-22-caches-from-a-real-start.md).
#   train.sh DIRECTORY SANDBOX-JAR TENANT-SETTINGS-JAR [ROTATION-WORKER-JAR]
# The last jar is the application's, run from DIRECTORY with the options of its jvm.options; app.aot comes to lie beside them.
. "$(dirname "$0")/started.sh"

to=$1 sandbox=$2
shift 2
sandbox "$sandbox" --settings-port 18080 --worker-port 18081 --azure-port 18443 > "$directory/sandbox.log" 2>&1

cd "$to"
names=(tenant-settings rotation-worker)
ports=(18080 18081)
for jar in "$@"; do
  place=$((${#started[@]} - 1))
  options=()
  # Level 2: what the cache says was compiled further is compiled so at once while starting; what it says was compiled with
  # level 1 stays there.
  [ ${#started[@]} -lt $# ] || options=(-XX:AOTCacheOutput=app.aot -XX:TieredStopAtLevel=2 -Xlog:aot=error)
  # Figures at a port of their own, as in docker-compose.yml: that is a second web server.
  application "${names[place]}" "${names[place]}" MANAGEMENT_SERVER_PORT=0 java @jvm.options "${options[@]}" -jar "$jar"
  ready "${ports[place]}"
done

# The cache is written when the application ends as it is meant to.
kill "${started[-1]}"
wait "${started[-1]}" || [ $? = 143 ]
unset 'started[-1]'
[ -s app.aot ]
