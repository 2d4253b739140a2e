package io.keyturn.settings.connector;

import io.keyturn.settings.api.FieldReader;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The name of a project as Azure DevOps lets one be called. */
final class ProjectName {

  // Source: https://learn.microsoft.com/azure/devops/organizations/settings/naming-restrictions
  private static final int LONGEST = 64;
  private static final Pattern NAME =
      Pattern.compile("(?![_.])[^\\\\/:*?\"<>|;#$*{},+=\\[\\]]*(?<!\\.)");

  private ProjectName() {}

  /** Null where none is named: blank is none, too. */
  static @Nullable String optional(FieldReader fields, String field) {
    if (!fields.has(field) || fields.isBlank(field)) {
      return null;
    }
    String name = fields.text(field, LONGEST);
    if (!NAME.matcher(name).matches()) {
      fields.refuse(
          field, "project.name", "must be the name of a project, not an address and not an id");
    }
    return name;
  }
}
