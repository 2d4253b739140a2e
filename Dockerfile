# One image per application: docker build --build-arg APPLICATION=rotation-worker .
# Build the jars first: mvn -DskipTests package
ARG BASE=eclipse-temurin:25-jre
FROM ${BASE}
ARG APPLICATION
COPY ${APPLICATION}/target/${APPLICATION}-0.1.0-SNAPSHOT-app.jar /app/app.jar
USER 10001
WORKDIR /app
# Settled with 500 rotations under way (README, "How fast"): with -Xmx120m a third of the worker's processor time went to collecting.
ENV JAVA_TOOL_OPTIONS="-Xmx144m -Xmn56m -XX:SurvivorRatio=3 -XX:TrimNativeHeapInterval=1000 -XX:+UseSerialGC -XX:+UseCompactObjectHeaders"
# One arena of glibc's allocator: with more, memory that the compiler's threads have freed stays resident.
ENV MALLOC_ARENA_MAX=1
ENTRYPOINT ["java", "-jar", "/app/app.jar"]
