package io.keyturn.settings.access;

import io.keyturn.settings.isolation.Rows;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;

/** While a request runs, the database shows the rows of the tenant its token is of. */
final class TenantRows extends OncePerRequestFilter {

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain rest)
      throws IOException, ServletException {
    Optional<Caller> caller = SignedIn.caller();
    if (caller.isEmpty()) {
      rest.doFilter(request, response);
      return;
    }
    try {
      Rows.ofTenant(caller.get().tenantId(), () -> go(rest, request, response));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (Failed e) {
      throw e.why;
    }
  }

  private static void go(
      FilterChain rest, HttpServletRequest request, HttpServletResponse response) {
    try {
      rest.doFilter(request, response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ServletException e) {
      throw new Failed(e);
    }
  }

  /** Carries it through. */
  private static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final ServletException why;

    Failed(ServletException why) {
      super(why);
      this.why = why;
    }
  }
}
