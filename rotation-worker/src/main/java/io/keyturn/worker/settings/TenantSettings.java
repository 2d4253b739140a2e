package io.keyturn.worker.settings;

import com.azure.core.credential.TokenCredential;
import io.keyturn.contracts.api.ApplicationOfSecret;
import io.keyturn.contracts.api.InspectionClaim;
import io.keyturn.contracts.api.InspectionResult;
import io.keyturn.contracts.api.InspectionResults;
import io.keyturn.contracts.api.InspectionTask;
import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.worker.identity.KeptToken;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The worker's side of the one door that tenant-settings has for it. */
public final class TenantSettings {

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private static final MediaType AS_JSON = MediaType.get("application/json");

  private final SettingsProperties properties;
  private final Call.Factory http;
  private final KeptToken token;
  private final String sealingKey;

  /**
   * @param sealingKey public half of the key that personal access tokens are sealed for
   */
  public TenantSettings(
      SettingsProperties properties,
      Call.Factory http,
      TokenCredential credential,
      String sealingKey) {
    this.properties = properties;
    this.http = http;
    this.token = new KeptToken(credential, properties.scope());
    this.sealingKey = sealingKey;
  }

  /** What the tenant and the application have set now. */
  public Attempt<RotationSettings> of(String tenantId, String applicationId) {
    return ask(
        "/api/v1/worker/tenants/"
            + encode(tenantId)
            + "/applications/"
            + encode(applicationId)
            + "/rotation-settings",
        new TypeReference<>() {});
  }

  /** The same for a plan: with the change of settings that it was asked about, where it was. */
  public Attempt<RotationSettings> ofPlan(String tenantId, String applicationId, UUID rotationId) {
    return ask(
        "/api/v1/worker/tenants/"
            + encode(tenantId)
            + "/applications/"
            + encode(applicationId)
            + "/rotation-settings?plan="
            + rotationId,
        new TypeReference<>() {});
  }

  /** The applications whose secret is kept under that vault and name; may be none. */
  public Attempt<List<ApplicationOfSecret>> applicationsOf(String vaultName, String secretName) {
    return ask(
        "/api/v1/worker/applications?vault="
            + encode(vaultName)
            + "&secretName="
            + encode(secretName),
        new TypeReference<>() {});
  }

  /** Bindings to look at now, of whichever tenants; they are this worker's for some minutes. */
  public Attempt<List<InspectionTask>> claimInspections(int most) {
    return post(
        "/api/v1/worker/inspections/claim", new InspectionClaim(most), new TypeReference<>() {});
  }

  /**
   * What was found there. Telling it twice is the same as once.
   *
   * @return the bindings of which it was news
   */
  public Attempt<List<UUID>> tell(List<InspectionResult> found) {
    return post(
        "/api/v1/worker/inspections", new InspectionResults(found), new TypeReference<>() {});
  }

  private <T> Attempt<T> ask(String path, TypeReference<T> type) {
    return send(path, request -> {}, type);
  }

  private <T> Attempt<T> post(String path, Object body, TypeReference<T> type) {
    RequestBody json = RequestBody.create(JSON.writeValueAsBytes(body), AS_JSON);
    return send(path, request -> request.post(json), type);
  }

  private <T> Attempt<T> send(String path, Consumer<Request.Builder> how, TypeReference<T> type) {
    String token;
    try {
      token = this.token.value();
    } catch (RuntimeException e) {
      return Attempt.retryLater(
          Reason.SETTINGS_UNREACHABLE,
          "The worker gets no token for tenant-settings. Check keyturn.identity.*, its app role"
              + " Rotation.Worker and keyturn.tenant-settings.scope.");
    }
    Request.Builder request =
        new Request.Builder()
            .url(properties.url() + path)
            .header("Authorization", "Bearer " + token)
            .header("Accept", "application/json")
            .header("Keyturn-Sealing-Key", sealingKey);
    how.accept(request);
    Call call = http.newCall(request.build());
    call.timeout().timeout(properties.timeout().toNanos(), TimeUnit.NANOSECONDS);
    try (Response answer = call.execute()) {
      if (answer.code() == 401) {
        this.token.drop(token);
      }
      return outcome(answer.code(), answer.body().bytes(), type);
    } catch (IOException e) {
      return Thread.currentThread().isInterrupted()
          ? unreachable("was not asked: the worker is being stopped")
          : unreachable("cannot be reached (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static <T> Attempt<T> outcome(int status, byte[] body, TypeReference<T> type) {
    try {
      if (status == 200) {
        // The literal null is JSON, too.
        @Nullable T read = JSON.readValue(body, type);
        return read == null
            ? unreachable("answered with status 200 and nothing")
            : Attempt.succeeded(read);
      }
      JsonNode problem = JSON.readTree(body);
      String code = problem.path("code").asString("");
      // The code is part of the contract; the status alone could be any proxy's.
      if (code.equals("tenant.unknown")) {
        return Attempt.refused(
            Reason.UNKNOWN_TENANT,
            "Keyturn knows no such tenant. Save the tenant's Azure DevOps settings first.");
      }
      if (code.equals("application.unknown")) {
        return Attempt.refused(
            Reason.UNKNOWN_APPLICATION,
            "Keyturn knows no such application in this tenant. Save its secret settings first.");
      }
    } catch (JacksonException e) {
      return unreachable("answered with status " + status + " and no readable JSON");
    }
    return unreachable("answered with status " + status);
  }

  private static <T> Attempt<T> unreachable(String what) {
    return new RetryLater<>(
        Reason.SETTINGS_UNREACHABLE, "tenant-settings " + what + ".", Duration.ZERO);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
