package io.keyturn.settings.console;

import io.keyturn.contracts.api.Application;
import io.keyturn.contracts.api.Binding;
import io.keyturn.contracts.api.DiscoveredConnection;
import io.keyturn.contracts.api.DiscoveredProject;
import io.keyturn.contracts.api.OrganizationList;
import io.keyturn.contracts.api.Page;
import io.keyturn.contracts.api.Rotation;
import io.keyturn.settings.console.Api.Address;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Binding step by step: organization, project, service connection, review. The choices so far are
 * the address of the page; an address with an earlier choice has none of the later ones.
 */
@Controller
@ConditionalOnProperty("keyturn.console.client-id")
@RequestMapping("/console/applications/{applicationId}/bind")
class BindingWizard {

  private final Api api;

  BindingWizard(Api api) {
    this.api = api;
  }

  /**
   * What was chosen, as far as it goes.
   *
   * @param tenant the organization's Entra tenant
   * @param after where the list goes on
   */
  record Choice(
      @Nullable String organization,
      @Nullable String tenant,
      @Nullable String project,
      @Nullable String projectName,
      @Nullable String connection,
      @Nullable String connectionName,
      @Nullable String search,
      @Nullable String after) {

    public int step() {
      return blank(organization) ? 1 : blank(project) ? 2 : blank(connection) ? 3 : 4;
    }

    private static boolean blank(@Nullable String text) {
      return text == null || text.isBlank();
    }
  }

  @GetMapping
  String show(
      @PathVariable("applicationId") String id,
      @ModelAttribute("choice") Choice choice,
      Model model,
      HttpServletResponse response) {
    model.addAttribute("app", api.get(Address.of("/applications/{id}", id), Application.class));
    try {
      offer(id, choice, model);
    } catch (Refused e) {
      response.setStatus(e.problem().status());
      model.addAttribute("problem", e.problem());
    }
    return "bind";
  }

  private void offer(String id, Choice choice, Model model) {
    switch (choice.step()) {
      case 1 ->
          model.addAttribute(
              "organizations", api.get(Address.of("/organizations"), OrganizationList.class));
      case 2 -> {
        Page<DiscoveredProject> page =
            api.page(
                Address.of("/organizations/{o}/projects", text(choice.organization()))
                    .with("tenant", choice.tenant())
                    .with("after", choice.after()),
                DiscoveredProject.class);
        model.addAttribute("projects", page.items());
        model.addAttribute("next", page.next());
      }
      case 3 -> {
        Page<DiscoveredConnection> page =
            api.page(
                Address.of(
                        "/organizations/{o}/projects/{p}/service-connections",
                        text(choice.organization()),
                        text(choice.project()))
                    .with("tenant", choice.tenant())
                    .with("for", id)
                    .with("search", choice.search())
                    .with("after", choice.after()),
                DiscoveredConnection.class);
        model.addAttribute("connections", page.items());
        model.addAttribute(
            "bound",
            api.page(Address.of("/applications/{id}/bindings", id), Binding.class).items().stream()
                .map(Binding::connectionId)
                .toList());
        model.addAttribute("next", page.next());
      }
      default -> {} // the review needs nothing more
    }
  }

  @PostMapping
  String bind(
      @PathVariable("applicationId") String id,
      @ModelAttribute("choice") Choice choice,
      Model model,
      RedirectAttributes next,
      HttpServletResponse response) {
    ObjectNode body =
        JsonMapper.shared()
            .createObjectNode()
            .put("organization", text(choice.organization()))
            .put("projectId", text(choice.project()))
            .put("connectionId", text(choice.connection()));
    if (!text(choice.tenant()).isEmpty()) {
      body.put("organizationTenantId", choice.tenant());
    }
    try {
      Binding bound = api.post(Address.of("/applications/{id}/bindings", id), body, Binding.class);
      next.addFlashAttribute(
          "done", bound.connectionName() + " in " + bound.projectName() + " is bound.");
      return "redirect:/console/applications/" + id;
    } catch (Refused e) {
      response.setStatus(e.problem().status());
      model.addAttribute("problem", e.problem());
      model.addAttribute("app", api.get(Address.of("/applications/{id}", id), Application.class));
      return "bind";
    }
  }

  /** What a rotation would do with it, before anything is stored. */
  @PostMapping("/plan")
  String plan(
      @PathVariable("applicationId") String id,
      @ModelAttribute("choice") Choice choice,
      Model model,
      RedirectAttributes next,
      HttpServletResponse response) {
    ObjectNode body = PlanPages.plan("Before " + text(choice.connectionName()) + " is bound");
    ArrayNode bindings = body.putObject("proposed").putArray("bindings");
    api.page(Address.of("/applications/{id}/bindings", id), Binding.class)
        .items()
        .forEach(it -> bindings.addObject().put("bindingId", it.id().toString()));
    ObjectNode wanted =
        bindings
            .addObject()
            .put("organization", text(choice.organization()))
            .put("projectId", text(choice.project()))
            .put("connectionId", text(choice.connection()));
    if (!text(choice.projectName()).isEmpty()) {
      wanted.put("projectName", text(choice.projectName()));
    }
    if (!text(choice.connectionName()).isEmpty()) {
      wanted.put("connectionName", text(choice.connectionName()));
    }
    try {
      return PlanPages.planned(
          api.post(Address.of("/applications/{id}/plan", id), body, Rotation.class), next);
    } catch (Refused e) {
      response.setStatus(e.problem().status());
      model.addAttribute("problem", e.problem());
      model.addAttribute("app", api.get(Address.of("/applications/{id}", id), Application.class));
      return "bind";
    }
  }

  private static String text(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }
}
