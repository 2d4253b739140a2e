package io.keyturn.contracts.api;

/**
 * A worker asks which bindings to look at: {@code POST /api/v1/worker/inspections/claim}.
 *
 * @param most bindings, from 1 to 500
 */
public record InspectionClaim(int most) {}
