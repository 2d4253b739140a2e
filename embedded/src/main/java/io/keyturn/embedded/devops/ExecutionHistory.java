package io.keyturn.embedded.devops;

import io.keyturn.embedded.http.Answer;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Which pipelines used a service connection, newest first. */
final class ExecutionHistory {

  private static final int PAGE = 50;

  private ExecutionHistory() {}

  static List<Route> routes() {
    return List.of(
        Route.of(
            "GET",
            "{project}/_apis/serviceendpoint/{endpointId}/executionhistory",
            EndpointReads.READ,
            ExecutionHistory::list));
  }

  /** Paged by the id of the last record seen, an integer. */
  private static Answer list(Call call) {
    StoredConnection connection =
        EndpointReads.find(call, call.project(), call.variable("endpointId"))
            .orElseThrow(() -> UpdateRules.unknown(call.variable("endpointId")));
    int top;
    int before;
    try {
      top = call.query("top").map(Integer::parseInt).orElse(PAGE);
      before = call.query("continuationToken").map(Integer::parseInt).orElse(0);
    } catch (NumberFormatException e) {
      throw Refusal.badArgument("top and continuationToken are numbers.");
    }
    List<ObjectNode> left =
        connection.executions.reversed().stream()
            .filter(r -> before == 0 || number(r) < before)
            .toList();
    List<ObjectNode> page = left.stream().limit(top).toList();
    Answer answer = call.list(page);
    return page.isEmpty() || page.size() == left.size()
        ? answer
        : answer.with("x-ms-continuationtoken", Integer.toString(number(page.getLast())));
  }

  static ObjectNode record(
      StoredConnection connection,
      String pipeline,
      String startTime,
      String finishTime,
      String result) {
    int number = connection.executions.size() + 1;
    ObjectNode record = World.JSON.createObjectNode();
    record.put("endpointId", connection.id);
    ObjectNode data = record.putObject("data");
    data.put("id", number);
    data.put("planType", "Build");
    data.putObject("definition").put("id", 1).put("name", pipeline);
    data.putObject("owner").put("id", number).put("name", Integer.toString(number));
    data.put("startTime", startTime);
    data.put("finishTime", finishTime);
    data.put("result", result);
    return record;
  }

  private static int number(ObjectNode record) {
    return record.path("data").path("id").asInt();
  }
}
