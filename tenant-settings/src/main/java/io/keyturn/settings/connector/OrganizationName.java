package io.keyturn.settings.connector;

import io.keyturn.settings.api.FieldReader;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bare name of an Azure DevOps organization, as stored (S-05 to S-08). A pasted URL of {@code
 * dev.azure.com} or {@code visualstudio.com} is read as the name in it (C-1).
 */
public final class OrganizationName {

  private static final int LONGEST_URL = 2_000;
  private static final int LONGEST = 50;
  private static final Pattern DEV_AZURE =
      Pattern.compile("(?:https?://)?(?:[^/@]*@)?dev\\.azure\\.com(?:/([^/?#]*).*)?", flags());
  private static final Pattern VISUAL_STUDIO =
      Pattern.compile(
          "(?:https?://)?(?:[^/@]*@)?([^./@:]+)\\.visualstudio\\.com(?:[/?#].*)?", flags());
  private static final Pattern CHARACTERS = Pattern.compile("[A-Za-z0-9-]*");

  private OrganizationName() {}

  /**
   * Reads the field {@code organization}; refuses it with a code of its own for each rule.
   *
   * @param strict refuse a URL rather than take the name from it
   */
  public static String read(FieldReader fields, boolean strict) {
    String field = "organization";
    String typed = fields.text(field, LONGEST_URL);
    if (typed.isEmpty()) {
      return typed;
    }
    String name = typed;
    Matcher devAzure = DEV_AZURE.matcher(typed);
    Matcher visualStudio = VISUAL_STUDIO.matcher(typed);
    boolean isDevAzure = devAzure.matches();
    boolean isVisualStudio = visualStudio.matches();
    boolean isUrl = isDevAzure || isVisualStudio || typed.contains("/");
    if (isUrl && strict) {
      fields.refuse(
          field, "organization.url", "must be the organization's name only, not its address");
      return typed;
    }
    if (isDevAzure) {
      name = devAzure.group(1) == null ? "" : devAzure.group(1);
    } else if (isVisualStudio) {
      name = visualStudio.group(1);
    } else if (isUrl) {
      fields.refuse(
          field,
          "organization.host",
          "must be an organization of Azure DevOps Services (dev.azure.com); on-premises Azure"
              + " DevOps Server is not supported");
      return typed;
    }
    check(fields, field, name);
    return name;
  }

  private static void check(FieldReader fields, String field, String name) {
    if (name.isEmpty()) {
      fields.refuse(field, "organization.missing", "has no organization after dev.azure.com/");
    } else if (name.length() > LONGEST) {
      fields.refuse(
          field, "organization.length", "must not be longer than " + LONGEST + " characters");
    } else if (!CHARACTERS.matcher(name).matches()) {
      fields.refuse(field, "organization.characters", "may have letters, digits and hyphens only");
    } else if (name.startsWith("-")) {
      fields.refuse(field, "organization.start", "must start with a letter or a digit");
    } else if (name.endsWith("-")) {
      fields.refuse(field, "organization.end", "must not end with a hyphen");
    }
  }

  /** Whether it is a bare name as it may be stored. */
  public static boolean isName(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST
        && CHARACTERS.matcher(text).matches()
        && !text.startsWith("-")
        && !text.endsWith("-");
  }

  /** Azure DevOps does not tell organizations apart by case. */
  public static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static int flags() {
    return Pattern.CASE_INSENSITIVE;
  }
}
