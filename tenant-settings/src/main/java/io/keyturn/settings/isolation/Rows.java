package io.keyturn.settings.isolation;

import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Whose rows the database shows while a piece of work runs. Outside of any such piece it shows
 * none, whatever a query asks for.
 *
 * <p>An administrator's request is such a piece already; what nobody's request starts (a consumer,
 * a schedule, the worker's door) says for whom it works, as narrowly as it can.
 */
public final class Rows {

  private static final ScopedValue<String> VISIBLE = ScopedValue.newInstance();
  private static final String NONE = "";
  private static final String ALL = "every";

  private Rows() {}

  public static <T> T ofTenant(UUID tenantId, Supplier<T> work) {
    return of(tenantId.toString(), work);
  }

  public static void ofTenant(UUID tenantId, Runnable work) {
    ofTenant(
        tenantId,
        () -> {
          work.run();
          return true;
        });
  }

  /** For questions that name no tenant: whose secret is it, what is due. */
  public static <T> T ofEveryTenant(Supplier<T> work) {
    return of(ALL, work);
  }

  /** As PostgreSQL's setting {@code keyturn.tenant} holds it. */
  static String visible() {
    return VISIBLE.orElse(NONE);
  }

  private static <T> T of(String visible, Supplier<T> work) {
    if (!visible.equals(visible())
        && TransactionSynchronizationManager.isActualTransactionActive()) {
      // Its connection was opened for somebody else, and would go on showing their rows.
      throw new IllegalStateException("a transaction works for one tenant");
    }
    return ScopedValue.where(VISIBLE, visible).call(work::get);
  }
}
