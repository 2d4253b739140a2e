package io.keyturn.embedded.devops;

import io.keyturn.embedded.http.Answer;
import io.keyturn.embedded.http.Request;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How clients find their way: route templates (OPTIONS), areas and their hosts. */
final class Locations {

  private record Location(
      String id, String area, String resource, String template, int version, String released) {}

  private record Area(String id, String name, boolean identityHost) {}

  // Source: recorded OPTIONS /_apis and Microsoft's generated clients.
  private static final List<Location> LOCATIONS =
      List.of(
          at(
              "603fe2ac-9723-48b9-88ad-09305aa6c6e1",
              "core",
              "projects",
              "_apis/{resource}/{*projectId}",
              4,
              "7.1"),
          at(
              "00d9565f-ed9c-4a06-9a50-00e7896ccab4",
              "Location",
              "ConnectionData",
              "_apis/{resource}",
              1,
              "0.0"),
          at(
              "e81700f7-3be2-46de-8624-2eb35882fcaa",
              "Location",
              "ResourceAreas",
              "_apis/{resource}/{areaId}",
              1,
              "0.0"),
          at(
              "9461c234-c84c-4ed2-b918-2f0f92ad0a35",
              "securityroles",
              "roleassignments",
              "_apis/{area}/scopes/{scopeId}/{resource}/resources/{resourceId}/{identityId}",
              1,
              "0.0"),
          at(
              "f4cc9a86-453c-48d2-b44d-d3bd5c105f4f",
              "securityroles",
              "roledefinitions",
              "_apis/{area}/scopes/{scopeId}/{resource}",
              1,
              "0.0"),
          at(
              "e85f1c62-adfc-4b74-b618-11a150fb195e",
              "serviceendpoint",
              "endpoints",
              "{project}/_apis/{area}/{resource}/{endpointId}",
              4,
              "7.1"),
          at(
              "14e48fdc-2c8b-41ce-a0c3-e26f6cc55bd0",
              "serviceendpoint",
              "endpoints",
              "_apis/{area}/{resource}/{endpointId}",
              4,
              "7.1"),
          at(
              "10a16738-9299-4cd1-9a81-fd23ad6200d0",
              "serviceendpoint",
              "executionhistory",
              "{project}/_apis/{area}/{endpointId}/{resource}",
              1,
              "7.1"),
          at(
              "5a7938a4-655e-486c-b562-b78c54a7e87b",
              "serviceendpoint",
              "types",
              "_apis/{area}/{resource}",
              1,
              "7.1"),
          at(
              "cc63bb57-2a5f-4a7a-b79c-c142d308657e",
              "serviceendpoint",
              "endpointproxy",
              "{project}/_apis/{area}/{resource}",
              1,
              "7.1"),
          at(
              "28010c54-d0c0-4c89-a5b0-1c9e188b9fb7",
              "IMS",
              "Identities",
              "_apis/{resource}/{identityId}",
              1,
              "7.1"),
          at(
              "299e50df-fe45-4d3a-8b5b-a5836fac74dc",
              "IMS",
              "IdentityBatch",
              "_apis/{resource}",
              1,
              "0.0"),
          at(
              "ebbe6af8-0b91-4c13-8cf1-777c14858188",
              "Graph",
              "Groups",
              "_apis/{area}/{resource}/{groupDescriptor}",
              1,
              "0.0"),
          at(
              "3fd2e6ca-fb30-443a-b579-95b19ed0934c",
              "Graph",
              "Memberships",
              "_apis/{area}/{resource}/{subjectDescriptor}/{containerDescriptor}",
              1,
              "0.0"),
          at(
              "048aee0a-7072-4cde-ab73-7af77b1e0b4e",
              "Graph",
              "Descriptors",
              "_apis/{area}/{resource}/{storageKey}",
              1,
              "7.1"));

  private static final List<Area> AREAS =
      List.of(
          new Area("79134c72-4a58-4b42-976c-04e7115f32bf", "core", false),
          new Area("a85b8835-c1a1-4aac-ae97-1c3d0ba72dbd", "distributedtask", false),
          new Area("1814ab31-2f4f-4a9f-8761-f4d77dc5a5d7", "serviceendpoint", false),
          new Area("0d55247a-1c47-4462-9b1f-5e2125590ee6", "Account", true),
          new Area("55967393-20ef-45c6-a96c-b5d5d5986a9a", "Tokens", true),
          new Area("8a3d49b8-91f0-46ef-b33d-dda338c25db3", "IMS", true),
          new Area("bb1e7ec9-e901-4b68-999a-de7012b920f8", "Graph", true),
          new Area("fc3682be-3d6c-427a-87c8-e527b16a1d05", "Identity", true));

  private static Location at(
      String id, String area, String resource, String template, int version, String released) {
    return new Location(id, area, resource, template, version, released);
  }

  /** Needs no credential; below an organization and above all of them. */
  Answer options(Request request, boolean insideOrganization) {
    List<String> segments = request.segments();
    int apis = insideOrganization ? 1 : 0;
    if (segments.size() <= apis || !segments.get(apis).equalsIgnoreCase("_apis")) {
      return Answer.empty(404);
    }
    String area = segments.size() > apis + 1 ? segments.get(apis + 1) : "";
    ArrayNode value = World.JSON.createArrayNode();
    LOCATIONS.stream()
        .filter(l -> area.isEmpty() || l.area.equalsIgnoreCase(area))
        .forEach(l -> value.add(shown(l)));
    return list(value);
  }

  private static ObjectNode shown(Location location) {
    ObjectNode node = World.JSON.createObjectNode();
    node.put("id", location.id);
    node.put("area", location.area);
    node.put("resourceName", location.resource);
    node.put("routeTemplate", location.template);
    node.put("resourceVersion", location.version);
    node.put("minVersion", "1.0");
    node.put("maxVersion", "7.2");
    node.put("releasedVersion", location.released);
    return node;
  }

  boolean isResourceAreas(Request request) {
    List<String> path = request.segments();
    return path.size() >= 3
        && path.get(1).equalsIgnoreCase("_apis")
        && path.get(2).equalsIgnoreCase("resourceareas");
  }

  /** Answered without a credential, too: one Java client asks so before nearly each call. */
  Answer resourceAreas(Request request, Organization organization) {
    List<String> path = request.segments();
    String wanted = path.size() > 3 ? path.get(3).toLowerCase(Locale.ROOT) : "";
    ArrayNode value = World.JSON.createArrayNode();
    for (Area area : AREAS) {
      ObjectNode node = World.JSON.createObjectNode();
      node.put("id", area.id);
      node.put("name", area.name);
      node.put(
          "locationUrl",
          area.identityHost
              ? Sites.vssps(request.origin(), organization.name)
              : Sites.devops(request.origin(), organization.name));
      if (area.id.equals(wanted)) {
        return Answer.json(200, node.toString());
      }
      value.add(node);
    }
    return wanted.isEmpty() ? list(value) : Answer.json(200, "null");
  }

  private static Answer list(ArrayNode value) {
    ObjectNode body = World.JSON.createObjectNode();
    body.put("count", value.size());
    body.set("value", value);
    return Answer.json(200, body.toString());
  }
}
