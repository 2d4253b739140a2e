package io.keyturn.embedded.entra;

import io.keyturn.embedded.entra.State.ServicePrincipal;
import io.keyturn.embedded.http.Request;
import java.time.Clock;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /{tenant}/oauth2/v2.0/token}, grant by grant. */
final class TokenEndpoint {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final State state;
  private final Clock clock;
  private final ClientAuthentication clients;
  private final Tokens tokens;
  private final Grants grants;

  TokenEndpoint(
      State state, Clock clock, ClientAuthentication clients, Tokens tokens, Grants grants) {
    this.state = state;
    this.clock = clock;
    this.clients = clients;
    this.tokens = tokens;
    this.grants = grants;
  }

  /** The answer's body; every refusal is a {@link SignInException}. */
  ObjectNode answer(String base, String tenantName, Request request) {
    Map<String, String> form = clients.form(request);
    String grant = form.getOrDefault("grant_type", "");
    return switch (grant) {
      case "client_credentials" -> clientCredentials(base, tenant(tenantName), form);
      case "authorization_code" -> authorizationCode(base, form);
      case "refresh_token" -> refreshToken(base, form);
      case "urn:ietf:params:oauth:grant-type:jwt-bearer" ->
          onBehalfOf(base, tenant(tenantName), form);
      case "" ->
          throw SignInException.invalidRequest(
              900144, "The request body must contain the following parameter: 'grant_type'.");
      default ->
          throw new SignInException(
              400,
              "unsupported_grant_type",
              70003,
              "The app requested an unsupported grant type '" + grant + "'.");
    };
  }

  private ObjectNode clientCredentials(String base, Tenant tenant, Map<String, String> form) {
    Application application = clients.named(form, tenant.tenantId());
    clients.authenticate(application, form, false);
    Scopes scopes = Scopes.parse(form.getOrDefault("scope", ""));
    if (scopes.resource().isEmpty() || !scopes.everythingPreconsented()) {
      throw new SignInException(
          400,
          "invalid_scope",
          1002012,
          "The provided value for scope "
              + form.getOrDefault("scope", "")
              + " is not valid. Client credential flows must have a scope value with /.default"
              + " suffixed to the resource identifier (application ID URI).");
    }
    String audience = knownResource(scopes.resource().get(), tenant);
    ServicePrincipal principal =
        state.servicePrincipal(tenant.tenantId(), application.clientId()).orElseThrow();
    return body(tokens.forApplication(base, principal, application, audience));
  }

  private ObjectNode authorizationCode(String base, Map<String, String> form) {
    Grants.Code code =
        grants
            .redeem(form.getOrDefault("code", ""))
            .orElseThrow(() ->
                SignInException.invalidGrant(
                    9002313, "Invalid request. The code is malformed, unknown or was redeemed."));
    Application application = clients.named(form, code.person().tenantId());
    if (!clock.instant().isBefore(code.until())) {
      throw SignInException.invalidGrant(
          70008, "The provided authorization code or refresh token has expired.");
    }
    if (!application.clientId().equalsIgnoreCase(code.clientId())) {
      throw SignInException.invalidGrant(
          700005, "Provided Authorization Code is intended to be used against another client.");
    }
    if (!code.redirectUri().equals(form.getOrDefault("redirect_uri", code.redirectUri()))) {
      throw SignInException.invalidClient(
          500112, "The reply address does not match the one used for the code.");
    }
    if (!code.challenge().isEmpty() && !code.answeredBy(form.getOrDefault("code_verifier", ""))) {
      throw SignInException.invalidGrant(
          501481,
          "The Code_Verifier does not match the code_challenge supplied in the authorization"
              + " request.");
    }
    clients.authenticate(application, form, !code.challenge().isEmpty());
    return forPerson(base, code.person(), application, code.scope(), code.nonce());
  }

  private ObjectNode refreshToken(String base, Map<String, String> form) {
    Grants.Refresh refresh =
        grants
            .refresh(form.getOrDefault("refresh_token", ""))
            .orElseThrow(() ->
                SignInException.invalidGrant(
                    700082, "The refresh token has expired or was never issued."));
    Application application = clients.named(form, refresh.person().tenantId());
    if (!application.clientId().equalsIgnoreCase(refresh.clientId())) {
      throw SignInException.invalidGrant(
          700005, "The refresh token is intended to be used against another client.");
    }
    clients.authenticate(application, form, true);
    return forPerson(
        base, refresh.person(), application, form.getOrDefault("scope", refresh.scope()), "");
  }

  private ObjectNode onBehalfOf(String base, Tenant tenant, Map<String, String> form) {
    Application application = clients.named(form, tenant.tenantId());
    clients.authenticate(application, form, false);
    JsonNode claims =
        tokens
            .valid(form.getOrDefault("assertion", ""))
            .filter(token -> token.path("tid").asString("").equalsIgnoreCase(tenant.tenantId()))
            .orElseThrow(() ->
                SignInException.invalidGrant(
                    500133, "Assertion is not within its valid time range or not of here."));
    boolean meantForThisApplication =
        state
            .resource(claims.path("aud").asString(""))
            .filter(resource -> resource.clientId().equalsIgnoreCase(application.clientId()))
            .isPresent();
    if (!meantForThisApplication) {
      throw SignInException.invalidGrant(
          500131,
          "Assertion audience does not match the Client app presenting the assertion. The audience"
              + " in the assertion was '"
              + claims.path("aud").asString("")
              + "'.");
    }
    Person person =
        state
            .person(claims.path("oid").asString(""))
            .orElseThrow(() ->
                SignInException.invalidGrant(
                    50034, "The assertion does not stand for a user of this directory."));
    return forPerson(base, person, application, form.getOrDefault("scope", ""), "");
  }

  private ObjectNode forPerson(
      String base, Person person, Application application, String scope, String nonce) {
    Scopes scopes = Scopes.parse(scope);
    String resource = scopes.resource().orElse(Scopes.GRAPH);
    boolean own =
        state
            .resource(resource)
            .filter(found -> found.clientId().equalsIgnoreCase(application.clientId()))
            .isPresent();
    if (scopes.resource().isPresent()
        && !own
        && !state.consented(
            person.tenantId(), application.clientId(), Scopes.withoutSlash(resource))) {
      throw SignInException.consentRequired(application);
    }
    ObjectNode body =
        body(
            tokens.forPerson(
                base,
                person,
                application.clientId(),
                resource,
                scopes.names().isEmpty() ? "openid profile" : scopes.delegated()));
    body.put("scope", scope);
    if (scopes.openId().contains("openid")) {
      body.put("id_token", tokens.idToken(base, person, application.clientId(), nonce));
    }
    if (scopes.openId().contains("offline_access")) {
      body.put(
          "refresh_token", grants.issue(new Grants.Refresh(person, application.clientId(), scope)));
    }
    return body;
  }

  private static ObjectNode body(String accessToken) {
    return JSON.createObjectNode()
        .put("token_type", "Bearer")
        .put("expires_in", Tokens.LIFE.toSeconds())
        .put("ext_expires_in", Tokens.LIFE.toSeconds())
        .put("access_token", accessToken);
  }

  private Tenant tenant(String name) {
    return state.tenant(name).orElseThrow(() -> SignInException.unknownTenant(name));
  }

  private String knownResource(String resource, Tenant tenant) {
    if (!Scopes.ofMicrosoft(resource) && state.resource(resource).isEmpty()) {
      throw new SignInException(
          400,
          "invalid_resource",
          500011,
          "The resource principal named "
              + resource
              + " was not found in the tenant named "
              + tenant.displayName()
              + ".");
    }
    return resource;
  }
}
