package io.keyturn.sandbox;

import io.keyturn.embedded.azure.EmbeddedAzure;
import io.keyturn.embedded.devops.EmbeddedAzureDevOps;
import io.keyturn.embedded.entra.PublishedKeys;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;

/** The embedded Azure with its Azure DevOps, and the address at which it looks for Keyturn. */
final class DemoAzure implements Running.Part {

  private final EmbeddedAzure azure;
  private final EmbeddedAzureDevOps devOps;
  private final PublicAddress publicAddress;

  private DemoAzure(EmbeddedAzure azure, EmbeddedAzureDevOps devOps, PublicAddress publicAddress) {
    this.azure = azure;
    this.devOps = devOps;
    this.publicAddress = publicAddress;
  }

  /**
   * @param builder with address and data directory chosen
   */
  static DemoAzure start(EmbeddedAzure.Builder builder, PublicAddress publicAddress) {
    AtomicReference<EmbeddedAzureDevOps> devOps = new AtomicReference<>();
    EmbeddedAzure azure =
        builder
            .issuerKeys(new PublishedKeys(HttpClient.newHttpClient(), publicAddress::route))
            .sites(directory -> {
              devOps.set(new EmbeddedAzureDevOps(directory, Clock.systemUTC()));
              return devOps.get().sites();
            })
            .start();
    return new DemoAzure(azure, devOps.get(), publicAddress);
  }

  EmbeddedAzure azure() {
    return azure;
  }

  EmbeddedAzureDevOps devOps() {
    return devOps;
  }

  PublicAddress publicAddress() {
    return publicAddress;
  }

  @Override
  public void close() {
    azure.close();
  }
}
