package io.keyturn.azuredevops;

import java.util.regex.Pattern;

/**
 * Who acts, and in which organization. Every call names its actor; there is no current one (D-17).
 *
 * @param organization the bare name, as after {@code dev.azure.com/} (S-05 to S-08)
 */
public record Actor(String organization, SignIn signIn) {

  private static final Pattern ORGANIZATION =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,48}[A-Za-z0-9])?");

  public Actor {
    if (!ORGANIZATION.matcher(organization).matches()) {
      throw new IllegalArgumentException(
          "an organization is its bare name: letters, digits and hyphens, at most 50");
    }
  }
}
