package io.keyturn.contracts.api;

/** A binding in a list across applications. */
public record BindingOfTenant(String applicationId, String applicationName, Binding binding) {}
