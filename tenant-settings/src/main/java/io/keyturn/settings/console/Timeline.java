package io.keyturn.settings.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A rotation's lines: those of the whole, and those of each service connection by itself. */
record Timeline(List<Line> before, List<Connection> connections, List<Line> after) {

  /**
   * @param name as the output names it: organization/project/connection
   */
  record Connection(String name, List<Line> lines) {
    public String outcome() {
      return lines.getLast().outcome();
    }

    public String shortName() {
      return name.substring(name.lastIndexOf('/') + 1);
    }

    public String place() {
      int slash = name.lastIndexOf('/');
      return slash < 0 ? "" : name.substring(0, slash).replace("/", " / ");
    }
  }

  static Timeline of(List<Line> lines) {
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
            .map(it -> new Connection(it.getKey(), it.getValue()))
            .toList(),
        after);
  }

  public boolean empty() {
    return before.isEmpty() && connections.isEmpty() && after.isEmpty();
  }
}
