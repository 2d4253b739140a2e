package io.keyturn.contracts.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One broken form of a document after the other. The same seed gives the same forms. */
public final class Hostile {

  /** Stands in many of them where a value was; nobody may repeat it. */
  public static final String CANARY = "canary-from-outside-c41e";

  // Writes what readers have to refuse: Jackson's own limit is the same for both.
  private static final JsonMapper JSON =
      new JsonMapper(
          JsonFactory.builder()
              .streamWriteConstraints(
                  StreamWriteConstraints.builder().maxNestingDepth(10_000).build())
              .build());
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Random random;

  Hostile(long seed) {
    this.random = new Random(seed);
  }

  public boolean oneIn(int chances) {
    return random.nextInt(chances) == 0;
  }

  public <T> T oneOf(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  /** Broken somehow; one in eight is left as it is, because what follows it may be broken. */
  public byte[] form(String good) {
    byte[] bytes = good.getBytes(StandardCharsets.UTF_8);
    return switch (random.nextInt(8)) {
      case 0 -> bytes;
      case 1 -> damaged(bytes);
      case 2 -> somethingElse();
      default -> otherTree(good);
    };
  }

  /** A text as a header may have it. */
  public String text() {
    return switch (random.nextInt(8)) {
      case 0 -> "";
      case 1 -> CANARY;
      case 2 -> "9".repeat(1 + random.nextInt(40));
      case 3 -> "-1";
      case 4 -> "%" + CANARY + "%zz%00";
      case 5 -> "x".repeat(4_000);
      case 6 -> "Wed, 32 Foo 99999 25:61:61 GMT";
      default -> "application/json; charset=" + CANARY;
    };
  }

  private byte[] damaged(byte[] good) {
    int at = random.nextInt(Math.max(1, good.length));
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(good, at);
      case 1 -> joined(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, good);
      case 2 -> joined(good, "}]{\"x\":1}".getBytes(StandardCharsets.UTF_8));
      case 3 -> new String(good, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16LE);
      case 4 -> {
        byte[] invalid = good.clone();
        if (invalid.length > 0) {
          invalid[at] = (byte) (0x80 | random.nextInt(0x80));
        }
        yield invalid;
      }
      default ->
          joined(
              joined(Arrays.copyOf(good, at), Arrays.copyOfRange(good, at / 2, good.length)), good);
    };
  }

  private byte[] somethingElse() {
    return switch (random.nextInt(9)) {
      case 0 -> new byte[0];
      case 1 -> "[".repeat(20_000).getBytes(StandardCharsets.UTF_8);
      case 2 -> "{\"a\":".repeat(20_000).getBytes(StandardCharsets.UTF_8);
      case 3 -> ("<html><title>" + CANARY + "</title></html>").getBytes(StandardCharsets.UTF_8);
      case 4 -> ("null" + " ".repeat(random.nextInt(3))).getBytes(StandardCharsets.UTF_8);
      case 5 -> ("\"" + CANARY + "\"").getBytes(StandardCharsets.UTF_8);
      case 6 -> "9".repeat(5_000).getBytes(StandardCharsets.UTF_8);
      case 7 -> ("{\"" + CANARY + "\":" + CANARY).getBytes(StandardCharsets.UTF_8);
      default -> {
        byte[] noise = new byte[random.nextInt(300)];
        random.nextBytes(noise);
        yield noise;
      }
    };
  }

  private byte[] otherTree(String good) {
    JsonNode tree = JSON.readTree(good);
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      List<JsonNode> containers = new ArrayList<>();
      collect(tree, containers);
      if (containers.isEmpty()) {
        return somethingElse();
      }
      change(oneOf(containers));
    }
    return JSON.writeValueAsBytes(tree);
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainer() && !node.isEmpty()) {
      containers.add(node);
    }
    node.forEach(child -> collect(child, containers));
  }

  private void change(JsonNode container) {
    if (container instanceof ObjectNode object) {
      String field = oneOf(List.copyOf(object.propertyNames()));
      switch (random.nextInt(8)) {
        case 0 -> object.remove(field);
        case 1 -> {
          JsonNode value = object.remove(field);
          object.set(field.toUpperCase(java.util.Locale.ROOT) + " ", value);
        }
        case 2 -> object.set(CANARY, value());
        default -> object.set(field, value());
      }
    } else if (container instanceof ArrayNode array) {
      switch (random.nextInt(4)) {
        case 0 -> array.remove(random.nextInt(array.size()));
        case 1 -> array.add(array.get(0).deepCopy());
        default -> array.set(random.nextInt(array.size()), value());
      }
    }
  }

  private JsonNode value() {
    return switch (random.nextInt(18)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(random.nextBoolean());
      case 2 -> NODES.numberNode(new java.math.BigInteger("9".repeat(400)));
      case 3 -> NODES.numberNode(new java.math.BigDecimal("1e400"));
      case 4 -> NODES.numberNode(-1);
      case 5 -> NODES.numberNode(Long.MAX_VALUE);
      case 6 -> NODES.stringNode("");
      case 7 -> NODES.stringNode(" \t\u0000\u202e");
      case 8 -> NODES.stringNode("x".repeat(20_000));
      case 9 -> NODES.stringNode("https://" + CANARY + ":99999999/%zz?" + CANARY);
      case 10 -> NODES.stringNode("https://user:" + CANARY + "@[::1/secrets/a/b");
      case 11 -> NODES.stringNode("+999999999-12-31T23:59:59.999999999-18:00");
      case 12 -> deep(490);
      case 13 -> NODES.objectNode().set(CANARY, NODES.stringNode(CANARY));
      case 14 -> NODES.arrayNode().add(NODES.nullNode()).add(CANARY).add(NODES.arrayNode());
      case 15 -> NODES.stringNode("00000000-0000-0000-0000-00000000000" + random.nextInt(12));
      default -> NODES.stringNode(CANARY);
    };
  }

  private static JsonNode deep(int levels) {
    JsonNode inner = NODES.stringNode(CANARY);
    for (int level = 0; level < levels; level++) {
      inner =
          level % 2 == 0
              ? NODES.arrayNode().add(inner)
              : NODES.objectNode().setAll(Map.of("innerException", inner));
    }
    return inner;
  }

  private static byte[] joined(byte[] one, byte[] other) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(one);
    both.writeBytes(other);
    return both.toByteArray();
  }
}
