package io.keyturn.sandbox.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The applications of a load, by number. Every name and id is made from the number and can be read
 * back from it, so the stub needs to be told nothing and remembers nothing.
 *
 * @param organizations the applications are spread over them evenly
 */
record Subjects(int organizations) {

  static final String TENANT = "7e000000-0000-4000-8000-000000000001";
  static final String VAULT_NAME = "bench";
  static final String VAULT_URL = "https://bench.vault.azure.net";

  /** In seconds since 1970; a version is made one second after the version before it. */
  static final long FIRST_VERSION_MADE = 1_750_000_000L;

  private static final int APPLICATION = 0xA;
  private static final int PROJECT = 0xB;
  private static final int CONNECTION = 0xC;
  private static final int BINDING = 0xD;
  private static final int IDENTITY = 0xE;

  static UUID application(long number) {
    return id(APPLICATION, number);
  }

  static UUID connection(long number) {
    return id(CONNECTION, number);
  }

  static UUID binding(long number) {
    return id(BINDING, number);
  }

  /** The worker's identity in every organization. */
  static UUID identity() {
    return id(IDENTITY, 1);
  }

  UUID project(long number) {
    return id(PROJECT, number % organizations);
  }

  String organization(long number) {
    return "org" + number % organizations;
  }

  /** The number in an id of {@link #application} or {@link #connection}. */
  static long numberIn(String id) {
    return Long.parseLong(id.substring(24), 16);
  }

  static String secretName(long number) {
    return "secret-" + number;
  }

  /** As Key Vault names versions: 32 hexadecimal digits. */
  static String version(long version) {
    return "%032x".formatted(version);
  }

  static long versionIn(String version) {
    return Long.parseUnsignedLong(version.substring(16), 16);
  }

  /** The made-up secret: says whose it is and which version. */
  static String value(long number, long version) {
    return "bench:" + number + ":" + version + ":~0123456789abcdef";
  }

  /** What is specific to one version of one application, and the placeholder for it. */
  Map<String, String> placeholders(long number, long version) {
    Map<String, String> found = new LinkedHashMap<>();
    found.put(value(number, version), "{value}");
    found.put("/" + secretName(number) + "/", "/{secret}/");
    found.put(version(version), "{version}");
    found.put(application(number).toString(), "{application}");
    found.put(connection(number).toString(), "{connection}");
    found.put(project(number).toString(), "{project}");
    found.put("/" + organization(number) + "/", "/{organization}/");
    return found;
  }

  private static UUID id(int kind, long number) {
    return new UUID((long) kind << 32 | 0x4000, 0x8000_0000_0000_0000L | number);
  }
}
