package io.keyturn.settings.connector;

import io.keyturn.azuredevops.Scopes;
import io.keyturn.contracts.api.ConnectorStatus;
import org.jspecify.annotations.Nullable;

/** What each status means for use, and the next step that belongs to it. */
final class StatusRemedies {

  private StatusRemedies() {}

  /** Whether the sign-in worked when it was tried. */
  static boolean works(ConnectorStatus status) {
    return switch (status) {
      case CONNECTED, CONNECTED_NOTHING_VISIBLE, CONNECTED_PARTIAL -> true;
      case NOT_AUTHENTICATED,
          SAVED_UNVERIFIED,
          VERIFYING,
          INVALID_OR_EXPIRED_TOKEN,
          SCOPE_MISSING,
          FORBIDDEN_OR_NOT_MEMBER,
          ORGANIZATION_NOT_FOUND,
          WRONG_TENANT,
          CONSENT_REQUIRED,
          THROTTLED,
          UNREACHABLE,
          ACCESS_REVOKED,
          MISCONFIGURED ->
          false;
    };
  }

  /** Null where nothing is left to do. */
  static @Nullable String of(ConnectorStatus status) {
    return switch (status) {
      case CONNECTED -> null;
      case VERIFYING -> "Wait for the answer, then read the connector again.";
      case NOT_AUTHENTICATED ->
          "Edit the connector or the Azure DevOps settings and provide a sign-in.";
      case CONNECTED_NOTHING_VISIBLE ->
          "Give the identity access to the projects it is for, then verify again; it takes about a"
              + " minute to take effect.";
      case CONNECTED_PARTIAL ->
          "Compare what is visible with what you expect, grant what is missing, then verify again.";
      case INVALID_OR_EXPIRED_TOKEN ->
          "Check that the secret or token was copied whole, is not expired or revoked and belongs to"
              + " this organization; else make a new one and save it here.";
      case SCOPE_MISSING ->
          "Make a token with the scopes " + Scopes.needed() + ", and save it here.";
      case FORBIDDEN_OR_NOT_MEMBER ->
          "A Project Collection Administrator adds the identity under Organization settings, Users,"
              + " with Basic access and the projects it is for. A role on an Azure subscription does"
              + " not help.";
      case ORGANIZATION_NOT_FOUND ->
          "Enter only the organization's name, the part after dev.azure.com/.";
      case WRONG_TENANT ->
          "Use an identity of the Entra tenant that the organization is connected to, or connect the"
              + " organization under Organization settings, Microsoft Entra.";
      case CONSENT_REQUIRED -> "Ask an administrator of that Entra tenant to grant consent.";
      case THROTTLED -> "Wait as long as Azure DevOps asks, then verify again.";
      case UNREACHABLE ->
          "Check that this installation reaches the Azure DevOps, Entra and Key Vault addresses, then"
              + " verify again. During an outage save with saveUnverified=true.";
      case ACCESS_REVOKED ->
          "If this was not intended, give the identity its access back, then verify again.";
      case MISCONFIGURED -> "Edit the connector and correct what the message names.";
      case SAVED_UNVERIFIED -> "Verify it. Until that succeeds, no rotation uses this connector.";
    };
  }
}
