package io.keyturn.azuredevops;

import static io.keyturn.azuredevops.OutcomesTest.reasonOf;
import static io.keyturn.azuredevops.OutcomesTest.succeeded;
import static io.keyturn.azuredevops.ScriptedServer.Scripted.empty;
import static io.keyturn.azuredevops.ScriptedServer.Scripted.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.azuredevops.ScriptedServer.Scripted;
import io.keyturn.azuredevops.ScriptedServer.Seen;
import io.keyturn.contracts.outcome.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.StringNode;

/** in any of the three groups, however one got in. */
@Tag("A-12")
class AdministratorMembershipTest {

  private static final UUID ME = UUID.fromString("22157d54-1821-6536-a446-928b06348385");
  private static final String HERE = "vstfs:///Classification/TeamProject/" + Example.PROJECT;
  private static final String COLLECTION =
      "vstfs:///Framework/IdentityDomain/10feb381-82c3-4902-8e1f-840299a48ae4";

  private static final String PROJECT_ADMINISTRATORS = "S-1-9-1551374245-11-12-13-14-0-0-0-0-1";
  private static final String ENDPOINT_ADMINISTRATORS = "S-1-9-1551374245-21-22-23-24-1-5-6-7-8";
  private static final String COLLECTION_ADMINISTRATORS = "S-1-9-1551374245-31-32-33-34-0-0-0-0-1";
  private static final String OTHER_PROJECT = "S-1-9-1551374245-41-42-43-44-0-0-0-0-1";
  private static final String DEPLOYMENT = "S-1-9-1551374245-51-52-53-54-0-0-0-0-1";
  private static final String CUSTOM = "S-1-9-1551374245-61-62-63-64-1-1-1-1-1";

  private final ScriptedServer server = ScriptedServer.http();
  private final AdministratorMembership membership =
      Example.client(server).administratorMembership();
  private final List<String> projectGroups = new ArrayList<>();
  private final List<String> organizationGroups = new ArrayList<>();
  private String identity = "null";

  @BeforeEach
  void aProjectAndItsOrganization() {
    projectGroups.add(group("[Web]\\Readers", "Readers", HERE, CUSTOM));
    projectGroups.add(
        group(
            "[Web]\\Project Administrators",
            "Project Administrators",
            HERE,
            PROJECT_ADMINISTRATORS));
    projectGroups.add(
        group(
            "[Web]\\Endpoint Administrators",
            "Endpoint Administrators",
            HERE,
            ENDPOINT_ADMINISTRATORS));
    organizationGroups.add(
        group("[TEAM FOUNDATION]\\Administrators", "Administrators", COLLECTION, DEPLOYMENT));
    organizationGroups.add(
        group(
            "[Other]\\Project Administrators",
            "Project Administrators",
            "vstfs:///Classification/TeamProject/d8e7e7fd-44d3-47f8-9c72-5c7907714bf1",
            OTHER_PROJECT));
    organizationGroups.add(
        group(
            "[fabrikam]\\Project Collection Administrators",
            "Project Collection Administrators",
            COLLECTION,
            COLLECTION_ADMINISTRATORS));
    server.answer(this::answer);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void memberOfEndpointAdministrators() {
    iAmIn(CUSTOM, ENDPOINT_ADMINISTRATORS);

    assertThat(mine()).isEqualTo(new Membership.Member("[Web]\\Endpoint Administrators"));
  }

  @Test
  void memberOfProjectAdministratorsWhateverTheyAreCalled() {
    projectGroups.replaceAll(
        group -> group.replace("Project Administrators", "Projektadministratoren"));
    iAmIn(PROJECT_ADMINISTRATORS);

    assertThat(mine()).isEqualTo(new Membership.Member("[Web]\\Projektadministratoren"));
  }

  @Test
  void memberOfProjectCollectionAdministrators() {
    iAmIn(COLLECTION_ADMINISTRATORS);

    assertThat(mine())
        .isEqualTo(new Membership.Member("[fabrikam]\\Project Collection Administrators"));
  }

  @Test
  void nestedAndEntraMembershipsCountBecauseTheExpandedOnesAreAsked() {
    iAmIn(CUSTOM, PROJECT_ADMINISTRATORS);

    mine();

    assertThat(server.seen())
        .anyMatch(seen ->
            seen.path().equals("/identity/fabrikam/_apis/identities")
                && seen.query().contains("identityIds=" + ME)
                && seen.query().contains("queryMembership=ExpandedUp"));
  }

  @Test
  void membershipsMayBeObjects() {
    identity =
        "{\"id\":\""
            + ME
            + "\",\"isActive\":true,\"memberOf\":[null,{\"identityType\":"
            + "\"Microsoft.TeamFoundation.Identity\",\"identifier\":\""
            + ENDPOINT_ADMINISTRATORS
            + "\"}]}";

    assertThat(mine()).isInstanceOf(Membership.Member.class);
  }

  @Test
  @Tag("A-24")
  @DisplayName("A-24: who is in none is told which groups of which project to join")
  void nonMemberIsToldWhatToDo() {
    iAmIn(CUSTOM);

    assertThat(mine())
        .isInstanceOfSatisfying(
            Membership.NotAMember.class,
            not ->
                assertThat(not.why())
                    .contains("Endpoint Administrators", "Project Administrators", "Web"));
    // Nothing that could be Project Collection Administrators: no need to list every project's.
    assertThat(server.seen())
        .filteredOn(seen -> seen.path().endsWith("/graph/groups"))
        .allMatch(seen -> seen.query().contains("scopeDescriptor"));
  }

  @Test
  void administratorOfAnotherProjectIsNone() {
    iAmIn(OTHER_PROJECT);

    assertThat(mine()).isInstanceOf(Membership.NotAMember.class);
  }

  @Test
  void administratorOfMicrosoftsDeploymentIsNone() {
    iAmIn(DEPLOYMENT);

    assertThat(mine()).isInstanceOf(Membership.NotAMember.class);
  }

  @Test
  void groupOfTheSameNameInAnotherProjectIsNone() {
    projectGroups.removeLast();
    projectGroups.add(
        group(
            "[Other]\\Endpoint Administrators",
            "Endpoint Administrators",
            "vstfs:///Classification/TeamProject/d8e7e7fd-44d3-47f8-9c72-5c7907714bf1",
            ENDPOINT_ADMINISTRATORS));
    iAmIn(ENDPOINT_ADMINISTRATORS);

    assertThat(mine()).isInstanceOf(Membership.NotAMember.class);
  }

  @Test
  void projectWithoutEndpointAdministratorsIsNoError() {
    projectGroups.removeLast();
    iAmIn(CUSTOM);

    assertThat(mine()).isInstanceOf(Membership.NotAMember.class);
  }

  @Test
  void groupsOnLaterPagesCountEvenAfterAnEmptyOne() {
    String last = projectGroups.removeLast();
    iAmIn(ENDPOINT_ADMINISTRATORS);
    server.answer(request -> {
      if (!request.path().endsWith("/graph/groups")) {
        return answer(request);
      }
      if (request.query().contains("continuationToken=c 2+")) {
        return list(List.of(last));
      }
      return request.query().contains("continuationToken=c1")
          ? list(List.of()).with("X-MS-ContinuationToken", "c 2+")
          : list(projectGroups).with("X-MS-ContinuationToken", "c1");
    });

    assertThat(mine()).isInstanceOf(Membership.Member.class);
  }

  @Test
  void sharedIdentifierIsTheSameInBothDescriptors() {
    // Source: vsts-rest-api-specs, ims/7.1, SearchPCVUByName.json
    String sid = "S-1-9-1551374245-1725938060-2279921994-2555521242-2616350130-0-0-0-0-3";

    assertThat(
            Sid.ofGraphDescriptor(
                "vssgp.Uy0xLTktMTU1MTM3NDI0NS0xNzI1OTM4MDYwLTIyNzk5MjE5OTQtMjU1NTUyMTI0Mi0yNjE2MzU"
                    + "wMTMwLTAtMC0wLTAtMw"))
        .contains(new Sid(sid));
    assertThat(Sid.ofMemberOf(StringNode.valueOf("Microsoft.TeamFoundation.Identity;" + sid)))
        .contains(new Sid(sid));
    assertThat(Sid.ofGraphDescriptor("aadgp.Uy0x")).isEmpty();
    assertThat(Sid.ofGraphDescriptor("vssgp.%%%")).isEmpty();
  }

  @Test
  void disabledIdentityIsNoMember() {
    iAmIn(PROJECT_ADMINISTRATORS);
    identity = identity.replace("\"isActive\":true", "\"isActive\":false");

    assertThat(mine())
        .isInstanceOfSatisfying(
            Membership.NotAMember.class, not -> assertThat(not.why()).contains("disabled"));
  }

  @Test
  void unknownIdentityIsNoMemberAndNoError() {
    identity = "null";

    assertThat(mine())
        .isInstanceOfSatisfying(
            Membership.NotAMember.class,
            not -> assertThat(not.why()).contains("Organization settings"));
  }

  @Test
  void personIsRecognisedByObjectIdAndNotByName() {
    UUID objectId = UUID.fromString("916e656b-a0b5-4f3f-84aa-4eb15af78e63");
    iAmIn(PROJECT_ADMINISTRATORS);
    server.answer(request ->
        request.query().contains("searchFilter=General")
            ? list(List.of(person(UUID.randomUUID(), UUID.randomUUID()), person(ME, objectId)))
            : answer(request));

    assertThat(
            succeeded(
                membership.ofUser(
                    Example.ACTOR, Example.PROJECT, "Web", "a.b@example.com", objectId)))
        .isInstanceOf(Membership.Member.class);
    assertThat(
            succeeded(
                membership.ofUser(
                    Example.ACTOR, Example.PROJECT, "Web", "a.b@example.com", UUID.randomUUID())))
        .isInstanceOf(Membership.NotAMember.class);
  }

  @Test
  @DisplayName("A-18: a question that was not answered is no answer")
  void failedQuestionIsNeverAMembership() {
    iAmIn(PROJECT_ADMINISTRATORS);
    server.answer(
        request -> request.path().endsWith("/graph/groups") ? empty(503) : answer(request));

    assertThat(reasonOf(membership.ofCaller(Example.ACTOR, Example.PROJECT, "Web")))
        .isEqualTo(Reason.SERVER_ERROR);
  }

  private Membership mine() {
    return succeeded(membership.ofCaller(Example.ACTOR, Example.PROJECT, "Web"));
  }

  private void iAmIn(String... sids) {
    identity =
        List.of(sids).stream()
            .map(sid -> "\"Microsoft.TeamFoundation.Identity;" + sid + "\"")
            .collect(
                Collectors.joining(
                    ",",
                    "{\"id\":\"" + ME + "\",\"isActive\":true,\"members\":[],\"memberOf\":[",
                    "]}"));
  }

  private Scripted answer(Seen request) {
    if (request.path().equals("/devops/fabrikam/_apis/connectionData")) {
      assertThat(request.query()).isEqualTo("api-version=7.1-preview.1");
      return json(200, "{\"authenticatedUser\":{\"id\":\"" + ME + "\",\"descriptor\":\"x;y\"}}");
    }
    if (request.path().equals("/identity/fabrikam/_apis/graph/descriptors/" + Example.PROJECT)) {
      return json(200, "{\"value\":\"scp.Abc\"}");
    }
    if (request.path().equals("/identity/fabrikam/_apis/graph/groups")) {
      return request.query().contains("scopeDescriptor=scp.Abc")
          ? list(projectGroups)
          : list(organizationGroups);
    }
    if (request.path().equals("/identity/fabrikam/_apis/identities")) {
      return list(List.of(identity));
    }
    return empty(404);
  }

  private static Scripted list(List<String> elements) {
    return json(
        200, "{\"count\":" + elements.size() + ",\"value\":[" + String.join(",", elements) + "]}");
  }

  private static String person(UUID id, UUID objectId) {
    return "{\"id\":\""
        + id
        + "\",\"isActive\":true,\"properties\":{\"http://schemas.microsoft.com/identity/claims/"
        + "objectidentifier\":{\"$type\":\"System.String\",\"$value\":\""
        + objectId
        + "\"}}}";
  }

  private static String group(String principal, String display, String domain, String sid) {
    String descriptor =
        "vssgp."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(sid.getBytes(StandardCharsets.US_ASCII));
    return "{\"subjectKind\":\"group\",\"domain\":\""
        + domain
        + "\",\"principalName\":\""
        + principal.replace("\\", "\\\\")
        + "\",\"displayName\":\""
        + display
        + "\",\"descriptor\":\""
        + descriptor
        + "\"}";
  }
}
