package io.keyturn.embedded.devops;

import static io.keyturn.embedded.devops.Fabrikam.bearer;
import static io.keyturn.embedded.devops.Fabrikam.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.embedded.http.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MembershipTest {

  private static final String PREVIEW = "api-version=7.1-preview.1";
  private static final String GRAPH = "/vssps/fabrikam/_apis/graph/";

  private final Fabrikam fabrikam = new Fabrikam();

  @Test
  void newProjectHasSixGroupsAndNoEndpointAdministrators() {
    JsonNode groups = groupsOf(fabrikam.shipping);

    assertThat(groups.findValuesAsString("displayName"))
        .containsExactly(
            "Shipping Team",
            "Readers",
            "Project Valid Users",
            "Contributors",
            "Project Administrators",
            "Build Administrators");
    assertThat(groupsOf(fabrikam.payments).findValuesAsString("displayName"))
        .hasSize(7)
        .contains("Endpoint Administrators");
  }

  @Test
  void scopeOfAProjectIsNotItsId() {
    String descriptor = scopeOf(fabrikam.payments);

    assertThat(descriptor).startsWith("scp.");
    assertThat(decoded(descriptor)).isNotEqualTo(fabrikam.payments.id()).hasSize(36);
  }

  @Test
  void builtInGroupsAreToldByTheTailOfTheirSidAndTheirDomain() {
    JsonNode administrators = named(groupsOf(fabrikam.payments), "Project Administrators");
    JsonNode collection =
        named(
            json(fabrikam.get(GRAPH + "groups?" + PREVIEW)).path("value"),
            "Project Collection Administrators");

    assertThat(decoded(administrators.path("descriptor").asString()))
        .startsWith("S-1-9-1551374245-")
        .endsWith("-0-0-0-0-1");
    assertThat(administrators.path("domain").asString())
        .isEqualTo("vstfs:///Classification/TeamProject/" + fabrikam.payments.id());
    assertThat(decoded(collection.path("descriptor").asString())).endsWith("-0-0-0-0-1");
    assertThat(collection.path("domain").asString())
        .startsWith("vstfs:///Framework/IdentityDomain/");
    assertThat(collection.path("principalName").asString())
        .isEqualTo("[fabrikam]\\Project Collection Administrators");
  }

  @Test
  void expandedUpKnowsNestedGroupsAndGroupsOfEntra() {
    Member entra = fabrikam.organization.entraGroup(Fabrikam.CLIENT, "Platform engineers");
    Member team = fabrikam.organization.group("Platform team");
    fabrikam.alice.joins(entra);
    entra.joins(team);
    team.joins(fabrikam.payments.endpointAdministrators());

    List<String> direct = memberOf(fabrikam.alice, "Direct");
    List<String> expanded = memberOf(fabrikam.alice, "ExpandedUp");
    JsonNode none = identity(fabrikam.alice, "None");

    assertThat(expanded)
        .contains(legacy(entra), legacy(team), legacy(fabrikam.payments.endpointAdministrators()));
    assertThat(direct)
        .contains(legacy(entra))
        .doesNotContain(legacy(fabrikam.payments.endpointAdministrators()));
    assertThat(none.path("memberOf").isArray()).isTrue();
    assertThat(none.path("memberOf")).isEmpty();
  }

  @Test
  void graphUpwardsIsOneEdgeDeepAndSilentAboutEntra() {
    Member entra = fabrikam.organization.entraGroup(Fabrikam.CLIENT, "Platform engineers");
    fabrikam.alice.joins(entra);
    entra.joins(fabrikam.payments.endpointAdministrators());
    String up = GRAPH + "Memberships/" + fabrikam.alice.descriptor() + "?direction=up&" + PREVIEW;
    String edge = GRAPH + "memberships/" + fabrikam.alice.descriptor() + "/" + entra.descriptor();

    List<String> containers =
        json(fabrikam.get(up)).path("value").findValuesAsString("containerDescriptor");
    Answer exists = fabrikam.call("HEAD", edge + "?" + PREVIEW, "");

    assertThat(containers)
        .contains(fabrikam.payments.contributors().descriptor())
        .doesNotContain(
            entra.descriptor(), fabrikam.payments.endpointAdministrators().descriptor());
    assertThat(exists.status()).isEqualTo(200);
    assertThat(exists.headers().get("WWW-Authenticate")).startsWith("Bearer authorization_uri=");
    fabrikam.alice.leaves(entra);
    assertThat(fabrikam.call("HEAD", edge + "?" + PREVIEW, "").status()).isEqualTo(404);
    assertThat(fabrikam.get(up + "&depth=2").status()).isEqualTo(400);
  }

  @Test
  void unknownIdentityIsANullAndATooLongUrlIsNotFound() {
    String path = "/vssps/fabrikam/_apis/identities?api-version=7.1&identityIds=";

    JsonNode two = json(fabrikam.get(path + fabrikam.worker.id() + "," + Fabrikam.CLIENT));
    Answer tooLong = fabrikam.get(path + (fabrikam.worker.id() + ",").repeat(200));

    assertThat(two.path("count").asInt()).isEqualTo(2);
    assertThat(two.path("value").get(0).path("isActive").asBoolean()).isTrue();
    assertThat(two.path("value").get(1).isNull()).isTrue();
    assertThat(tooLong.status()).isEqualTo(404);
    assertThat(tooLong.body()).isEmpty();
  }

  @Test
  void userIsFoundByAccountAndCarriesTheObjectIdOfEntra() {
    JsonNode found =
        json(fabrikam.get(
                "/vssps/fabrikam/_apis/identities?api-version=7.1&searchFilter=General"
                    + "&filterValue=alice@fabrikam.test"))
            .path("value");

    assertThat(found).hasSize(1);
    assertThat(
            found
                .get(0)
                .path("properties")
                .path("http://schemas.microsoft.com/identity/claims/objectidentifier")
                .path("$value")
                .asString())
        .isEqualTo(Fabrikam.ALICE);
    assertThat(found.get(0).path("descriptor").asString())
        .isEqualTo(
            "Microsoft.IdentityModel.Claims.ClaimsIdentity;"
                + Fabrikam.TENANT
                + "\\alice@fabrikam.test");
  }

  @Test
  void batchAnswersLikeTheList() {
    JsonNode found =
        json(
            fabrikam.call(
                "POST",
                "/vssps/fabrikam/_apis/identitybatch?" + PREVIEW,
                "{\"subjectDescriptors\":[\""
                    + fabrikam.worker.descriptor()
                    + "\"],"
                    + "\"queryMembership\":\"expandedUp\"}"));

    assertThat(found.path("value").get(0).path("memberOf").toString())
        .contains("Microsoft.TeamFoundation.Identity;S-1-9-");
  }

  @Test
  void groupsArePagedByAHeader() {
    for (int i = 0; i < 60; i++) {
      fabrikam.organization.group("Group " + i);
    }

    Answer first = fabrikam.get(GRAPH + "groups?" + PREVIEW);
    String token = first.headers().get("X-MS-ContinuationToken");
    Answer second = fabrikam.get(GRAPH + "groups?" + PREVIEW + "&continuationToken=" + token);

    assertThat(json(first).path("count").asInt()).isEqualTo(50);
    assertThat(second.headers()).doesNotContainKey("X-MS-ContinuationToken");
    assertThat(json(second).path("value").get(0)).isNotEqualTo(json(first).path("value").get(0));
  }

  @Test
  void permissionIsAskedForByTheExactToken() {
    String project = "endpoints/" + fabrikam.payments.id() + "/" + fabrikam.azure.id();
    String collection = "endpoints/Collection/" + fabrikam.azure.id();

    assertThat(administers(project, fabrikam.workerToken)).isTrue();
    assertThat(administers(collection, fabrikam.workerToken)).isTrue();
    assertThat(administers(project.replace("endpoints/", ""), fabrikam.workerToken)).isFalse();
    assertThat(administers(project, fabrikam.aliceToken)).isFalse();

    fabrikam.azure.noLongerOrganizationAdministrator(fabrikam.worker);
    assertThat(administers(collection, fabrikam.workerToken)).isFalse();
    assertThat(administers(project, fabrikam.workerToken)).isTrue();
  }

  @Test
  void roleIsAssignedAndInherited() {
    String path =
        "/devops/fabrikam/_apis/securityroles/scopes/%s/roleassignments/resources/%s?" + PREVIEW;
    String collection =
        path.formatted(
            "distributedtask.collection.serviceendpointrole", "collection_" + fabrikam.azure.id());
    String connection =
        path.formatted(
            "distributedtask.serviceendpointrole",
            fabrikam.payments.id() + "_" + fabrikam.azure.id());
    String body = "[{\"roleName\":\"Administrator\",\"userId\":\"" + fabrikam.alice.id() + "\"}]";

    Answer refused = fabrikam.call("PUT", collection, body, bearer(fabrikam.aliceToken));
    Answer granted = fabrikam.call("PUT", collection, body);

    assertThat(refused.status()).isEqualTo(403);
    assertThat(granted.status()).isEqualTo(200);
    assertThat(administers("endpoints/Collection/" + fabrikam.azure.id(), fabrikam.aliceToken))
        .isTrue();
    assertThat(json(fabrikam.get(collection)).path("value").findValuesAsString("access"))
        .containsExactly("assigned", "assigned");
    assertThat(json(fabrikam.get(connection)).path("value").findValuesAsString("access"))
        .isNotEmpty()
        .containsOnly("inherited");
  }

  private boolean administers(String token, String bearer) {
    Answer answer =
        fabrikam.call(
            "GET",
            "/devops/fabrikam/_apis/permissions/"
                + Permissions.NAMESPACE
                + "/2?api-version=7.1&tokens="
                + token,
            "",
            bearer(bearer));
    return json(answer).path("value").get(0).asBoolean();
  }

  private JsonNode groupsOf(AzureProject project) {
    return json(fabrikam.get(GRAPH + "groups?" + PREVIEW + "&scopeDescriptor=" + scopeOf(project)))
        .path("value");
  }

  private String scopeOf(AzureProject project) {
    return json(fabrikam.get(GRAPH + "descriptors/" + project.id() + "?api-version=7.1"))
        .path("value")
        .asString();
  }

  private JsonNode identity(Member member, String membership) {
    return json(fabrikam.get(
            "/vssps/fabrikam/_apis/identities?api-version=7.1&identityIds="
                + member.id()
                + "&queryMembership="
                + membership))
        .path("value")
        .get(0);
  }

  private List<String> memberOf(Member member, String membership) {
    List<String> strings = new ArrayList<>();
    identity(member, membership).path("memberOf").forEach(each -> strings.add(each.asString()));
    return strings;
  }

  private static String legacy(Member group) {
    return "Microsoft.TeamFoundation.Identity;" + decoded(group.descriptor());
  }

  private static JsonNode named(JsonNode groups, String name) {
    return groups
        .valueStream()
        .filter(g -> g.path("displayName").asString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String decoded(String descriptor) {
    return new String(
        Base64.getUrlDecoder().decode(descriptor.substring(descriptor.indexOf('.') + 1)),
        StandardCharsets.UTF_8);
  }
}
