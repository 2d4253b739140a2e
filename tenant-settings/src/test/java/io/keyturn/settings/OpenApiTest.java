package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.settings.Installation.Answer;
import io.keyturn.settings.api.FieldReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.web.method.HandlerMethod;
import tools.jackson.databind.JsonNode;

/** The description says what the code does. */
class OpenApiTest {

  private final Installation installation = Installation.shared();
  private final JsonNode api = installation.call(null, "GET", "/api/v1/openapi", null).json();

  @Test
  void itDescribesEveryEndpointAndNoOther() {
    TreeSet<String> described = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : api.path("paths").properties()) {
      path.getValue()
          .propertyNames()
          .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
    }

    assertThat(api.path("openapi").asString()).startsWith("3.1");
    TreeSet<String> ofTheApi = new TreeSet<>(endpoints().keySet());
    ofTheApi.removeIf(it -> it.startsWith("GET /.well-known/")); // a standard describes those
    assertThat(described).isEqualTo(ofTheApi);
  }

  @Test
  void theListOfWhatTheConsoleOffersHasEveryOperationOfATenant() throws IOException {
    String tenant = "/api/v1/tenants/{tenantId}";
    List<String> listed =
        Pattern.compile("^\\| `([A-Z]+ [^`]+)` \\| \\S", Pattern.MULTILINE)
            .matcher(Files.readString(Path.of("..", "docs", "console.md")))
            .results()
            .map(it -> it.group(1))
            .toList();
    List<String> described =
        api.path("paths").properties().stream()
            .filter(path -> path.getKey().startsWith(tenant))
            .flatMap(path ->
                path.getValue().propertyNames().stream()
                    .map(method ->
                        method.toUpperCase(Locale.ROOT)
                            + " "
                            + path.getKey().substring(tenant.length())))
            .toList();

    assertThat(listed).containsExactlyInAnyOrderElementsOf(described);
  }

  @Test
  void everyVariableOfAPathIsAParameter() {
    for (Map.Entry<String, JsonNode> path : api.path("paths").properties()) {
      long variables = path.getKey().chars().filter(it -> it == '{').count();
      path.getValue()
          .forEach(operation ->
              assertThat(
                      operation
                          .path("parameters")
                          .valueStream()
                          .filter(it -> it.path("in").asString().equals("path"))
                          .count())
                  .as(path.getKey())
                  .isEqualTo(variables));
    }
  }

  @Test
  void everyOperationMayAnswerWithAProblem() {
    api.path("paths")
        .forEach(path ->
            path.forEach(operation ->
                assertThat(
                        operation
                            .at("/responses/default/content/application~1problem+json/schema/$ref")
                            .asString())
                    .isEqualTo("#/components/schemas/Problem")));
    assertThat(api.at("/components/schemas/Problem/properties/code").isMissingNode()).isFalse();
  }

  @Test
  void theFieldsItCallsRequiredAreTheOnesThatAreRefusedWhenMissing() {
    Tenant tenant = installation.tenant().connectedTo("described");
    UUID application = tenant.application();
    String rotation =
        tenant
            .post(
                "/applications/" + application + "/rotations",
                "{\"mode\": \"propagate\", \"reason\": \"described\"}")
            .json()
            .path("rotationId")
            .asString();
    endpoints()
        .forEach((endpoint, method) -> {
          if (!Arrays.asList(method.getMethod().getParameterTypes()).contains(FieldReader.class)) {
            return;
          }
          String verb = endpoint.substring(0, endpoint.indexOf(' '));
          String path = endpoint.substring(endpoint.indexOf(' ') + 1);
          Answer refused =
              installation.call(
                  tenant.admin(),
                  verb,
                  path.replace("{tenantId}", tenant.id.toString())
                      .replace("{applicationId}", application.toString())
                      .replace("{rotationId}", rotation)
                      .replace("{name}", "c-described"),
                  "{}");
          TreeSet<String> refusedFields = new TreeSet<>();
          refused
              .json()
              .path("errors")
              .forEach(error -> refusedFields.add(error.path("field").asString()));
          TreeSet<String> required = new TreeSet<>();
          schemaOf(verb, path).path("required").forEach(it -> required.add(it.asString()));
          if (verb.equals("POST") && path.matches(".*/connectors(/review)?")) {
            required.add("name"); // of a new one only
          }
          assertThat(refused.status()).as(endpoint + " " + refused.text()).isEqualTo(422);
          assertThat(required).as(endpoint).isNotEmpty().isEqualTo(refusedFields);
        });
  }

  @Test
  void aFieldThatARequestDoesNotHaveIsRefusedEverywhere() {
    Tenant tenant = installation.tenant();
    endpoints()
        .forEach((endpoint, method) -> {
          if (Arrays.asList(method.getMethod().getParameterTypes()).contains(FieldReader.class)) {
            Answer refused =
                installation.call(
                    tenant.admin(),
                    endpoint.substring(0, endpoint.indexOf(' ')),
                    endpoint
                        .substring(endpoint.indexOf(' ') + 1)
                        .replace("{tenantId}", tenant.id.toString())
                        .replaceAll("\\{\\w+Id}", UUID.randomUUID().toString())
                        .replace("{name}", "abc"),
                    "{\"nobodyKnows\": true}");
            assertThat(refused.status()).as(endpoint + refused.text()).isEqualTo(400);
            assertThat(refused.code()).isEqualTo("fields.unknown");
            assertThat(refused.fieldCode("nobodyKnows")).isEqualTo("field.unknown");
          }
        });
  }

  @Test
  void whatItSaysOfARequestIsAllOfIt() {
    for (Map.Entry<String, JsonNode> path : api.path("paths").properties()) {
      if (path.getKey().startsWith("/api/v1/tenants/")) { // the worker's requests grow by addition
        path.getValue()
            .forEach(operation ->
                closed(operation.at("/requestBody/content/application~1json/schema"), ""));
      }
    }
  }

  /** Each object in it has the fields that are named, and no others. */
  private void closed(JsonNode schema, String at) {
    String reference = schema.path("$ref").asString("");
    if (!reference.isEmpty()) {
      String name = reference.substring(reference.lastIndexOf('/') + 1);
      closed(api.path("components").path("schemas").path(name), name);
      return;
    }
    if (schema.has("properties")) {
      assertThat(schema.path("additionalProperties").asBoolean(true))
          .as(at + " " + schema)
          .isFalse();
      schema
          .path("properties")
          .properties()
          .forEach(it -> closed(it.getValue(), at + "." + it.getKey()));
    }
    if (schema.has("items")) {
      closed(schema.path("items"), at + "[]");
    }
  }

  @Test
  void anAnswerMayBeSentBackAsARequest() {
    for (Map.Entry<String, String> pair :
        Map.of(
                "DevOpsSettings", "DevOpsSettingsUpdate",
                "Connector", "ConnectorUpdate",
                "Application", "ApplicationUpdate",
                "NotificationChannel", "NotificationChannelUpdate")
            .entrySet()) {
      assertThat(fieldsOf(pair.getValue(), "")).containsAll(fieldsOf(pair.getKey(), ""));
    }
    assertThat(fieldsOf("ConnectorUpdate", "/properties/signIn"))
        .containsAll(fieldsOf("SignIn", ""));
  }

  private List<String> fieldsOf(String schema, String within) {
    JsonNode properties =
        api.path("components").path("schemas").path(schema).at(within + "/properties");
    assertThat(properties.isMissingNode()).as(schema + within).isFalse();
    return List.copyOf(properties.propertyNames());
  }

  @Test
  void operationsHaveNamesOfTheirOwn() {
    List<String> names = new ArrayList<>();
    api.path("paths")
        .forEach(
            path -> path.forEach(operation -> names.add(operation.path("operationId").asString())));

    assertThat(names)
        .doesNotHaveDuplicates()
        .contains("connectorList", "devOpsSettingsRead", "rotationAsk", "rotationOutput")
        .noneMatch(name -> name.matches(".*_\\d+"));
  }

  @Test
  void itSaysWithWhichStatusAndTypeIsAnswered() {
    Tenant tenant = installation.tenant().connectedTo("answers");
    UUID application = tenant.application();
    String bindings = "/applications/" + application + "/bindings";
    Answer bound = tenant.post(bindings, Tenant.binding("answers", UUID.randomUUID()));
    Answer asked =
        tenant.post(
            "/applications/" + application + "/rotations",
            "{\"mode\": \"propagate\", \"reason\": \"described\"}");
    String rotation = "/rotations/" + asked.json().path("rotationId").asString();

    described(
        "PUT", "/devops-settings", tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE));
    described("GET", "/devops-settings", tenant.get("/devops-settings"));
    described("POST", "/applications/{applicationId}/bindings", bound);
    described("GET", "/applications/{applicationId}/bindings", tenant.get(bindings));
    described("POST", "/applications/{applicationId}/rotations", asked);
    described("GET", "/rotations/{rotationId}", tenant.get(rotation));
    described("GET", "/rotations/{rotationId}/output", tenant.get(rotation + "/output"));
    described(
        "POST",
        "/rotations/{rotationId}/abandon",
        tenant.post(rotation + "/abandon", "{\"reason\": \"x\"}"));
    String plan = "{\"mode\": \"propagate\", \"reason\": \"described\"}";
    described(
        "POST",
        "/applications/{applicationId}/plan",
        tenant.post("/applications/" + application + "/plan", plan));
    described("POST", "/plan", tenant.post("/plan", plan));
    described(
        "POST",
        "/applications/{applicationId}/inspect",
        tenant.post("/applications/" + application + "/inspect", null));
    described("DELETE", "/connectors/{name}", tenant.delete("/connectors/c-answers?force=true"));
    described(
        "POST",
        "/connectors",
        tenant.post("/connectors", "{\"name\": \"more\", \"organization\": \"answers-more\"}"));
    described("GET", "/connectors/{name}", tenant.get("/connectors/more"));
    described("DELETE", "/connectors/{name}", tenant.delete("/connectors/more"));
    described(
        "DELETE",
        "/applications/{applicationId}/bindings/{bindingId}",
        tenant.delete(bindings + "/" + bound.json().path("id").asString()));
    described(
        "DELETE", "/applications/{applicationId}", tenant.delete("/applications/" + application));
  }

  private void described(String method, String path, Answer answer) {
    JsonNode operation =
        api.path("paths")
            .path("/api/v1/tenants/{tenantId}" + path)
            .path(method.toLowerCase(Locale.ROOT));
    JsonNode response = operation.path("responses").path(String.valueOf(answer.status()));
    String told = method + " " + path + " " + answer.status() + " " + answer.text();
    assertThat(operation.path("summary").asString("")).as(told).isNotEmpty();
    assertThat(response.isMissingNode()).as(told).isFalse();
    if (answer.text().isEmpty()) {
      assertThat(response.path("content").isEmpty()).as(told).isTrue();
    } else {
      assertThat(response.path("content").propertyNames())
          .as(told)
          .contains(answer.header("Content-Type").replaceFirst(";.*", ""));
    }
    assertThat(response.path("headers").has("ETag"))
        .as(told)
        .isEqualTo(!answer.header("ETag").isEmpty());
  }

  @Test
  void itNamesNoTokenAsPartOfAnAnswer() {
    assertThat(
            api.at("/components/schemas/DevOpsSettings/properties/personalAccessToken")
                .isMissingNode())
        .isTrue();
    assertThat(api.at("/components/schemas/DevOpsSettings/properties").isMissingNode()).isFalse();
  }

  @Test
  void aBrowserFindsNoConsoleForItHere() {
    for (String path : new String[] {"/swagger-ui/index.html", "/swagger-ui.html"}) {
      assertThat(installation.call(null, "GET", path, null).status()).isEqualTo(401);
    }
  }

  private JsonNode schemaOf(String method, String path) {
    String reference =
        api.path("paths")
            .path(path)
            .path(method.toLowerCase(Locale.ROOT))
            .at("/requestBody/content/application~1json/schema/$ref")
            .asString("");
    return api.path("components")
        .path("schemas")
        .path(reference.substring(reference.lastIndexOf('/') + 1));
  }

  private Map<String, HandlerMethod> endpoints() {
    return ApiPage.endpoints(installation);
  }
}
