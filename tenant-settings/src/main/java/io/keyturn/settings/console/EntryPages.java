package io.keyturn.settings.console;

import io.keyturn.settings.access.Caller;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Before one is inside: signing in, and being nobody here. */
@Controller
@ConditionalOnProperty("keyturn.console.client-id")
class EntryPages {

  @GetMapping("/")
  String start() {
    return "redirect:/console";
  }

  @GetMapping("/favicon.ico")
  String icon() {
    return "redirect:/console/assets/icon.svg";
  }

  @GetMapping("/console/sign-in")
  String signIn(
      Model model,
      @RequestParam(name = "refused", required = false) @Nullable String refused,
      @RequestParam(name = "signed-out", required = false) @Nullable String signedOut,
      @RequestParam(name = "ended", required = false) @Nullable String ended,
      @RequestParam(name = "expired", required = false) @Nullable String expired) {
    model.addAttribute(
        "notice",
        refused != null
            ? "refused"
            : signedOut != null
                ? "signed-out"
                : ended != null ? "ended" : expired != null ? "expired" : "");
    return "sign-in";
  }

  @GetMapping("/console/no-access")
  String noAccess(@AuthenticationPrincipal Caller caller, HttpServletResponse response) {
    response.setStatus(403);
    return "no-access";
  }

  @GetMapping("/console/**")
  String nothing(HttpServletResponse response) {
    response.setStatus(404);
    return "not-found";
  }
}
