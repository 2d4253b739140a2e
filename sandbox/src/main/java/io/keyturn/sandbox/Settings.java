package io.keyturn.sandbox;

import io.keyturn.embedded.postgres.EmbeddedDatabase;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jasypt.encryption.pbe.StandardPBEStringEncryptor;
import org.jasypt.iv.RandomIvGenerator;

/**
 * The settings of both applications, as an installation would give them. What is secret is written
 * as {@code ENC(...)}: Jasypt's password is the one secret that stays in the clear.
 */
final class Settings {

  private static final String ALGORITHM = "PBEWITHHMACSHA512ANDAES_256";

  private final EmbeddedServers servers;
  private final StackOptions options;
  private final String jasyptPassword = random();
  private final StandardPBEStringEncryptor encryptor = new StandardPBEStringEncryptor();

  Settings(EmbeddedServers servers, StackOptions options) {
    this.servers = servers;
    this.options = options;
    encryptor.setAlgorithm(ALGORITHM);
    encryptor.setIvGenerator(new RandomIvGenerator());
    encryptor.setPassword(jasyptPassword);
  }

  /**
   * @param encryptionKey 32 bytes in Base64; has to stay the same for a database that is kept
   * @param registrationSecret of Keyturn's own registration
   */
  Map<String, String> ofTenantSettings(String encryptionKey, String registrationSecret) {
    Map<String, String> settings = common();
    settings.put("server.port", String.valueOf(options.settingsPort));
    String origin = servers.azure().origin();
    settings.put(
        "spring.security.oauth2.resourceserver.jwt.jwk-set-uri",
        origin + "/common/discovery/v2.0/keys");
    settings.put(
        "spring.security.oauth2.resourceserver.jwt.audiences",
        DemoTenant.API_CLIENT_ID + "," + DemoTenant.API_URI);
    settings.put("keyturn.worker-door.tenant-id", DemoTenant.TENANT);
    settings.put("keyturn.worker-door.client-ids", DemoTenant.WORKER_CLIENT_ID);
    settings.put("keyturn.discovery.client-id", DemoTenant.API_CLIENT_ID);
    settings.put("keyturn.discovery.client-secret", encrypted(registrationSecret));
    settings.put("keyturn.console.client-id", DemoTenant.API_CLIENT_ID);
    settings.put("keyturn.console.client-secret", encrypted(registrationSecret));
    settings.put("keyturn.console.sign-in-tenant", DemoTenant.TENANT);
    settings.put("keyturn.federation.issuer", servers.demo().publicAddress().issuer());
    settings.put("keyturn.encryption.current-key", "k1");
    settings.put("keyturn.encryption.keys.k1", encrypted(encryptionKey));
    settings.put("keyturn.identity.tenant-id", DemoTenant.TENANT);
    settings.put("keyturn.identity.client-id", DemoTenant.API_CLIENT_ID);
    settings.put("keyturn.identity.client-secret", encrypted(registrationSecret));
    return settings;
  }

  Map<String, String> ofWorker(String workerSecret, String settingsUrl) {
    Map<String, String> settings = common();
    settings.put("server.port", String.valueOf(options.workerPort));
    // In one process it sees the other's libraries; it has no API to describe.
    settings.put("springdoc.api-docs.enabled", "false");
    settings.put("springdoc.swagger-ui.enabled", "false");
    settings.put("keyturn.tenant-settings.url", settingsUrl);
    settings.put("keyturn.tenant-settings.scope", DemoTenant.API_URI + "/.default");
    settings.put("keyturn.identity.tenant-id", DemoTenant.TENANT);
    settings.put("keyturn.identity.client-id", DemoTenant.WORKER_CLIENT_ID);
    settings.put("keyturn.identity.client-secret", encrypted(workerSecret));
    // A demo shall not wait: Entra's propagation is three seconds here.
    settings.put("keyturn.rotation.first-wait", "1s");
    settings.put("keyturn.rotation.retirement-probe-interval", "1s");
    return settings;
  }

  /** As environment variables: Spring's relaxed binding in the other direction. */
  static Map<String, String> asEnvironment(Map<String, String> settings) {
    Map<String, String> environment = new LinkedHashMap<>();
    settings.forEach((name, value) ->
        environment.put(name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT), value));
    return environment;
  }

  private Map<String, String> common() {
    Map<String, String> settings = new LinkedHashMap<>(servers.azure().settings());
    settings.put("spring.datasource.url", servers.jdbcUrl());
    settings.put("spring.datasource.username", EmbeddedDatabase.USER);
    settings.put("spring.datasource.password", EmbeddedDatabase.USER);
    settings.put("spring.kafka.bootstrap-servers", servers.bootstrapServers());
    settings.put("jasypt.encryptor.password", jasyptPassword);
    settings.putAll(options.more);
    return settings;
  }

  private String encrypted(String value) {
    return "ENC(" + encryptor.encrypt(value) + ")";
  }

  static String random() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
