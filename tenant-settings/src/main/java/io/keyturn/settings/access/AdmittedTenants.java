package io.keyturn.settings.access;

import io.keyturn.settings.api.Guid;
import io.keyturn.settings.api.ProblemException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Which Entra tenants this installation serves: those that {@code keyturn.tenants.admitted} lists,
 * or any when it lists none. A multi-tenant registration signs in whoever has consented to it.
 */
@Component
class AdmittedTenants {

  private static final String SETTING = "keyturn.tenants.admitted";

  private final Set<UUID> admitted;

  @Autowired
  AdmittedTenants(Environment environment) {
    this(Binder.get(environment).bind(SETTING, Bindable.listOf(String.class)).orElse(List.of()));
  }

  AdmittedTenants(List<String> admitted) {
    this.admitted =
        admitted.stream()
            .map(String::strip)
            .filter(tenant -> !tenant.isEmpty())
            .map(AdmittedTenants::guid)
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * @throws ProblemException {@code tenant.not-admitted}
   */
  void check(UUID tenantId) {
    if (!admitted.isEmpty() && !admitted.contains(tenantId)) {
      throw ProblemException.of(
          HttpStatus.FORBIDDEN,
          "tenant.not-admitted",
          "This installation does not serve your Entra tenant.",
          "Ask its operator to add the tenant to " + SETTING + ".");
    }
  }

  private static UUID guid(String tenant) {
    return Guid.parse(tenant)
        .orElseThrow(
            () -> new IllegalStateException(SETTING + " must list the GUIDs of Entra tenants"));
  }
}
