package io.keyturn.embedded.entra;

import io.keyturn.embedded.http.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code GET /{tenant}/oauth2/v2.0/authorize}: a page with the people of the tenant instead of a
 * password. {@code login_hint} or {@code sandbox_user} (user principal name or object id) picks one
 * without the page.
 */
final class AuthorizeEndpoint {

  private final State state;
  private final Clock clock;
  private final Grants grants;

  AuthorizeEndpoint(State state, Clock clock, Grants grants) {
    this.state = state;
    this.clock = clock;
    this.grants = grants;
  }

  Answer answer(String tenantName, Map<String, String> query) {
    boolean anyTenant = tenantName.equals("common") || tenantName.equals("organizations");
    List<Person> people =
        anyTenant
            ? state.members()
            : state
                .tenant(tenantName)
                .map(tenant -> state.people(tenant.tenantId()))
                .orElseThrow(() -> SignInException.unknownTenant(tenantName));
    String clientId = query.getOrDefault("client_id", "");
    Application application =
        state
            .application(clientId)
            .orElseThrow(() -> SignInException.unknownApplication(clientId, tenantName));
    String redirectUri = query.getOrDefault("redirect_uri", "");
    if (redirectUri.isEmpty()
        || (!application.signIn().redirectUris().isEmpty()
            && !application.signIn().redirectUris().contains(redirectUri))) {
      throw SignInException.invalidRequest(
          50011,
          "The redirect URI '"
              + redirectUri
              + "' specified in the request does not match the redirect URIs configured for the"
              + " application '"
              + clientId
              + "'.");
    }
    Optional<Person> chosen = chosen(people, query);
    if (chosen.isPresent()) {
      return back(redirectUri, query, "code", code(chosen.get(), redirectUri, query));
    }
    return query.getOrDefault("prompt", "").equals("none")
        ? back(redirectUri, query, "error", "login_required")
        : page(people, query);
  }

  private static Optional<Person> chosen(List<Person> people, Map<String, String> query) {
    String name = query.getOrDefault("sandbox_user", query.getOrDefault("login_hint", ""));
    return people.stream()
        .filter(person ->
            person.objectId().equalsIgnoreCase(name)
                || person.userPrincipalName().equalsIgnoreCase(name))
        .findFirst();
  }

  private String code(Person person, String redirectUri, Map<String, String> query) {
    return grants.issue(
        new Grants.Code(
            person,
            query.getOrDefault("client_id", ""),
            redirectUri,
            query.getOrDefault("scope", "openid"),
            query.getOrDefault("nonce", ""),
            query.getOrDefault("code_challenge", ""),
            query.getOrDefault("code_challenge_method", "plain"),
            clock.instant().plus(Grants.CODE_LIFE)));
  }

  private static Answer back(
      String redirectUri, Map<String, String> query, String name, String value) {
    String state = query.getOrDefault("state", "");
    if (query.getOrDefault("response_mode", "").equals("form_post")) {
      return Answer.html(
          200,
          "<!DOCTYPE html><html><body onload='document.forms[0].submit()'><form method='post'"
              + " action='%s'><input type='hidden' name='%s' value='%s'><input type='hidden'"
                  .formatted(text(redirectUri), name, text(value))
              + " name='state' value='%s'><button>Continue</button></form></body></html>"
                  .formatted(text(state)));
    }
    String pairs = name + "=" + encode(value) + (state.isEmpty() ? "" : "&state=" + encode(state));
    return Answer.empty(302)
        .with("Location", redirectUri + (redirectUri.contains("?") ? "&" : "?") + pairs);
  }

  private static Answer page(List<Person> people, Map<String, String> query) {
    String same =
        query.entrySet().stream()
            .filter(pair -> !pair.getKey().equals("sandbox_user"))
            .filter(pair -> !pair.getKey().equals("login_hint"))
            .map(pair -> encode(pair.getKey()) + "=" + encode(pair.getValue()))
            .collect(Collectors.joining("&"));
    String list =
        people.stream()
            .map(person ->
                "<li><a href=\"?%s&amp;sandbox_user=%s\">%s</a> <small>%s%s</small></li>"
                    .formatted(
                        text(same),
                        encode(person.objectId()),
                        text(person.displayName()),
                        text(person.userPrincipalName()),
                        person.guest() ? ", guest" : ""))
            .collect(Collectors.joining("\n"));
    return Answer.html(
        200,
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>Pick an account</title>
        <style>body{font-family:sans-serif;max-width:32rem;margin:4rem auto}li{margin:.7rem 0}</style>
        </head><body><h1>Pick an account</h1><p>The sandbox asks for no password.</p>
        <ul>
        %s
        </ul></body></html>
        """
            .formatted(list));
  }

  static String text(String raw) {
    return raw.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String encode(String raw) {
    return URLEncoder.encode(raw, StandardCharsets.UTF_8);
  }
}
