package io.keyturn.azuredevops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.util.Context;
import io.keyturn.azuredevops.ScriptedServer.Scripted;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlockingHttpTest {

  @ParameterizedTest
  @CsvSource({
    "503, 0",
    "503, 00",
    "408, 0",
    "429, 0",
    "503, 99999999999999999999",
    "503, 3",
    "503, soon"
  })
  void aWriteIsSentOnceWhateverTheAnswerAsksFor(int status, String retryAfter) throws Exception {
    try (ScriptedServer server = ScriptedServer.http()) {
      server.answer(Scripted.json(status, "{}").with("Retry-After", retryAfter));
      Request write =
          new Request.Builder()
              .url(server.url("/").toString())
              .post(RequestBody.create("{}", MediaType.get("application/json")))
              .build();

      try (Response answer = BlockingHttp.trusting(null).newCall(write).execute()) {
        assertThat(answer.code()).isEqualTo(status);
      }

      assertThat(server.seen()).hasSize(1);
    }
  }

  @Test
  void anAnswerThatAsksForNoPauseIsLeftAsItIs() throws Exception {
    try (ScriptedServer server = ScriptedServer.http()) {
      server.answer(Scripted.json(200, "{}").with("Retry-After", "0"));
      Request read = new Request.Builder().url(server.url("/").toString()).build();

      try (Response answer = BlockingHttp.trusting(null).newCall(read).execute()) {
        assertThat(answer.header("Retry-After")).isEqualTo("0");
      }
    }
  }

  @ParameterizedTest
  @Timeout(30)
  @ValueSource(
      strings = {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"})
  void aCallOfTheAzureSdkEndsAtTheDeadlineWhereverItsAnswerStalls(String begun) throws Exception {
    try (ServerSocket stalling = new ServerSocket(0)) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              stalling.accept().getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
              // The test is over.
            }
          });
      HttpRequest ask =
          new HttpRequest(HttpMethod.GET, "http://localhost:" + stalling.getLocalPort() + "/");

      assertThatThrownBy(() ->
              BlockingHttp.forAzure(BlockingHttp.trusting(null), Duration.ofMillis(300))
                  .sendSync(ask, Context.NONE)
                  .buffer()
                  .getBodyAsBinaryData()
                  .toBytes())
          .hasRootCauseInstanceOf(IOException.class);
    }
  }
}
