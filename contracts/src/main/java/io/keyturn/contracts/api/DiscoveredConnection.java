package io.keyturn.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.keyturn.contracts.outcome.Reason;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A service connection in the selector: those that cannot be chosen are shown too, and say why
 * (A-15).
 *
 * @param type {@code azurerm}, {@code dockerregistry}, …
 * @param supported whether it can be chosen
 * @param reason why not; null when it can
 * @param why the same as a sentence; null when it can
 * @param sharedWith the names of the other projects that use it: one update reaches them all
 */
public record DiscoveredConnection(
    UUID id,
    String name,
    String type,
    String scheme,
    boolean supported,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Reason reason,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String why,
    List<String> sharedWith) {

  public DiscoveredConnection {
    sharedWith = List.copyOf(sharedWith);
  }
}
