package io.keyturn.settings.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.api.RotationSettings.Connector;
import io.keyturn.contracts.api.RotationSettings.Renewal;
import io.keyturn.contracts.api.SecretLocation;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A change of settings that a plan takes for made. What is null stays as it is.
 *
 * @param bindings all that the application would have
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Proposal(
    @Nullable Boolean tenantEnabled,
    @Nullable Boolean applicationEnabled,
    @Nullable SecretLocation secret,
    @Nullable Duration overlap,
    @Nullable List<Binding> bindings) {

  public Proposal {
    bindings = bindings == null ? null : List.copyOf(bindings);
  }

  /**
   * The settings as they would be.
   *
   * @param connectors those of every organization that something would be bound in
   */
  public RotationSettings over(RotationSettings now, List<Connector> connectors) {
    Renewal renewal = now.renewalOrDefault();
    return new RotationSettings(
        now.tenantId(),
        now.applicationId(),
        now.applicationName(),
        Objects.requireNonNullElse(tenantEnabled, now.tenantEnabled()),
        Objects.requireNonNullElse(applicationEnabled, now.applicationEnabled()),
        Objects.requireNonNullElse(secret, now.secret()),
        Objects.requireNonNullElse(bindings, now.bindings()),
        connectors,
        overlap == null ? renewal : new Renewal(renewal.automatic(), renewal.validity(), overlap),
        null); // a plan is made now, whether or not a window is open
  }
}
