package io.keyturn.worker.rotation;

import io.keyturn.worker.rotation.Journal.Work;
import java.util.List;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes due lanes, and with them all that is needed to run them. */
final class Claims {

  private final Lanes lanes;
  private final Journal journal;
  private final TransactionTemplate transaction;

  Claims(Lanes lanes, Journal journal, TransactionTemplate transaction) {
    this.lanes = lanes;
    this.journal = journal;
    this.transaction = transaction;
  }

  /** Due lanes that nobody holds, the longest due first. What cannot be read is not taken. */
  List<Work> claim(int atMost) {
    List<Work> work =
        transaction.execute(_ -> {
          List<Lease> leases = lanes.claim(atMost);
          return leases.isEmpty() ? List.<Work>of() : journal.work(leases);
        });
    return work == null ? List.of() : work;
  }
}
