package io.keyturn.settings.rotation;

import io.keyturn.settings.access.Caller;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * A rotation's output as server-sent events, while it happens. Each request has a virtual thread of
 * its own, so waiting in it costs next to nothing.
 *
 * <p>An event's id is the line's sequence. The stream ends after the line that ended the rotation,
 * or with the caller's token; a client that was cut off goes on with {@code Last-Event-ID}.
 */
@Component
class OutputStreaming {

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
  // Lines come in order, but one may overtake another on its way. After this it is not waited for.
  private static final Duration GAP = Duration.ofSeconds(10);
  private static final int AT_ONCE = 500;

  private final Rotations rotations;
  private final OutputBell bell;
  private final JsonMapper json;
  private final Clock clock;

  OutputStreaming(Rotations rotations, OutputBell bell, JsonMapper json, Clock clock) {
    this.rotations = rotations;
    this.bell = bell;
    this.json = json;
    this.clock = clock;
  }

  void stream(Caller caller, UUID rotationId, long after, HttpServletResponse response)
      throws IOException {
    response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
    response.setCharacterEncoding(StandardCharsets.UTF_8);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.setHeader("X-Accel-Buffering", "no"); // proxies would hold lines back
    OutputStream out = response.getOutputStream();
    response.flushBuffer();
    try {
      follow(caller, rotationId, after, out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow(Caller caller, UUID rotationId, long after, OutputStream out)
      throws IOException, InterruptedException {
    if (rotations.endedBy(caller.tenantId(), rotationId, after)) {
      return; // whoever comes back after the end has everything
    }
    long last = after;
    Instant written = clock.instant();
    boolean open = true;
    while (open && clock.instant().isBefore(caller.expiresAt())) {
      long seen = bell.rings();
      List<StoredLine> lines = rotations.output(caller.tenantId(), rotationId, last, AT_ONCE);
      for (StoredLine line : lines) {
        if (line.sequence() > last + 1 && line.at().isAfter(clock.instant().minus(GAP))) {
          break;
        }
        write(out, line);
        last = line.sequence();
        written = clock.instant();
        if (line.concludes() && rotations.endedBy(caller.tenantId(), rotationId, last)) {
          return;
        }
      }
      if (clock.instant().isAfter(written.plus(KEEP_ALIVE))) {
        out.write(":\n\n".getBytes(StandardCharsets.UTF_8)); // finds out who has gone
        out.flush();
        written = clock.instant();
      }
      open = bell.await(seen, LOOK_AGAIN);
    }
  }

  private void write(OutputStream out, StoredLine line) throws IOException {
    String event = "id: " + line.sequence() + "\ndata: " + json.writeValueAsString(line) + "\n\n";
    out.write(event.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
