package io.keyturn.azuredevops;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Entra's error codes (AADSTS…), which are stable where its wording is not. */
final class EntraCodes {

  static final String NO_CONSENT = "65001";
  static final String FEDERATION_MISMATCH = "70021";
  static final String APPLICATION_NOT_FOUND = "700016";
  static final String TENANT_NOT_FOUND = "90002";
  static final String WRONG_OR_NOT_YET_VALID_SECRET = "7000215";
  static final String EXPIRED_SECRET = "7000222";
  static final String UNKNOWN_CERTIFICATE = "700027";
  static final String APPLICATION_DISABLED = "7000112";
  static final String NO_SERVICE_PRINCIPAL = "7000229";
  static final String BLOCKED_BY_CONDITIONAL_ACCESS = "53003";

  /** "Transient error, please try again" and "retry", in Entra's own list of its codes. */
  private static final Set<String> TRANSIENT = Set.of("90006", "90033");

  private static final Pattern CODE = Pattern.compile("AADSTS(\\d{4,10})");

  private EntraCodes() {}

  static boolean isTransient(String code) {
    return TRANSIENT.contains(code);
  }

  /** The first code in the text, digits only. */
  static Optional<String> in(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    Matcher found = CODE.matcher(text);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }
}
