package io.keyturn.worker.rotation;

import io.keyturn.contracts.trace.Correlation;
import java.util.concurrent.Callable;
import org.slf4j.MDC;

/**
 * What goes along with a rotation's run on each thread that works on it: its correlation id, in
 * calls and lines of the log, and its span where traces are kept.
 */
public abstract class Along {

  /** The name of the correlation id in the log. */
  public static final String CORRELATION_ID = "correlationId";

  /** Without traces. */
  static final Along NOTHING_MORE =
      new Along() {
        @Override
        protected void span(Rotation rotation, Runnable run) {
          run.run();
        }

        @Override
        protected <T> Callable<T> span(Callable<T> part) {
          return part;
        }
      };

  private static final ScopedValue<Run> CURRENT = ScopedValue.newInstance();

  private record Run(Along along, Rotation rotation) {}

  /** Works within a span of the rotation's trace. */
  protected abstract void span(Rotation rotation, Runnable run);

  /** The same work, for another thread, within the span of this one. */
  protected abstract <T> Callable<T> span(Callable<T> part);

  /** Works on the rotation, on this thread. */
  final void with(Rotation rotation, Runnable run) {
    MDC.put(CORRELATION_ID, rotation.correlationId().toString());
    try {
      ScopedValue.where(CURRENT, new Run(this, rotation))
          .run(() -> Correlation.with(rotation.correlationId(), () -> span(rotation, run)));
    } finally {
      MDC.remove(CORRELATION_ID);
    }
  }

  /** The same part of the work for another thread: what goes along here goes along there. */
  static <T> Callable<T> part(Callable<T> part) {
    if (!CURRENT.isBound()) {
      return part;
    }
    Run run = CURRENT.get();
    Callable<T> spanned = run.along().span(part);
    return () -> {
      MDC.put(CORRELATION_ID, run.rotation().correlationId().toString());
      try {
        return Correlation.with(run.rotation().correlationId(), spanned);
      } finally {
        MDC.remove(CORRELATION_ID);
      }
    };
  }
}
