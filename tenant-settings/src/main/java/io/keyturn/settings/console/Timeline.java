package io.keyturn.settings.console;

import io.keyturn.contracts.api.Binding;
import io.keyturn.contracts.api.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A rotation's lines: those of the whole, and those of each service connection by itself. */
record Timeline(List<Line> before, List<Connection> connections, List<Line> after) {

  /**
   * @param name of the service connection; of one that is no longer bound the binding's id
   * @param place organization and project; empty for one that is no longer bound
   */
  record Connection(String name, String place, List<Line> lines) {
    public String outcome() {
      return lines.getLast().outcome();
    }

    static Connection of(String bindingId, @Nullable Named named, List<Line> lines) {
      return named == null
          ? new Connection(bindingId, "", lines)
          : new Connection(named.name(), named.place(), lines);
    }
  }

  private record Named(String name, String place) {}

  /**
   * @param bindings of the application as they are now; lines name theirs by id
   * @param plan of which these are the lines, and which may name connections that are not bound
   */
  static Timeline of(List<Line> lines, List<Binding> bindings, @Nullable Plan plan) {
    Map<String, Named> byId = new HashMap<>();
    bindings.forEach(it ->
        byId.put(
            it.id().toString(),
            new Named(it.connectionName(), it.organization() + " / " + it.projectName())));
    if (plan != null) {
      plan.targets()
          .forEach(it ->
              byId.put(
                  it.binding(),
                  new Named(it.connection(), it.organization() + " / " + it.project())));
    }
    List<Line> before = new ArrayList<>();
    List<Line> after = new ArrayList<>();
    Map<String, List<Line>> connections = new LinkedHashMap<>();
    for (Line line : lines) {
      if (line.binding() != null) {
        connections.computeIfAbsent(line.binding(), _ -> new ArrayList<>()).add(line);
      } else if (List.of("RETIRE", "CONCLUDE").contains(line.step())) {
        after.add(line);
      } else {
        before.add(line);
      }
    }
    return new Timeline(
        before,
        connections.entrySet().stream()
            .map(it -> Connection.of(it.getKey(), byId.get(it.getKey()), it.getValue()))
            .toList(),
        after);
  }

  public boolean empty() {
    return before.isEmpty() && connections.isEmpty() && after.isEmpty();
  }
}
