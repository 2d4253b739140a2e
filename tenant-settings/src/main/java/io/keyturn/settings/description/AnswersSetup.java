package io.keyturn.settings.description;

import io.keyturn.settings.discovery.SignedInUser;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.method.HandlerMethod;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an operation is called, is for and answers with. A status is chosen while a request is
 * handled, so no signature says it; {@code answers.json} does, and a test asks. What is not in
 * there answers with 200.
 */
@Configuration(proxyBeanMethods = false)
class AnswersSetup {

  private static final String OK = "200";
  private static final String NO_CONTENT = "204";

  private final JsonNode file = read();

  /** Names that stay when another controller has a method of the same name. */
  @Bean
  OperationCustomizer namesThatStay() {
    return (operation, method) -> {
      String noun = method.getBeanType().getSimpleName().replaceFirst("Controller$", "");
      String verb = method.getMethod().getName();
      operation.setOperationId(
          noun.substring(0, 1).toLowerCase(java.util.Locale.ROOT)
              + noun.substring(1)
              + verb.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
              + verb.substring(1));
      operation.setTags(List.of(noun));
      if (asksAsTheUser(method)) {
        HeaderParameter home = new HeaderParameter();
        home.name("Keyturn-Home-Token")
            .description("A guest's access token of the home tenant, for its organizations.")
            .required(false)
            .schema(new StringSchema());
        operation.addParametersItem(home);
      }
      return operation;
    };
  }

  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE)
  OpenApiCustomizer whatIsAnswered() {
    return (OpenAPI api) ->
        api.getPaths()
            .forEach((path, item) ->
                item.readOperationsMap()
                    .forEach((method, operation) ->
                        describe(operation, file.path(method.name() + " " + path))));
  }

  private static void describe(Operation operation, JsonNode known) {
    if (known.has("id")) {
      operation.setOperationId(known.path("id").asString());
    }
    if (known.has("summary")) {
      operation.setSummary(known.path("summary").asString());
    }
    ApiResponses responses = operation.getResponses();
    ApiResponse found = responses.get(OK);
    if (found == null) {
      return;
    }
    if (known.has("answers")) {
      responses.remove(OK);
      for (Map.Entry<String, JsonNode> answer : known.path("answers").properties()) {
        ApiResponse response = new ApiResponse().description(answer.getValue().asString());
        responses.addApiResponse(
            answer.getKey(),
            answer.getKey().equals(NO_CONTENT) ? response : response.content(found.getContent()));
      }
    }
    if (known.path("etag").asBoolean(false)) {
      responses.forEach((status, response) -> {
        if (response.getContent() != null && !status.equals(ApiResponses.DEFAULT)) {
          response.addHeaderObject(
              "ETag", new Header().description("For If-Match.").schema(new StringSchema()));
        }
      });
    }
    if (known.has("alsoAs")) {
      Content content = Objects.requireNonNullElseGet(found.getContent(), Content::new);
      found.content(
          content.addMediaType(
              known.path("alsoAs").asString(), new MediaType().schema(new StringSchema())));
    }
  }

  private static boolean asksAsTheUser(HandlerMethod method) {
    return Arrays.asList(method.getMethod().getParameterTypes()).contains(SignedInUser.class);
  }

  private static JsonNode read() {
    try (InputStream in = AnswersSetup.class.getResourceAsStream("answers.json")) {
      return JsonMapper.shared().readTree(Objects.requireNonNull(in).readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException("answers.json cannot be read", e);
    }
  }
}
