package io.keyturn.embedded.devops;

import io.keyturn.embedded.entra.Directory;
import io.keyturn.embedded.http.Answer;
import io.keyturn.embedded.http.Request;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** Reads the {@code Authorization} header and finds who stands behind it. */
final class Authentication {

  /** Azure DevOps as a resource of Entra. */
  static final String AUDIENCE = "499b84ac-1321-427f-aa17-267ca6975798";

  private final World world;
  private final Directory directory;
  private final Clock clock;

  Authentication(World world, Directory directory, Clock clock) {
    this.world = world;
    this.directory = directory;
    this.clock = clock;
  }

  /** What the header proves, before any organization is asked. */
  sealed interface Credential {
    record Entra(Directory.Principal principal) implements Credential {}

    record Token(PersonalAccessToken token) implements Credential {}

    record Nothing() implements Credential {}
  }

  /** Does not hold the world while it asks Entra. */
  Credential credentialOf(Request request) {
    String header = request.header("authorization").orElse("");
    int blank = header.indexOf(' ');
    if (blank < 0) {
      return new Credential.Nothing();
    }
    String value = header.substring(blank + 1).strip();
    return switch (header.substring(0, blank).toLowerCase(Locale.ROOT)) {
      case "bearer" -> ofEntra(value);
      case "basic" -> password(value).map(this::ofPassword).orElseGet(Credential.Nothing::new);
      default -> new Credential.Nothing();
    };
  }

  /** The caller as that organization knows it; the user name of Basic is not looked at. */
  Caller callerIn(Organization organization, Credential credential, Request request) {
    return switch (credential) {
      case Credential.Nothing() -> throw signIn(request, organization.tenantId);
      case Credential.Token(PersonalAccessToken token) -> {
        if (!token.organization().equals(organization.name.toLowerCase(Locale.ROOT))) {
          throw signIn(request, organization.tenantId);
        }
        Subject subject = organization.subjects.get(token.subjectId());
        if (subject == null || !subject.active) {
          throw signIn(request, organization.tenantId);
        }
        yield new Caller(subject, Optional.of(token.scopes()));
      }
      case Credential.Entra(Directory.Principal principal) -> {
        if (!principal.tenantId().equalsIgnoreCase(organization.tenantId)) {
          throw signIn(request, organization.tenantId);
        }
        Subject subject =
            organization
                .subject(s -> !s.isGroup() && s.originId.equalsIgnoreCase(principal.objectId()))
                .filter(s -> s.active)
                .orElseThrow(() -> notAMember(principal));
        yield new Caller(subject, Optional.empty());
      }
    };
  }

  /**
   * The answer to a missing or bad credential: a sign-in page that calls itself a success, or 401
   * without a body for clients that say they cannot show one. PATCH gets 401 either way.
   */
  static Refusal signIn(Request request, String tenantId) {
    if (request.header("x-tfs-fedauthredirect").orElse("").equalsIgnoreCase("Suppress")) {
      return new Refusal(
          Answer.empty(401)
              .with("WWW-Authenticate", "Basic realm=\"" + request.origin() + "/\"")
              .with("X-VSS-ResourceTenant", tenantId));
    }
    if (request.method().equals("PATCH")) {
      return Refusal.notAuthorized(
          "TF400813: The user '' is not authorized to access this resource.");
    }
    return new Refusal(
        Answer.html(
            203,
            """
            <!DOCTYPE html>
            <html lang="en"><head><title>Azure DevOps Services | Sign In</title></head>
            <body><h1>Sign in to continue</h1></body></html>
            """));
  }

  private static Refusal notAMember(Directory.Principal principal) {
    return Refusal.notAuthorized(
        "TF400813: The user '"
            + principal.objectId()
            + "' is not authorized to access this resource.");
  }

  private Credential ofPassword(String password) {
    synchronized (world) {
      Optional<PersonalAccessToken> known =
          world.tokens.stream().filter(t -> t.token().equals(password)).findFirst();
      if (known.isPresent()) {
        return known.get().validTo().isAfter(clock.instant())
            ? new Credential.Token(known.get())
            : new Credential.Nothing();
      }
    }
    // A rotator of Microsoft's own sends its Entra token this way. Source: dotnet/dnceng.
    return ofEntra(password);
  }

  private Credential ofEntra(String token) {
    return directory
        .principalOf(token, AUDIENCE)
        .<Credential>map(Credential.Entra::new)
        .orElseGet(Credential.Nothing::new);
  }

  private static Optional<String> password(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0 ? Optional.empty() : Optional.of(pair.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
