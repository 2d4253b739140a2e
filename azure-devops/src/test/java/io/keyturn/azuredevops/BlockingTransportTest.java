package io.keyturn.azuredevops;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

class BlockingTransportTest extends TransportContract {

  @Override
  AzureDevOps through(AzureUrls urls, @Nullable Path caCertificate, Timeouts timeouts) {
    return AzureDevOps.ofManyCalls(
        urls, BlockingHttp.trusting(caCertificate), timeouts, CallGate.OPEN, Example.NOON);
  }
}
