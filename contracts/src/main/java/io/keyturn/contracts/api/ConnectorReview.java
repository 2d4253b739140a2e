package io.keyturn.contracts.api;

import org.jspecify.annotations.Nullable;

/**
 * What saving a connector would store, found out without asking Azure DevOps and without storing
 * it: what was typed, normalized (S-19, C-1). A token is no part of it.
 */
public record ConnectorReview(
    String name, String organization, @Nullable String defaultProject, Connector.SignIn signIn) {}
