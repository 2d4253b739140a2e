package io.keyturn.settings.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerMapping;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gives a controller the body as a {@link FieldReader}. Nothing larger than the limit is read,
 * nothing deeper than a request of ours can be, and no field that the request does not have.
 */
@Component
class BodyReader implements HandlerMethodArgumentResolver {

  private static final int DEEPEST = 16;

  private final RequestBodies bodies = new RequestBodies();
  private final int limit;
  private final JsonMapper json =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  BodyReader(@Value("${keyturn.api.body-limit}") DataSize limit) {
    this.limit = Math.toIntExact(limit.toBytes());
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == FieldReader.class;
  }

  @Override
  public FieldReader resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders)
      throws IOException {
    HttpServletRequest http = request.getNativeRequest(HttpServletRequest.class);
    if (http == null) {
      throw new IllegalStateException("not an HTTP request");
    }
    if (http.getContentLengthLong() > limit) {
      throw tooLarge();
    }
    byte[] body = http.getInputStream().readNBytes(limit + 1);
    if (body.length > limit) {
      throw tooLarge();
    }
    JsonNode tree = parse(body);
    bodies.refuseUnknown(http.getMethod(), pattern(http), tree);
    return new FieldReader(tree);
  }

  private static String pattern(HttpServletRequest http) {
    return String.valueOf(http.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
  }

  private JsonNode parse(byte[] body) {
    JsonNode tree;
    try {
      tree = json.readTree(body);
    } catch (JacksonException e) {
      // Its message may quote the body, and the body may hold a secret.
      throw malformed("The body is not JSON that can be read.");
    }
    if (!tree.isObject()) {
      throw malformed("The body must be a JSON object.");
    }
    return tree;
  }

  private static ProblemException malformed(String detail) {
    return ProblemException.of(
        HttpStatus.BAD_REQUEST, "body.malformed", detail, "Send one JSON object in UTF-8.");
  }

  private ProblemException tooLarge() {
    return ProblemException.of(
        HttpStatus.CONTENT_TOO_LARGE,
        "body.too-large",
        "The body is larger than " + limit + " bytes.",
        "Send less: no request of this API needs that much.");
  }
}
