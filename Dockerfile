# One image per application: docker build --build-arg APPLICATION=rotation-worker .
# Build the jars first: mvn -DskipTests package
ARG BASE=eclipse-temurin:25-jre
FROM ${BASE}
ARG APPLICATION
COPY ${APPLICATION}/target/${APPLICATION}-0.1.0-SNAPSHOT-app.jar /app/app.jar
USER 10001
WORKDIR /app
# Measured with 500 rotations under way (README, "How fast"); a larger heap makes nothing faster.
ENV JAVA_TOOL_OPTIONS="-Xmx120m -XX:+UseSerialGC -XX:+UseCompactObjectHeaders"
ENTRYPOINT ["java", "-jar", "/app/app.jar"]
