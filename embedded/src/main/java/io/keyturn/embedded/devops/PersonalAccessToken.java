package io.keyturn.embedded.devops;

import java.time.Instant;
import java.util.Set;

/**
 * A PAT: it belongs to one user and is good for one organization.
 *
 * @param organization in lower case
 * @param scopes such as {@code vso.serviceendpoint_manage}; {@code app_token} stands for full
 *     access
 */
record PersonalAccessToken(
    String name,
    String token,
    String organization,
    String subjectId,
    Set<String> scopes,
    Instant validTo) {

  @Override
  public String toString() {
    return "PersonalAccessToken[" + name + " of " + subjectId + " in " + organization + "]";
  }
}
