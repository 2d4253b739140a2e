package io.keyturn.embedded.entra;

import io.keyturn.embedded.http.Answer;
import io.keyturn.embedded.http.Request;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Entra's addresses: discovery, keys, authorize, token, logout. */
final class SignInPages {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

  private final State state;
  private final Clock clock;
  private final Tokens tokens;
  private final TokenEndpoint tokenEndpoint;
  private final AuthorizeEndpoint authorizeEndpoint;

  SignInPages(
      State state,
      Clock clock,
      Tokens tokens,
      TokenEndpoint tokenEndpoint,
      AuthorizeEndpoint authorizeEndpoint) {
    this.state = state;
    this.clock = clock;
    this.tokens = tokens;
    this.tokenEndpoint = tokenEndpoint;
    this.authorizeEndpoint = authorizeEndpoint;
  }

  Answer handle(String base, Request request) {
    List<String> segments = request.segments();
    if (segments.isEmpty()) {
      return Answer.html(404, "<h1>404</h1>");
    }
    String tenant = segments.getFirst();
    String page = String.join("/", segments.subList(1, segments.size()));
    try {
      return switch (request.method() + " " + page) {
        case "GET v2.0/.well-known/openid-configuration" -> discovery(base, tenant);
        case "GET discovery/v2.0/keys" -> keys();
        case "GET oauth2/v2.0/authorize" -> authorizeEndpoint.answer(tenant, request.query());
        case "POST oauth2/v2.0/authorize" -> authorizeEndpoint.answer(tenant, request.form());
        case "POST oauth2/v2.0/token" ->
            Answer.json(200, tokenEndpoint.answer(base, tenant, request).toString())
                .with("Cache-Control", "no-store, no-cache");
        case "GET oauth2/v2.0/logout" -> logout(request);
        default -> Answer.html(404, "<h1>404</h1>");
      };
    } catch (SignInException refusal) {
      return page.endsWith("authorize")
          ? Answer.html(
              400,
              "<h1>Sorry, but we’re having trouble signing you in.</h1><p>"
                  + AuthorizeEndpoint.text(refusal.sentence())
                  + "</p>")
          : refused(base, refusal, request);
    }
  }

  private Answer discovery(String base, String name) {
    boolean anyTenant = name.equals("common") || name.equals("organizations");
    String tenant =
        anyTenant
            ? name
            : state.tenant(name).orElseThrow(() -> SignInException.unknownTenant(name)).tenantId();
    String oauth = base + "/" + tenant + "/oauth2/v2.0/";
    ObjectNode body =
        JSON.createObjectNode()
            .put("issuer", Tokens.issuer(base, anyTenant ? "{tenantid}" : tenant))
            .put("authorization_endpoint", oauth + "authorize")
            .put("token_endpoint", oauth + "token")
            .put("end_session_endpoint", oauth + "logout")
            .put("jwks_uri", base + "/" + tenant + "/discovery/v2.0/keys");
    body.putArray("response_types_supported").add("code");
    body.putArray("response_modes_supported").add("query").add("form_post");
    body.putArray("subject_types_supported").add("pairwise");
    body.putArray("id_token_signing_alg_values_supported").add("RS256");
    body.putArray("code_challenge_methods_supported").add("S256").add("plain");
    body.putArray("scopes_supported")
        .add("openid")
        .add("profile")
        .add("email")
        .add("offline_access");
    body.putArray("token_endpoint_auth_methods_supported")
        .add("client_secret_post")
        .add("private_key_jwt")
        .add("client_secret_basic");
    return Answer.json(200, body.toString());
  }

  private Answer keys() {
    ObjectNode body = JSON.createObjectNode();
    body.putArray("keys").add(tokens.key().jwk());
    return Answer.json(200, body.toString());
  }

  private static Answer logout(Request request) {
    String next = request.query().getOrDefault("post_logout_redirect_uri", "");
    return next.isEmpty()
        ? Answer.html(200, "<h1>You signed out of your account</h1>")
        : Answer.empty(302).with("Location", next);
  }

  private Answer refused(String base, SignInException refusal, Request request) {
    String trace = UUID.randomUUID().toString();
    String correlation =
        request.header("client-request-id").orElseGet(() -> UUID.randomUUID().toString());
    String timestamp = TIMESTAMP.format(clock.instant());
    ObjectNode body =
        JSON.createObjectNode()
            .put("error", refusal.error())
            .put(
                "error_description",
                "%s Trace ID: %s Correlation ID: %s Timestamp: %s"
                    .formatted(refusal.sentence(), trace, correlation, timestamp));
    body.putArray("error_codes").add(refusal.code());
    body.put("timestamp", timestamp)
        .put("trace_id", trace)
        .put("correlation_id", correlation)
        .put("error_uri", base + "/error?code=" + refusal.code());
    if (refusal.code() == 65001) {
      body.put("suberror", "consent_required");
    }
    return Answer.json(refusal.status(), body.toString());
  }
}
