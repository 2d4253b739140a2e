package io.keyturn.contracts.trace;

import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The id of the piece of work that this thread is at, which goes along with the calls it makes. A
 * thread that is started does not inherit it.
 */
public final class Correlation {

  private static final ScopedValue<UUID> CURRENT = ScopedValue.newInstance();

  private Correlation() {}

  public static <T> T with(UUID id, Callable<T> work) throws Exception {
    return ScopedValue.where(CURRENT, id).call(work::call);
  }

  public static void with(UUID id, Runnable work) {
    ScopedValue.where(CURRENT, id).run(work);
  }

  /** Null where nothing was said. */
  public static @Nullable UUID current() {
    return CURRENT.isBound() ? CURRENT.get() : null;
  }
}
