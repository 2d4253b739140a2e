package io.keyturn.embedded.keyvault;

import io.keyturn.embedded.entra.Directory;
import io.keyturn.embedded.entra.Directory.Principal;
import io.keyturn.embedded.http.Answer;
import io.keyturn.embedded.http.Request;
import io.keyturn.embedded.http.Site;
import io.keyturn.embedded.state.Stateful;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Any number of key vaults, each under {@code /vaults/{name}}.
 *
 * <p>A vault is its name: the {@code id}s in answers carry no path, because Microsoft's client
 * reads name and version by their position. A request whose {@code Host} is {@code
 * {name}.vault.azure.net} reaches the same vault through {@link #atHost}.
 */
public final class EmbeddedKeyVault implements Site, Stateful {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String AUDIENCE = "https://vault.azure.net";
  private static final String HOST = ".vault.azure.net";

  /** A version that has just been made. */
  public record NewVersion(String vault, String secret, String version) {}

  private final Map<String, Vault> vaults = new ConcurrentSkipListMap<>();
  private final List<Consumer<NewVersion>> listeners = new CopyOnWriteArrayList<>();
  private final Directory directory;
  private final Clock clock;

  public EmbeddedKeyVault(Directory directory, Clock clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /** An empty vault that trusts the tokens of one tenant; one that exists is left as it is. */
  public void addVault(String name, String tenantId) {
    vaults.putIfAbsent(key(name), new Vault(name, tenantId));
  }

  /** Replaces what a principal may do with the secrets of a vault; an empty set takes all away. */
  public void permit(String vault, String principalObjectId, Set<Permission> granted) {
    vault(vault).permit(principalObjectId, granted);
  }

  /** A new, enabled version without an end; answers its 32 hex digits. */
  public String setSecret(String vault, String secret, String value) {
    return setSecret(vault, secret, value, null);
  }

  /** A new, enabled version; answers its 32 hex digits. */
  public String setSecret(String vault, String secret, String value, @Nullable Instant expires) {
    long now = clock.instant().getEpochSecond();
    String version = UUID.randomUUID().toString().replace("-", "");
    Long until = expires == null ? null : Long.valueOf(expires.getEpochSecond());
    boolean added =
        vault(vault)
            .add(
                secret,
                new SecretVersion(version, value, null, Map.of(), true, null, until, now, now));
    if (!added) {
      throw new IllegalStateException("a deleted secret holds the name " + secret);
    }
    tell(new NewVersion(vault, secret, version));
    return version;
  }

  /** Enables or disables one version. */
  public void enable(String vault, String secret, String version, boolean enabled) {
    vault(vault)
        .change(
            secret,
            version,
            old ->
                new SecretVersion(
                    old.version(),
                    old.value(),
                    old.contentType(),
                    old.tags(),
                    enabled,
                    old.notBefore(),
                    old.expires(),
                    old.created(),
                    clock.instant().getEpochSecond()))
        .orElseThrow();
  }

  /** All versions of a secret, oldest first; none when it does not exist. */
  public List<SecretVersion> versions(String vault, String secret) {
    return vault(vault).versions(secret);
  }

  /** Told of every new version, whoever made it, after it can be read. */
  public void onNewVersion(Consumer<NewVersion> listener) {
    listeners.add(listener);
  }

  @Override
  public String prefix() {
    return "/vaults";
  }

  @Override
  public Answer handle(Request request) {
    List<String> segments = request.segments();
    if (segments.isEmpty()) {
      return Answer.empty(404);
    }
    String name = segments.getFirst();
    int second = request.path().indexOf('/', 1);
    return answer(
        name,
        request.origin() + prefix() + "/" + name,
        second < 0 ? "" : request.path().substring(second),
        segments.subList(1, segments.size()),
        request);
  }

  /** Answers a request for {@code {name}.vault.azure.net}; empty when that is not its host. */
  public Optional<Answer> atHost(Request request) {
    String host = request.header("host").orElse("").replaceFirst(":[0-9]+$", "");
    return host.endsWith(HOST)
        ? Optional.of(
            answer(
                host.substring(0, host.length() - HOST.length()),
                request.origin(),
                request.path(),
                request.segments(),
                request))
        : Optional.empty();
  }

  private Answer answer(
      String name, String base, String path, List<String> segments, Request request) {
    Vault vault = vaults.get(key(name));
    if (vault == null || segments.isEmpty() || !isSecrets(segments.getFirst())) {
      return VaultJson.error(404, "NotFound", "There is nothing here.", null);
    }
    Optional<Principal> caller = caller(vault, request);
    if (caller.isEmpty()) {
      return challenge(vault, request);
    }
    if (request.query().getOrDefault("api-version", "").isEmpty()) {
      return VaultJson.error(400, "BadParameter", "api-version must be specified", null);
    }
    Answer answer =
        new VaultPages(vault, caller.get(), request.origin(), base, clock)
            .answer(path, segments, request);
    if (request.method().equals("PUT") && answer.status() == 200) {
      String secret = segments.get(1);
      tell(new NewVersion(vault.name(), secret, vault.versions(secret).getLast().version()));
    }
    return answer;
  }

  private static boolean isSecrets(String segment) {
    return segment.equalsIgnoreCase("secrets") || segment.equalsIgnoreCase("deletedsecrets");
  }

  private Optional<Principal> caller(Vault vault, Request request) {
    return request
        .header("authorization")
        .filter(value -> value.startsWith("Bearer "))
        .flatMap(value -> directory.principalOf(value.substring("Bearer ".length()), AUDIENCE))
        .filter(principal -> principal.tenantId().equalsIgnoreCase(vault.tenantId()));
  }

  // Microsoft's client takes the tenant from the first path segment of "authorization".
  private static Answer challenge(Vault vault, Request request) {
    boolean given = request.header("authorization").isPresent();
    return VaultJson.error(
            401,
            "Unauthorized",
            given
                ? "AKV10032: Invalid issuer, audience or lifetime of the token."
                : "AKV10000: Request is missing a Bearer or PoP token.",
            null)
        .with(
            "WWW-Authenticate",
            "Bearer authorization=\"%s/%s\", resource=\"%s\""
                .formatted(request.origin(), vault.tenantId(), AUDIENCE));
  }

  private void tell(NewVersion version) {
    listeners.forEach(listener -> listener.accept(version));
  }

  private Vault vault(String name) {
    Vault vault = vaults.get(key(name));
    if (vault == null) {
      throw new IllegalArgumentException("no vault " + name + " has been added");
    }
    return vault;
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  @Override
  public String stateName() {
    return "keyvault";
  }

  @Override
  public JsonNode save() {
    return JSON.valueToTree(vaults.values().stream().map(Vault::snapshot).toList());
  }

  @Override
  public void restore(JsonNode saved) {
    vaults.clear();
    for (Vault.Snapshot snapshot : JSON.treeToValue(saved, Vault.Snapshot[].class)) {
      vaults.put(key(snapshot.name()), new Vault(snapshot));
    }
  }
}
