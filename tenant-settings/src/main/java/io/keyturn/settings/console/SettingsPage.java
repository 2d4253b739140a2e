package io.keyturn.settings.console;

import io.keyturn.contracts.api.DevOpsSettings;
import io.keyturn.settings.console.Api.Address;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The tenant's Azure DevOps settings. */
@Controller
@ConditionalOnProperty("keyturn.console.client-id")
@RequestMapping("/console/settings")
class SettingsPage {

  private static final Address SETTINGS = Address.of("/devops-settings");

  private final Api api;

  SettingsPage(Api api) {
    this.api = api;
  }

  @GetMapping
  String show(Model model) {
    Optional<Api.Read<DevOpsSettings>> found = api.find(SETTINGS, DevOpsSettings.class);
    model.addAttribute("settings", found.map(Api.Read::value).orElse(null));
    model.addAttribute(
        "form", found.map(it -> form(it.value(), it.tag())).orElseGet(SettingsPage::blank));
    model.addAttribute("errors", Map.of());
    return "settings";
  }

  @PostMapping
  String save(
      @RequestParam Map<String, String> form,
      Model model,
      RedirectAttributes next,
      HttpServletResponse response) {
    try {
      ObjectNode current =
          api.find(SETTINGS, ObjectNode.class)
              .map(Api.Read::value)
              .orElseGet(JsonMapper.shared()::createObjectNode);
      api.put(SETTINGS, body(current, form), form.get("tag"), DevOpsSettings.class);
      next.addFlashAttribute("done", "Settings saved.");
      return "redirect:/console/settings";
    } catch (Refused e) {
      response.setStatus(e.problem().status());
      model.addAttribute("problem", e.problem());
      model.addAttribute("errors", e.ofFields());
      model.addAttribute(
          "settings", api.find(SETTINGS, DevOpsSettings.class).map(Api.Read::value).orElse(null));
      form.remove("personalAccessToken"); // a page never holds one
      model.addAttribute("form", form);
      return "settings";
    }
  }

  /**
   * @param body as the API answered it; what the form does not show stays like that
   */
  private static ObjectNode body(ObjectNode body, Map<String, String> form) {
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
    body.remove("servicePrincipal");
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
    return body;
  }

  private static String text(Map<String, String> form, String name) {
    return form.getOrDefault(name, "").strip();
  }

  private static Map<String, String> form(
      DevOpsSettings it, @org.jspecify.annotations.Nullable String tag) {
    Map<String, String> form = new java.util.HashMap<>(blank());
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
    return form;
  }

  private static void set(Map<String, String> form, String name, boolean on) {
    if (on) {
      form.put(name, "on");
    }
  }

  private static Map<String, String> blank() {
    return Map.of("useServicePrincipal", "true", "tag", "");
  }
}
