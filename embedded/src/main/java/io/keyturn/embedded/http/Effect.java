package io.keyturn.embedded.http;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How the server misbehaves. Durations are written as ISO 8601 in JSON: {@code PT2.5S}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Effect.Status.class, name = "status"),
  @JsonSubTypes.Type(value = Effect.SignInPage.class, name = "signInPage"),
  @JsonSubTypes.Type(value = Effect.Delay.class, name = "delay"),
  @JsonSubTypes.Type(value = Effect.Reset.class, name = "reset"),
  @JsonSubTypes.Type(value = Effect.ApplyThenReset.class, name = "applyThenReset"),
  @JsonSubTypes.Type(value = Effect.ApplyThenDelay.class, name = "applyThenDelay"),
  @JsonSubTypes.Type(value = Effect.ApplyAndAdd.class, name = "applyAndAdd"),
  @JsonSubTypes.Type(value = Effect.StallBody.class, name = "stallBody")
})
public sealed interface Effect {

  /** This answer; the site never sees the request. */
  record Status(int status, @Nullable Map<String, String> headers, @Nullable String body)
      implements Effect {}

  /** 203 with an HTML sign-in page, as Azure DevOps answers a bad credential. */
  record SignInPage() implements Effect {}

  /** The site gets the request only after that time. */
  record Delay(Duration duration) implements Effect {

    public Delay {
      Objects.requireNonNull(duration, "duration");
    }
  }

  /** The connection drops; the site never sees the request. */
  record Reset() implements Effect {}

  /** The site does what was asked, then the connection drops: the caller cannot know (FAULT-4). */
  record ApplyThenReset() implements Effect {}

  /** The site does what was asked at once; its answer comes only after that time (FAULT-8). */
  record ApplyThenDelay(Duration duration) implements Effect {

    public ApplyThenDelay {
      Objects.requireNonNull(duration, "duration");
    }
  }

  /** The site's own answer with more headers, such as {@code Retry-After} on a 200 (FAULT-7). */
  record ApplyAndAdd(Map<String, String> headers) implements Effect {

    public ApplyAndAdd {
      headers = Map.copyOf(headers);
    }
  }

  /** The site's answer stops halfway through the body, and the connection drops after that time. */
  record StallBody(Duration duration) implements Effect {

    public StallBody {
      Objects.requireNonNull(duration, "duration");
    }
  }
}
