package io.keyturn.contracts.api;

/**
 * What came of sending something to a channel just to try it.
 *
 * @param message for the administrator who tries; names the next step where it did not arrive
 */
public record NotificationTest(boolean delivered, String message) {}
