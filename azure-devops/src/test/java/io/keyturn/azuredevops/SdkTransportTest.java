package io.keyturn.azuredevops;

import static io.keyturn.azuredevops.ScriptedServer.Scripted.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.contracts.outcome.Attempt;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SSLException;
import org.azd.utils.BaseRestClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SdkTransportTest extends TransportContract {

  @Override
  AzureDevOps through(AzureUrls urls, @Nullable Path caCertificate, Timeouts timeouts) {
    return new AzureDevOps(urls, caCertificate, timeouts, CallGate.OPEN, Example.NOON);
  }

  @Test
  void noJacksonComesFromTheSdk() throws Exception {
    URL sdk = BaseRestClient.class.getProtectionDomain().getCodeSource().getLocation();

    for (String jackson :
        List.of(
            "com/fasterxml/jackson/databind/ObjectMapper.class",
            "com/fasterxml/jackson/core/JsonFactory.class",
            "com/fasterxml/jackson/annotation/JsonProperty.class")) {
      assertThat(Collections.list(getClass().getClassLoader().getResources(jackson)))
          .noneMatch(found -> found.toString().contains(sdk.getPath()))
          .noneMatch(found -> found.toString().contains("azd"));
    }
    assertThat(Path.of(sdk.toURI()).resolve("org/azd")).isDirectory();
    assertThat(Path.of(sdk.toURI()).resolve("com")).doesNotExist();
  }

  @Test
  void theJvmsOwnTrustIsLeftAsItWas(@TempDir Path folder) throws Exception {
    Certificates certificates = Certificates.make(folder);
    try (ScriptedServer server = ScriptedServer.https(certificates.identity());
        HttpClient plain = HttpClient.newHttpClient()) {
      server.answer(json(200, "{\"count\":0,\"value\":[]}"));
      HttpRequest request = HttpRequest.newBuilder(server.url("/")).build();

      Attempt<?> trusting =
          new AzureDevOps(server.urls(null), certificates.pem()).projects().list(Example.ACTOR);

      assertThat(trusting).isInstanceOf(Attempt.Succeeded.class);
      assertThatThrownBy(() -> plain.send(request, BodyHandlers.discarding()))
          .isInstanceOf(SSLException.class);
    }
  }
}
