package io.keyturn.embedded.kafka;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whom a broker lets in, and to what: everybody to everything, or SASL/SCRAM over TLS with access
 * lists, which are empty to begin with.
 */
public final class Doorkeeper {

  /** Lets everybody in. */
  public static final Doorkeeper NONE = new Doorkeeper(Optional.empty());

  /** May do everything, and writes the access lists. */
  public static final String ADMINISTRATOR = "admin";

  private static final String MECHANISM = "SCRAM-SHA-512";

  private final Optional<Lists> lists;

  private record Lists(Path identity, Path authority, Map<String, String> passwords) {}

  private Doorkeeper(Optional<Lists> lists) {
    this.lists = lists;
  }

  /**
   * @param identity PEM file with the broker's private key and its certificate
   * @param authority PEM file with the certificate that clients trust
   * @param passwords of each user, {@link #ADMINISTRATOR} among them
   */
  public static Doorkeeper of(Path identity, Path authority, Map<String, String> passwords) {
    if (!passwords.containsKey(ADMINISTRATOR)) {
      throw new IllegalArgumentException("somebody has to write the access lists");
    }
    return new Doorkeeper(Optional.of(new Lists(identity, authority, Map.copyOf(passwords))));
  }

  /** What a client of that user needs besides the broker's address. */
  public Map<String, Object> client(String user) {
    return lists
        .map(known -> {
          Map<String, Object> settings = new HashMap<>();
          settings.put("security.protocol", listener());
          settings.put("sasl.mechanism", MECHANISM);
          settings.put("sasl.jaas.config", signIn(user));
          settings.put("ssl.truststore.type", "PEM");
          settings.put("ssl.truststore.location", known.authority.toString());
          return settings;
        })
        .orElseGet(Map::of);
  }

  Map<String, Object> administrator() {
    return client(ADMINISTRATOR);
  }

  String listener() {
    return lists.isEmpty() ? "PLAINTEXT" : "SASL_SSL";
  }

  Map<String, String> brokerSettings() {
    return lists
        .map(known -> {
          Map<String, String> settings = new HashMap<>();
          settings.put("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL");
          settings.put("inter.broker.listener.name", "SASL_SSL");
          settings.put("sasl.enabled.mechanisms", MECHANISM);
          settings.put("sasl.mechanism.inter.broker.protocol", MECHANISM);
          settings.put(
              "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config", signIn(ADMINISTRATOR));
          settings.put("ssl.keystore.type", "PEM");
          settings.put("ssl.keystore.location", known.identity.toString());
          settings.put("ssl.truststore.type", "PEM");
          settings.put("ssl.truststore.location", known.authority.toString());
          settings.put(
              "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
          // The controller is this very process, and only it speaks on that listener.
          settings.put("super.users", "User:" + ADMINISTRATOR + ";User:ANONYMOUS");
          return settings;
        })
        .orElseGet(Map::of);
  }

  List<String> formatArguments() {
    return lists.stream()
        .flatMap(known -> known.passwords.entrySet().stream())
        .flatMap(user ->
            List.of(
                "--add-scram",
                MECHANISM + "=[name=" + user.getKey() + ",password=" + user.getValue() + "]")
                .stream())
        .toList();
  }

  private String signIn(String user) {
    Map<String, String> passwords = lists.map(Lists::passwords).orElseGet(Map::of);
    if (!passwords.containsKey(user)) {
      throw new IllegalArgumentException("no such user: " + user);
    }
    return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
        + user
        + "\" password=\""
        + passwords.get(user)
        + "\";";
  }
}
