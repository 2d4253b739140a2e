package io.keyturn.settings.console;

import io.keyturn.contracts.api.Connector;
import io.keyturn.contracts.api.ConnectorReview;
import io.keyturn.contracts.api.FederatedCredential;
import io.keyturn.settings.console.Api.Address;
import jakarta.servlet.http.HttpServletResponse;
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
import tools.jackson.databind.node.ObjectNode;

/**
 * Adding a connector (form, review, verify and save) and editing one. Either way it is tried at
 * Azure DevOps before it is saved, and what was there stays in force when that fails. The new one's
 * address is none that a connector can have: {@code new} is a name.
 */
@Controller
@ConditionalOnProperty("keyturn.console.client-id")
@RequestMapping("/console")
class ConnectorEditing {

  private final Api api;

  ConnectorEditing(Api api) {
    this.api = api;
  }

  @GetMapping("/new-connector")
  String blank(Model model) {
    return form(ConnectorForm.blank(), model);
  }

  /** Shows what will be saved, in the API's own words; the token is asked for there. */
  @PostMapping("/new-connector/review")
  String review(@RequestParam Map<String, String> form, Model model, HttpServletResponse response) {
    try {
      ConnectorReview review =
          api.post(
              Address.of("/connectors/review"), ConnectorForm.body(form), ConnectorReview.class);
      model.addAttribute("review", review);
      model.addAttribute("form", ConnectorForm.of(review));
      model.addAttribute("errors", Map.of());
      return "connector-review";
    } catch (Refused e) {
      return refused(e, form, model, response);
    }
  }

  @PostMapping("/new-connector")
  String add(
      @RequestParam Map<String, String> form,
      Model model,
      RedirectAttributes next,
      HttpServletResponse response) {
    if (form.containsKey("back")) {
      return form(ConnectorForm.shown(form), model);
    }
    try {
      Connector made =
          api.post(
              Address.of("/connectors").with("saveUnverified", form.get("saveUnverified")),
              ConnectorForm.body(form),
              Connector.class);
      next.addFlashAttribute("done", made.name() + " was added.");
      return "redirect:/console/connectors/" + made.name();
    } catch (Refused e) {
      return refused(e, form, model, response);
    }
  }

  @GetMapping("/connectors/{name}/edit")
  String edit(@PathVariable("name") String name, Model model) {
    Api.Read<Connector> read = api.read(Address.of("/connectors/{name}", name), Connector.class);
    model.addAttribute("connector", read.value());
    return form(ConnectorForm.of(read.value(), read.tag()), model);
  }

  @PostMapping("/connectors/{name}/edit")
  String save(
      @PathVariable("name") String name,
      @RequestParam Map<String, String> form,
      Model model,
      RedirectAttributes next,
      HttpServletResponse response) {
    Address address = Address.of("/connectors/{name}", name);
    try {
      Connector saved =
          api.put(
              address
                  .with("saveUnverified", form.get("saveUnverified"))
                  .with("force", form.get("force")),
              ConnectorForm.body(api.get(address, ObjectNode.class), form),
              form.get("tag"),
              Connector.class);
      next.addFlashAttribute("done", saved.name() + " was saved.");
      return "redirect:/console/connectors/" + saved.name();
    } catch (Refused e) {
      model.addAttribute("connector", api.get(address, Connector.class));
      return refused(e, form, model, response);
    }
  }

  private String refused(
      Refused refused, Map<String, String> form, Model model, HttpServletResponse response) {
    response.setStatus(refused.problem().status());
    String page = form(ConnectorForm.shown(form), model);
    model.addAttribute("problem", refused.problem());
    model.addAttribute("errors", refused.ofFields());
    return page;
  }

  private String form(Map<String, String> form, Model model) {
    model.addAttribute("form", form);
    model.addAttribute("errors", Map.of());
    model.addAttribute("federation", federation());
    return "connector-form";
  }

  /** Null where this installation has no address that Entra could trust. */
  private @Nullable FederatedCredential federation() {
    try {
      return api.get(Address.of("/federated-credential"), FederatedCredential.class);
    } catch (Refused e) {
      if (e.problem().code().equals("federation.not-configured")) {
        return null;
      }
      throw e;
    }
  }
}
