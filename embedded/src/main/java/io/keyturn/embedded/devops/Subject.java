package io.keyturn.embedded.devops;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;

/** A user, a service principal or a group as one organization knows it. */
final class Subject {

  enum Kind {
    USER,
    SERVICE_PRINCIPAL,
    GROUP,
    ENTRA_GROUP
  }

  /** The storage key, {@code identityIds} in queries. */
  String id = "";

  Kind kind = Kind.USER;
  String displayName = "";

  /** User principal name, or {@code [Project]\Group}, or the service principal's object id. */
  String principalName = "";

  /** The object id in Entra; for a group of Azure DevOps a GUID of its own. */
  String originId = "";

  /** The client id; only a service principal has one. */
  String applicationId = "";

  /** Only groups have one. */
  String sid = "";

  /** The tenant, or {@code vstfs:///…} of the scope a group lives in. */
  String domain = "";

  String description = "";
  boolean active = true;

  /** Storage keys of the groups it is a direct member of. */
  Set<String> containers = new LinkedHashSet<>();

  boolean isGroup() {
    return switch (kind) {
      case GROUP, ENTRA_GROUP -> true;
      case USER, SERVICE_PRINCIPAL -> false;
    };
  }

  /**
   * The subject descriptor: base64url of a SID for groups, of a GUID for the others. That GUID is
   * not the storage key. Source: Microsoft's own payloads show both equal and different ones.
   */
  String descriptor() {
    return switch (kind) {
      case USER -> "aad." + base64(World.idFor("subject", domain, originId));
      case SERVICE_PRINCIPAL -> "aadsp." + base64(World.idFor("subject", domain, originId));
      case GROUP -> "vssgp." + base64(sid);
      case ENTRA_GROUP -> "aadgp." + base64(sid);
    };
  }

  /** The descriptor that the identities API speaks. */
  String legacyDescriptor() {
    return switch (kind) {
      case USER -> "Microsoft.IdentityModel.Claims.ClaimsIdentity;" + domain + "\\" + principalName;
      case SERVICE_PRINCIPAL ->
          "Microsoft.VisualStudio.Services.Claims.AadServicePrincipal;" + domain + "\\" + originId;
      case GROUP, ENTRA_GROUP -> "Microsoft.TeamFoundation.Identity;" + sid;
    };
  }

  static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
