package io.keyturn.embedded.entra;

import io.keyturn.embedded.entra.Application.Password;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The client secrets of applications, and the time Entra takes until all of it knows a new one
 * (FAULT-17).
 */
final class ClientSecrets {

  // What Entra itself makes has these characters, '~' included, and 40 of them.
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-~";
  private static final int LENGTH = 40;

  /** A password as it was added, with the secret that is shown this once. */
  record Added(Password password, String secretText) {}

  private final State state;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final AtomicInteger attemptsWhilePropagating = new AtomicInteger();
  private volatile Duration delay = Duration.ZERO;
  private volatile boolean flapping;

  ClientSecrets(State state, Clock clock) {
    this.state = state;
    this.clock = clock;
  }

  void propagation(Duration delay, boolean flapping) {
    this.delay = delay;
    this.flapping = flapping;
  }

  /** Adds a secret that is not known everywhere before the propagation delay has passed. */
  Added add(String clientId, String displayName, Instant start, Instant end) {
    StringBuilder text = new StringBuilder();
    random.ints(LENGTH, 0, ALPHABET.length()).forEach(i -> text.append(ALPHABET.charAt(i)));
    return add(clientId, displayName, text.toString(), start, end, clock.instant().plus(delay));
  }

  /** Adds a chosen secret that has long been known everywhere. */
  Added seed(String clientId, String displayName, String secret, Instant start, Instant end) {
    return add(clientId, displayName, secret, start, end, Instant.EPOCH);
  }

  private Added add(
      String clientId, String name, String secret, Instant start, Instant end, Instant known) {
    Password password =
        new Password(
            UUID.randomUUID().toString(),
            name,
            secret.substring(0, Math.min(3, secret.length())),
            sha256(secret),
            start,
            end,
            known);
    state.change(
        clientId,
        application -> {
          List<Password> all = new ArrayList<>(application.passwords());
          all.add(password);
          return application.withPasswords(all);
        });
    return new Added(password, secret);
  }

  /** Refuses as the token endpoint does; returns when the secret is accepted. */
  void check(Application application, String secret) {
    String digest = sha256(secret);
    Instant now = clock.instant();
    boolean expired = false;
    for (Password password : application.passwords()) {
      if (password.sha256().equals(digest)) {
        if (!now.isBefore(password.endDateTime())) {
          expired = true;
        } else if (!now.isBefore(password.startDateTime()) && replicaKnows(password, now)) {
          return;
        }
      }
    }
    throw expired ? expired(application) : invalid(application);
  }

  // While replicas catch up, a secret alternately works and fails (FACTS 7.5).
  private boolean replicaKnows(Password password, Instant now) {
    return !now.isBefore(password.knownEverywhereFrom())
        || (flapping && attemptsWhilePropagating.incrementAndGet() % 2 == 0);
  }

  private static SignInException invalid(Application application) {
    return SignInException.invalidClient(
        7000215,
        "Invalid client secret provided. Ensure the secret being sent in the request is the client"
            + " secret value, not the client secret ID, for a secret added to app '"
            + application.clientId()
            + "'.");
  }

  private static SignInException expired(Application application) {
    return SignInException.invalidClient(
        7000222,
        "The provided client secret keys for app '"
            + application.clientId()
            + "' are expired. Visit the Azure portal to create new keys for your app, or consider"
            + " using certificate credentials for added security.");
  }

  private static String sha256(String secret) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
