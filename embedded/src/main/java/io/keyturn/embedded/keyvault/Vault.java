package io.keyturn.embedded.keyvault;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** One vault: its secrets with all versions, oldest first, and who may do what. */
final class Vault {

  /**
   * @param deletedAt when the secret was deleted, seconds since 1970
   */
  record Deleted(List<SecretVersion> versions, long deletedAt) {}

  /** What is saved. */
  record Snapshot(
      String name,
      String tenantId,
      Map<String, List<SecretVersion>> secrets,
      Map<String, Deleted> deleted,
      Map<String, Set<Permission>> permissions) {}

  private final String name;
  private final String tenantId;
  private final Map<String, List<SecretVersion>> secrets;
  private final Map<String, Deleted> deleted;
  private final Map<String, Set<Permission>> permissions;

  Vault(String name, String tenantId) {
    this(new Snapshot(name, tenantId, Map.of(), Map.of(), Map.of()));
  }

  Vault(Snapshot saved) {
    name = saved.name();
    tenantId = saved.tenantId();
    secrets = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    secrets.putAll(saved.secrets());
    deleted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    deleted.putAll(saved.deleted());
    permissions = new HashMap<>(saved.permissions());
  }

  synchronized Snapshot snapshot() {
    return new Snapshot(
        name, tenantId, new TreeMap<>(secrets), new TreeMap<>(deleted), Map.copyOf(permissions));
  }

  String name() {
    return name;
  }

  String tenantId() {
    return tenantId;
  }

  synchronized void permit(String principalObjectId, Set<Permission> granted) {
    permissions.put(principalObjectId.toLowerCase(Locale.ROOT), Set.copyOf(granted));
  }

  synchronized boolean permits(String principalObjectId, Permission wanted) {
    return permissions
        .getOrDefault(principalObjectId.toLowerCase(Locale.ROOT), Set.of())
        .contains(wanted);
  }

  synchronized List<String> names() {
    return List.copyOf(secrets.keySet());
  }

  synchronized List<String> deletedNames() {
    return List.copyOf(deleted.keySet());
  }

  /** Empty for a name nobody knows. */
  synchronized List<SecretVersion> versions(String secret) {
    return secrets.getOrDefault(secret, List.of());
  }

  synchronized Optional<Deleted> deleted(String secret) {
    return Optional.ofNullable(deleted.get(secret));
  }

  /** False when a deleted secret still holds the name. */
  synchronized boolean add(String secret, SecretVersion version) {
    if (deleted.containsKey(secret)) {
      return false;
    }
    List<SecretVersion> all = new ArrayList<>(versions(secret));
    all.add(version);
    secrets.put(secret, List.copyOf(all));
    return true;
  }

  synchronized Optional<SecretVersion> change(
      String secret, String version, UnaryOperator<SecretVersion> change) {
    List<SecretVersion> all = new ArrayList<>(versions(secret));
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).version().equals(version)) {
        all.set(i, change.apply(all.get(i)));
        secrets.put(secret, List.copyOf(all));
        return Optional.of(all.get(i));
      }
    }
    return Optional.empty();
  }

  synchronized Optional<Deleted> delete(String secret, long at) {
    List<SecretVersion> gone = secrets.remove(secret);
    if (gone == null) {
      return Optional.empty();
    }
    Deleted record = new Deleted(gone, at);
    deleted.put(secret, record);
    return Optional.of(record);
  }

  synchronized Optional<SecretVersion> recover(String secret) {
    Deleted record = deleted.remove(secret);
    if (record == null) {
      return Optional.empty();
    }
    secrets.put(secret, record.versions());
    return Optional.of(record.versions().getLast());
  }

  synchronized boolean purge(String secret) {
    return deleted.remove(secret) != null;
  }
}
