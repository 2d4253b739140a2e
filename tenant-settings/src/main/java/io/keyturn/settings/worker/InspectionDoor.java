package io.keyturn.settings.worker;

import io.keyturn.contracts.api.InspectionClaim;
import io.keyturn.contracts.api.InspectionResults;
import io.keyturn.contracts.api.InspectionTask;
import io.keyturn.settings.access.AllowedTo;
import io.keyturn.settings.access.Role;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.inspection.Inspections;
import io.keyturn.settings.inspection.TakeResults;
import io.keyturn.settings.isolation.Rows;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where the worker gets the bindings to look at, and tells what it found. */
@RestController
@RequestMapping("/api/v1/worker/inspections")
class InspectionDoor {

  private static final int MOST = 500;

  private final Inspections inspections;
  private final TakeResults results;

  InspectionDoor(Inspections inspections, TakeResults results) {
    this.inspections = inspections;
    this.results = results;
  }

  @PostMapping(path = "/claim", consumes = MediaType.APPLICATION_JSON_VALUE)
  @AllowedTo(Role.WORKER)
  List<InspectionTask> claim(@RequestBody InspectionClaim wanted) {
    if (wanted.most() < 1 || wanted.most() > MOST) {
      throw ProblemException.of(
          HttpStatus.BAD_REQUEST,
          "query.incomplete",
          "most must be from 1 to " + MOST + ".",
          "Send how many bindings to claim.");
    }
    return Rows.ofEveryTenant(() -> inspections.claim(wanted.most()));
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @AllowedTo(Role.WORKER)
  List<UUID> take(@RequestBody InspectionResults told) {
    if (told.results().size() > MOST) {
      throw ProblemException.of(
          HttpStatus.BAD_REQUEST,
          "query.incomplete",
          "At most " + MOST + " results are taken at once.",
          "Send the others after these.");
    }
    return results.take(told.results());
  }
}
