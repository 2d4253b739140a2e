package io.keyturn.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A personal access token by the day that was entered for it; nobody but a person can renew it.
 *
 * @param connector whose it is; null for the tenant's own
 * @param organization the connector's; null for the tenant's own
 * @param expiresOn its last day, in UTC
 * @param days whole days until that day is over; negative when it is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExpiringToken(
    @Nullable String connector,
    @Nullable String organization,
    ExpiringApplication.Band band,
    LocalDate expiresOn,
    long days) {}
