package io.keyturn.settings.console;

import io.keyturn.settings.access.Caller;
import io.keyturn.settings.access.ConsoleSession;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.servlet.ModelAndView;

/** What every page of the console has around it, and what it shows when the API says no. */
@ControllerAdvice(basePackageClasses = Around.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class Around {

  private final Assets assets;

  Around(Assets assets) {
    this.assets = assets;
  }

  @ModelAttribute("assets")
  Assets assets() {
    return assets;
  }

  @ModelAttribute("me")
  @Nullable Me me(@Nullable @AuthenticationPrincipal Caller caller, HttpServletRequest request) {
    return caller == null
        ? null
        : ConsoleSession.of(request.getSession(false)).map(it -> Me.of(caller, it)).orElse(null);
  }

  @ModelAttribute("path")
  String path(HttpServletRequest request) {
    return request.getRequestURI();
  }

  /** As chosen in this browser; empty follows the system. */
  @ModelAttribute("theme")
  String theme(HttpServletRequest request) {
    return request.getCookies() == null
        ? ""
        : Arrays.stream(request.getCookies())
            .filter(it -> it.getName().equals("theme"))
            .map(it -> it.getValue())
            .filter(it -> it.equals("light") || it.equals("dark"))
            .findFirst()
            .orElse("");
  }

  @ExceptionHandler
  ModelAndView refused(Refused refused, HttpServletRequest request, HttpServletResponse response) {
    response.setStatus(refused.problem().status());
    ModelAndView page = new ModelAndView("refused");
    page.addObject("problem", refused.problem());
    page.addObject("assets", assets);
    page.addObject("path", request.getRequestURI());
    page.addObject("theme", theme(request));
    var who =
        org.springframework.security.core.context.SecurityContextHolder.getContext()
            .getAuthentication();
    if (who != null && who.getPrincipal() instanceof Caller caller) {
      page.addObject("me", me(caller, request));
    }
    return page;
  }
}
