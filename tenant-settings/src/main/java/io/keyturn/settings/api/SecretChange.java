package io.keyturn.settings.api;

import io.keyturn.contracts.secret.ClientSecret;

/** What a request wants done to a stored secret. */
public sealed interface SecretChange {

  /** The field is absent. */
  record Keep() implements SecretChange {}

  /** The field is null or blank. */
  record Remove() implements SecretChange {}

  /** The field has a value, without the whitespace around it. */
  record Replace(ClientSecret secret) implements SecretChange {}
}
