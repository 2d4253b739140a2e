package io.keyturn.settings.access;

import io.keyturn.settings.access.SignedInPeople.Person;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.savedrequest.RequestCache;

/** From here on the browser's person is a caller like that of any bearer token. */
final class StartSession extends SavedRequestAwareAuthenticationSuccessHandler {

  private final SecurityContextRepository contexts;

  StartSession(SecurityContextRepository contexts, RequestCache cache) {
    this.contexts = contexts;
    setRequestCache(cache);
    setDefaultTargetUrl(ConsoleSecurity.HOME);
  }

  @Override
  public void onAuthenticationSuccess(
      HttpServletRequest request, HttpServletResponse response, Authentication authentication)
      throws IOException, ServletException {
    if (!(authentication.getPrincipal() instanceof Person person)) {
      throw new IllegalStateException("signed in by something else than Entra");
    }
    SecurityContext context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(EntraTokens.signedIn(person.accessToken()));
    SecurityContextHolder.setContext(context);
    contexts.saveContext(context, request, response);
    new ConsoleSession(
            person.displayName(),
            person.userName(),
            person.accessToken().getTokenValue(),
            Objects.requireNonNullElse(person.accessToken().getExpiresAt(), Instant.EPOCH))
        .keepIn(request.getSession());
    super.onAuthenticationSuccess(request, response, authentication);
  }

  @Override
  protected String determineTargetUrl(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable Authentication authentication) {
    return SignInAgain.back(request)
        .orElseGet(() -> super.determineTargetUrl(request, response, authentication));
  }
}
