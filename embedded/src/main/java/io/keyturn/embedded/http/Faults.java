package io.keyturn.embedded.http;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the server has been told to do wrong. The oldest fault that matches a request is taken; one
 * request meets one fault at most.
 */
public final class Faults {

  /**
   * @param id names it to {@link #remove(String)}
   * @param hits how many requests it has met so far
   */
  public record Armed(String id, Fault fault, int hits) {}

  private final Map<String, Armed> armed = new LinkedHashMap<>();
  private int added;

  /** Arms a fault and answers its id. */
  public synchronized String add(Fault fault) {
    String id = "fault-" + ++added;
    armed.put(id, new Armed(id, fault, 0));
    return id;
  }

  /** Faults that still wait for requests, oldest first. */
  public synchronized List<Armed> list() {
    return new ArrayList<>(armed.values());
  }

  /** True when there was such a fault. */
  public synchronized boolean remove(String id) {
    return armed.remove(id) != null;
  }

  public synchronized void clear() {
    armed.clear();
  }

  synchronized Optional<Effect> take(String method, String path) {
    Iterator<Map.Entry<String, Armed>> entries = armed.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<String, Armed> entry = entries.next();
      Fault fault = entry.getValue().fault();
      if (matches(fault, method, path)) {
        int hits = entry.getValue().hits() + 1;
        Integer times = fault.times();
        if (times != null && hits >= times) {
          entries.remove();
        } else {
          entry.setValue(new Armed(entry.getKey(), fault, hits));
        }
        return Optional.of(fault.effect());
      }
    }
    return Optional.empty();
  }

  private static boolean matches(Fault fault, String method, String path) {
    String wanted = fault.method();
    return (wanted == null || wanted.toUpperCase(Locale.ROOT).equals(method))
        && Pattern.matches(fault.path(), path);
  }
}
