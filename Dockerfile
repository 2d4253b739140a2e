# One image per application, from its jar: docker build --build-arg APPLICATION=rotation-worker .
# Build the jars first: mvn -DskipTests package
ARG BASE=eclipse-temurin:25-jre

FROM ${BASE} AS unpacked
ARG APPLICATION
WORKDIR /unpacked
COPY ${APPLICATION}/target/${APPLICATION}-*-app.jar app.jar
RUN java -Djarmode=tools -jar app.jar extract --layers --application-filename app.jar --destination layers

FROM ${BASE}
ARG APPLICATION
WORKDIR /app
# One arena of glibc's allocator: with more, memory that the compiler's threads have freed stays resident.
ENV MALLOC_ARENA_MAX=1
COPY --from=unpacked /unpacked/layers/dependencies/ ./
COPY --from=unpacked /unpacked/layers/snapshot-dependencies/ ./
COPY --from=unpacked /unpacked/layers/application/ ./
COPY docker/jvm.options docker/healthy.sh docker/training.properties ./
# What the JVM has worked out about the classes once, it need not at each start (README, "How fast").
RUN java @jvm.options -XX:AOTCacheOutput=app.aot -Xlog:aot=error -Dspring.context.exit=onRefresh -jar app.jar \
      --spring.profiles.active=training --spring.config.additional-location=file:training.properties \
    && rm training.properties
USER 10001
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s CMD ["/app/healthy.sh"]
ENTRYPOINT ["java", "@/app/jvm.options", "-XX:AOTCache=/app/app.aot", "-Xlog:aot=error", "-jar", "/app/app.jar"]
