#!/usr/bin/env bash
# The topology of docker-compose.yml as plain processes of this machine: the sandbox's Azure, Kafka and PostgreSQL in one,
# tenant-settings in another, and two workers. Build the jars first: mvn -DskipTests package. Ctrl-C stops everything.
. "$(dirname "$0")/started.sh"
cd "$(dirname "$0")/.."

settings_port=${SETTINGS_PORT:-8080}
worker_ports=("${WORKER_PORT:-8081}" "${WORKER_PORT_2:-8082}")

sandbox sandbox/target/sandbox-*-app.jar \
  --settings-port "$settings_port" --worker-port "${worker_ports[0]}" --azure-port "${AZURE_PORT:-19443}"

application tenant-settings tenant-settings java @docker/jvm.options -jar tenant-settings/target/tenant-settings-*-app.jar
ready "$settings_port"
for port in "${worker_ports[@]}"; do
  application rotation-worker "rotation-worker-$port" SERVER_PORT="$port" \
    java @docker/jvm.options -jar rotation-worker/target/rotation-worker-*-app.jar
done
for port in "${worker_ports[@]}"; do
  ready "$port"
done
echo "Up: tenant-settings at http://localhost:$settings_port, workers at ${worker_ports[*]}, logs in $directory. Ctrl-C stops them."
wait
