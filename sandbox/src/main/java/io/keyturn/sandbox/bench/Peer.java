package io.keyturn.sandbox.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/** Plain spring-kafka or Parallel Consumer: {@link PeerMain} as a process. */
final class Peer implements Design {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final String name;
  private final PeerMain.Settings settings;
  private final ChildJvm process;
  private final Events events;

  private Peer(String name, PeerMain.Settings settings, ChildJvm process, Events events) {
    this.name = name;
    this.settings = settings;
    this.process = process;
    this.events = events;
  }

  static Peer start(
      String name, Path directory, PeerMain.Settings settings, List<String> jvm, Events events) {
    ChildJvm process =
        ChildJvm.start(
            directory.resolve(settings.topic() + ".log"),
            true,
            jvm,
            List.of(PeerMain.class.getName(), JSON.writeValueAsString(settings)));
    try {
      process.await("READY", Broker.START);
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
    return new Peer(name, settings, process, events);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int inFlight() {
    return settings.inFlight();
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public Done work(Load load, Set<String> throttled, Duration patience)
      throws InterruptedException {
    events.send(settings.topic(), load);
    process.tell(load.events() + " " + patience.toSeconds());
    return JSON.readValue(process.await("DONE", patience.plusSeconds(30)), Done.class);
  }

  @Override
  public void close() {
    process.close();
  }
}
