package io.keyturn.worker.renewal;

import com.azure.core.credential.TokenCredential;
import io.keyturn.azuredevops.CallGate;
import io.keyturn.worker.output.Outbox;
import io.keyturn.worker.secret.VaultSecrets;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import okhttp3.OkHttpClient;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The two ends of an application's client secrets: how they are made, and how they go. */
public record ClientSecrets(Renewal renewal, Retirement retirement, OrphanedSecrets orphaned) {

  /**
   * How Microsoft Graph is reached.
   *
   * @param credential the worker's own; asked for a token of the application's tenant each time
   * @param deadline of one call, to its last byte
   */
  public record Reach(
      URI graph, OkHttpClient http, TokenCredential credential, CallGate gate, Duration deadline) {}

  public static ClientSecrets of(
      Reach reach, VaultSecrets vault, JdbcClient jdbc, Outbox outbox, Clock clock) {
    GraphApplications graph =
        new GraphApplications(
            new GraphCalls(reach.http(), reach.credential(), reach.gate(), reach.deadline()),
            reach.graph(),
            clock);
    Ledger ledger = new Ledger(jdbc, clock);
    LostKeys lostKeys = new LostKeys(graph, vault, ledger);
    return new ClientSecrets(
        new Renewal(graph, vault, ledger, lostKeys, outbox, clock),
        new Retirement(graph, ledger, lostKeys),
        new OrphanedSecrets(graph, ledger, lostKeys));
  }
}
