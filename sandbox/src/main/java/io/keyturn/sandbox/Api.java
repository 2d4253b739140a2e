package io.keyturn.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The admin settings API, used as anybody outside would use it. */
final class Api {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;
  private final Supplier<String> token;

  /**
   * @param token asked before each call, because tokens end
   */
  private Api(String settingsUrl, Supplier<String> token) {
    this.base = settingsUrl + "/api/v1/tenants/" + DemoTenant.TENANT;
    this.token = token;
  }

  /** As Contoso's automation, an application that administers the tenant. */
  static Api asAutomation(String settingsUrl, DemoAzure demo) {
    return new Api(
        settingsUrl,
        () ->
            demo.azure()
                .entra()
                .applicationToken(DemoTenant.TENANT, DemoTenant.CLI_CLIENT_ID, DemoTenant.API_URI));
  }

  /** As a person: Azure DevOps can be asked on her behalf. */
  static Api asAda(String settingsUrl, DemoAzure demo) {
    return new Api(
        settingsUrl,
        () ->
            demo.azure()
                .entra()
                .personToken(
                    DemoTenant.ADMINISTRATOR,
                    DemoTenant.CLI_CLIENT_ID,
                    DemoTenant.API_URI,
                    "user_impersonation"));
  }

  /** An answer; its body is a missing node where there is none. */
  record Answer(int status, JsonNode body) {
    Answer expect(int... statuses) {
      for (int expected : statuses) {
        if (status == expected) {
          return this;
        }
      }
      throw new IllegalStateException(
          "tenant-settings answered "
              + status
              + " "
              + body.path("code").asString("")
              + ": "
              + body.path("detail").asString(""));
    }
  }

  Answer get(String path) {
    return send(request(path).GET());
  }

  Answer put(String path, JsonNode body) {
    return send(json(path).PUT(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  Answer post(String path, JsonNode body) {
    return send(json(path).POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  private HttpRequest.Builder json(String path) {
    return request(path).header("Content-Type", "application/json");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + token.get());
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
    } catch (IOException e) {
      throw new UncheckedIOException("tenant-settings does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
