package io.keyturn.embedded.entra;

import io.keyturn.embedded.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which application asks the token endpoint, and whether it is the one it says. */
record ClientAuthentication(State state, ClientSecrets secrets, Assertions assertions) {

  private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  /** The request's form, with what an {@code Authorization: Basic} header adds to it. */
  Map<String, String> form(Request request) {
    Map<String, String> form = new LinkedHashMap<>(request.form());
    Optional<String> basic =
        request.header("authorization").filter(value -> value.startsWith("Basic "));
    if (basic.isPresent()) {
      List<String> pair = List.of(decode(basic.get().substring(6)).split(":", 2));
      if (pair.size() == 2) {
        // RFC 6749, 2.3.1: both are form-encoded before they are joined.
        form.putIfAbsent("client_id", urlDecode(pair.get(0)));
        form.putIfAbsent("client_secret", urlDecode(pair.get(1)));
      }
    }
    return form;
  }

  /**
   * The application that the form names, where that tenant knows it.
   *
   * @throws SignInException otherwise
   */
  Application named(Map<String, String> form, String tenantId) {
    String clientId = form.getOrDefault("client_id", "");
    if (clientId.isEmpty()) {
      throw SignInException.invalidRequest(
          900144, "The request body must contain the following parameter: 'client_id'.");
    }
    return state
        .servicePrincipal(tenantId, clientId)
        .flatMap(principal -> state.application(clientId))
        .orElseThrow(() -> SignInException.unknownApplication(clientId, tenantId));
  }

  /**
   * @param pkce whether a public client has proven itself by other means
   * @throws SignInException when it is not who it says
   */
  void authenticate(Application application, Map<String, String> form, boolean pkce) {
    String secret = form.getOrDefault("client_secret", "");
    String assertion = form.getOrDefault("client_assertion", "");
    if (!secret.isEmpty()) {
      secrets.check(application, secret);
    } else if (!assertion.isEmpty()
        && form.getOrDefault("client_assertion_type", "").equals(JWT_BEARER)) {
      assertions.check(application, assertion);
    } else if (!(pkce && application.signIn().publicClient())) {
      throw SignInException.invalidClient(
          7000218,
          "The request body must contain the following parameter: 'client_assertion' or"
              + " 'client_secret'.");
    }
  }

  private static String decode(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static String urlDecode(String text) {
    return Request.parsePairs("x=" + text).getOrDefault("x", "");
  }
}
