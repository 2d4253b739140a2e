package io.keyturn.settings.access;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The keys of an issuer whose metadata says where they are. It is asked when the first token comes
 * in: an issuer that is away for a minute must not keep the application from starting.
 */
final class SigningKeys implements JWKSource<SecurityContext> {

  private final String issuerUri;
  private final ResourceRetriever http;
  private volatile @Nullable JWKSource<SecurityContext> keys;

  SigningKeys(String issuerUri, ResourceRetriever http) {
    this.issuerUri = issuerUri.replaceAll("/+$", "");
    this.http = http;
  }

  static JWKSource<SecurityContext> at(String keys, ResourceRetriever http)
      throws java.net.MalformedURLException {
    return JWKSourceBuilder.<SecurityContext>create(URI.create(keys).toURL(), http)
        .retrying(true)
        .build();
  }

  @Override
  public List<JWK> get(JWKSelector selector, SecurityContext context) throws KeySourceException {
    JWKSource<SecurityContext> known = keys;
    if (known == null) {
      known = discovered();
      keys = known;
    }
    return known.get(selector, context);
  }

  // Source: OpenID Connect Discovery 1.0, section 4.
  private JWKSource<SecurityContext> discovered() throws KeySourceException {
    try {
      String metadata =
          http.retrieveResource(URI.create(issuerUri + "/.well-known/openid-configuration").toURL())
              .getContent();
      return at(JsonMapper.shared().readTree(metadata).path("jwks_uri").asString(""), http);
    } catch (IOException | IllegalArgumentException | JacksonException e) {
      throw new KeySourceException("the issuer's metadata cannot be read: " + issuerUri, e);
    }
  }
}
