package io.keyturn.settings.console;

import io.keyturn.contracts.api.DevOpsSettings;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The tenant's Azure DevOps settings as the fields of a form, and back. */
final class SettingsForm {

  private SettingsForm() {}

  /**
   * @param body as the API answered it; what the form does not show stays like that
   */
  static ObjectNode body(ObjectNode body, Map<String, String> form) {
    body.put("integrationEnabled", form.containsKey("integrationEnabled"));
    body.put("useServicePrincipal", "true".equals(form.get("useServicePrincipal")));
    body.put("includeHomeTenantOrganizations", form.containsKey("includeHome"));
    if (form.containsKey("removeToken")) {
      body.putNull("personalAccessToken");
    } else if (!text(form, "personalAccessToken").isEmpty()) {
      body.put("personalAccessToken", text(form, "personalAccessToken"));
    }
    body.remove("personalAccessTokenExpiresOn");
    if (!text(form, "expiresOn").isEmpty()) {
      body.put("personalAccessTokenExpiresOn", text(form, "expiresOn"));
    }
    body.putNull("servicePrincipal"); // left out, the one that is stored would stay
    if (!text(form, "clientId").isEmpty()) {
      ObjectNode principal =
          body.putObject("servicePrincipal").put("clientId", text(form, "clientId"));
      if (!text(form, "principalTenant").isEmpty()) {
        principal.put("tenantId", text(form, "principalTenant"));
      }
      principal
          .putObject("clientSecret")
          .put("vaultUrl", text(form, "vaultUrl"))
          .put("name", text(form, "secretName"));
    }
    Windows.into(body, form);
    body.putNull("approval");
    if (form.containsKey("approval")) {
      body.putObject("approval")
          .put("scheduledToo", form.containsKey("scheduledToo"))
          .put("timeout", Amounts.of(form, "timeout"));
    }
    return body;
  }

  private static String text(Map<String, String> form, String name) {
    return form.getOrDefault(name, "").strip();
  }

  static Map<String, String> of(DevOpsSettings it, @Nullable String tag) {
    Map<String, String> form = new HashMap<>(blank());
    form.put("tag", tag == null ? "" : tag);
    set(form, "integrationEnabled", it.integrationEnabled());
    form.put("useServicePrincipal", String.valueOf(it.useServicePrincipal()));
    set(form, "includeHome", it.includeHomeTenantOrganizations());
    if (it.personalAccessTokenExpiresOn() != null) {
      form.put("expiresOn", it.personalAccessTokenExpiresOn().toString());
    }
    if (it.servicePrincipal() != null) {
      form.put("clientId", it.servicePrincipal().clientId());
      if (it.servicePrincipal().tenantId() != null) {
        form.put("principalTenant", it.servicePrincipal().tenantId());
      }
      form.put("vaultUrl", it.servicePrincipal().clientSecret().vaultUrl());
      form.put("secretName", it.servicePrincipal().clientSecret().name());
    }
    Windows.show(form, JsonMapper.shared().valueToTree(it.maintenanceWindows()));
    if (it.approval() != null) {
      form.put("approval", "on");
      set(form, "scheduledToo", it.approval().scheduledToo());
      Amounts.show(form, "timeout", it.approval().timeout().toString());
    }
    return form;
  }

  private static void set(Map<String, String> form, String name, boolean on) {
    if (on) {
      form.put(name, "on");
    }
  }

  static Map<String, String> blank() {
    return Map.of(
        "useServicePrincipal", "true", "tag", "", "timeoutAmount", "3", "timeoutUnit", "D");
  }
}
