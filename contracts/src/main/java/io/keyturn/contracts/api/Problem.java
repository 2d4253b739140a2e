package io.keyturn.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was not done (RFC 9457, {@code application/problem+json}).
 *
 * @param title the HTTP status in words
 * @param code stable; what a program decides by
 * @param detail a sentence for a person
 * @param remedy the next step, if there is one
 * @param errors one per field that broke a rule
 */
public record Problem(
    int status,
    String title,
    String code,
    String detail,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String remedy,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldError> errors) {

  public Problem {
    errors = errors == null ? List.of() : List.copyOf(errors);
  }

  /**
   * @param field where it is in the body, with dots: {@code secret.vaultUrl}
   */
  public record FieldError(String field, String code, String message) {}
}
