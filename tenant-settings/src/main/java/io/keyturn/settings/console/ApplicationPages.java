package io.keyturn.settings.console;

import io.keyturn.contracts.api.Application;
import io.keyturn.contracts.api.Binding;
import io.keyturn.contracts.api.Page;
import io.keyturn.contracts.api.Rotation;
import io.keyturn.settings.console.Api.Address;
import java.util.UUID;
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
  String one(@PathVariable("applicationId") String id, Model model) {
    Api.Read<Application> read = api.read(Address.of("/applications/{id}", id), Application.class);
    model.addAttribute("app", read.value());
    model.addAttribute("tag", read.tag() == null ? "" : read.tag());
    model.addAttribute(
        "bindings", api.page(Address.of("/applications/{id}/bindings", id), Binding.class).items());
    model.addAttribute(
        "rotations",
        api.page(Address.of("/applications/{id}/rotations", id).with("limit", "10"), Rotation.class)
            .items());
    model.addAttribute("key", UUID.randomUUID().toString());
    return "application";
  }

  @PostMapping("/{applicationId}/rotate")
  String rotate(
      @PathVariable("applicationId") String id,
      @RequestParam("mode") String mode,
      @RequestParam("reason") String reason,
      @RequestParam("key") String key,
      RedirectAttributes next) {
    Rotation asked =
        api.postOnce(
            Address.of("/applications/{id}/rotations", id),
            JsonMapper.shared().createObjectNode().put("mode", mode).put("reason", reason.strip()),
            key,
            Rotation.class);
    next.addFlashAttribute("done", "Rotation requested. Lines appear below as they are written.");
    return "redirect:/console/rotations/" + asked.rotationId();
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
