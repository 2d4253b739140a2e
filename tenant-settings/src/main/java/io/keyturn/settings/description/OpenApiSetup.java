package io.keyturn.settings.description;

import io.keyturn.contracts.api.Problem;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.api.FieldReader;
import io.keyturn.settings.api.Precondition;
import io.keyturn.settings.discovery.SignedInUser;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.info.Contact;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.media.UUIDSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.parameters.PathParameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.HandlerMethod;

/** Adds to what springdoc finds in the controllers what only this API knows of itself. */
@Configuration(proxyBeanMethods = false)
class OpenApiSetup {

  private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)\\}");
  private static final String SIGN_IN = "entra";
  private static final String PROBLEM = "#/components/schemas/Problem";

  static {
    SpringDocUtils.getConfig()
        .addRequestWrapperToIgnore(
            Caller.class, SignedInUser.class, FieldReader.class, Precondition.class);
  }

  /**
   * @param contact whom to ask: an address or a page; none is built in
   */
  @Bean
  OpenAPI keyturnApi(@Value("${keyturn.support.contact:}") String contact) {
    Info info =
        new Info()
            .title("Keyturn tenant-settings")
            .version("v1")
            .description(
                "What a tenant allows, connects and binds, and what became of its rotations.");
    if (!contact.isBlank()) {
      info.contact(
          contact.contains("@")
              ? new Contact().email(contact.strip())
              : new Contact().url(contact.strip()));
    }
    return new OpenAPI()
        .info(info)
        .components(
            new Components()
                .addSecuritySchemes(
                    SIGN_IN,
                    new SecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .bearerFormat("JWT")
                        .description("An access token of the tenant's Entra for this API.")))
        .addSecurityItem(new SecurityRequirement().addList(SIGN_IN));
  }

  @Bean
  OperationCustomizer whatTheSignatureHides() {
    return (operation, method) -> {
      if (takes(method, Precondition.class)) {
        operation.addParametersItem(
            header("If-Match", "The ETag of the state that this change is meant for."));
        operation.addParametersItem(header("If-None-Match", "* where nothing may exist yet."));
      }
      operation
          .getResponses()
          .addApiResponse(
              "default",
              new ApiResponse()
                  .description("A problem, with a stable code and the next step.")
                  .content(
                      new Content()
                          .addMediaType(
                              "application/problem+json",
                              new MediaType().schema(new Schema<>().$ref(PROBLEM)))));
      return operation;
    };
  }

  @Bean
  OpenApiCustomizer bodiesAndPaths() {
    return api -> {
      Components components = api.getComponents();
      ModelConverters.getInstance(true).readAll(Problem.class).forEach(components::addSchemas);
      Bodies bodies = new Bodies();
      bodies.schemas().forEach(components::addSchemas);
      api.getPaths().forEach((path, item) -> complete(path, item, bodies));
    };
  }

  private static void complete(String path, PathItem item, Bodies bodies) {
    item.readOperationsMap()
        .forEach((method, operation) -> {
          addVariables(path, operation);
          bodies
              .of(method.name(), path)
              .ifPresent(name -> operation.setRequestBody(body("#/components/schemas/" + name)));
        });
  }

  private static RequestBody body(String schema) {
    return new RequestBody()
        .required(true)
        .content(
            new Content()
                .addMediaType(
                    "application/json", new MediaType().schema(new Schema<>().$ref(schema))));
  }

  /** A controller takes the tenant from the token, so it stands in the path alone. */
  private static void addVariables(String path, Operation operation) {
    List<String> known =
        Objects.requireNonNullElse(
                operation.getParameters(),
                new ArrayList<io.swagger.v3.oas.models.parameters.Parameter>())
            .stream()
            .filter(it -> "path".equals(it.getIn()))
            .map(it -> it.getName())
            .toList();
    Matcher variables = VARIABLE.matcher(path);
    while (variables.find()) {
      String name = variables.group(1);
      if (!known.contains(name)) {
        operation.addParametersItem(
            new PathParameter()
                .name(name)
                .schema(name.endsWith("Id") ? new UUIDSchema() : new StringSchema()));
      }
    }
  }

  private static HeaderParameter header(String name, String description) {
    HeaderParameter header = new HeaderParameter();
    header.name(name).description(description).required(false).schema(new StringSchema());
    return header;
  }

  private static boolean takes(HandlerMethod method, Class<?> type) {
    return Arrays.asList(method.getMethod().getParameterTypes()).contains(type);
  }
}
