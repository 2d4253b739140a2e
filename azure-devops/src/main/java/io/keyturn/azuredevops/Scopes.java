package io.keyturn.azuredevops;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a personal access token has to be allowed, and no more: no code, no work items, no builds
 * (R-06, D-05). Everything that tells somebody which scopes to choose tells these.
 */
public final class Scopes {

  /**
   * @param api as the REST API names it
   * @param portal as the page names it where a token is made
   * @param why what Keyturn does with it
   */
  public record Scope(String api, String portal, String why) {}

  static final String MANAGE =
      "vso.serviceendpoint_manage (Service Connections: read, query, manage)";

  public static final List<Scope> NEEDED =
      List.of(
          new Scope(
              "vso.serviceendpoint_manage",
              "Service Connections (Read, query & manage)",
              "reads, tests and updates service connections"),
          new Scope(
              "vso.project",
              "Project and Team (Read)",
              "lists the projects, which is also how the token is verified"),
          new Scope("vso.graph", "Graph (Read)", "finds the three groups of administrators"),
          new Scope("vso.identity", "Identity (Read)", "sees whether the token's owner is in one"));

  private Scopes() {}

  /** For sentences, in the portal's words. */
  public static String needed() {
    String first =
        NEEDED.stream()
            .limit(NEEDED.size() - 1L)
            .map(Scope::portal)
            .collect(Collectors.joining(", "));
    return first + " and " + NEEDED.getLast().portal();
  }
}
