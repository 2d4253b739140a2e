package io.keyturn.settings.console;

import io.keyturn.contracts.api.Connector;
import io.keyturn.contracts.api.ConnectorDeletion;
import io.keyturn.settings.console.Api.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

/**
 * Removing connectors: chosen in the list, confirmed on a page whose address names them, and then
 * what came of each.
 */
@Controller
@ConditionalOnProperty("keyturn.console.client-id")
@RequestMapping("/console/remove-connectors")
class ConnectorRemoval {

  private final Api api;

  ConnectorRemoval(Api api) {
    this.api = api;
  }

  /** Only those that are still there; a reload after the removal asks nothing any more. */
  @GetMapping
  String confirm(
      @RequestParam(name = "name", required = false) @Nullable List<String> names,
      Model model,
      RedirectAttributes next) {
    List<Connector> chosen =
        names == null
            ? List.of()
            : api.all(Address.of("/connectors"), Connector.class).stream()
                .filter(it -> names.stream().anyMatch(it.name()::equalsIgnoreCase))
                .toList();
    // In the session, where it waits for this page, as what it is: text.
    if (model.getAttribute("outcome") instanceof String outcome) {
      model.addAttribute(
          "results",
          JsonMapper.shared().readValue(outcome, ConnectorDeletion.Results.class).results());
    } else if (chosen.isEmpty()) {
      next.addFlashAttribute("hint", "Select the connectors to remove first.");
      return "redirect:/console/connectors";
    }
    model.addAttribute("chosen", chosen);
    return "connectors-remove";
  }

  @PostMapping
  String remove(
      @RequestParam("name") List<String> names,
      @RequestParam(name = "force", required = false) @Nullable String force,
      RedirectAttributes next) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    names.forEach(body.putArray("names")::add);
    next.addFlashAttribute(
        "outcome", api.postForText(Address.of("/connectors/delete").with("force", force), body));
    return "redirect:/console/remove-connectors";
  }
}
