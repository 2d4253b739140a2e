package io.keyturn.worker.trace;

import io.keyturn.contracts.trace.TraceParent;
import io.keyturn.worker.rotation.Along;
import io.keyturn.worker.rotation.Rotation;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * A span for each run of a rotation. All runs of one are in one trace, whichever worker they are
 * on: that of the news, or one whose id is the rotation's own.
 */
final class RotationSpans extends Along {

  private final Tracer tracer;
  private final double share;

  /**
   * @param share of rotations that are traced, 0 to 1, where the news does not say
   */
  RotationSpans(Tracer tracer, double share) {
    this.tracer = tracer;
    this.share = share;
  }

  @Override
  protected void span(Rotation rotation, Runnable run) {
    Span span =
        tracer
            .spanBuilder()
            .setParent(parent(rotation))
            .name("rotation")
            .kind(Span.Kind.CONSUMER)
            .tag("rotationId", rotation.id().toString())
            .tag("trigger", rotation.trigger().name())
            .tag("attempt", rotation.attempt())
            .start();
    try (Tracer.SpanInScope _ = tracer.withSpan(span)) {
      run.run();
    } finally {
      span.end();
    }
  }

  @Override
  protected <T> Callable<T> span(Callable<T> part) {
    Optional<Span> here = Optional.ofNullable(tracer.currentSpan());
    return () -> {
      try (Tracer.SpanInScope _ = tracer.withSpan(here.orElse(null))) {
        return part.call();
      }
    };
  }

  private TraceContext parent(Rotation rotation) {
    TraceParent cause = rotation.cause().orElseGet(() -> ofItsOwn(rotation));
    return tracer
        .traceContextBuilder()
        .traceId(cause.traceId())
        .spanId(cause.spanId())
        .sampled(cause.sampled())
        .build();
  }

  /** The same in every run: the id, and whether it is traced. */
  private TraceParent ofItsOwn(Rotation rotation) {
    String trace = TraceParent.traceId(rotation.id());
    long drawn = rotation.id().getLeastSignificantBits() & 0xFFFFFFFFL;
    return new TraceParent(trace, trace.substring(0, 16), drawn < share * 0x100000000L);
  }
}
