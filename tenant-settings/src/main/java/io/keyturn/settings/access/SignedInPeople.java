package io.keyturn.settings.access;

import java.util.Objects;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserService;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/**
 * Admits who signed in at Entra, when the access token that came along is one our API accepts, and
 * is the same person's.
 */
final class SignedInPeople implements OAuth2UserService<OidcUserRequest, OidcUser> {

  private final JwtDecoder apiTokens;

  SignedInPeople(JwtDecoder apiTokens) {
    this.apiTokens = apiTokens;
  }

  @Override
  public OidcUser loadUser(OidcUserRequest request) {
    Jwt token = decoded(request.getAccessToken().getTokenValue());
    if (!same(request, token, "tid") || !same(request, token, "oid")) {
      throw refused("the two tokens are of different people");
    }
    return new Person(request, token);
  }

  private Jwt decoded(String token) {
    try {
      return apiTokens.decode(token);
    } catch (JwtException e) {
      throw refused("the access token is none for this API");
    }
  }

  private static boolean same(OidcUserRequest request, Jwt token, String claim) {
    return Objects.equals(
        request.getIdToken().getClaimAsString(claim), token.getClaimAsString(claim));
  }

  private static OAuth2AuthenticationException refused(String why) {
    return new OAuth2AuthenticationException(new OAuth2Error("invalid_token", why, null));
  }

  /** Until the session has begun. */
  static final class Person extends DefaultOidcUser {
    private static final long serialVersionUID = 1L;

    private final transient Jwt accessToken;

    Person(OidcUserRequest request, Jwt accessToken) {
      super(java.util.List.of(), request.getIdToken());
      this.accessToken = accessToken;
    }

    Jwt accessToken() {
      return accessToken;
    }

    String displayName() {
      String name = getFullName();
      return name == null || name.isBlank() ? userName() : name;
    }

    String userName() {
      return Objects.requireNonNullElse(getPreferredUsername(), "");
    }
  }
}
