package io.keyturn.settings.rotation;

import io.keyturn.contracts.api.Plan;
import io.keyturn.contracts.api.Plan.Check;
import io.keyturn.contracts.api.Plan.Step;
import io.keyturn.contracts.api.Plan.Target;
import io.keyturn.contracts.api.Rotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Puts a plan together from the lines of its output. */
final class PlanOfLines {

  private static final JsonNode NOTHING = JsonNodeFactory.instance.missingNode();

  private PlanOfLines() {}

  /**
   * @param planned what a line says besides its sentence, by its sequence
   */
  static Plan read(
      Rotation rotation, String planOf, List<StoredLine> lines, Map<Long, JsonNode> planned) {
    List<Target> targets = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    for (StoredLine line : lines) {
      JsonNode more = planned.getOrDefault(line.sequence(), NOTHING);
      if (line.binding() != null) {
        targets.add(target(line, line.binding(), more));
      } else if (!line.concludes() && !line.step().equals("RECEIVE")) {
        steps.add(
            new Step(line.step(), line.outcome(), line.reason(), line.message(), checks(more)));
      }
    }
    return new Plan(
        rotation.rotationId(),
        rotation.tenantId(),
        rotation.applicationId(),
        rotation.state(),
        planOf,
        rotation.reason(),
        rotation.message(),
        targets,
        steps);
  }

  private static Target target(StoredLine line, String binding, JsonNode more) {
    JsonNode target = more.path("target");
    return new Target(
        binding,
        target.path("organization").asString(""),
        target.path("projectId").asString(""),
        target.path("project").asString(""),
        target.path("connectionId").asString(""),
        target.path("connection").asString(""),
        text(target, "type"),
        text(more, "parameter"),
        line.outcome(),
        line.reason(),
        line.message(),
        checks(more));
  }

  private static List<Check> checks(JsonNode more) {
    List<Check> checks = new ArrayList<>();
    for (JsonNode check : more.path("checks")) {
      checks.add(
          new Check(
              check.path("name").asString(""),
              check.path("verdict").asString(""),
              text(check, "reason"),
              check.path("message").asString("")));
    }
    return checks;
  }

  private static @Nullable String text(JsonNode object, String field) {
    return object.path(field).isString() ? object.path(field).stringValue() : null;
  }
}
