package io.keyturn.settings;

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
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Signs tokens as Entra does: one key set for every tenant, an issuer for each. */
final class TokenIssuer {

  static final String AUDIENCE = "0b5b7a7e-0000-4000-8000-00000000a0d1";

  private final RSAKey key;
  private final HttpServer server;

  private TokenIssuer(RSAKey key, HttpServer server) {
    this.key = key;
    this.server = server;
  }

  static TokenIssuer start() {
    try {
      RSAKey key = new RSAKeyGenerator(2048).keyID("signing-1").generate();
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
      server.createContext(
          "/",
          exchange -> {
            byte[] metadata =
                "{\"jwks_uri\": \"http://127.0.0.1:%d/keys\"}"
                    .formatted(server.getAddress().getPort())
                    .getBytes(StandardCharsets.UTF_8);
            boolean found =
                exchange.getRequestURI().getPath().endsWith("/.well-known/openid-configuration");
            exchange.sendResponseHeaders(found ? 200 : 404, found ? metadata.length : -1);
            if (found) {
              exchange.getResponseBody().write(metadata);
            }
            exchange.close();
          });
      server.start();
      return new TokenIssuer(key, server);
    } catch (JOSEException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  String authority() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  String keys() {
    return authority() + "/keys";
  }

  String token(UUID tenantId, UUID objectId, String... roles) {
    return token(tenantId, objectId, UnaryOperator.identity(), roles);
  }

  /** A token of which something may be different from what Entra would write. */
  String token(
      UUID tenantId,
      UUID objectId,
      UnaryOperator<JWTClaimsSet.Builder> otherwise,
      String... roles) {
    Instant now = Instant.now();
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(authority() + "/" + tenantId + "/v2.0")
            .audience(AUDIENCE)
            .claim("tid", tenantId.toString())
            .claim("oid", objectId.toString())
            .claim("azp", "c11e0000-0000-4000-8000-000000000001")
            .claim("ver", "2.0")
            .claim("roles", List.of(roles))
            .issueTime(Date.from(now))
            .notBeforeTime(Date.from(now.minusSeconds(5)))
            .expirationTime(Date.from(now.plusSeconds(3600)));
    return signed(key, otherwise.apply(claims).build());
  }

  /** Signed with a key that is not in the key set, under the name of the one that is. */
  String forged(UUID tenantId, UUID objectId, String... roles) {
    try {
      RSAKey other = new RSAKeyGenerator(2048).keyID("signing-1").generate();
      SignedJWT real = SignedJWT.parse(token(tenantId, objectId, roles));
      return signed(other, real.getJWTClaimsSet());
    } catch (JOSEException | java.text.ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String signed(RSAKey key, JWTClaimsSet claims) {
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
      token.sign(new RSASSASigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
