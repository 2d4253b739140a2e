package io.keyturn.settings.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;

/**
 * What a browser without a session, or whose session has ended, is answered: the page to sign in
 * on, with a hint when there was a session, and afterwards the page it was on (S-31).
 */
final class SignInAgain implements AuthenticationEntryPoint {

  private static final String BACK = SignInAgain.class.getName();

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
      throws IOException {
    boolean part = request.getHeader("HX-Request") != null;
    if (!request.getMethod().equals("GET")) {
      nothingWasChanged(request, response);
    } else if (part) {
      // The browser asks for the whole page, and its address is where one comes back to.
      response.setHeader(
          "HX-Redirect",
          request.getHeader("HX-Boosted") == null
              ? page(request).orElse(ConsoleSecurity.HOME)
              : own(request));
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
    } else if (String.valueOf(request.getHeader("Accept"))
        .contains(MediaType.TEXT_EVENT_STREAM_VALUE)) {
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
    } else {
      response.sendRedirect(ConsoleSecurity.SIGN_IN + (hadSession(request) ? "?expired" : ""));
    }
  }

  /** A form that was open for longer than its session. */
  void nothingWasChanged(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    page(request).ifPresent(it -> request.getSession().setAttribute(BACK, it));
    String signIn = ConsoleSecurity.SIGN_IN + "?ended";
    if (request.getHeader("HX-Request") == null) {
      response.sendRedirect(signIn);
    } else {
      response.setHeader("HX-Redirect", signIn);
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
    }
  }

  /** The page to come back to, once. */
  static Optional<String> back(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session == null || !(session.getAttribute(BACK) instanceof String back)) {
      return Optional.empty();
    }
    session.removeAttribute(BACK);
    return Optional.of(back);
  }

  private static boolean hadSession(HttpServletRequest request) {
    return request.getRequestedSessionId() != null && !request.isRequestedSessionIdValid();
  }

  private static String own(HttpServletRequest request) {
    return request.getRequestURI()
        + (request.getQueryString() == null ? "" : "?" + request.getQueryString());
  }

  /** The page that the request came from; of its address only what cannot lead elsewhere. */
  private static Optional<String> page(HttpServletRequest request) {
    String from =
        Optional.ofNullable(request.getHeader("HX-Current-URL"))
            .orElseGet(() -> String.valueOf(request.getHeader("Referer")));
    try {
      URI uri = new URI(from);
      String path = String.valueOf(uri.getRawPath());
      return path.equals(ConsoleSecurity.HOME) || path.startsWith(ConsoleSecurity.HOME + "/")
          ? Optional.of(path + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()))
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
