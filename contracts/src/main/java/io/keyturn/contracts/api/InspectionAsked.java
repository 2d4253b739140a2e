package io.keyturn.contracts.api;

import java.time.Instant;

/**
 * The answer to "look now": a look that ended after that moment is the answer.
 *
 * @param bindings how many are looked at
 */
public record InspectionAsked(Instant askedAt, int bindings) {}
