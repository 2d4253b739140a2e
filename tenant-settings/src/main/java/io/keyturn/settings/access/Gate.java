package io.keyturn.settings.access;

import io.keyturn.settings.api.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Decides before each call whether this caller may make it: tenant first, then role, then owner.
 */
@Component
class Gate implements HandlerInterceptor {

  private final Ownership ownership;
  private final WorkerDoor workerDoor;
  private final AdmittedTenants tenants;

  Gate(Ownership ownership, WorkerDoor workerDoor, AdmittedTenants tenants) {
    this.ownership = ownership;
    this.workerDoor = workerDoor;
    this.tenants = tenants;
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (!(handler instanceof HandlerMethod method)) {
      return true; // no controller stands at this address: it will be a 404
    }
    if (request.getMethod().equals("OPTIONS")) {
      return true; // Spring answers with the methods there are, and no controller runs
    }
    AllowedTo allowed = method.getMethodAnnotation(AllowedTo.class);
    if (allowed == null) {
      throw denied();
    }
    decide(
        SignedIn.caller().orElseThrow(Gate::denied),
        EnumSet.copyOf(List.of(allowed.value())),
        path(request));
    return true;
  }

  private void decide(Caller caller, Set<Role> allowed, Map<String, String> path) {
    if (allowed.contains(Role.WORKER)) {
      if (!workerDoor.opensFor(caller)) {
        throw denied();
      }
      return;
    }
    tenants.check(caller.tenantId());
    if (!caller.tenantId().toString().equalsIgnoreCase(path.get("tenantId"))) {
      throw ProblemException.of(
          HttpStatus.FORBIDDEN,
          "tenant.foreign",
          "Your token is not of the tenant in the address.",
          "Sign in to the tenant whose settings you want, or correct the address.");
    }
    for (Role role : allowed) {
      if (caller.has(role) && (role != Role.APPLICATION_OWNER || ownership.covers(caller, path))) {
        return;
      }
    }
    throw denied();
  }

  private static ProblemException denied() {
    return ProblemException.of(
        HttpStatus.FORBIDDEN,
        "access.denied",
        "None of your roles allows this here.",
        "Ask an administrator of your Entra tenant for the app role, or to be named an owner of"
            + " the application.");
  }

  @SuppressWarnings("unchecked") // Spring documents this attribute as a map of texts
  private static Map<String, String> path(HttpServletRequest request) {
    Object variables = request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
    return variables instanceof Map<?, ?> map ? (Map<String, String>) map : Map.of();
  }
}
