package io.keyturn.contracts.api;

/** What the next rotation would find of a binding in our own settings, before Azure is asked. */
public enum BindingState {
  READY,
  TENANT_OFF,
  APPLICATION_OFF,
  CONNECTOR_MISSING,
  /** The connector's last verification did not end well; its status says why. */
  CONNECTOR_NOT_READY
}
