package io.keyturn.worker.health;

import io.keyturn.azuredevops.Reachability;
import io.keyturn.contracts.api.Preflight.Check;
import io.keyturn.contracts.api.Preflight.Outcome;
import io.keyturn.worker.identity.AzureProperties;
import io.keyturn.worker.identity.WorkerIdentity;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/**
 * Whether the worker reaches the hosts that every rotation needs, and which it does not (D-14). No
 * part of its readiness: rotations wait in the journal while Azure is away.
 */
@Component("azureHostsHealthIndicator")
class AzureHealth extends AbstractHealthIndicator {

  private final Reachability reachability;

  @Autowired
  AzureHealth(WorkerIdentity identity, AzureProperties azure, Clock clock) {
    this(new Reachability(azure.urls(), identity.http(), clock));
  }

  AzureHealth(Reachability reachability) {
    super("what Azure answered could not be found out");
    this.reachability = reachability;
  }

  @Override
  protected void doHealthCheck(Health.Builder health) {
    health.up();
    for (Check check : reachability.hosts().checks()) {
      if (check.outcome() != Outcome.REACHED) {
        health.down();
      }
      health.withDetail(check.what(), check.message());
    }
  }
}
