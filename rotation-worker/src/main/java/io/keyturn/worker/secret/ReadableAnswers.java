package io.keyturn.worker.secret;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import io.keyturn.worker.secret.VaultFailures.Incomplete;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lets only answers through that have a vault's shape: Microsoft's client looks for the end of an
 * object for ever where a list has something else than objects (azure-security-keyvault-secrets
 * 4.11.1, SecretItem.fromJson).
 */
final class ReadableAnswers implements HttpPipelinePolicy {

  private static final JsonMapper JSON = JsonMapper.shared();

  @Override
  public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
    return next.process()
        .map(HttpResponse::buffer)
        .flatMap(answer ->
            answer
                .getBodyAsByteArray()
                .defaultIfEmpty(new byte[0])
                .map(body -> checked(answer, body)));
  }

  @Override
  public HttpResponse processSync(
      HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
    HttpResponse answer = next.processSync().buffer();
    return checked(answer, answer.getBodyAsBinaryData().toBytes());
  }

  private static HttpResponse checked(HttpResponse answer, byte[] body) {
    if (answer.getStatusCode() / 100 == 2 && !isOfAVault(body)) {
      throw new Incomplete();
    }
    return answer;
  }

  private static boolean isOfAVault(byte[] body) {
    try {
      JsonNode root = JSON.readTree(body);
      JsonNode value = root.path("value");
      return isVersion(root)
          && (!value.isArray() || value.valueStream().allMatch(ReadableAnswers::isVersion));
    } catch (JacksonException e) {
      return false;
    }
  }

  private static boolean isVersion(JsonNode node) {
    return node.isObject() && isObjectIfThere(node, "attributes") && isObjectIfThere(node, "tags");
  }

  private static boolean isObjectIfThere(JsonNode node, String field) {
    JsonNode there = node.path(field);
    return there.isMissingNode() || there.isNull() || there.isObject();
  }
}
