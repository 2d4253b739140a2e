package io.keyturn.settings.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Clock;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * A session lasts no longer than the token behind it: roles that were taken away are gone within
 * the hour. Entra knows the person still and usually asks nothing.
 */
final class SessionEnd extends OncePerRequestFilter {

  private final Clock clock;

  SessionEnd(Clock clock) {
    this.clock = clock;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain rest)
      throws IOException, ServletException {
    boolean over =
        SignedIn.caller().filter(it -> !clock.instant().isBefore(it.expiresAt())).isPresent();
    if (over) {
      HttpSession session = request.getSession(false);
      if (session != null) {
        session.invalidate();
      }
      SecurityContextHolder.clearContext();
    }
    rest.doFilter(request, response);
  }
}
