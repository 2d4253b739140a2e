package io.keyturn.embedded.registry;

import io.keyturn.embedded.entra.Directory;
import io.keyturn.embedded.http.Answer;
import io.keyturn.embedded.http.Request;
import io.keyturn.embedded.http.Site;
import io.keyturn.embedded.state.Stateful;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Docker registries under {@code /registries/{name}}, and one of them at the bare {@code /v2/}.
 * {@code GET …/v2/} answers 200 to who is signed in and a challenge to everyone else.
 *
 * <p>Sources: the Docker Registry HTTP API V2 (base endpoint) and its token authentication.
 */
public final class EmbeddedRegistries implements Site, Stateful {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration TOKEN_LIFE = Duration.ofMinutes(5);

  /** How a registry asks for credentials. */
  public enum Challenge {
    BASIC,
    /** By a token endpoint, as Docker Hub and Azure Container Registry do. */
    BEARER
  }

  /**
   * @param users passwords by user name
   * @param azureTenantId when set, a user is a client id of that tenant and the password its client
   *     secret, as in an Azure Container Registry
   */
  private record Registry(
      String name, Challenge challenge, Map<String, String> users, @Nullable String azureTenantId) {

    private Registry {
      users = new ConcurrentHashMap<>(users);
    }

    /** An Azure Container Registry hands its tokens out at {@code /oauth2/token}. */
    private boolean isAzure() {
      return azureTenantId != null;
    }

    @Override
    public String toString() {
      return "Registry[" + name + "]";
    }
  }

  private record Saved(List<Registry> registries, @Nullable String bare) {}

  private record Session(String registry, Instant until) {}

  private final Map<String, Registry> registries = new ConcurrentHashMap<>();
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final Directory directory;
  private final Clock clock;
  private volatile @Nullable String bare;

  public EmbeddedRegistries(Directory directory, Clock clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /** A registry with users of its own. */
  public void add(String name, Challenge challenge) {
    registries.put(key(name), new Registry(name, challenge, Map.of(), null));
  }

  /** A registry whose users are the applications of a tenant, with their client secrets. */
  public void addAzure(String name, Challenge challenge, String tenantId) {
    registries.put(key(name), new Registry(name, challenge, Map.of(), tenantId));
  }

  /** Adds a user or changes the password of one. */
  public void user(String registry, String user, String password) {
    registry(registry).users().put(user, password);
  }

  /** Serves this registry at {@code https://host/v2/}, too. */
  public void atRoot(String registry) {
    bare = registry(registry).name();
  }

  /** This site and the one at the bare {@code /v2/}. */
  public List<Site> sites() {
    return List.of(this, new Bare());
  }

  @Override
  public String prefix() {
    return "/registries";
  }

  @Override
  public Answer handle(Request request) {
    List<String> segments = request.segments();
    Registry registry = segments.isEmpty() ? null : registries.get(key(segments.getFirst()));
    if (registry == null) {
      return error(404, "NAME_UNKNOWN", "there is no such registry");
    }
    return answer(
        registry,
        request.origin() + prefix() + "/" + segments.getFirst(),
        String.join("/", segments.subList(1, segments.size())),
        request);
  }

  private final class Bare implements Site {

    @Override
    public String prefix() {
      return "/v2";
    }

    @Override
    public Answer handle(Request request) {
      String name = bare;
      return name == null
          ? error(404, "NAME_UNKNOWN", "no registry is served here")
          : answer(
              registry(name),
              request.origin() + EmbeddedRegistries.this.prefix() + "/" + name,
              "v2/" + String.join("/", request.segments()),
              request);
    }
  }

  private Answer answer(Registry registry, String base, String path, Request request) {
    String page = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return switch (page) {
      case "v2" -> apiBase(registry, base, request);
      case "token" -> registry.isAzure() ? elsewhere() : token(registry, request);
      case "oauth2/token" -> registry.isAzure() ? token(registry, request) : elsewhere();
      default -> elsewhere();
    };
  }

  private static Answer elsewhere() {
    return error(404, "UNSUPPORTED", "only signing in is served here");
  }

  private Answer apiBase(Registry registry, String base, Request request) {
    boolean signedIn =
        switch (registry.challenge()) {
          case BASIC -> credentials(request).filter(pair -> accepts(registry, pair)).isPresent();
          case BEARER -> hasSession(registry, request);
        };
    if (signedIn) {
      return Answer.json(200, "{}").with("Docker-Distribution-Api-Version", "registry/2.0");
    }
    String challenge =
        switch (registry.challenge()) {
          case BASIC -> "Basic realm=\"" + registry.name() + "\"";
          case BEARER ->
              "Bearer realm=\"%s/%s\",service=\"%s\""
                  .formatted(base, registry.isAzure() ? "oauth2/token" : "token", registry.name());
        };
    return error(401, "UNAUTHORIZED", "authentication required")
        .with("WWW-Authenticate", challenge)
        .with("Docker-Distribution-Api-Version", "registry/2.0");
  }

  private Answer token(Registry registry, Request request) {
    if (!request.query().getOrDefault("service", registry.name()).equals(registry.name())) {
      return error(400, "UNSUPPORTED", "this is not the token endpoint of that service");
    }
    if (credentials(request).filter(pair -> accepts(registry, pair)).isEmpty()) {
      return error(401, "UNAUTHORIZED", "authentication required")
          .with("WWW-Authenticate", "Basic realm=\"" + registry.name() + "\"");
    }
    Instant now = clock.instant();
    sessions.values().removeIf(session -> !now.isBefore(session.until()));
    byte[] bytes = new byte[24];
    random.nextBytes(bytes);
    String token = HexFormat.of().formatHex(bytes);
    sessions.put(token, new Session(registry.name(), now.plus(TOKEN_LIFE)));
    if (registry.isAzure()) {
      // Azure Container Registry answers this one field (Azure/acr, AAD-OAuth.md).
      return Answer.json(200, JSON.createObjectNode().put("access_token", token).toString());
    }
    return Answer.json(
        200,
        JSON.createObjectNode()
            .put("token", token)
            .put("access_token", token)
            .put("expires_in", TOKEN_LIFE.toSeconds())
            .put("issued_at", now.toString())
            .toString());
  }

  private boolean hasSession(Registry registry, Request request) {
    return request
        .header("authorization")
        .filter(value -> value.startsWith("Bearer "))
        .map(value -> sessions.get(value.substring("Bearer ".length())))
        .filter(session -> session.registry().equals(registry.name()))
        .filter(session -> clock.instant().isBefore(session.until()))
        .isPresent();
  }

  /** User and password of a Basic header. */
  private static Optional<String[]> credentials(Request request) {
    try {
      return request
          .header("authorization")
          .filter(value -> value.startsWith("Basic "))
          .map(value -> Base64.getDecoder().decode(value.substring("Basic ".length())))
          .map(bytes -> new String(bytes, StandardCharsets.UTF_8).split(":", 2))
          .filter(pair -> pair.length == 2);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private boolean accepts(Registry registry, String[] pair) {
    if (registry.azureTenantId() instanceof String tenantId) {
      return directory.tryClientSecret(tenantId, pair[0], pair[1]).accepted();
    }
    String password = registry.users().get(pair[0]);
    return password != null
        && MessageDigest.isEqual(
            password.getBytes(StandardCharsets.UTF_8), pair[1].getBytes(StandardCharsets.UTF_8));
  }

  private Registry registry(String name) {
    Registry registry = registries.get(key(name));
    if (registry == null) {
      throw new IllegalArgumentException("no registry " + name + " has been added");
    }
    return registry;
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static Answer error(int status, String code, String message) {
    var body = JSON.createObjectNode();
    body.putArray("errors").addObject().put("code", code).put("message", message);
    return Answer.json(status, body.toString());
  }

  @Override
  public String stateName() {
    return "registries";
  }

  @Override
  public JsonNode save() {
    return JSON.valueToTree(new Saved(List.copyOf(registries.values()), bare));
  }

  @Override
  public void restore(JsonNode saved) {
    Saved state = JSON.treeToValue(saved, Saved.class);
    registries.clear();
    state.registries().forEach(registry -> registries.put(key(registry.name()), registry));
    bare = state.bare();
  }
}
