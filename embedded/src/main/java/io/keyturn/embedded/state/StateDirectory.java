package io.keyturn.embedded.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One JSON file for each part, readable by its owner only: Key Vault's holds secrets. A file is
 * replaced as a whole, so a crash leaves the old one or the new one.
 */
public final class StateDirectory {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path directory;
  private final Map<String, JsonNode> onDisk = new HashMap<>();

  public StateDirectory(Path directory) {
    try {
      this.directory = Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("no state can be kept in " + directory, e);
    }
  }

  /** True when there was something to restore. */
  public synchronized boolean restore(Stateful part) {
    Path file = file(part);
    if (!Files.exists(file)) {
      return false;
    }
    JsonNode saved = JSON.readTree(file.toFile());
    part.restore(saved);
    onDisk.put(part.stateName(), saved);
    return true;
  }

  /** Writes the part's state unless it is on disk already. */
  public synchronized void save(Stateful part) {
    JsonNode now = part.save();
    if (now.equals(onDisk.get(part.stateName()))) {
      return;
    }
    try {
      Path draft =
          Files.createTempFile(
              directory,
              part.stateName(),
              ".draft",
              PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      JSON.writeValue(draft.toFile(), now);
      Files.move(
          draft, file(part), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      onDisk.put(part.stateName(), now);
    } catch (IOException e) {
      throw new UncheckedIOException("the state of " + part.stateName() + " is not saved", e);
    }
  }

  private Path file(Stateful part) {
    return directory.resolve(part.stateName() + ".json");
  }
}
