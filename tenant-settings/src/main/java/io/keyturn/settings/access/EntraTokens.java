package io.keyturn.settings.access;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.ResourceRetriever;
import io.keyturn.azuredevops.TrustedAuthorities;
import io.keyturn.settings.api.Guid;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Reads access tokens of Entra (version 2.0) of any tenant.
 *
 * <p>One key set signs for every tenant, so a good signature says nothing about which tenant issued
 * a token: the issuer must be that of the token's own {@code tid}. Source:
 * https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-tokens
 */
@Configuration(proxyBeanMethods = false)
class EntraTokens {

  private static final String JWT = "spring.security.oauth2.resourceserver.jwt.";
  private static final int CONNECT_MILLIS = 3_000;
  private static final int READ_MILLIS = 5_000;
  private static final int LARGEST_KEY_SET_BYTES = 512 * 1024;

  @Bean
  JwtDecoder entraTokenDecoder(
      @Value("${azure.authority-host}") String authorityHost,
      @Value("${azure.ca-certificate:}") String caCertificate,
      Environment environment,
      Clock clock)
      throws java.net.MalformedURLException {
    return new RememberedTokens(
        decoder(
            authorityHost,
            caCertificate,
            environment.getProperty(JWT + "jwk-set-uri", ""),
            environment.getProperty(JWT + "issuer-uri", ""),
            Binder.get(environment)
                .bind(JWT + "audiences", Bindable.listOf(String.class))
                .orElse(List.of())),
        clock);
  }

  /**
   * @param jwkSetUri where the keys are; blank: where the issuer's metadata says, or Entra's usual
   *     place
   * @param issuerUri whose tokens are accepted; blank: those of every tenant of the authority
   */
  static JwtDecoder decoder(
      String authorityHost,
      String caCertificate,
      String jwkSetUri,
      String issuerUri,
      List<String> audiences)
      throws java.net.MalformedURLException {
    List<String> accepted = audiences.stream().filter(audience -> !audience.isBlank()).toList();
    if (accepted.isEmpty()) {
      throw new IllegalStateException(
          "spring.security.oauth2.resourceserver.jwt.audiences must name this API's client id (and"
              + " its application id URI): without it a token meant for any other API would do");
    }
    String authority = authorityHost.strip().replaceAll("/+$", "");
    ResourceRetriever http = http(caCertificate);
    JWKSource<SecurityContext> source =
        !jwkSetUri.isBlank()
            ? SigningKeys.at(jwkSetUri.strip(), http)
            : !issuerUri.isBlank()
                ? new SigningKeys(issuerUri.strip(), http)
                : SigningKeys.at(authority + "/common/discovery/v2.0/keys", http);
    NimbusJwtDecoder decoder =
        NimbusJwtDecoder.withJwkSource(source).jwsAlgorithm(SignatureAlgorithm.RS256).build();
    decoder.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(
            new JwtTimestampValidator(),
            ofItsOwnTenant(IssuedBy.of(authority, issuerUri)),
            meantForUs(accepted)));
    return decoder;
  }

  /** Fetches keys and metadata. */
  static ResourceRetriever http(String caCertificate) {
    Path pem = caCertificate.isBlank() ? null : Path.of(caCertificate.strip());
    return new DefaultResourceRetriever(
        CONNECT_MILLIS,
        READ_MILLIS,
        LARGEST_KEY_SET_BYTES,
        true,
        TrustedAuthorities.sslContext(pem).getSocketFactory());
  }

  /** Where the keys of every tenant are. */
  static String keysAddress(Environment environment) {
    String configured = environment.getProperty(JWT + "jwk-set-uri", "").strip();
    return configured.isEmpty()
        ? environment.getRequiredProperty("azure.authority-host").strip().replaceAll("/+$", "")
            + "/common/discovery/v2.0/keys"
        : configured;
  }

  private static OAuth2TokenValidator<Jwt> ofItsOwnTenant(IssuedBy issuer) {
    return token -> {
      Optional<UUID> tenant = guid(token, "tid");
      if (tenant.isEmpty() || guid(token, "oid").isEmpty() || token.getExpiresAt() == null) {
        return refused("the token has no tid, oid or exp");
      }
      return issuer.matches(String.valueOf(token.getClaimAsString("iss")), tenant.get())
          ? OAuth2TokenValidatorResult.success()
          : refused("the token's issuer is not that of its tenant");
    };
  }

  private static OAuth2TokenValidator<Jwt> meantForUs(List<String> accepted) {
    return token -> {
      List<String> audience = token.getAudience();
      return audience != null && audience.stream().anyMatch(accepted::contains)
          ? OAuth2TokenValidatorResult.success()
          : refused("the token is meant for another API");
    };
  }

  private static OAuth2TokenValidatorResult refused(String why) {
    return OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token", why, null));
  }

  /** Only for a token that passed the validators above. */
  static SignedIn signedIn(Jwt token) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String claim : texts(token, "roles")) {
      Role.ofClaim(claim).ifPresent(roles::add);
    }
    String clientId = text(token, "azp");
    return new SignedIn(
        new Caller(
            guid(token, "tid").orElseThrow(),
            guid(token, "oid").orElseThrow(),
            Objects.requireNonNullElse(clientId, ""),
            roles,
            Objects.requireNonNullElse(token.getExpiresAt(), Instant.EPOCH)));
  }

  private static Optional<UUID> guid(Jwt token, String claim) {
    return Optional.ofNullable(text(token, claim)).flatMap(Guid::parse);
  }

  private static @Nullable String text(Jwt token, String claim) {
    return token.getClaims().get(claim) instanceof String text ? text : null;
  }

  private static List<String> texts(Jwt token, String claim) {
    List<String> texts = new ArrayList<>();
    if (token.getClaims().get(claim) instanceof List<?> items) {
      for (Object item : items) {
        if (item instanceof String text) {
          texts.add(text);
        }
      }
    }
    return texts;
  }
}
