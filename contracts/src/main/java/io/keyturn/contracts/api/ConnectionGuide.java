package io.keyturn.contracts.api;

import java.util.List;

/**
 * What people have to do before an organization can be connected, and what has to be entered then.
 *
 * @param before what has to be there first
 * @param grants what the identity has to be given in Azure DevOps, however it signs in; nothing
 *     else is needed
 * @param ways to sign in
 */
public record ConnectionGuide(List<String> before, List<Step> grants, List<Way> ways) {

  public ConnectionGuide {
    before = List.copyOf(before);
    grants = List.copyOf(grants);
    ways = List.copyOf(ways);
  }

  /** Who does what, and where. */
  public record Step(String who, String where, String what) {}

  /**
   * One way to sign in.
   *
   * @param when it is the right one
   * @param scopes of a personal access token; empty for the others
   * @param steps in their order
   * @param inputs of the request that makes the connector
   */
  public record Way(
      Connector.Kind kind, String when, List<Scope> scopes, List<Step> steps, List<Input> inputs) {

    public Way {
      scopes = List.copyOf(scopes);
      steps = List.copyOf(steps);
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * @param api as the REST API names it
   * @param portal as the page names it where a token is made
   */
  public record Scope(String api, String portal, String why) {}

  /**
   * @param field of the request, with dots between the levels
   */
  public record Input(String field, String example, boolean required, String about) {}
}
