package io.keyturn.settings.console;

import io.keyturn.settings.access.Caller;
import io.keyturn.settings.access.ConsoleSession;
import io.keyturn.settings.access.Role;

/** Who looks at a page, and which parts of the console are for them. */
record Me(String name, String userName, Caller caller) {

  static Me of(Caller caller, ConsoleSession session) {
    return new Me(session.name(), session.userName(), caller);
  }

  public boolean administrator() {
    return caller.has(Role.TENANT_ADMIN);
  }

  /** Settings, connectors and the history are read by administrators and auditors. */
  public boolean seesTenant() {
    return caller.seesEveryApplication();
  }

  /** Binds, and asks for rotations. */
  public boolean acts() {
    return administrator() || caller.has(Role.APPLICATION_OWNER);
  }

  public boolean anything() {
    return seesTenant() || acts();
  }

  public String role() {
    return administrator()
        ? "Tenant administrator"
        : caller.has(Role.AUDITOR)
            ? "Auditor"
            : caller.has(Role.APPLICATION_OWNER) ? "Application owner" : "No role";
  }

  public String initials() {
    StringBuilder initials = new StringBuilder();
    for (String word : name.split("\\s+")) {
      if (!word.isEmpty() && initials.length() < 2) {
        initials.appendCodePoint(Character.toUpperCase(word.codePointAt(0)));
      }
    }
    return initials.toString();
  }

  public String tenantId() {
    return caller.tenantId().toString();
  }
}
