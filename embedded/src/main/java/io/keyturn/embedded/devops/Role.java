package io.keyturn.embedded.devops;

import java.util.Arrays;
import java.util.Optional;

/**
 * What an identity may be on a service connection. The bits are those of the security namespace
 * ServiceEndpoints: 1 use, 2 administer, 4 create, 8 view authorization, 16 view.
 */
enum Role {
  READER("Reader", 16),
  USER("User", 1 | 8 | 16),
  CREATOR("Creator", 4 | 16),
  ADMINISTRATOR("Administrator", 1 | 2 | 4 | 8 | 16);

  static final int USE = 1;
  static final int ADMINISTER = 2;
  static final int CREATE = 4;
  static final int VIEW_AUTHORIZATION = 8;

  final String title;
  final int permissions;

  Role(String title, int permissions) {
    this.title = title;
    this.permissions = permissions;
  }

  static Optional<Role> named(String title) {
    return Arrays.stream(values()).filter(r -> r.title.equalsIgnoreCase(title)).findFirst();
  }
}
