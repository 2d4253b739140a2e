package io.keyturn.settings;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.StringNode;

/** Makes values that a field must refuse; the same seed makes the same ones. */
final class Hostile {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String PLAIN =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  private static final List<String> STRANGE =
      List.of(
          "_",
          ".",
          " ",
          "/",
          "\\",
          "@",
          "#",
          "%",
          "&",
          "*",
          "'",
          "\"",
          ";",
          "ä",
          "ß",
          "語",
          "🔑",
          "\u202e",
          "\u0000",
          "\u0007",
          "\n",
          "\t",
          "\u00a0",
          "\u200b",
          "\ud800",
          "<b>",
          "${x}",
          "$(X)",
          "' or 1=1 --",
          "../");

  private final Random random;

  Hostile(long seed) {
    random = new Random(seed);
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** What is no value of that kind, whatever its type. */
  JsonNode instead(Field field) {
    return switch (field) {
      case FLAG -> anyOf(this::text, this::number, this::container);
      case GUID ->
          anyOf(() -> StringNode.valueOf(guid()), this::number, this::container, this::flag);
      case GUIDS ->
          anyOf(this::text, this::number, this::flag, () -> JSON.objectNode(), this::badGuids);
      case OBJECT -> anyOf(this::text, this::number, this::flag, () -> JSON.arrayNode().add(1));
      case NAME ->
          anyOf(() -> StringNode.valueOf(name()), this::number, this::container, this::flag);
      case ORGANIZATION ->
          anyOf(
              () -> StringNode.valueOf(organization()), this::number, this::container, this::flag);
      case VAULT_URL ->
          anyOf(() -> StringNode.valueOf(vaultUrl()), this::number, this::container, this::flag);
      case SECRET_NAME ->
          anyOf(() -> StringNode.valueOf(secretName()), this::number, this::container, this::flag);
      case TOKEN ->
          anyOf(() -> StringNode.valueOf(token()), this::number, this::container, this::flag);
      case TEXT ->
          anyOf(() -> StringNode.valueOf(words()), this::number, this::container, this::flag);
      case MODE ->
          anyOf(() -> StringNode.valueOf(plain(1, 12)), this::number, this::container, this::flag);
    };
  }

  @SafeVarargs
  private JsonNode anyOf(Supplier<JsonNode>... choices) {
    return choices[random.nextInt(choices.length)].get();
  }

  private JsonNode text() {
    return StringNode.valueOf(oneOf(List.of("true", "", "yes", plain(1, 30), oneOf(STRANGE))));
  }

  private JsonNode number() {
    return switch (random.nextInt(3)) {
      case 0 -> JSON.numberNode(random.nextLong());
      case 1 -> JSON.numberNode(random.nextGaussian() * 1e300);
      default -> JSON.numberNode(java.math.BigInteger.TEN.pow(random.nextInt(400)));
    };
  }

  private JsonNode flag() {
    return JSON.booleanNode(random.nextBoolean());
  }

  private JsonNode container() {
    return random.nextBoolean()
        ? JSON.arrayNode().add(plain(1, 5)).add(JSON.nullNode())
        : JSON.objectNode().put(plain(1, 5), plain(1, 5));
  }

  private JsonNode badGuids() {
    var guids = JSON.arrayNode().add(UUID.randomUUID().toString()).add(guid());
    if (random.nextBoolean()) {
      for (int i = 0; i < 101; i++) {
        guids.add(UUID.randomUUID().toString());
      }
    }
    return guids;
  }

  /** Almost a GUID. */
  String guid() {
    String guid = new UUID(random.nextLong(), random.nextLong()).toString();
    int at = random.nextInt(guid.length());
    return switch (random.nextInt(6)) {
      case 0 -> guid.replace("-", "");
      case 1 -> "{" + guid + "}";
      case 2 -> guid.substring(0, at);
      case 3 -> guid.substring(0, at) + oneOf(STRANGE) + guid.substring(at + 1) + "x";
      case 4 -> guid + guid;
      default -> "1-2-3-4-5";
    };
  }

  String name() {
    return switch (random.nextInt(4)) {
      case 0 -> plain(1, 2);
      case 1 -> "a" + plain(32, 199);
      case 2 -> random.nextInt(10) + plain(3, 10);
      default -> "a" + plain(2, 10) + oneOf(STRANGE) + "b";
    };
  }

  String organization() {
    return switch (random.nextInt(6)) {
      case 0 -> "-" + plain(1, 20);
      case 1 -> plain(1, 20) + "-";
      case 2 -> plain(51, 300);
      case 3 -> "a" + oneOf(STRANGE) + plain(1, 20);
      case 4 -> "https://" + plain(3, 9) + ".example/" + plain(3, 9);
      default -> "https://user:secret@" + plain(3, 9) + ".example/dev.azure.com/" + plain(3, 9);
    };
  }

  String vaultUrl() {
    String vault = plain(3, 20).toLowerCase(java.util.Locale.ROOT);
    return switch (random.nextInt(9)) {
      case 0 -> "http://" + vault + ".vault.azure.net";
      case 1 -> "https://" + vault + ".vault.azure.net.evil.example";
      case 2 -> "https://user@" + vault + ".vault.azure.net";
      case 3 -> "https://" + vault + ".vault.azure.net?x=" + vault;
      case 4 -> "https://" + vault + ".vault.azure.net/secrets/x#" + vault;
      case 5 -> "https://" + vault + "." + vault + ".vault.azure.net:8443/..";
      case 6 -> "https://169.254.169.254/metadata/" + vault;
      case 7 -> "file:///etc/" + vault;
      default -> "https://" + vault + oneOf(STRANGE) + " .vault.azure.net";
    };
  }

  String secretName() {
    return random.nextBoolean() ? plain(128, 400) : "a" + oneOf(STRANGE) + plain(1, 20);
  }

  /** Whitespace around a token is cut off; inside of it, it is not one token. */
  String token() {
    return switch (random.nextInt(4)) {
      case 0 -> plain(1, 20) + " " + plain(1, 20);
      case 1 -> plain(1, 20) + "\n" + plain(1, 20);
      case 2 -> plain(513, 2000);
      default -> plain(1, 20) + oneOf(List.of("ä", "\u0000", "\u200b", "🔑", "\u00a0")) + "x";
    };
  }

  private String words() {
    return switch (random.nextInt(3)) {
      case 0 -> " \t\n";
      case 1 -> plain(501, 900);
      default -> plain(1, 10) + oneOf(List.of("\u0000", "\u0007", "\n", "\u007f")) + plain(1, 10);
    };
  }

  /** A part of a path that names nothing, encoded so that it arrives. */
  String segment() {
    String raw =
        switch (random.nextInt(4)) {
          case 0 -> plain(1, 40);
          case 1 -> guid();
          case 2 -> oneOf(STRANGE) + plain(0, 10);
          default -> plain(500, 2000);
        };
    String encoded = URLEncoder.encode(raw, StandardCharsets.UTF_8).replace("+", "%20");
    return random.nextInt(5) == 0 ? "%ff%fe" + encoded : encoded;
  }

  /** What is no JSON object, or one that costs more to read than it says. */
  byte[] body() {
    return switch (random.nextInt(9)) {
      case 0 -> utf8("{\"a\":".repeat(1 + random.nextInt(9_000)));
      case 1 -> utf8("[".repeat(1 + random.nextInt(60_000)));
      case 2 ->
          utf8("{\"integrationEnabled\": " + "9".repeat(1_001 + random.nextInt(50_000)) + "}");
      case 3 -> utf8("{\"a\": \"" + "x".repeat(70_000 + random.nextInt(100_000)) + "\"}");
      case 4 -> utf8("{\"a\": true, \"a\": false}");
      case 5 -> ("{\"name\": \"" + plain(3, 9) + "\"}").getBytes(StandardCharsets.UTF_16);
      case 6 -> new byte[] {'{', '"', (byte) 0xc3, (byte) 0x28, '"', ':', '1', '}'};
      case 7 -> utf8("{\"name\": \"" + plain(3, 9) + "\"} ]");
      default -> {
        byte[] noise = new byte[1 + random.nextInt(2_000)];
        random.nextBytes(noise);
        yield noise;
      }
    };
  }

  String plain(int shortest, int longest) {
    StringBuilder text = new StringBuilder();
    int length = shortest + random.nextInt(longest - shortest + 1);
    for (int i = 0; i < length; i++) {
      text.append(PLAIN.charAt(random.nextInt(PLAIN.length())));
    }
    return text.toString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What a field holds. */
  enum Field {
    FLAG,
    GUID,
    GUIDS,
    OBJECT,
    NAME,
    ORGANIZATION,
    VAULT_URL,
    SECRET_NAME,
    TOKEN,
    TEXT,
    MODE
  }
}
