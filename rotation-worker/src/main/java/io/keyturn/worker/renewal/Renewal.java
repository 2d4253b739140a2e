package io.keyturn.worker.renewal;

import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.event.NewsData.SecretRenewed;
import io.keyturn.contracts.event.NewsWriter;
import io.keyturn.contracts.event.RotationNews;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Refused;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.Step;
import io.keyturn.worker.output.Outbox;
import io.keyturn.worker.secret.VaultSecrets;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Makes an application's new client secret and stores it in Key Vault, once per rotation.
 *
 * <p>Its name is on record before Entra is asked, so a call whose answer is lost is never repeated
 * before that name was looked for. The text exists in this process between two calls and nowhere
 * else: where it is lost, the secret is removed and another one made.
 */
public final class Renewal {

  /** The source of the news that Keyturn itself sends of a new secret. */
  public static final URI NEWS_SOURCE = URI.create("urn:keyturn:renewal");

  /** A tag of the version in Key Vault; its value is Entra's id of the client secret. */
  static final String KEY_ID_TAG = "keyturn-key-id";

  /** A vault that stutters must not cost a client secret each time. */
  private static final int STORE_TRIES = 3;

  private final GraphApplications graph;
  private final VaultSecrets secrets;
  private final Ledger ledger;
  private final LostKeys lostKeys;
  private final Outbox outbox;
  private final Clock clock;

  Renewal(
      GraphApplications graph,
      VaultSecrets secrets,
      Ledger ledger,
      LostKeys lostKeys,
      Outbox outbox,
      Clock clock) {
    this.graph = graph;
    this.secrets = secrets;
    this.ledger = ledger;
    this.lostKeys = lostKeys;
    this.outbox = outbox;
    this.clock = clock;
  }

  /**
   * @param location where the secret is kept
   * @param validity how long the new one shall be good for
   */
  public record Order(
      UUID rotationId,
      String tenantId,
      String applicationId,
      SecretLocation location,
      Duration validity) {}

  /** Whether Entra has been asked for a secret for that rotation. */
  public boolean hasBegun(Order order) {
    return ledger.of(order.tenantId(), order.applicationId()).stream()
        .anyMatch(key -> key.rotationId().equals(order.rotationId()));
  }

  /** The rotation that made this version of an application's secret; empty when another did. */
  public Optional<UUID> madeBy(String tenantId, String applicationId, SecretVersion version) {
    return ledger.of(tenantId, applicationId).stream()
        .filter(key -> key.stored().filter(version::equals).isPresent())
        .map(OurKey::rotationId)
        .findFirst();
  }

  /**
   * The version that this rotation carries: made now, or the one it has made before.
   *
   * @param allowed asked before anything is made, and before Entra is asked anything unless it was
   *     already; not where a version is there
   */
  public Attempt<SecretVersion> renew(
      Order order, Supplier<Attempt<@Nullable Void>> allowed, Notes notes) {
    Optional<SecretVersion> made = madeFor(order);
    if (made.isPresent()) {
      return Attempt.succeeded(made.get());
    }
    // What was begun is cleared up first: a secret that Entra made is not left behind.
    boolean begun = hasBegun(order);
    return (begun ? Attempt.done() : allowed.get())
        .then(_ -> graph.keys(order.tenantId(), order.applicationId()))
        .then(keys ->
            lostKeys.settle(order.tenantId(), order.applicationId(), order.location(), keys, notes))
        .then(_ ->
            madeFor(order)
                .map(Attempt::succeeded)
                .orElseGet(
                    () -> (begun ? allowed.get() : Attempt.done()).then(_ -> make(order, notes))));
  }

  /**
   * What would be removed before a new secret is made: ours at Entra that nobody has the text of.
   * Asks Entra for its list, and changes nothing.
   */
  public Attempt<List<String>> wouldClear(String tenantId, String applicationId) {
    return graph
        .keys(tenantId, applicationId)
        .map(keys -> LostKeys.lost(ledger.of(tenantId, applicationId), keys));
  }

  private Optional<SecretVersion> madeFor(Order order) {
    return ledger.of(order.tenantId(), order.applicationId()).stream()
        .filter(key -> key.rotationId().equals(order.rotationId()) && key.isInUse())
        .findFirst()
        .flatMap(OurKey::stored);
  }

  private Attempt<SecretVersion> make(Order order, Notes notes) {
    // Before anything is made: a vault that is out of reach is noticed here.
    return secrets
        .currentVersion(order.tenantId(), order.location())
        .then(previous -> ask(order, previous, notes));
  }

  private Attempt<SecretVersion> ask(Order order, Optional<String> previous, Notes notes) {
    String name = unanswered(order).orElseGet(this::newName);
    Instant expiresOn = clock.instant().plus(order.validity()).truncatedTo(ChronoUnit.SECONDS);
    notes.save(() ->
        ledger.asking(
            name, order.rotationId(), order.tenantId(), order.applicationId(), expiresOn));
    return switch (graph.add(order.tenantId(), order.applicationId(), name, expiresOn)) {
      case Succeeded<NewKey>(NewKey made) -> {
        notes.save(() -> ledger.answered(name, made.key()));
        yield store(order, made, previous, notes);
      }
      case RetryLater<NewKey>(Reason reason, String why, Duration after) ->
          new RetryLater<>(
              reason,
              why + " Before it asks again, Keyturn looks whether the secret was made.",
              after);
      case Refused<NewKey>(Reason reason, String why) -> Attempt.refused(reason, why);
    };
  }

  /** A name that Entra has not answered to, and that was just looked for there. */
  private Optional<String> unanswered(Order order) {
    return ledger.of(order.tenantId(), order.applicationId()).stream()
        .filter(key -> key.rotationId().equals(order.rotationId()) && key.isUnanswered())
        .map(OurKey::displayName)
        .findFirst();
  }

  private String newName() {
    return "Keyturn "
        + LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)
        + " "
        + UUID.randomUUID();
  }

  private Attempt<SecretVersion> store(
      Order order, NewKey made, Optional<String> previous, Notes notes) {
    String name = made.key().displayName();
    Attempt<SecretVersion> stored = storeOnce(order, made, previous);
    for (int tries = 1; tries < STORE_TRIES && stored instanceof RetryLater<?>; tries++) {
      stored = storeOnce(order, made, previous);
    }
    return switch (stored) {
      case Succeeded<SecretVersion>(SecretVersion version) -> {
        notes.save(() -> {
          ledger.stored(name, version, previous);
          announce(order, made.key(), version);
        });
        notes.tell(
            Step.RENEW,
            Outcome.SUCCEEDED,
            null,
            "Entra made the client secret \""
                + name
                + "\" (key id "
                + made.key().keyId()
                + "), valid until "
                + made.key().expiresOn()
                + ". Key Vault has it as version "
                + version.version()
                + " of "
                + version.name()
                + ".");
        yield stored;
      }
      // What cannot be kept is not left behind.
      case Refused<SecretVersion>(Reason reason, String why) -> {
        if (graph.remove(order.tenantId(), order.applicationId(), made.key().keyId())
            instanceof Succeeded<?>) {
          notes.save(() -> ledger.removed(name));
        }
        yield Attempt.refused(reason, why);
      }
      case RetryLater<SecretVersion> later -> later;
    };
  }

  /** An answer that is lost does not mean that it was not stored. */
  private Attempt<SecretVersion> storeOnce(Order order, NewKey made, Optional<String> previous) {
    Attempt<SecretVersion> stored =
        secrets.store(
            order.tenantId(),
            order.location(),
            made.secret(),
            made.key().expiresOn(),
            tags(order, made.key(), previous));
    if (stored instanceof RetryLater<SecretVersion>
        && secrets.versionTagged(order.tenantId(), order.location(), KEY_ID_TAG, made.key().keyId())
            instanceof Succeeded<Optional<SecretVersion>>(Optional<SecretVersion> found)
        && found.isPresent()) {
      return Attempt.succeeded(found.get());
    }
    return stored;
  }

  private static Map<String, String> tags(Order order, EntraKey key, Optional<String> previous) {
    Map<String, String> tags = new HashMap<>();
    tags.put("keyturn-application", order.applicationId());
    tags.put(KEY_ID_TAG, key.keyId());
    tags.put("keyturn-expires-on", key.expiresOn().toString());
    tags.put("keyturn-rotation", order.rotationId().toString());
    previous.ifPresent(version -> tags.put("keyturn-previous-version", version));
    return tags;
  }

  /** For others who listen; this rotation carries the version itself. */
  private void announce(Order order, EntraKey key, SecretVersion version) {
    ProducerRecord<String, byte[]> news =
        NewsWriter.structured(
            new RotationNews(
                NEWS_SOURCE,
                key.keyId(),
                clock.instant(),
                new SecretRenewed(
                    order.tenantId(),
                    order.applicationId(),
                    version,
                    Optional.of(key.expiresOn()),
                    Optional.of(key.keyId()))));
    Map<String, String> headers = new HashMap<>();
    for (Header header : news.headers()) {
      headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
    }
    outbox.add(List.of(new Outbox.Draft(news.topic(), news.key(), headers, news.value())));
  }
}
