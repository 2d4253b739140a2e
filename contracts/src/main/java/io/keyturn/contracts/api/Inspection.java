package io.keyturn.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the last look at a bound service connection found.
 *
 * @param reason a stable constant; null where nothing is wrong
 * @param message a sentence for the owner
 * @param remedy the next step; null where there is none
 * @param since when it was first found so
 * @param changedBy who edited it last in Azure DevOps, where that was not Keyturn
 * @param changedAt when they did
 * @param keyId Entra's id of the client secret that it holds, where Keyturn knows it
 * @param secretExpiresAt when Entra stops accepting that client secret
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Inspection(
    InspectionState state,
    @Nullable String reason,
    String message,
    @Nullable String remedy,
    Instant since,
    Instant lookedAt,
    @Nullable String changedBy,
    @Nullable Instant changedAt,
    @Nullable String keyId,
    @Nullable Instant secretExpiresAt) {}
