package io.keyturn.settings.discovery;

import io.keyturn.azuredevops.UserTokens;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.settings.api.Guid;
import io.keyturn.settings.api.ProblemException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Reads the {@link SignedInUser} of a request. The tokens are kept for the request only.
 *
 * <p>A guest's home tenant is another directory, and Entra exchanges a token in the tenant only
 * that issued it. So a guest signs in there as well, and sends that token, for this API too, in
 * {@value #HOME}.
 */
@Component
class SignedInUserReader implements HandlerMethodArgumentResolver {

  static final String HOME = "Keyturn-Home-Token";

  private static final String BEARER = "Bearer ";
  // "https://sts.windows.net/<tenant>/", in some clouds with another host.
  private static final Pattern TENANT_OF_ISSUER =
      Pattern.compile("https://[^/]+/([0-9a-fA-F-]{36})(?:/.*)?");

  private final JwtDecoder tokens;

  SignedInUserReader(JwtDecoder tokens) {
    this.tokens = tokens;
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == SignedInUser.class;
  }

  @Override
  public SignedInUser resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    String authorization =
        Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION)).orElse("");
    if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw new IllegalStateException("only requests with a bearer token get here");
    }
    Jwt token = decoded(authorization.substring(BEARER.length()).strip());
    UserTokens.Person person = person(token);
    Optional<UUID> home = homeTenant(token).filter(it -> !it.equals(person.tenantId()));
    String homeToken = request.getHeader(HOME);
    return new SignedInUser(
        person,
        isPersons(token),
        home,
        homeToken == null || homeToken.isBlank() || home.isEmpty()
            ? Optional.empty()
            : Optional.of(atHome(homeToken.strip(), home.get())));
  }

  private Jwt decoded(String token) {
    try {
      return tokens.decode(token);
    } catch (JwtException e) {
      // It was good a moment ago, when the request came in.
      throw ProblemException.of(
          HttpStatus.UNAUTHORIZED,
          "sign-in.required",
          "Your token has just ended.",
          "Sign in again, then repeat the request.");
    }
  }

  private UserTokens.Person atHome(String homeToken, UUID home) {
    try {
      Jwt token = tokens.decode(homeToken);
      UserTokens.Person person = person(token);
      if (person.tenantId().equals(home) && isPersons(token)) {
        return person;
      }
    } catch (JwtException e) {
      // Answered below, like a good token of another tenant.
    }
    throw ProblemException.of(
        HttpStatus.FORBIDDEN,
        "home-sign-in.refused",
        "The token in " + HOME + " is not a valid one of a user of your home tenant " + home + ".",
        "Sign in to your home tenant again, or leave the header out.");
  }

  private static UserTokens.Person person(Jwt token) {
    Instant expires = token.getExpiresAt();
    return new UserTokens.Person(
        guid(token, "tid").orElseThrow(),
        guid(token, "oid").orElseThrow(),
        ClientSecret.of(token.getTokenValue()),
        expires == null ? Instant.EPOCH : expires);
  }

  /** Entra writes scopes into tokens that a person is behind, and into no other. */
  private static boolean isPersons(Jwt token) {
    return text(token, "scp").filter(it -> !it.isBlank()).isPresent()
        && !text(token, "idtyp").orElse("").equals("app");
  }

  /** {@code idp} is there when the account is not of the tenant that issued the token. */
  private static Optional<UUID> homeTenant(Jwt token) {
    return text(token, "idp")
        .map(TENANT_OF_ISSUER::matcher)
        .filter(Matcher::matches)
        .flatMap(found -> Guid.parse(found.group(1)));
  }

  private static Optional<UUID> guid(Jwt token, String claim) {
    return text(token, claim).flatMap(Guid::parse);
  }

  private static Optional<String> text(Jwt token, String claim) {
    return token.getClaims().get(claim) instanceof String text
        ? Optional.of(text)
        : Optional.empty();
  }
}
