package io.keyturn.contracts.api;

/**
 * What saving a connector would store, found out without asking Azure DevOps and without storing
 * it: what was typed, normalized (S-19, C-1). A token is no part of it.
 */
public record ConnectorReview(String name, String organization, Connector.SignIn signIn) {}
