package io.keyturn.settings.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WorkerDoorKeepsOthersOutTest {

  private static final UUID TENANT = UUID.randomUUID();
  private static final String CLIENT = "C11E0000-0000-4000-8000-000000000001";

  @Test
  void itOpensForTheWorkersOfItsTenant() {
    assertThat(door(TENANT.toString()).opensFor(worker(TENANT, CLIENT))).isTrue();
    assertThat(door(TENANT.toString()).opensFor(worker(UUID.randomUUID(), CLIENT))).isFalse();
    assertThat(door("").opensFor(worker(TENANT, CLIENT))).isFalse();
  }

  @Test
  void whereClientIdsAreListedOnlyTheyMayEnter() {
    assertThat(
            door(TENANT.toString(), CLIENT.toLowerCase(java.util.Locale.ROOT), "")
                .opensFor(worker(TENANT, CLIENT)))
        .isTrue();
    assertThat(
            door(TENANT.toString(), UUID.randomUUID().toString()).opensFor(worker(TENANT, CLIENT)))
        .isFalse();
    assertThat(door(TENANT.toString(), CLIENT).opensFor(worker(TENANT, ""))).isFalse();
  }

  @Test
  void theRoleIsNeeded() {
    Caller admin =
        new Caller(TENANT, UUID.randomUUID(), CLIENT, Set.of(Role.TENANT_ADMIN), Instant.MAX);

    assertThat(door(TENANT.toString()).opensFor(admin)).isFalse();
  }

  @Test
  void aTenantThatIsNoGuidStopsTheStart() {
    assertThatThrownBy(() -> door("contoso.onmicrosoft.com"))
        .hasMessageContaining("keyturn.worker-door.tenant-id");
  }

  private static WorkerDoor door(String tenantId, String... clientIds) {
    return new WorkerDoor(tenantId, List.of(clientIds));
  }

  private static Caller worker(UUID tenantId, String clientId) {
    return new Caller(tenantId, UUID.randomUUID(), clientId, Set.of(Role.WORKER), Instant.MAX);
  }
}
