package io.keyturn.settings.federation;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.keyturn.settings.api.ProblemException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What Entra reads before it believes a signature (D-14): open to everybody, public keys and
 * nothing of any tenant. Source: OpenID Connect Discovery 1.0, sections 3 and 4.
 */
@RestController
class IssuerController {

  /** How long others may keep a copy; the keys change more slowly. */
  static final Duration KEEP = Duration.ofHours(1);

  private final FederationProperties federation;
  private final SigningKeys keys;

  IssuerController(FederationProperties federation, SigningKeys keys) {
    this.federation = federation;
    this.keys = keys;
  }

  @GetMapping(
      path = "/.well-known/openid-configuration",
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Map<String, Object>> configuration() {
    String issuer = issuer();
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("issuer", issuer);
    configuration.put("jwks_uri", issuer + "/.well-known/jwks");
    configuration.put("response_types_supported", List.of("id_token"));
    configuration.put("subject_types_supported", List.of("public"));
    configuration.put("id_token_signing_alg_values_supported", List.of("RS256"));
    configuration.put("scopes_supported", List.of("openid"));
    configuration.put("claims_supported", List.of("iss", "sub", "aud", "exp", "iat", "nbf", "jti"));
    return kept(configuration);
  }

  @GetMapping(path = "/.well-known/jwks", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Map<String, Object>> publicKeys() {
    issuer();
    List<JWK> published = List.copyOf(keys.published());
    return kept(new JWKSet(published).toJSONObject(true)); // true: public halves only
  }

  private String issuer() {
    return federation
        .issuerName()
        .orElseThrow(() ->
            ProblemException.of(
                HttpStatus.NOT_FOUND,
                "federation.not-configured",
                "This installation is no issuer.",
                "Its operator sets keyturn.federation.issuer to its public address."));
  }

  private static <T> ResponseEntity<T> kept(T body) {
    return ResponseEntity.ok().cacheControl(CacheControl.maxAge(KEEP).cachePublic()).body(body);
  }
}
