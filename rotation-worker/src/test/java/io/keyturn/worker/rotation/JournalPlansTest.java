package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.Step;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.output.RotationOutput;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a claim and a save read does not depend on what PostgreSQL believes of the journal. */
class JournalPlansTest {

  private static final int OF_OTHERS = 3_000;

  private final Bench bench = new Bench();

  @Test
  void aBacklogThatCameSinceItWasCountedIsNotReadForEachClaimAndSave() {
    others("SUCCEEDED", "null", "now()");
    bench.jdbc.sql("analyze rotation").update();
    others("ADMITTED", "now()", "null");
    Scene scene = new Scene(bench.contoso);
    bench.arrive(scene, scene.renew().version());

    long read =
        Objects.requireNonNull(
            bench.transaction.execute(_ -> {
              // As the worker's connections have it.
              bench.jdbc.sql("set local enable_seqscan = off").update();
              long before = rotationsRead();
              Journal.Work work = bench.worker.claims().claim(1).getFirst();
              assertThat(bench.statements().write(List.of(remark(work)))).isEmpty();
              return rotationsRead() - before;
            }));

    assertThat(read).isLessThan(20);
  }

  private void others(String state, String nextAttemptAt, String finishedAt) {
    bench
        .jdbc
        .sql(
            """
            insert into rotation (id, tenant_id, application_id, trigger, origin, state, received_at,
                next_attempt_at, finished_at)
            select gen_random_uuid(), 'others', 'app-' || number, 'EVENT', 'test', '%s', now(), %s, %s
              from generate_series(1, :many) number
            """
                .formatted(state, nextAttemptAt, finishedAt))
        .param("many", OF_OTHERS)
        .update();
  }

  /**
   * By this connection, since it last reported what it had read; no transaction reports meanwhile.
   */
  private long rotationsRead() {
    return bench
        .jdbc
        .sql(
            """
            select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables
             where relid = 'rotation'::regclass
            """)
        .query(Long.class)
        .single();
  }

  private static Save remark(Journal.Work work) {
    return new Save(
        work.lane().lease(),
        new Save.OfRotation(work.unfinished().getFirst().id(), null, null, false, null, null),
        List.of(),
        List.of(new RotationOutput.Entry(Step.READ, null, Outcome.SUCCEEDED, null, "Read.", null)),
        null,
        null,
        null,
        false);
  }
}
