package io.keyturn.contracts.api;

import java.time.Instant;

/**
 * Who changed what, and when: an element of the answer to {@code GET
 * /api/v1/tenants/{tenantId}/history}.
 *
 * @param id counts up; newer entries have higher ones
 * @param actor the object id of who did it
 * @param action what was done, for example {@code connector.saved}
 * @param subject to what, for example the connector's name
 * @param detail what it was like afterwards; never a secret
 */
public record HistoryEntry(
    long id, Instant at, String actor, String action, String subject, String detail) {}
