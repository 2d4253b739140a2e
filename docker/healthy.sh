#!/bin/bash
# Status 0 while the application in this container is ready. The base image need not have curl.
exec 3<>"/dev/tcp/127.0.0.1/${SERVER_PORT:?}"
printf 'GET /readyz HTTP/1.0\r\n\r\n' >&3
read -r _ status _ <&3
[ "$status" = 200 ]
