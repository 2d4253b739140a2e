package io.keyturn.contracts.api;

import java.time.Duration;

/**
 * Rotations that somebody asks for begin once a second person has approved them.
 *
 * @param scheduledToo whether those that a schedule asks for wait for a person, too
 * @param timeout from an hour to 30 days; what nobody has approved by then ends
 */
public record ApprovalRule(boolean scheduledToo, Duration timeout) {}
