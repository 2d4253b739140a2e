package io.keyturn.settings.access;

import io.keyturn.settings.api.Guid;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Who may use the worker's door.
 *
 * <p>The role alone does not say it. Keyturn's registration is multi-tenant, and in each tenant
 * that tenant's own administrators decide who has which app role: any of them could give {@code
 * Rotation.Worker} to anyone, and the door answers for all tenants. So the token must also come
 * from the one tenant in which this installation's worker lives, and where client ids are listed,
 * from one of them. Without a configured tenant the door is closed.
 */
@Component
class WorkerDoor {

  private final Optional<UUID> tenantId;
  private final List<String> clientIds;

  @Autowired
  WorkerDoor(Environment environment) {
    this(
        environment.getProperty("keyturn.worker-door.tenant-id", ""),
        Binder.get(environment)
            .bind("keyturn.worker-door.client-ids", Bindable.listOf(String.class))
            .orElse(List.of()));
  }

  WorkerDoor(String tenantId, List<String> clientIds) {
    this.tenantId = Guid.parse(tenantId.strip());
    if (this.tenantId.isEmpty() && !tenantId.isBlank()) {
      throw new IllegalStateException(
          "keyturn.worker-door.tenant-id must be the GUID of the worker's Entra tenant");
    }
    this.clientIds =
        clientIds.stream()
            .map(id -> id.strip().toLowerCase(Locale.ROOT))
            .filter(id -> !id.isEmpty())
            .toList();
    if (this.clientIds.stream().anyMatch(id -> Guid.parse(id).isEmpty())) {
      throw new IllegalStateException(
          "keyturn.worker-door.client-ids must list the client ids of workers, which are GUIDs");
    }
  }

  boolean opensFor(Caller caller) {
    return caller.has(Role.WORKER)
        && tenantId.filter(caller.tenantId()::equals).isPresent()
        && (clientIds.isEmpty() || clientIds.contains(caller.clientId().toLowerCase(Locale.ROOT)));
  }
}
