package io.keyturn.contracts.api;

import java.util.UUID;

/**
 * A project that the signed-in user sees; whether it can be selected shows on selection.
 *
 * @param preselected whether it is the connector's default project: choosing begins there
 */
public record DiscoveredProject(UUID id, String name, boolean preselected) {}
