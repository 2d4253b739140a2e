package io.keyturn.sandbox;

import io.keyturn.sandbox.AzureSeed.Handover;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Servers, applications and the demo tenant, started and seeded. */
final class Stack implements Running.Part {

  private final EmbeddedServers servers;
  private final @Nullable Applications applications;
  private final DemoTenant tenant;
  private final Handover handover;
  private final Settings settings;
  private final String encryptionKey;

  private Stack(
      EmbeddedServers servers,
      @Nullable Applications applications,
      DemoTenant tenant,
      Handover handover,
      Settings settings,
      String encryptionKey) {
    this.servers = servers;
    this.applications = applications;
    this.tenant = tenant;
    this.handover = handover;
    this.settings = settings;
    this.encryptionKey = encryptionKey;
  }

  /** With both applications in this process, and Contoso set up in them. */
  static Stack start(StackOptions options, Console console, StopRequest stop) {
    return start(options, console, stop, true);
  }

  /** Only what the applications need; they are started elsewhere. */
  static Stack startServers(StackOptions options, Console console, StopRequest stop) {
    return start(options, console, stop, false);
  }

  private static Stack start(
      StackOptions options, Console console, StopRequest stop, boolean withApplications) {
    console.progress("Starting Azure, Kafka and PostgreSQL in this process ...");
    EmbeddedServers servers = EmbeddedServers.start(options);
    @Nullable Applications applications = null;
    try {
      stop.throwIfMade();
      DemoTenant tenant = new DemoTenant(servers.demo());
      Handover handover = AzureSeed.run(servers.demo(), tenant);
      Settings settings = new Settings(servers, options);
      String encryptionKey = encryptionKey(options.data);
      if (withApplications) {
        console.progress("Starting tenant-settings and rotation-worker ...");
        applications = Applications.start(settings, encryptionKey, handover, options.verbose, stop);
        servers.demo().publicAddress().reachedAt(applications.settingsUrl());
      }
      Stack stack = new Stack(servers, applications, tenant, handover, settings, encryptionKey);
      if (applications != null) {
        stack.setUpTenant(applications.settingsUrl());
      }
      return stack;
    } catch (RuntimeException e) {
      if (applications != null) {
        applications.close();
      }
      servers.close();
      throw e;
    }
  }

  /** Sets Contoso up through the API of a running tenant-settings. */
  void setUpTenant(String settingsUrl) {
    SettingsSeed.run(settingsUrl, servers.demo(), tenant, handover.labsToken());
  }

  Api api(String settingsUrl) {
    return Api.asAutomation(settingsUrl, servers.demo());
  }

  EmbeddedServers servers() {
    return servers;
  }

  DemoTenant tenant() {
    return tenant;
  }

  Handover handover() {
    return handover;
  }

  Settings settings() {
    return settings;
  }

  String encryptionKey() {
    return encryptionKey;
  }

  /**
   * The automation's client secret, for curl: in a file of its owner's, so that none is printed.
   */
  Path cliSecretFile() {
    Path file = servers.azure().caCertificate().resolveSibling("automation-secret");
    OwnerOnly.write(file, handover.cliSecret());
    return file;
  }

  Applications applications() {
    return Optional.ofNullable(applications)
        .orElseThrow(() -> new IllegalStateException("the applications run elsewhere"));
  }

  @Override
  public void close() {
    if (applications != null) {
      applications.close();
    }
    servers.close();
  }

  /** Stays the same for data that is kept: what it encrypted has to be read again. */
  private static String encryptionKey(@Nullable Path data) {
    if (data == null) {
      return Settings.random();
    }
    Path file = data.resolve("encryption-key");
    try {
      if (!Files.exists(file)) {
        OwnerOnly.write(file, Settings.random());
      }
      return Files.readString(file).trim();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the encryption key in " + data, e);
    }
  }
}
