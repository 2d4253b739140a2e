package io.keyturn.embedded.devops.spec;

import io.keyturn.embedded.http.Answer;
import io.keyturn.embedded.http.Request;
import io.keyturn.embedded.http.Site;
import java.util.function.Consumer;

/** A site of Azure DevOps that tells of every call; plug it in instead of the site itself. */
public record RecordingSite(Site site, Consumer<Exchange> told) implements Site {

  @Override
  public String prefix() {
    return site.prefix();
  }

  @Override
  public Answer handle(Request request) {
    Answer answer = site.handle(request);
    told.accept(Exchange.of(prefix(), request, answer));
    return answer;
  }
}
