package io.keyturn.settings.console;

import io.keyturn.contracts.api.Connector;
import io.keyturn.contracts.api.ConnectorReview;
import io.keyturn.contracts.api.FederatedIdentity;
import io.keyturn.contracts.api.ServicePrincipal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A connector as the fields of a form, and back. A token only ever goes in (S-28). */
final class ConnectorForm {

  private ConnectorForm() {}

  static Map<String, String> blank() {
    return Map.of("kind", "tenantDefault");
  }

  static Map<String, String> of(Connector connector, @Nullable String tag) {
    Map<String, String> form = of(connector.name(), connector.organization(), connector.signIn());
    form.put("tag", Objects.requireNonNullElse(tag, ""));
    return form;
  }

  static Map<String, String> of(ConnectorReview review) {
    return of(review.name(), review.organization(), review.signIn());
  }

  private static Map<String, String> of(String name, String organization, Connector.SignIn signIn) {
    Map<String, String> form = new HashMap<>();
    form.put("name", name);
    form.put("organization", organization);
    form.put("kind", kind(signIn.kind()));
    ServicePrincipal principal = signIn.servicePrincipal();
    if (principal != null) {
      form.put("clientId", principal.clientId());
      form.put("principalTenant", Objects.requireNonNullElse(principal.tenantId(), ""));
      form.put("vaultUrl", principal.clientSecret().vaultUrl());
      form.put("secretName", principal.clientSecret().name());
    }
    FederatedIdentity federated = signIn.federatedIdentity();
    if (federated != null) {
      form.put("federatedClientId", federated.clientId());
      form.put("federatedTenant", Objects.requireNonNullElse(federated.tenantId(), ""));
    }
    LocalDate expiresOn = signIn.personalAccessTokenExpiresOn();
    if (expiresOn != null) {
      form.put("expiresOn", expiresOn.toString());
    }
    return form;
  }

  /** What was sent, without the token: a page never holds one. */
  static Map<String, String> shown(Map<String, String> sent) {
    Map<String, String> shown = new HashMap<>(sent);
    shown.remove("personalAccessToken");
    return shown;
  }

  static ObjectNode body(Map<String, String> form) {
    return body(JsonMapper.shared().createObjectNode(), form);
  }

  /**
   * A token that was left empty is not mentioned, and so what is stored stays.
   *
   * @param into the connector as the API answered it; what the form does not show stays like that
   */
  static ObjectNode body(ObjectNode into, Map<String, String> form) {
    into.put("name", text(form, "name")).put("organization", text(form, "organization"));
    ObjectNode signIn = into.putObject("signIn").put("kind", text(form, "kind"));
    switch (text(form, "kind")) {
      case "personalAccessToken" -> {
        putUnlessBlank(signIn, "personalAccessToken", text(form, "personalAccessToken"));
        putUnlessBlank(signIn, "personalAccessTokenExpiresOn", text(form, "expiresOn"));
      }
      case "servicePrincipal" -> {
        ObjectNode principal =
            signIn.putObject("servicePrincipal").put("clientId", text(form, "clientId"));
        putUnlessBlank(principal, "tenantId", text(form, "principalTenant"));
        principal
            .putObject("clientSecret")
            .put("vaultUrl", text(form, "vaultUrl"))
            .put("name", text(form, "secretName"));
      }
      case "workloadIdentityFederation" -> {
        ObjectNode identity =
            signIn.putObject("federatedIdentity").put("clientId", text(form, "federatedClientId"));
        putUnlessBlank(identity, "tenantId", text(form, "federatedTenant"));
      }
      default -> {} // the tenant's own needs nothing more; the API refuses what it does not know
    }
    return into;
  }

  private static String kind(Connector.Kind kind) {
    return JsonMapper.shared().convertValue(kind, String.class);
  }

  private static void putUnlessBlank(ObjectNode into, String field, String text) {
    if (!text.isEmpty()) {
      into.put(field, text);
    }
  }

  static String text(Map<String, String> form, String name) {
    return form.getOrDefault(name, "").strip();
  }
}
