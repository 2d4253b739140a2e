package io.keyturn.azuredevops;

/** Scopes of a personal access token or a user's token, as the portal and the API name them. */
final class Scopes {

  static final String MANAGE =
      "vso.serviceendpoint_manage (Service Connections: read, query, manage)";

  static final String NEEDED =
      "vso.serviceendpoint_manage, vso.project, vso.graph, vso.identity and vso.profile";

  private Scopes() {}
}
