package io.keyturn.embedded.http;

import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Faults over HTTP: {@code POST} adds one and answers its id, {@code GET} lists, {@code DELETE}
 * clears all or the one named by a last path segment.
 *
 * <pre>{"method": "PUT", "path": "/devops/.*", "times": 1, "effect": {"kind": "applyThenReset"}}
 * </pre>
 */
final class FaultControl implements Site {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Faults faults;

  FaultControl(Faults faults) {
    this.faults = faults;
  }

  @Override
  public String prefix() {
    return "/_sandbox/faults";
  }

  @Override
  public Answer handle(Request request) {
    return switch (request.method()) {
      case "GET" -> Answer.json(200, JSON.writeValueAsString(faults.list()));
      case "POST" -> add(request.text());
      case "DELETE" -> delete(request.segments());
      default -> Answer.empty(405).with("Allow", "GET, POST, DELETE");
    };
  }

  private Answer add(String body) {
    try {
      String id = faults.add(JSON.readValue(body, Fault.class));
      return Answer.json(201, JSON.createObjectNode().put("id", id).toString());
    } catch (DatabindException e) {
      return refused(e.getOriginalMessage());
    } catch (JacksonException | IllegalArgumentException e) {
      return refused(String.valueOf(e.getMessage()));
    }
  }

  private Answer delete(List<String> segments) {
    if (segments.isEmpty()) {
      faults.clear();
      return Answer.empty(204);
    }
    return Answer.empty(faults.remove(segments.getFirst()) ? 204 : 404);
  }

  private static Answer refused(String why) {
    return Answer.json(400, JSON.createObjectNode().put("error", why).toString());
  }
}
