package io.keyturn.settings.api;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Gives a controller the request's {@link Precondition}. */
@Component
class PreconditionReader implements HandlerMethodArgumentResolver {

  // RFC 9110, 8.8.3. Ours hold hex digits only, so a comma never stands inside of a tag.
  private static final Pattern TAG = Pattern.compile("(W/)?\"[!#-~]*\"|[*]");

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == Precondition.class;
  }

  @Override
  public Precondition resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    return new Precondition(
        tags(request, HttpHeaders.IF_MATCH), tags(request, HttpHeaders.IF_NONE_MATCH));
  }

  /** A weak tag never matches: it does not promise that nothing changed. */
  private static @Nullable Set<String> tags(NativeWebRequest request, String header) {
    String[] values = request.getHeaderValues(header);
    if (values == null) {
      return null;
    }
    Set<String> tags =
        Arrays.stream(String.join(",", values).split(",", -1))
            .map(String::strip)
            .collect(Collectors.toSet());
    if (!tags.stream().allMatch(tag -> TAG.matcher(tag).matches())) {
      throw ProblemException.of(
          HttpStatus.BAD_REQUEST,
          "precondition.malformed",
          header + " holds no ETag that can be read.",
          "Send the ETag header of the last answer as it was, with its quotation marks.");
    }
    return tags;
  }
}
