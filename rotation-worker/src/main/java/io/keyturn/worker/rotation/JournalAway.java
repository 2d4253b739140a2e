package io.keyturn.worker.rotation;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/** Tells a database that does not answer from one that refuses what it was given. */
public final class JournalAway {

  private JournalAway() {}

  /** Whether the same may work later, unchanged. */
  public static boolean isCauseOf(Throwable e) {
    return e instanceof DataAccessResourceFailureException
        || e instanceof TransientDataAccessException
        || e instanceof RecoverableDataAccessException
        || e instanceof TransactionException;
  }
}
