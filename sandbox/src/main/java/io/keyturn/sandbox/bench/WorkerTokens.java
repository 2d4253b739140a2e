package io.keyturn.sandbox.bench;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;

/** Signs the worker's access token as Entra does, and tells the key it can be checked with. */
final class WorkerTokens implements AutoCloseable {

  static final String AUDIENCE = "0b5b7a7e-0000-4000-8000-00000000a0d1";

  /** In the issuer's name; nobody calls it, because where the keys are is set. */
  static final String AUTHORITY = "https://entra.invalid";

  static final UUID TENANT = UUID.fromString("77777777-0000-4000-8000-000000000007");

  private static final Duration LIFE = Duration.ofHours(2);

  private final RSAKey key;
  private final HttpServer server;

  private WorkerTokens(RSAKey key, HttpServer server) {
    this.key = key;
    this.server = server;
  }

  static WorkerTokens start() throws IOException {
    RSAKey key;
    try {
      key = new RSAKeyGenerator(2048).keyID("signing-1").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/keys",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, keys.length);
          exchange.getResponseBody().write(keys);
          exchange.close();
        });
    server.start();
    return new WorkerTokens(key, server);
  }

  String keys() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
  }

  String token() {
    Instant now = Instant.now();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
            new JWTClaimsSet.Builder()
                .issuer(AUTHORITY + "/" + TENANT + "/v2.0")
                .audience(AUDIENCE)
                .claim("tid", TENANT.toString())
                .claim("oid", Subjects.identity().toString())
                .claim("azp", "c11e0000-0000-4000-8000-000000000001")
                .claim("ver", "2.0")
                .claim("roles", List.of("Rotation.Worker"))
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFE)))
                .build());
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return token.serialize();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
