package io.keyturn.worker.renewal;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import io.keyturn.azuredevops.CallGate;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Refused;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** Sends one request to Microsoft Graph, once, and turns its answer into an outcome. */
final class GraphCalls {

  /**
   * Microsoft Graph's own client id, the same in every cloud, where its address is not:
   * graph.microsoft.com, graph.microsoft.us, microsoftgraph.chinacloudapi.cn.
   */
  private static final String SCOPE = "00000003-0000-0000-c000-000000000000/.default";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final MediaType AS_JSON = MediaType.get("application/json");

  /** An application has at most a few hundred credentials; anything longer is not one. */
  private static final long LONGEST_ANSWER = 4L << 20;

  private final OkHttpClient http;
  private final TokenCredential credential;
  private final CallGate gate;
  private final Duration deadline;

  GraphCalls(OkHttpClient http, TokenCredential credential, CallGate gate, Duration deadline) {
    this.http = http;
    this.credential = credential;
    this.gate = gate;
    this.deadline = deadline;
  }

  <T extends @Nullable Object> Attempt<T> get(
      String tenantId, String url, Function<JsonNode, T> read) {
    return send(tenantId, new Request.Builder().url(url), read);
  }

  <T extends @Nullable Object> Attempt<T> post(
      String tenantId, String url, JsonNode body, Function<JsonNode, T> read) {
    return send(
        tenantId,
        new Request.Builder().url(url).post(RequestBody.create(body.toString(), AS_JSON)),
        read);
  }

  private <T extends @Nullable Object> Attempt<T> send(
      String tenantId, Request.Builder request, Function<JsonNode, T> read) {
    String token;
    try {
      token =
          credential
              .getTokenSync(new TokenRequestContext().addScopes(SCOPE).setTenantId(tenantId))
              .getToken();
    } catch (RuntimeException e) {
      return Attempt.retryLater(
          Reason.SIGN_IN_REFUSED,
          "The worker gets no token for Microsoft Graph in the application's tenant. Check"
              + " keyturn.identity.* and that the tenant has a service principal of it.");
    }
    try {
      return switch (gate.enter("Microsoft Graph in tenant " + tenantId, "worker")) {
        case Succeeded<CallGate.Pass>(CallGate.Pass pass) ->
            exchange(pass, request.header("Authorization", "Bearer " + token).build(), read);
        case RetryLater<CallGate.Pass>(Reason reason, String why, Duration after) ->
            new RetryLater<>(reason, why, after);
        case Refused<CallGate.Pass>(Reason reason, String why) -> new Refused<>(reason, why);
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Attempt.retryLater(Reason.UNREACHABLE, "The worker is being stopped.");
    }
  }

  private <T extends @Nullable Object> Attempt<T> exchange(
      CallGate.Pass pass, Request request, Function<JsonNode, T> read) {
    Call call = http.newCall(request);
    call.timeout().timeout(deadline.toNanos(), TimeUnit.NANOSECONDS);
    Answered answer;
    try (Response response = call.execute()) {
      answer =
          new Answered(
              response.code(), pause(response), response.header("request-id"), body(response));
      pass.answered(answer.status(), answer.pause());
    } catch (IOException e) {
      pass.unanswered();
      return Attempt.retryLater(
          Reason.UNREACHABLE,
          "Microsoft Graph did not answer (" + e.getClass().getSimpleName() + ").");
    }
    if (answer.status() < 200 || answer.status() > 299) {
      return GraphFailures.attempt(answer);
    }
    try {
      return new Succeeded<>(read.apply(answer.body()));
    } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
      return Attempt.retryLater(
          Reason.UNEXPECTED_ANSWER,
          "Microsoft Graph answered with status "
              + answer.status()
              + " and something else than it was asked for"
              + answer.trace()
              + ".");
    }
  }

  /**
   * @param body missing where there is none or it is no JSON
   */
  record Answered(int status, Duration pause, @Nullable String requestId, JsonNode body) {

    /** What Microsoft's support asks for. */
    String trace() {
      return requestId == null || !requestId.matches("[0-9a-fA-F-]{1,64}")
          ? ""
          : " (request id " + requestId + ")";
    }

    /** A body may hold a secret. */
    @Override
    public String toString() {
      return "Answered[status=" + status + "]";
    }
  }

  private static JsonNode body(Response response) throws IOException {
    okio.BufferedSource source = response.body().source();
    if (source.request(LONGEST_ANSWER)) {
      throw new IOException("an answer without an end");
    }
    try {
      return JSON.readTree(source.readByteString().string(StandardCharsets.UTF_8));
    } catch (JacksonException e) {
      return JsonNodeFactory.instance.missingNode();
    }
  }

  private static Duration pause(Response response) {
    String header = response.header("Retry-After");
    return header != null && header.matches("[0-9]{1,6}")
        ? Duration.ofSeconds(Long.parseLong(header))
        : Duration.ZERO;
  }
}
