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
        "form",
        found.map(it -> SettingsForm.of(it.value(), it.tag())).orElseGet(SettingsForm::blank));
    model.addAttribute("errors", Map.of());
    return "settings";
  }

  @PostMapping
  String save(
      @RequestParam Map<String, String> typed,
      Model model,
      RedirectAttributes next,
      HttpServletResponse response) {
    Map<String, String> form = Windows.closedUp(typed);
    try {
      ObjectNode current =
          api.find(SETTINGS, ObjectNode.class)
              .map(Api.Read::value)
              .orElseGet(JsonMapper.shared()::createObjectNode);
      api.put(
          SETTINGS.with("saveUnverified", form.get("saveUnverified")),
          SettingsForm.body(current, form),
          form.get("tag"),
          DevOpsSettings.class);
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
}
