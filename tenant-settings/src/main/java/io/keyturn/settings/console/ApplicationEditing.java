package io.keyturn.settings.console;

import io.keyturn.contracts.api.Application;
import io.keyturn.contracts.api.Rotation;
import io.keyturn.settings.console.Api.Address;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
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

/** An application's secret settings: adding, changing, switching off, removing. */
@Controller
@ConditionalOnProperty("keyturn.console.client-id")
@RequestMapping("/console/applications")
class ApplicationEditing {

  private final Api api;

  ApplicationEditing(Api api) {
    this.api = api;
  }

  @GetMapping("/new")
  String blank(Model model) {
    return form(ApplicationForm.blank(), model);
  }

  @PostMapping("/new")
  String add(
      @RequestParam Map<String, String> typed,
      Model model,
      RedirectAttributes next,
      HttpServletResponse response) {
    Map<String, String> form = Windows.closedUp(typed);
    try {
      Application made =
          api.put(
              address(form.getOrDefault("applicationId", "").strip()),
              ApplicationForm.body(JsonMapper.shared().createObjectNode(), form, true),
              null,
              Application.class);
      next.addFlashAttribute("done", made.name() + " was added. Bind what holds its secret next.");
      return "redirect:/console/applications/" + made.applicationId();
    } catch (Refused e) {
      return refused(e, form, model, response);
    }
  }

  @GetMapping("/{applicationId}/settings")
  String edit(@PathVariable("applicationId") String id, Model model) {
    Api.Read<ObjectNode> read = api.read(address(id), ObjectNode.class);
    name(read.value(), model);
    return form(ApplicationForm.of(read.value(), read.tag()), model);
  }

  @PostMapping("/{applicationId}/settings")
  String save(
      @PathVariable("applicationId") String id,
      @RequestParam Map<String, String> typed,
      @ModelAttribute("me") Me me,
      Model model,
      RedirectAttributes next,
      HttpServletResponse response) {
    Map<String, String> form = Windows.closedUp(typed);
    ObjectNode current = api.get(address(id), ObjectNode.class);
    name(current, model);
    try {
      Application saved =
          api.put(
              address(id),
              ApplicationForm.body(current.deepCopy(), form, me.administrator()),
              form.get("tag"),
              Application.class);
      next.addFlashAttribute("done", "The secret settings of " + saved.name() + " were saved.");
      return "redirect:/console/applications/" + saved.applicationId();
    } catch (Refused e) {
      if (!me.administrator()) { // what is not theirs to change was not sent
        ApplicationForm.of(current, "").forEach(form::putIfAbsent);
      }
      return refused(e, form, model, response);
    }
  }

  /** What a rotation would do with what was typed; nothing of it is stored. */
  @PostMapping("/{applicationId}/settings/plan")
  String plan(
      @PathVariable("applicationId") String id,
      @RequestParam Map<String, String> typed,
      @ModelAttribute("me") Me me,
      Model model,
      RedirectAttributes next,
      HttpServletResponse response) {
    Map<String, String> form = Windows.closedUp(typed);
    ObjectNode current = api.get(address(id), ObjectNode.class);
    name(current, model);
    ObjectNode wanted = ApplicationForm.body(current.deepCopy(), form, me.administrator());
    ObjectNode body = PlanPages.plan("Before the secret settings are saved");
    ObjectNode proposed = body.putObject("proposed").putObject("application");
    proposed.set("integrationEnabled", wanted.path("integrationEnabled"));
    proposed.set("overlap", wanted.path("overlap"));
    if (me.administrator()) {
      proposed.set("secret", wanted.path("secret"));
    }
    try {
      return PlanPages.planned(
          api.post(Address.of("/applications/{id}/plan", id), body, Rotation.class), next);
    } catch (Refused e) {
      if (!me.administrator()) {
        ApplicationForm.of(current, "").forEach(form::putIfAbsent);
      }
      return refused(e, form, model, response);
    }
  }

  /** The application's own toggle; everything else stays as it is. */
  @PostMapping("/{applicationId}/integration")
  String toggle(
      @PathVariable("applicationId") String id,
      @RequestParam("tag") String tag,
      @RequestParam("enabled") boolean enabled,
      RedirectAttributes next) {
    ObjectNode wanted = api.get(address(id), ObjectNode.class).put("integrationEnabled", enabled);
    Application saved = api.put(address(id), wanted, tag, Application.class);
    next.addFlashAttribute(
        "done",
        enabled
            ? "Azure DevOps integration is on for " + saved.name() + "."
            : "Azure DevOps integration is off for "
                + saved.name()
                + ". Its secret is carried nowhere until you switch it on again.");
    return "redirect:/console/applications/" + id;
  }

  @PostMapping("/{applicationId}/remove")
  String remove(
      @PathVariable("applicationId") String id,
      @RequestParam Map<String, String> form,
      RedirectAttributes next) {
    String name = api.get(address(id), Application.class).name();
    api.delete(address(id).with("withBindings", form.get("withBindings")), form.get("tag"));
    next.addFlashAttribute(
        "done", name + " was removed. Its secret and connections are untouched.");
    return "redirect:/console/applications";
  }

  private static Address address(String id) {
    return Address.of("/applications/{id}", id);
  }

  private static void name(ObjectNode application, Model model) {
    model.addAttribute("applicationId", application.path("applicationId").asString(""));
    model.addAttribute("applicationName", application.path("name").asString(""));
  }

  private static String form(Map<String, String> form, Model model) {
    model.addAttribute("form", form);
    model.addAttribute("errors", Map.of());
    return "application-form";
  }

  private static String refused(
      Refused refused, Map<String, String> form, Model model, HttpServletResponse response) {
    response.setStatus(refused.problem().status());
    form(form, model);
    model.addAttribute("problem", refused.problem());
    model.addAttribute("errors", refused.ofFields());
    return "application-form";
  }
}
