package io.keyturn.settings.console;

import io.keyturn.contracts.api.Application;
import io.keyturn.contracts.api.Binding;
import io.keyturn.contracts.api.Page;
import io.keyturn.contracts.api.Plan;
import io.keyturn.contracts.api.Rotation;
import io.keyturn.contracts.api.RotationOfTenant;
import io.keyturn.settings.console.Api.Address;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The rotations of a tenant, and one of them as it happens. */
@Controller
@ConditionalOnProperty("keyturn.console.client-id")
@RequestMapping("/console/rotations")
class RotationPages {

  private static final List<String> STATES =
      List.of(
          "AWAITING_APPROVAL",
          "REQUESTED",
          "RUNNING",
          "SUCCEEDED",
          "WARNING",
          "REFUSED",
          "FAILED",
          "SKIPPED",
          "SUPERSEDED",
          "REJECTED",
          "PLANNED");

  /** What can be decided, and what it comes to. */
  private static final Map<String, String> TOLD =
      Map.of(
          "resume",
          "The worker was told to go on. New lines appear below as they are written.",
          "abandon",
          "The worker was told to stop. It finishes the call it is in and then concludes.",
          "approve",
          "Approved. Lines appear below as the worker writes them.",
          "reject",
          "Rejected. Nothing is changed.");

  private final Api api;

  RotationPages(Api api) {
    this.api = api;
  }

  @GetMapping
  String list(
      @RequestParam(name = "state", required = false) @Nullable String state,
      @RequestParam(name = "after", required = false) @Nullable String after,
      Model model) {
    Page<RotationOfTenant> page =
        api.page(
            Address.of("/rotations").with("state", state).with("after", after),
            RotationOfTenant.class);
    model.addAttribute("rotations", page.items());
    model.addAttribute("next", page.next());
    model.addAttribute("states", STATES);
    model.addAttribute("state", state == null ? "" : state);
    model.addAttribute("first", after == null);
    return "rotations";
  }

  @GetMapping("/{rotationId}")
  String one(@PathVariable("rotationId") String rotationId, Model model) {
    fill(rotationId, model);
    return "rotation";
  }

  /** The part of the page that changes while the rotation runs. */
  @GetMapping("/{rotationId}/timeline")
  String timeline(@PathVariable("rotationId") String rotationId, Model model) {
    fill(rotationId, model);
    return "rotation :: timeline";
  }

  @GetMapping("/{rotationId}/live")
  void live(
      @PathVariable("rotationId") String rotationId,
      @RequestParam(name = "after", defaultValue = "0") long after,
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
      HttpServletResponse response) {
    api.stream(
        Address.of("/rotations/{id}/output", rotationId),
        lastEventId == null ? String.valueOf(after) : lastEventId,
        response);
  }

  @PostMapping("/{rotationId}/{decision}")
  String decide(
      @PathVariable("rotationId") String rotationId,
      @PathVariable("decision") String decision,
      @RequestParam("reason") String reason,
      RedirectAttributes next) {
    String told = TOLD.get(decision);
    if (told == null) {
      return "redirect:/console/rotations/" + rotationId;
    }
    api.post(Address.of("/rotations/{id}/" + decision, rotationId), reason(reason), Rotation.class);
    next.addFlashAttribute("done", told);
    return "redirect:/console/rotations/" + rotationId;
  }

  private void fill(String rotationId, Model model) {
    Rotation rotation = api.get(Address.of("/rotations/{id}", rotationId), Rotation.class);
    Optional<Application> application =
        api.find(Address.of("/applications/{id}", rotation.applicationId()), Application.class)
            .map(Api.Read::value);
    List<Line> lines =
        api.page(Address.of("/rotations/{id}/output", rotationId).with("limit", "1000"), Line.class)
            .items();
    if (rotation.endedAt() == null && !lines.isEmpty()) {
      // It may have ended between the two; nothing would tell this page again.
      rotation = api.get(Address.of("/rotations/{id}", rotationId), Rotation.class);
    }
    List<Binding> bindings =
        application.isEmpty()
            ? List.of()
            : api.page(
                    Address.of("/applications/{id}/bindings", rotation.applicationId()),
                    Binding.class)
                .items();
    model.addAttribute("rotation", rotation);
    String name = application.map(Application::name).orElse(rotation.applicationId());
    model.addAttribute("applicationName", name);
    Plan plan =
        "plan".equals(rotation.mode())
            ? api.find(Address.of("/rotations/{id}/plan", rotationId), Plan.class)
                .map(Api.Read::value)
                .orElse(null)
            : null;
    model.addAttribute("timeline", Timeline.of(lines, bindings, plan));
    model.addAttribute("after", lines.isEmpty() ? 0 : lines.getLast().sequence());
    model.addAttribute("plan", plan);
    model.addAttribute("title", (plan == null ? "Rotation of " : "Plan for ") + name);
    model.addAttribute("approvable", rotation.state().equals("AWAITING_APPROVAL"));
    model.addAttribute("running", rotation.endedAt() == null);
    model.addAttribute("resumable", List.of("RUNNING", "FAILED").contains(rotation.state()));
    model.addAttribute("abandonable", List.of("REQUESTED", "RUNNING").contains(rotation.state()));
    model.addAttribute("key", UUID.randomUUID().toString());
  }

  static ObjectNode reason(String reason) {
    return JsonMapper.shared().createObjectNode().put("reason", reason.strip());
  }
}
