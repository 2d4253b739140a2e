package io.keyturn.settings.console;

import io.keyturn.contracts.api.Application;
import io.keyturn.contracts.api.Binding;
import io.keyturn.contracts.api.Connector;
import io.keyturn.contracts.api.Page;
import io.keyturn.contracts.api.Rotation;
import io.keyturn.settings.console.Api.Address;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Applications, and one of them with its bindings and rotations. */
@Controller
@ConditionalOnProperty("keyturn.console.client-id")
@RequestMapping("/console/applications")
class ApplicationPages {

  private final Api api;

  ApplicationPages(Api api) {
    this.api = api;
  }

  @GetMapping
  String list(
      @RequestParam(name = "search", required = false) @Nullable String search,
      @RequestParam(name = "state", required = false) @Nullable String state,
      @RequestParam(name = "after", required = false) @Nullable String after,
      Model model) {
    Page<Application> page =
        api.page(
            Address.of("/applications")
                .with("search", search)
                .with("state", state)
                .with("after", after),
            Application.class);
    model.addAttribute("applications", page.items());
    model.addAttribute("next", page.next());
    model.addAttribute("search", search == null ? "" : search);
    model.addAttribute("state", state == null ? "" : state);
    model.addAttribute("first", after == null);
    return "applications";
  }

  @GetMapping("/{applicationId}")
  String one(@PathVariable("applicationId") String id, @ModelAttribute("me") Me me, Model model) {
    Api.Read<Application> read = api.read(Address.of("/applications/{id}", id), Application.class);
    model.addAttribute("app", read.value());
    model.addAttribute("tag", read.tag() == null ? "" : read.tag());
    model.addAttribute(
        "bindings", api.page(Address.of("/applications/{id}/bindings", id), Binding.class).items());
    model.addAttribute(
        "rotations",
        api.page(Address.of("/applications/{id}/rotations", id).with("limit", "10"), Rotation.class)
            .items());
    model.addAttribute("connectors", me.seesTenant() ? connectors() : Map.of());
    model.addAttribute("key", UUID.randomUUID().toString());
    return "application";
  }

  /** By organization, in lower case: what the bindings there depend on. */
  private Map<String, Connector> connectors() {
    return api.all(Address.of("/connectors").with("limit", "200"), Connector.class).stream()
        .collect(
            Collectors.toMap(
                it -> it.organization().toLowerCase(Locale.ROOT), it -> it, (a, b) -> a));
  }

  /** Asks for a rotation, or with {@code plan} for what one would do. */
  @PostMapping("/{applicationId}/rotate")
  String rotate(
      @PathVariable("applicationId") String id,
      @RequestParam Map<String, String> form,
      RedirectAttributes next) {
    ObjectNode body = asked(form, form.getOrDefault("mode", "propagate"));
    if (form.containsKey("plan")) {
      Rotation planned =
          api.postOnce(Address.of("/applications/{id}/plan", id), body, key(form), Rotation.class);
      return PlanPages.planned(planned, next);
    }
    if (form.containsKey("ignoreWindow")) {
      body.put("ignoreWindow", true);
    }
    return requested(id, body, form, next, "Rotation requested.");
  }

  /** The old secret has leaked: a new one at once, and the old one gone by a deadline. */
  @PostMapping("/{applicationId}/leak")
  String leak(
      @PathVariable("applicationId") String id,
      @RequestParam Map<String, String> form,
      RedirectAttributes next) {
    ObjectNode body = asked(form, "renew").put("emergency", true);
    String retireBy = form.getOrDefault("retireBy", "").strip();
    if (!retireBy.isEmpty()) {
      body.put("retireBy", retireBy);
    }
    return requested(id, body, form, next, "Leak response requested.");
  }

  private String requested(
      String id, ObjectNode body, Map<String, String> form, RedirectAttributes next, String done) {
    Rotation asked =
        api.postOnce(
            Address.of("/applications/{id}/rotations", id), body, key(form), Rotation.class);
    next.addFlashAttribute("done", done + " Lines appear below as they are written.");
    return "redirect:/console/rotations/" + asked.rotationId();
  }

  private static ObjectNode asked(Map<String, String> form, String mode) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("mode", mode)
        .put("reason", form.getOrDefault("reason", "").strip());
  }

  /** Of the page, and of what was asked for: sent twice it counts once. */
  private static String key(Map<String, String> form) {
    return form.getOrDefault("key", "") + (form.containsKey("plan") ? "-plan" : "");
  }

  @PostMapping("/{applicationId}/bindings/{bindingId}/delete")
  String unbind(
      @PathVariable("applicationId") String id,
      @PathVariable("bindingId") String bindingId,
      RedirectAttributes next) {
    api.delete(Address.of("/applications/{id}/bindings/{binding}", id, bindingId), null);
    next.addFlashAttribute("done", "Binding removed. The service connection keeps what it holds.");
    return "redirect:/console/applications/" + id;
  }
}
