# One image per application, from its jar: docker build --build-arg APPLICATION=rotation-worker .
# Build the jars first: mvn -DskipTests package
ARG BASE=eclipse-temurin:25-jre

FROM ${BASE} AS unpacked
ARG APPLICATION
WORKDIR /unpacked
COPY ${APPLICATION}/target/${APPLICATION}-*-app.jar app.jar
RUN java -Djarmode=tools -jar app.jar extract --layers --application-filename app.jar --destination layers

FROM ${BASE} AS application
WORKDIR /app
# One arena of glibc's allocator: with more, memory that the compiler's threads have freed stays resident.
ENV MALLOC_ARENA_MAX=1
COPY --from=unpacked /unpacked/layers/dependencies/ ./
COPY --from=unpacked /unpacked/layers/snapshot-dependencies/ ./
COPY --from=unpacked /unpacked/layers/application/ ./
COPY docker/jvm.options docker/healthy.sh ./

# The same files in the same place, or the JVM refuses the cache that is made here.
FROM application AS trained
ARG APPLICATION
COPY sandbox/target/sandbox-*-app.jar /training/sandbox.jar
COPY tenant-settings/target/tenant-settings-*-app.jar /training/tenant-settings.jar
COPY docker/started.sh docker/train.sh /training/
# PostgreSQL starts neither as root nor as somebody without a name.
RUN chown nobody /app
USER nobody
RUN if [ "$APPLICATION" = tenant-settings ]; then /training/train.sh /app /training/sandbox.jar app.jar; \
    else /training/train.sh /app /training/sandbox.jar /training/tenant-settings.jar app.jar; fi

FROM application
COPY --from=trained /app/app.aot ./
USER 10001
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s CMD ["/app/healthy.sh"]
ENTRYPOINT ["java", "@/app/jvm.options", "-XX:AOTCache=/app/app.aot", "-Xlog:aot=error", "-jar", "/app/app.jar"]
