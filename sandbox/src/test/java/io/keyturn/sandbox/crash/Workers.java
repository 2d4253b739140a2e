package io.keyturn.sandbox.crash;

import io.keyturn.sandbox.Child;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** All workers of a test, dead ones too: their logs are looked at in the end. */
final class Workers implements AutoCloseable {

  private final Surroundings surroundings;
  private final Map<String, String> settings;
  private final List<Child> all = new ArrayList<>();

  /**
   * @param settings that differ from {@link Surroundings#worker}'s
   */
  Workers(Surroundings surroundings, Map<String, String> settings) {
    this.surroundings = surroundings;
    this.settings = settings;
  }

  Child start() throws IOException {
    Child worker = surroundings.worker(settings);
    all.add(worker);
    return worker;
  }

  String logs() {
    return all.stream().map(Child::output).collect(Collectors.joining());
  }

  @Override
  public void close() throws IOException {
    for (Child worker : all) {
      worker.close();
    }
  }
}
