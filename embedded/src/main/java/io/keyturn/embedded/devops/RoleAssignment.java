package io.keyturn.embedded.devops;

/** Somebody's role somewhere; {@code resource} is in lower case. */
record RoleAssignment(RoleScope scope, String resource, String subjectId, Role role) {}
