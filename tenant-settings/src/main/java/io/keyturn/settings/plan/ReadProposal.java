package io.keyturn.settings.plan;

import io.keyturn.contracts.api.Binding;
import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.access.Role;
import io.keyturn.settings.api.FieldReader;
import io.keyturn.settings.application.Bindings;
import io.keyturn.settings.connector.OrganizationName;
import io.keyturn.settings.vault.SecretLocations;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads the change of settings that a plan is asked about. An owner may propose what an owner may
 * save; what only an administrator may decide only an administrator may propose, because the worker
 * looks at it with its own rights.
 */
@Component
public class ReadProposal {

  private static final Duration LONGEST_OVERLAP = Duration.ofDays(90);
  private static final int MOST_BINDINGS = 50;

  private final SecretLocations locations;
  private final Bindings bindings;

  ReadProposal(SecretLocations locations, Bindings bindings) {
    this.locations = locations;
    this.bindings = bindings;
  }

  /**
   * Empty when none is in the request.
   *
   * @param applicationId null for a plan of the whole tenant
   */
  public Optional<Proposal> read(Caller caller, @Nullable UUID applicationId, FieldReader fields) {
    return fields
        .optionalObject("proposed")
        .map(proposed ->
            applicationId == null
                ? ofTenant(caller, proposed)
                : of(caller, applicationId, proposed));
  }

  private static Proposal ofTenant(Caller caller, FieldReader proposed) {
    for (String field : List.of("application", "bindings")) {
      if (proposed.has(field)) {
        proposed.refuse(field, "plan.of-one-application", "is for the plan of one application");
      }
    }
    return new Proposal(toggle(caller, proposed), null, null, null, null);
  }

  private Proposal of(Caller caller, UUID applicationId, FieldReader proposed) {
    Optional<FieldReader> application = proposed.optionalObject("application");
    return new Proposal(
        toggle(caller, proposed),
        application
            .filter(it -> it.has("integrationEnabled"))
            .map(it -> it.flag("integrationEnabled"))
            .orElse(null),
        application.map(it -> secret(caller, it)).orElse(null),
        application.map(ReadProposal::overlap).orElse(null),
        proposed.has("bindings") ? bindings(caller, applicationId, proposed) : null);
  }

  private static @Nullable Boolean toggle(Caller caller, FieldReader proposed) {
    Optional<FieldReader> tenant = proposed.optionalObject("devOpsSettings");
    if (tenant.isPresent()) {
      administratorsOnly(caller, proposed, "devOpsSettings");
    }
    return tenant.map(it -> it.flag("integrationEnabled")).orElse(null);
  }

  private @Nullable SecretLocation secret(Caller caller, FieldReader application) {
    if (!application.has("secret")) {
      return null;
    }
    administratorsOnly(caller, application, "secret");
    return locations.read(application.object("secret"));
  }

  private static @Nullable Duration overlap(FieldReader application) {
    if (!application.has("overlap")) {
      return null;
    }
    try {
      Duration overlap = Duration.parse(application.text("overlap", 40));
      if (!overlap.isNegative() && overlap.compareTo(LONGEST_OVERLAP) <= 0) {
        return overlap;
      }
    } catch (DateTimeParseException | ArithmeticException e) {
      // Answered below, like one out of range.
    }
    application.refuse(
        "overlap",
        "duration.invalid",
        "must be an ISO-8601 duration from PT0S to " + LONGEST_OVERLAP + ", for example PT24H");
    return null;
  }

  private List<RotationSettings.Binding> bindings(
      Caller caller, UUID applicationId, FieldReader proposed) {
    List<Binding> there = bindings.of(caller.tenantId(), applicationId);
    List<RotationSettings.Binding> wanted = new ArrayList<>();
    for (FieldReader one : proposed.objects("bindings", MOST_BINDINGS)) {
      if (one.has("bindingId")) {
        UUID id = one.guid("bindingId");
        Optional<Binding> known = there.stream().filter(it -> it.id().equals(id)).findFirst();
        known.map(ReadProposal::asTheWorkerKnowsIt).ifPresent(wanted::add);
        if (known.isEmpty()) {
          one.refuse("bindingId", "binding.unknown", "must be a binding of this application");
        }
      } else {
        administratorsOnly(caller, one, "connectionId");
        wanted.add(newOne(one));
      }
    }
    return wanted;
  }

  private static RotationSettings.Binding newOne(FieldReader one) {
    UUID project = one.guid("projectId");
    UUID connection = one.guid("connectionId");
    return new RotationSettings.Binding(
        UUID.randomUUID(),
        OrganizationName.read(one, false),
        project,
        one.optionalText("projectName", 200).orElse(project.toString()),
        connection,
        one.optionalText("connectionName", 200).orElse(connection.toString()));
  }

  private static RotationSettings.Binding asTheWorkerKnowsIt(Binding binding) {
    return new RotationSettings.Binding(
        binding.id(),
        binding.organization(),
        binding.projectId(),
        binding.projectName(),
        binding.connectionId(),
        binding.connectionName(),
        binding.registry());
  }

  private static void administratorsOnly(Caller caller, FieldReader fields, String field) {
    if (!caller.has(Role.TENANT_ADMIN)) {
      fields.refuse(field, "plan.administrators-only", "may be proposed by a tenant administrator");
    }
  }
}
