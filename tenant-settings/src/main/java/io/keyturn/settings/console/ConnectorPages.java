package io.keyturn.settings.console;

import io.keyturn.contracts.api.Connector;
import io.keyturn.contracts.api.ConnectorDeletion;
import io.keyturn.settings.console.Api.Address;
import jakarta.servlet.http.HttpServletResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Connectors: how they stand, adding one, verifying, removing several. */
@Controller
@ConditionalOnProperty("keyturn.console.client-id")
@RequestMapping("/console/connectors")
class ConnectorPages {

  private final Api api;

  ConnectorPages(Api api) {
    this.api = api;
  }

  @GetMapping
  String list(Model model) {
    model.addAttribute("connectors", api.page(Address.of("/connectors"), Connector.class).items());
    return "connectors";
  }

  @GetMapping("/{name}")
  String one(@PathVariable("name") String name, Model model) {
    model.addAttribute(
        "connector", api.get(Address.of("/connectors/{name}", name), Connector.class));
    return "connector";
  }

  @GetMapping("/new")
  String form(Model model) {
    model.addAttribute("form", Map.of("kind", "tenantDefault"));
    model.addAttribute("errors", Map.of());
    return "connector-new";
  }

  @PostMapping("/new")
  String add(
      @RequestParam Map<String, String> form,
      Model model,
      RedirectAttributes next,
      HttpServletResponse response) {
    if (form.containsKey("review")) {
      model.addAttribute("form", shown(form));
      model.addAttribute("errors", Map.of());
      model.addAttribute("reviewing", true);
      return "connector-new";
    }
    try {
      Connector made =
          api.post(
              Address.of("/connectors")
                  .with("saveUnverified", form.containsKey("saveUnverified") ? "true" : null),
              body(form),
              Connector.class);
      next.addFlashAttribute("done", made.name() + " was added. " + made.statusMessage());
      return "redirect:/console/connectors/" + made.name();
    } catch (Refused e) {
      response.setStatus(e.problem().status());
      model.addAttribute("problem", e.problem());
      model.addAttribute("errors", e.ofFields());
      model.addAttribute("form", shown(form));
      return "connector-new";
    }
  }

  @PostMapping("/{name}/verify")
  String verify(@PathVariable("name") String name, RedirectAttributes next) {
    Connector verified =
        api.post(
            Address.of("/connectors/{name}/verify", name),
            JsonMapper.shared().createObjectNode(),
            Connector.class);
    next.addFlashAttribute("done", "Verified just now. " + verified.statusMessage());
    return "redirect:/console/connectors/" + name;
  }

  /** First what would happen, then, with {@code confirmed}, it happens. */
  @PostMapping("/remove")
  String remove(
      @RequestParam(name = "name", required = false) @Nullable List<String> names,
      @RequestParam(name = "confirmed", required = false) @Nullable String confirmed,
      @RequestParam(name = "force", required = false) @Nullable String force,
      Model model,
      RedirectAttributes next) {
    if (names == null || names.isEmpty()) {
      next.addFlashAttribute("done", "Select the connectors to remove first.");
      return "redirect:/console/connectors";
    }
    if (confirmed == null) {
      model.addAttribute("names", names);
      return "connectors-remove";
    }
    ObjectNode body = JsonMapper.shared().createObjectNode();
    names.forEach(body.putArray("names")::add);
    model.addAttribute(
        "results",
        api.post(
                Address.of("/connectors/delete").with("force", force == null ? null : "true"),
                body,
                ConnectorDeletion.Results.class)
            .results());
    model.addAttribute("names", names);
    return "connectors-remove";
  }

  private static ObjectNode body(Map<String, String> form) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("name", text(form, "name")).put("organization", text(form, "organization"));
    ObjectNode signIn = body.putObject("signIn").put("kind", text(form, "kind"));
    if (text(form, "kind").equals("personalAccessToken")) {
      signIn.put("personalAccessToken", text(form, "personalAccessToken"));
      if (!text(form, "expiresOn").isEmpty()) {
        signIn.put("personalAccessTokenExpiresOn", text(form, "expiresOn"));
      }
    }
    if (text(form, "kind").equals("servicePrincipal")) {
      ObjectNode principal =
          signIn.putObject("servicePrincipal").put("clientId", text(form, "clientId"));
      principal
          .putObject("clientSecret")
          .put("vaultUrl", text(form, "vaultUrl"))
          .put("name", text(form, "secretName"));
    }
    return body;
  }

  /** A page never holds a token. */
  private static Map<String, String> shown(Map<String, String> form) {
    Map<String, String> shown = new HashMap<>(form);
    shown.remove("personalAccessToken");
    return shown;
  }

  private static String text(Map<String, String> form, String name) {
    return form.getOrDefault(name, "").strip();
  }
}
