package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.settings.Hostile.Field;
import io.keyturn.settings.Installation.Answer;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whatever is sent, in whichever place: an answer of 4xx with a stable code and a next step, never
 * 5xx, and nothing written. A failure names its seed: {@code -Dkeyturn.seed=} plays it again.
 */
class HostileInputTest {

  private static final long SEED = Long.getLong("keyturn.seed", System.nanoTime());
  private static final int TIMES = 12;

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();
  private final Tenant foreign = installation.tenant();
  private final Hostile hostile = new Hostile(SEED);
  private final String organization = "h" + tenant.id.toString().substring(0, 8);
  private Things own = new Things("", "", "", "", "");
  private Things theirs = new Things("", "", "", "", "");

  @BeforeEach
  void twoTenants() {
    own = things(tenant, organization);
    theirs = things(foreign, "f" + organization);
  }

  @Test
  @DisplayName("S-04, S-06 to S-08, R-15: each field refuses what it is not")
  void aFieldThatIsNotWhatItMustBeIsRefused() {
    for (Request request : requests()) {
      for (Map.Entry<String, Field> field : request.fields().entrySet()) {
        for (int i = 0; i < TIMES; i++) {
          JsonNode value = hostile.instead(field.getValue());
          ObjectNode body = (ObjectNode) JsonMapper.shared().readTree(request.body());
          int dot = field.getKey().lastIndexOf('.');
          ObjectNode holder =
              dot < 0
                  ? body
                  : (ObjectNode) body.at("/" + field.getKey().substring(0, dot).replace('.', '/'));
          holder.set(field.getKey().substring(dot + 1), value);

          String before = rows();
          Answer answer = admin(request.method(), request.path(), body.toString());

          String what = request + " " + field.getKey() + " = " + shortened(value.toString());
          refused(what, answer);
          assertThat(answer.text()).as(what).doesNotContain(request.canary());
          assertThat(rows()).as(what + seed()).isEqualTo(before);
        }
      }
    }
  }

  @Test
  void whatIsNoJsonObjectIsRefusedHoweverItArrives() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (Request request : requests()) {
        for (int i = 0; i < TIMES; i++) {
          byte[] body = hostile.body();
          boolean chunked = i % 2 == 0;
          String before = rows();
          HttpResponse<String> response =
              http.send(
                  HttpRequest.newBuilder(installation.at(tenant.path(request.path())))
                      .header("Authorization", "Bearer " + tenant.admin())
                      .header(
                          "Content-Type",
                          i % 3 == 0 ? "application/json; charset=utf-16" : "application/json")
                      .method(
                          request.method(),
                          chunked
                              ? HttpRequest.BodyPublishers.ofInputStream(
                                  () -> new ByteArrayInputStream(body))
                              : HttpRequest.BodyPublishers.ofByteArray(body))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
          refused(request + " with " + body.length + " bytes", new Answer(response));
          assertThat(rows()).as(request + seed()).isEqualTo(before);
        }
      }
    }
  }

  @Test
  void aPathThatNamesNothingIsRefused() {
    for (Request request : everyRequest()) {
      for (int i = 0; i < TIMES; i++) {
        String path = request.path();
        for (String id :
            List.of(own.application(), own.rotation(), own.binding(), own.connector())) {
          path = path.replace("/" + id, "/" + hostile.segment());
        }
        if (path.equals(request.path())) {
          path += "/" + hostile.segment();
        }
        String before = rows();
        refused(path, admin(request.method(), path, request.body()));
        assertThat(rows()).as(path + seed()).isEqualTo(before);
      }
    }
  }

  @Test
  void queriesAndHeadersThatAreNoneAreRefused() {
    for (String list :
        List.of(
            "/connectors",
            "/applications",
            "/applications/" + own.application() + "/bindings",
            "/applications/" + own.application() + "/rotations",
            "/rotations/" + own.rotation() + "/output",
            "/history")) {
      for (int i = 0; i < TIMES; i++) {
        refused(list, admin("GET", list + "?limit=" + hostile.segment() + "x", ""));
        refused(list, admin("GET", list + "?after=" + hostile.segment() + "%20", ""));
      }
    }
    for (int i = 0; i < TIMES; i++) {
      String odd = hostile.plain(201, 400) + " " + hostile.plain(1, 9);
      for (Map.Entry<String, Request> header :
          Map.of(
                  "Idempotency-Key", requests().get(4),
                  "If-Match", requests().getFirst(),
                  "If-None-Match", requests().getFirst())
              .entrySet()) {
        Request request = header.getValue();
        refused(
            header.getKey(),
            installation.call(
                tenant.admin(),
                request.method(),
                tenant.path(request.path()),
                request.body(),
                Map.of(header.getKey(), odd)));
      }
    }
  }

  @Test
  void anotherTenantsIdIsUnknownInEveryPlaceOfAPath() {
    for (Request request : everyRequest()) {
      for (String[] pair :
          new String[][] {
            {own.application(), theirs.application()},
            {own.rotation(), theirs.rotation()},
            {own.binding(), theirs.binding()},
            {own.connector(), theirs.connector()}
          }) {
        String path = request.path().replace("/" + pair[0], "/" + pair[1]);
        if (path.equals(request.path()) || creates(request)) {
          continue;
        }
        String before = rows();
        Answer answer = admin(request.method(), path, request.body());
        refused(path, answer);
        assertThat(answer.status()).as(path).isEqualTo(404);
        assertThat(answer.text()).as(path).doesNotContain("f" + organization);
        assertThat(rows()).as(path).isEqualTo(before);
      }
      Answer answer =
          installation.call(
              tenant.admin(),
              request.method(),
              foreign.path(request.path()),
              request.body().isEmpty() ? null : request.body());
      refused("of another tenant " + request, answer);
      assertThat(answer.code()).isEqualTo("tenant.foreign");
    }
  }

  @Test
  @DisplayName("A-02: a service connection that another tenant has bound is not bound twice")
  void anotherTenantsServiceConnectionIsTaken() {
    String body = Tenant.binding("f" + organization, UUID.fromString(theirs.connection()));
    Tenant.must(
        tenant.post(
            "/connectors", "{\"name\": \"theirs\", \"organization\": \"f" + organization + "\"}"),
        201);
    String before = rows();

    Answer answer = admin("POST", "/applications/" + own.application() + "/bindings", body);

    assertThat(answer.code()).isEqualTo("connection.already-bound");
    assertThat(answer.text()).doesNotContain(foreign.id.toString(), theirs.application());
    assertThat(rows()).isEqualTo(before);
  }

  private static boolean creates(Request request) {
    // A client id that is used in another tenant may be used here, too: its settings are made anew.
    return request.method().equals("PUT") && request.path().startsWith("/applications/");
  }

  private void refused(String what, Answer answer) {
    String all = what + " -> " + answer.status() + " " + shortened(answer.text()) + seed();
    assertThat(answer.status()).as(all).isBetween(400, 499);
    assertThat(answer.header("Content-Type")).as(all).startsWith("application/problem+json");
    assertThat(answer.code()).as(all).matches("[a-z]+([.-][a-z]+)*");
    assertThat(answer.json().path("remedy").asString("")).as(all).isNotBlank();
    assertThat(answer.json().path("detail").asString("")).as(all).isNotBlank();
  }

  private static String seed() {
    return " (keyturn.seed=" + SEED + ")";
  }

  private static String shortened(String text) {
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }

  private Answer admin(String method, String path, String body) {
    return installation.call(
        tenant.admin(), method, tenant.path(path), body.isEmpty() ? null : body);
  }

  /** Everything that is stored of this tenant. */
  private String rows() {
    String all =
        Stream.of(
                "tenant",
                "connector",
                "application",
                "application_owner",
                "binding",
                "rotation",
                "rotation_output",
                "history")
            .map("select t::text as line from %s t where tenant_id = :tenant"::formatted)
            .collect(Collectors.joining(" union all "));
    return installation
        .sql
        .sql("select md5(string_agg(line, '|' order by line)) from (" + all + ")")
        .param("tenant", tenant.id)
        .query((row, n) -> row.getString(1))
        .single();
  }

  private Things things(Tenant of, String in) {
    of.connectedTo(in);
    UUID application = of.application();
    UUID connection = UUID.randomUUID();
    String binding =
        of.post("/applications/" + application + "/bindings", Tenant.binding(in, connection))
            .json()
            .path("id")
            .asString();
    String rotation =
        of.post(
                "/applications/" + application + "/rotations",
                "{\"mode\": \"propagate\", \"reason\": \"hostile\"}")
            .json()
            .path("rotationId")
            .asString();
    return new Things(application.toString(), binding, rotation, connection.toString(), "c-" + in);
  }

  private List<Request> requests() {
    Map<String, Field> secret = Map.of("vaultUrl", Field.VAULT_URL, "name", Field.SECRET_NAME);
    return List.of(
        new Request(
            "PUT",
            "/devops-settings",
            """
            {"integrationEnabled": true, "useServicePrincipal": true,
             "includeHomeTenantOrganizations": true, "personalAccessToken": "canary-token",
             "servicePrincipal": {"clientId": "5ec00000-0000-4000-8000-000000000001",
               "clientSecret": {"vaultUrl": "https://contoso.vault.azure.net", "name": "sp"}}}
            """,
            Map.of(
                "integrationEnabled", Field.FLAG,
                "useServicePrincipal", Field.FLAG,
                "includeHomeTenantOrganizations", Field.FLAG,
                "personalAccessToken", Field.TOKEN,
                "servicePrincipal", Field.OBJECT,
                "servicePrincipal.clientId", Field.GUID,
                "servicePrincipal.tenantId", Field.GUID,
                "servicePrincipal.clientSecret", Field.OBJECT,
                "servicePrincipal.clientSecret.vaultUrl", secret.get("vaultUrl"),
                "servicePrincipal.clientSecret.name", secret.get("name"))),
        new Request(
            "POST",
            "/connectors",
            """
            {"name": "hostile", "organization": "hostile",
             "signIn": {"kind": "personalAccessToken", "personalAccessToken": "canary-token"}}
            """,
            Map.of(
                "name", Field.NAME,
                "organization", Field.ORGANIZATION,
                "signIn", Field.OBJECT,
                "signIn.kind", Field.MODE,
                "signIn.personalAccessToken", Field.TOKEN)),
        new Request(
            "PUT",
            "/applications/" + own.application(),
            tenant.application("billing", true),
            Map.of(
                "name", Field.TEXT,
                "integrationEnabled", Field.FLAG,
                "owners", Field.GUIDS,
                "secret", Field.OBJECT,
                "secret.vaultUrl", secret.get("vaultUrl"),
                "secret.name", secret.get("name"),
                "overlap", Field.MODE,
                "schedule", Field.OBJECT)),
        new Request(
            "POST",
            "/applications/" + own.application() + "/bindings",
            Tenant.binding(organization, UUID.randomUUID()),
            Map.of(
                "organization", Field.ORGANIZATION,
                "projectId", Field.GUID,
                "connectionId", Field.GUID,
                "organizationTenantId", Field.GUID)),
        new Request(
            "POST",
            "/applications/" + own.application() + "/rotations",
            "{\"mode\": \"propagate\", \"reason\": \"hostile\"}",
            Map.of("mode", Field.MODE, "reason", Field.TEXT)),
        new Request(
            "POST",
            "/rotations/" + own.rotation() + "/abandon",
            "{\"reason\": \"hostile\"}",
            Map.of("reason", Field.TEXT)));
  }

  private List<Request> everyRequest() {
    List<Request> all = new ArrayList<>(requests());
    for (String get :
        List.of(
            "/connectors/" + own.connector(),
            "/applications/" + own.application(),
            "/applications/" + own.application() + "/bindings",
            "/applications/" + own.application() + "/rotations",
            "/rotations/" + own.rotation(),
            "/rotations/" + own.rotation() + "/output")) {
      all.add(new Request("GET", get, "", Map.of()));
    }
    all.add(new Request("DELETE", "/connectors/" + own.connector(), "", Map.of()));
    all.add(new Request("POST", "/connectors/" + own.connector() + "/verify", "", Map.of()));
    all.add(
        new Request(
            "DELETE",
            "/applications/" + own.application() + "/bindings/" + own.binding(),
            "",
            Map.of()));
    return all;
  }

  private record Request(String method, String path, String body, Map<String, Field> fields) {
    String canary() {
      return "canary-token";
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  private record Things(
      String application, String binding, String rotation, String connection, String connector) {}
}
