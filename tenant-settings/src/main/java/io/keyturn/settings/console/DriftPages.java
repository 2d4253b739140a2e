package io.keyturn.settings.console;

import io.keyturn.contracts.api.BindingOfTenant;
import io.keyturn.contracts.api.InspectionAsked;
import io.keyturn.contracts.api.InspectionState;
import io.keyturn.contracts.api.Page;
import io.keyturn.settings.console.Api.Address;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import tools.jackson.databind.json.JsonMapper;

/** Bound service connections that are no longer as Keyturn left them. */
@Controller
@ConditionalOnProperty("keyturn.console.client-id")
class DriftPages {

  private final Api api;

  DriftPages(Api api) {
    this.api = api;
  }

  @GetMapping("/console/drift")
  String show(
      @RequestParam(name = "state", required = false) @Nullable String state,
      @RequestParam(name = "after", required = false) @Nullable String after,
      Model model) {
    Page<BindingOfTenant> page =
        api.page(
            Address.of("/drift").with("state", state).with("after", after), BindingOfTenant.class);
    model.addAttribute("found", page.items());
    model.addAttribute("next", page.next());
    model.addAttribute("states", InspectionState.values());
    model.addAttribute("state", state == null ? "" : state);
    model.addAttribute("first", after == null);
    return "drift";
  }

  @PostMapping("/console/applications/{applicationId}/inspect")
  String look(@PathVariable("applicationId") String id, RedirectAttributes next) {
    InspectionAsked asked =
        api.post(
            Address.of("/applications/{id}/inspect", id),
            JsonMapper.shared().createObjectNode(),
            InspectionAsked.class);
    next.addFlashAttribute(
        "done",
        asked.bindings() == 1
            ? "One service connection is being looked at. Reload in a moment."
            : asked.bindings() + " service connections are being looked at. Reload in a moment.");
    return "redirect:/console/applications/" + id;
  }
}
