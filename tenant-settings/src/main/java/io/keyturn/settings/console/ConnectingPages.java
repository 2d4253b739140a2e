package io.keyturn.settings.console;

import io.keyturn.contracts.api.ConnectionGuide;
import io.keyturn.contracts.api.Preflight;
import io.keyturn.settings.console.Api.Address;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.json.JsonMapper;

/**
 * What has to be there before an organization can be connected: what people do, and the network.
 */
@Controller
@ConditionalOnProperty("keyturn.console.client-id")
class ConnectingPages {

  private final Api api;

  ConnectingPages(Api api) {
    this.api = api;
  }

  @GetMapping("/console/connection-guide")
  String guide(
      @RequestParam(name = "organization", required = false) @Nullable String organization,
      Model model,
      HttpServletResponse response) {
    model.addAttribute("organization", organization == null ? "" : organization);
    try {
      model.addAttribute(
          "guide",
          api.get(
              Address.of("/connection-guide").with("organization", organization),
              ConnectionGuide.class));
    } catch (Refused e) {
      if (!e.problem().code().equals("parameter.invalid")) {
        throw e;
      }
      response.setStatus(e.problem().status());
      model.addAttribute("problem", e.problem());
    }
    return "connection-guide";
  }

  @GetMapping("/console/preflight")
  String preflight() {
    return "preflight";
  }

  @PostMapping("/console/preflight")
  String look(Model model) {
    model.addAttribute(
        "preflight",
        api.post(
            Address.of("/preflight"), JsonMapper.shared().createObjectNode(), Preflight.class));
    return "preflight";
  }
}
