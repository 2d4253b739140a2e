package io.keyturn.worker.loop;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/** Whether an exception says that PostgreSQL cannot be had now: then the same may work later. */
public final class DatabaseAway {

  private DatabaseAway() {}

  /** False for what the database refuses because of the statement or what is in it. */
  public static boolean is(RuntimeException e) {
    return e instanceof DataAccessResourceFailureException
        || e instanceof TransientDataAccessException
        || e instanceof RecoverableDataAccessException
        || e instanceof TransactionException;
  }
}
