package io.keyturn.azuredevops;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A successful answer: its JSON, and the headers that belong to it. */
record Reply(JsonNode json, Answer answer) {

  Optional<String> header(String name) {
    return answer.header(name);
  }
}
