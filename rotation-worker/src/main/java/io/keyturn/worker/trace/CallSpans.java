package io.keyturn.worker.trace;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * A span for each call that a rotation makes. Method, host and status are told; never a path, a
 * query, a header or a body. tenant-settings goes on with the trace, and nobody else is told of it.
 */
final class CallSpans implements Interceptor {

  private final Tracer tracer;
  private final String goesOn;

  /**
   * @param goesOn host and port of tenant-settings
   */
  CallSpans(Tracer tracer, String goesOn) {
    this.tracer = tracer;
    this.goesOn = goesOn;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Span around = tracer.currentSpan();
    if (around == null) {
      return chain.proceed(chain.request());
    }
    Request request = chain.request();
    Span span =
        tracer
            .spanBuilder()
            .setParent(around.context())
            .name(request.method() + " " + request.url().host())
            .kind(Span.Kind.CLIENT)
            .tag("http.request.method", request.method())
            .tag("server.address", request.url().host())
            .start();
    try {
      Response response = chain.proceed(told(request, span.context()));
      span.tag("http.response.status_code", response.code());
      return response;
    } catch (IOException e) {
      // Its message may quote what was sent.
      span.tag("error.type", e.getClass().getSimpleName());
      throw e;
    } finally {
      span.end();
    }
  }

  private Request told(Request request, TraceContext here) {
    return goesOn.equals(request.url().host() + ":" + request.url().port())
        ? request
            .newBuilder()
            .header(
                "traceparent",
                "00-"
                    + here.traceId()
                    + "-"
                    + here.spanId()
                    + (Boolean.TRUE.equals(here.sampled()) ? "-01" : "-00"))
            .build()
        : request;
  }
}
