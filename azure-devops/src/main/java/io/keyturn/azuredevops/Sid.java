package io.keyturn.azuredevops;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The security identifier of an Azure DevOps group, the part that its two descriptors share: {@code
 * vssgp.} and the Base64url of the SID in the graph, {@code Microsoft.TeamFoundation.Identity;} and
 * the SID among identities.
 */
record Sid(String value) {

  private static final String GRAPH = "vssgp.";
  private static final String LEGACY = "Microsoft.TeamFoundation.Identity;";

  /** Project Administrators of a project, Project Collection Administrators of an organization. */
  private static final String ADMINISTRATORS_TAIL = "-0-0-0-0-1";

  /** Empty for an Entra group, an unresolved one, or anything else without a SID. */
  static Optional<Sid> ofGraphDescriptor(String descriptor) {
    if (!descriptor.startsWith(GRAPH)) {
      return Optional.empty();
    }
    try {
      byte[] sid = Base64.getUrlDecoder().decode(descriptor.substring(GRAPH.length()));
      return Optional.of(new Sid(new String(sid, StandardCharsets.US_ASCII)));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /** An entry of {@code memberOf}: a string on the wire, an object in the documents. */
  static Optional<Sid> ofMemberOf(JsonNode entry) {
    Optional<String> descriptor =
        entry.isString()
            ? Optional.of(entry.stringValue())
            : Json.text(entry, "descriptor").or(() -> legacyParts(entry));
    return descriptor
        .filter(text -> text.regionMatches(true, 0, LEGACY, 0, LEGACY.length()))
        .map(text -> new Sid(text.substring(LEGACY.length())));
  }

  private static Optional<String> legacyParts(JsonNode entry) {
    return Json.text(entry, "identityType")
        .flatMap(type -> Json.text(entry, "identifier").map(sid -> type + ";" + sid));
  }

  boolean isAdministratorsOfItsScope() {
    return value.endsWith(ADMINISTRATORS_TAIL);
  }
}
