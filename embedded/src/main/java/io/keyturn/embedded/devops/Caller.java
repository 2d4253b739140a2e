package io.keyturn.embedded.devops;

import java.util.Optional;
import java.util.Set;

/**
 * Who calls, recognized in one organization.
 *
 * @param scopes of the PAT; empty for an Entra token, which is not limited by scopes
 */
record Caller(Subject subject, Optional<Set<String>> scopes) {

  /** Whether the token has one of them; nothing asked for is always granted. */
  boolean hasOneOf(Set<String> wanted) {
    return wanted.isEmpty()
        || scopes.isEmpty()
        || scopes.get().contains("app_token")
        || wanted.stream().anyMatch(scopes.get()::contains);
  }

  boolean usesPersonalAccessToken() {
    return scopes.isPresent();
  }
}
