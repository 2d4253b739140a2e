package io.keyturn.embedded.entra;

import io.keyturn.embedded.entra.Directory.Principal;
import io.keyturn.embedded.entra.State.ServicePrincipal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tokens in the v2.0 shape, and who stands behind them when they come back. */
final class Tokens {

  static final Duration LIFE = Duration.ofHours(1);

  private static final JsonMapper JSON = JsonMapper.shared();

  private final State state;
  private final Clock clock;
  private volatile Jwt key = Jwt.withNewKey();

  Tokens(State state, Clock clock) {
    this.state = state;
    this.clock = clock;
  }

  Jwt key() {
    return key;
  }

  void useKey(Jwt saved) {
    key = saved;
  }

  static String issuer(String base, String tenantId) {
    return base + "/" + tenantId + "/v2.0";
  }

  String forApplication(
      String base, ServicePrincipal principal, Application application, String audience) {
    ObjectNode claims = claims(base, principal.tenantId(), audience);
    claims.put("oid", principal.objectId());
    claims.put("sub", principal.objectId());
    claims.put("azp", application.clientId());
    claims.put("appid", application.clientId());
    claims.put("app_displayname", application.displayName());
    claims.put("azpacr", "1");
    claims.put("idtyp", "app");
    roles(claims, principal.objectId(), audience);
    return key.sign(claims);
  }

  String forPerson(String base, Person person, String clientId, String audience, String scopes) {
    ObjectNode claims = claims(base, person.tenantId(), audience);
    identify(claims, person);
    claims.put("azp", clientId);
    claims.put("appid", clientId);
    claims.put("scp", scopes);
    roles(claims, person.objectId(), audience);
    return key.sign(claims);
  }

  String idToken(String base, Person person, String clientId, String nonce) {
    ObjectNode claims = claims(base, person.tenantId(), clientId);
    identify(claims, person);
    if (!nonce.isEmpty()) {
      claims.put("nonce", nonce);
    }
    roles(claims, person.objectId(), clientId);
    return key.sign(claims);
  }

  /** Any claims at all, signed; for tests of what must be refused. */
  String of(JsonNode claims) {
    return key.sign(claims);
  }

  /** The claims of a token issued here that has not expired. */
  Optional<JsonNode> valid(String token) {
    long now = clock.instant().getEpochSecond();
    return key.verified(token)
        .filter(claims -> claims.path("exp").asLong(0) > now)
        .filter(claims -> claims.path("nbf").asLong(0) <= now);
  }

  Optional<Principal> principal(String token, String audience) {
    String wanted = Scopes.withoutSlash(audience);
    return valid(token)
        .filter(
            claims -> Scopes.withoutSlash(claims.path("aud").asString("")).equalsIgnoreCase(wanted))
        .map(Tokens::principal);
  }

  private static Principal principal(JsonNode claims) {
    boolean application = claims.path("idtyp").asString("").equals("app");
    return new Principal(
        claims.path("tid").asString(""),
        claims.path("oid").asString(""),
        application ? Optional.of(claims.path("azp").asString("")) : Optional.empty(),
        claims.path(application ? "app_displayname" : "name").asString(""),
        claims.path(application ? "app_displayname" : "preferred_username").asString(""));
  }

  private ObjectNode claims(String base, String tenantId, String audience) {
    long now = clock.instant().getEpochSecond();
    return JSON.createObjectNode()
        .put("ver", "2.0")
        .put("iss", issuer(base, tenantId))
        .put("aud", audience)
        .put("tid", tenantId)
        .put("iat", now)
        .put("nbf", now)
        .put("exp", now + LIFE.toSeconds())
        .put("uti", UUID.randomUUID().toString());
  }

  private static void identify(ObjectNode claims, Person person) {
    claims.put("oid", person.objectId());
    claims.put("sub", person.objectId());
    claims.put("name", person.displayName());
    claims.put("preferred_username", person.userPrincipalName());
    if (person.homeTenantId() instanceof String home) {
      // An optional claim of Entra: where a guest comes from.
      claims.put("idp", "https://sts.windows.net/" + home + "/");
      claims.put("acct", 1);
    } else {
      claims.put("acct", 0);
    }
  }

  private void roles(ObjectNode claims, String principalId, String audience) {
    List<String> roles =
        state
            .resource(audience)
            .map(resource -> state.roles(principalId, resource.clientId()))
            .orElse(List.of());
    if (!roles.isEmpty()) {
      ArrayNode array = claims.putArray("roles");
      roles.forEach(array::add);
    }
  }
}
