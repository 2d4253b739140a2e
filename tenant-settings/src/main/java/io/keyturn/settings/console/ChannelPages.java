package io.keyturn.settings.console;

import io.keyturn.contracts.api.NotificationChannel;
import io.keyturn.contracts.api.NotificationEvent;
import io.keyturn.contracts.api.NotificationTest;
import io.keyturn.settings.console.Api.Address;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import tools.jackson.databind.node.ObjectNode;

/** Where the tenant is told of what concerns it. A webhook's address only ever goes in. */
@Controller
@ConditionalOnProperty("keyturn.console.client-id")
@RequestMapping("/console")
class ChannelPages {

  private final Api api;

  ChannelPages(Api api) {
    this.api = api;
  }

  @GetMapping("/notifications")
  String list(Model model) {
    model.addAttribute(
        "channels", api.all(Address.of("/notification-channels"), NotificationChannel.class));
    return "channels";
  }

  @GetMapping("/new-channel")
  String blank(Model model) {
    return form(
        Map.of("kind", "webhook", "enabled", "on"),
        Arrays.stream(NotificationEvent.values()).map(Enum::name).toList(),
        model);
  }

  @GetMapping("/notifications/{name}")
  String edit(@PathVariable("name") String name, Model model) {
    NotificationChannel channel = api.get(address(name), NotificationChannel.class);
    model.addAttribute("channel", channel);
    return form(
        Map.of(
            "name",
            channel.name(),
            "kind",
            channel.kind(),
            channel.enabled() ? "enabled" : "disabled",
            "on",
            "recipients",
            String.join("\n", channel.recipients())),
        channel.events().stream().map(Enum::name).toList(),
        model);
  }

  @PostMapping("/new-channel")
  String add(
      @RequestParam Map<String, String> form,
      @RequestParam(name = "events", required = false) @Nullable List<String> events,
      Model model,
      RedirectAttributes next,
      HttpServletResponse response) {
    return save(form.getOrDefault("name", "").strip(), form, events, model, next, response);
  }

  @PostMapping("/notifications/{name}")
  String change(
      @PathVariable("name") String name,
      @RequestParam Map<String, String> form,
      @RequestParam(name = "events", required = false) @Nullable List<String> events,
      Model model,
      RedirectAttributes next,
      HttpServletResponse response) {
    model.addAttribute("channel", api.get(address(name), NotificationChannel.class));
    return save(name, form, events, model, next, response);
  }

  @PostMapping("/notifications/{name}/test")
  String test(@PathVariable("name") String name, RedirectAttributes next) {
    NotificationTest test =
        api.post(
            Address.of("/notification-channels/{name}/test", name),
            JsonMapper.shared().createObjectNode(),
            NotificationTest.class);
    next.addFlashAttribute(test.delivered() ? "done" : "warning", test.message());
    return "redirect:/console/notifications/" + name;
  }

  @PostMapping("/notifications/{name}/remove")
  String remove(@PathVariable("name") String name, RedirectAttributes next) {
    api.delete(address(name), null);
    next.addFlashAttribute("done", name + " was removed.");
    return "redirect:/console/notifications";
  }

  private String save(
      String name,
      Map<String, String> form,
      @Nullable List<String> events,
      Model model,
      RedirectAttributes next,
      HttpServletResponse response) {
    List<String> wanted = Objects.requireNonNullElse(events, List.of());
    try {
      NotificationChannel saved =
          api.putAnyway(address(name), body(form, wanted), NotificationChannel.class);
      next.addFlashAttribute("done", saved.name() + " was saved. Send a test to see it arrive.");
      return "redirect:/console/notifications/" + saved.name();
    } catch (Refused e) {
      response.setStatus(e.problem().status());
      form.remove("url");
      form.remove("signingSecret");
      String page = form(form, wanted, model);
      model.addAttribute("problem", e.problem());
      model.addAttribute("errors", e.ofFields());
      return page;
    }
  }

  /** What was left empty is not mentioned, and so what is stored stays. */
  private static ObjectNode body(Map<String, String> form, List<String> events) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    String kind = form.getOrDefault("kind", "");
    body.put("kind", kind).put("enabled", form.containsKey("enabled"));
    events.forEach(body.putArray("events")::add);
    if (kind.equals("email")) {
      var recipients = body.putArray("recipients");
      Arrays.stream(form.getOrDefault("recipients", "").split("[\\s,;]+"))
          .filter(it -> !it.isEmpty())
          .forEach(recipients::add);
      return body;
    }
    for (String secret : List.of("url", "signingSecret")) {
      String value = form.getOrDefault(secret, "").strip();
      if (!value.isEmpty()) {
        body.put(secret, value);
      }
    }
    return body;
  }

  private static String form(Map<String, String> form, List<String> events, Model model) {
    model.addAttribute("form", form);
    model.addAttribute("chosen", events);
    model.addAttribute("events", NotificationEvent.values());
    model.addAttribute("errors", Map.of());
    return "channel";
  }

  private static Address address(String name) {
    return Address.of("/notification-channels/{name}", name);
  }
}
