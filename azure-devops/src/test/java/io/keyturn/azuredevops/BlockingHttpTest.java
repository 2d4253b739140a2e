package io.keyturn.azuredevops;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.azuredevops.ScriptedServer.Scripted;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
