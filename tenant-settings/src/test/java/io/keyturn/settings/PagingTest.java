package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Every list can be read in parts, and the parts together are the list. */
class PagingTest {

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();

  @Test
  void thePartsOfEachListAreTheList() {
    tenant.connectedTo("paged");
    UUID application = tenant.application();
    for (int i = 0; i < 4; i++) {
      tenant.application();
      Tenant.must(
          tenant.post(
              "/connectors", "{\"name\": \"more%d\", \"organization\": \"m%d\"}".formatted(i, i)),
          201);
      Tenant.must(
          tenant.post(
              "/applications/" + application + "/bindings",
              Tenant.binding("paged", UUID.randomUUID())),
          201);
      Tenant.must(
          tenant.post(
              "/applications/" + application + "/rotations",
              "{\"mode\": \"propagate\", \"reason\": \"paged\"}"),
          202);
    }
    UUID rotation = UUID.randomUUID();
    for (int i = 1; i <= 5; i++) {
      installation.tell(tenant.id + "/" + application, line(rotation, application, i));
    }
    String output = "/rotations/" + rotation + "/output";
    Installation.eventually(() -> tenant.get(output).json().path("items").size() == 5);

    for (String list :
        List.of(
            "/connectors",
            "/applications",
            "/applications/" + application + "/bindings",
            "/applications/" + application + "/rotations",
            output)) {
      List<JsonNode> whole = parts(list, 200);
      assertThat(whole).as(list).hasSizeGreaterThan(3);
      assertThat(parts(list, 1)).as(list).isEqualTo(whole);
      assertThat(parts(list, 2)).as(list).isEqualTo(whole);
      assertThat(parts(list, whole.size())).as(list).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=-1", "limit=1001", "limit=x", "limit=", "after=*"})
  void whatIsNoPartIsRefused(String query) {
    tenant.connectedTo("paged");
    String application = "/applications/" + tenant.application();
    UUID rotation = UUID.randomUUID();
    installation.tell("key", line(rotation, UUID.randomUUID(), 1));
    String output = "/rotations/" + rotation + "/output";
    Installation.eventually(() -> tenant.get(output).status() == 200);

    for (String list :
        List.of(
            "/connectors",
            "/applications",
            application + "/bindings",
            application + "/rotations",
            output)) {
      var refused = tenant.get(list + "?" + query);
      assertThat(refused.status()).as(list).isEqualTo(400);
      assertThat(refused.code()).isIn("limit.invalid", "after.invalid");
      assertThat(refused.json().path("remedy").asString()).isNotBlank();
    }
  }

  private List<JsonNode> parts(String list, int limit) {
    List<JsonNode> items = new ArrayList<>();
    String next = "";
    do {
      JsonNode page =
          tenant.get(list + "?limit=" + limit + (next.isEmpty() ? "" : "&after=" + next)).json();
      assertThat(page.path("items").size()).isLessThanOrEqualTo(limit);
      page.path("items").forEach(items::add);
      next = page.path("next").asString("");
    } while (!next.isEmpty());
    return items;
  }

  private String line(UUID rotation, UUID application, int sequence) {
    return """
    {"rotationId": "%s", "tenantId": "%s", "applicationId": "%s", "sequence": %d,
     "at": "%s", "step": "READ", "outcome": "SUCCEEDED", "message": "line"}
    """
        .formatted(rotation, tenant.id, application, sequence, Instant.now());
  }
}
