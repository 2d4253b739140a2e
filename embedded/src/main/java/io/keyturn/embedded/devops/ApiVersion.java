package io.keyturn.embedded.devops;

import io.keyturn.embedded.http.Request;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of the API a request asks for. */
record ApiVersion(String text, int major, int minor, boolean preview) {

  static final ApiVersion DEFAULT = new ApiVersion("7.1", 7, 1, false);

  private static final Pattern FORM = Pattern.compile("(\\d+)\\.(\\d+)(-preview(\\.\\d+)?)?");
  private static final Pattern IN_ACCEPT = Pattern.compile("api-version=([^;,\\s]+)");

  /** From the query or the {@code Accept} header; anything else than that form is refused. */
  static Optional<ApiVersion> of(Request request) {
    return request.query().entrySet().stream()
        .filter(q -> q.getKey().equalsIgnoreCase("api-version"))
        .map(Map.Entry::getValue)
        .findFirst()
        .or(() ->
            request
                .header("accept")
                .map(IN_ACCEPT::matcher)
                .filter(Matcher::find)
                .map(m -> m.group(1)))
        .map(ApiVersion::parse);
  }

  private static ApiVersion parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw outOfRange(text);
    }
    int major = Integer.parseInt(form.group(1));
    int minor = Integer.parseInt(form.group(2));
    if (major > 7 || (major == 7 && minor > 2)) {
      throw outOfRange(text);
    }
    return new ApiVersion(text, major, minor, form.group(3) != null || minor == 2 && major == 7);
  }

  private static Refusal outOfRange(String text) {
    return Refusal.of(
        400,
        "Microsoft.VisualStudio.Services.WebApi.VssVersionOutOfRangeException",
        "The requested REST API version of " + text + " is out of range for this server.");
  }

  /** Fields documented from 7.2 on are not in older answers. */
  boolean isBefore72() {
    return major < 7 || minor < 2;
  }
}
