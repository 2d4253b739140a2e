package io.keyturn.settings.console;

import io.keyturn.contracts.api.Connector;
import io.keyturn.contracts.api.ConnectorStatus;
import io.keyturn.settings.console.Api.Address;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import tools.jackson.databind.json.JsonMapper;

/** Connectors: which there are, how each stands, and verifying it anew. */
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
    model.addAttribute("connectors", api.all(Address.of("/connectors"), Connector.class));
    return "connectors";
  }

  @GetMapping("/{name}")
  String one(@PathVariable("name") String name, Model model) {
    model.addAttribute(
        "connector", api.get(Address.of("/connectors/{name}", name), Connector.class));
    return "connector";
  }

  @PostMapping("/{name}/verify")
  String verify(@PathVariable("name") String name, RedirectAttributes next) {
    Connector verified =
        api.post(
            Address.of("/connectors/{name}/verify", name),
            JsonMapper.shared().createObjectNode(),
            Connector.class);
    next.addFlashAttribute(
        verified.status() == ConnectorStatus.CONNECTED ? "done" : "hint", "Verified just now.");
    return "redirect:/console/connectors/" + name;
  }
}
