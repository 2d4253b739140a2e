package io.keyturn.embedded.entra;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Foreign keys the way Entra gets them: from the issuer's {@code
 * /.well-known/openid-configuration}, which has to name that very issuer, and from the key set that
 * it points to. Asked each time, nothing is kept.
 */
public final class PublishedKeys implements IssuerKeys {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient http;
  private final UnaryOperator<URI> route;

  /**
   * @param route from a public address to where it is really reached
   */
  public PublishedKeys(HttpClient http, UnaryOperator<URI> route) {
    this.http = http;
    this.route = route;
  }

  @Override
  public Optional<PublicKey> find(String issuer, String keyId) {
    return read(issuer + "/.well-known/openid-configuration")
        .filter(configuration -> configuration.path("issuer").asString("").equals(issuer))
        .flatMap(configuration -> read(configuration.path("jwks_uri").asString("")))
        .flatMap(keys ->
            keys.path("keys")
                .valueStream()
                .filter(key -> key.path("kid").asString("").equals(keyId))
                .filter(key -> key.path("kty").asString("").equals("RSA"))
                .findFirst())
        .map(PublishedKeys::rsa);
  }

  private Optional<JsonNode> read(String address) {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(route.apply(URI.create(address))).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200
          ? Optional.of(JsonMapper.shared().readTree(answer.body()))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException | JacksonException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static PublicKey rsa(JsonNode key) {
    try {
      return KeyFactory.getInstance("RSA")
          .generatePublic(new RSAPublicKeySpec(number(key.path("n")), number(key.path("e"))));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("an issuer published a broken RSA key", e);
    }
  }

  private static BigInteger number(JsonNode text) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(text.asString("")));
  }
}
