package io.keyturn.settings.console;

import io.keyturn.contracts.api.Page;
import io.keyturn.contracts.api.Rotation;
import io.keyturn.settings.console.Api.Address;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Plans of every application that a person may ask for, part by part. */
@Controller
@ConditionalOnProperty("keyturn.console.client-id")
@RequestMapping("/console/plan")
class PlanPages {

  private final Api api;

  PlanPages(Api api) {
    this.api = api;
  }

  @GetMapping
  String blank() {
    return "plan";
  }

  /** The answer has the link to the next part, because each part makes many plans. */
  @PostMapping
  String ask(@RequestParam Map<String, String> form, @ModelAttribute("me") Me me, Model model) {
    ObjectNode body =
        JsonMapper.shared()
            .createObjectNode()
            .put("mode", form.getOrDefault("mode", "propagate"))
            .put("reason", form.getOrDefault("reason", "").strip());
    String integration = form.getOrDefault("integration", "");
    if (me.administrator() && !integration.isEmpty()) {
      body.putObject("proposed")
          .putObject("devOpsSettings")
          .put("integrationEnabled", integration.equals("on"));
    }
    model.addAttribute("form", form);
    try {
      Page<Rotation> plans =
          api.postPage(
              Address.of("/plan").with("limit", "50").with("after", form.get("after")),
              body,
              Rotation.class);
      model.addAttribute("plans", plans.items());
      model.addAttribute("next", plans.next());
    } catch (Refused e) {
      model.addAttribute("problem", e.problem());
      model.addAttribute("errors", e.ofFields());
    }
    return "plan";
  }

  /** Of carrying the current version, and nothing proposed yet. */
  static ObjectNode plan(String reason) {
    return JsonMapper.shared().createObjectNode().put("mode", "propagate").put("reason", reason);
  }

  static String planned(Rotation plan, RedirectAttributes next) {
    next.addFlashAttribute("done", "The plan is being made. Nothing is changed by it.");
    return "redirect:/console/rotations/" + plan.rotationId();
  }
}
