package io.keyturn.embedded.devops;

import static io.keyturn.embedded.devops.Fabrikam.NEW;
import static io.keyturn.embedded.devops.Fabrikam.bearer;
import static io.keyturn.embedded.devops.Fabrikam.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.keyturn.embedded.devops.spec.Exchange;
import io.keyturn.embedded.devops.spec.SpecConformance;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every operation against Microsoft's OpenAPI documents, where their folder is at hand. */
class ConformanceTest {

  private final Fabrikam fabrikam = new Fabrikam();
  private final SpecConformance specs = specsOrSkip();

  private static SpecConformance specsOrSkip() {
    Optional<Path> folder = SpecConformance.findSpecs();
    assumeTrue(folder.isPresent(), "no folder shared/azure-devops/specs here or above: skipped");
    return SpecConformance.load(folder.orElseThrow());
  }

  @Test
  void everyOperationIsAsDocumented() {
    fabrikam.payments.assign(fabrikam.worker, "Administrator");
    fabrikam.worker.joins(fabrikam.organization.projectCollectionAdministrators());
    fabrikam.azure.usedBy("deploy", "succeededWithIssues");
    String id = fabrikam.azure.id();
    String project = fabrikam.payments.id();
    String endpoints = "/devops/fabrikam/" + project + "/_apis/serviceendpoint/endpoints";
    String organizationLevel = "/devops/fabrikam/_apis/serviceendpoint/endpoints";
    String role =
        "/devops/fabrikam/_apis/securityroles/scopes/distributedtask.collection.serviceendpointrole"
            + "/roleassignments/resources/collection_"
            + id;
    String graph = "/vssps/fabrikam/_apis/graph/";
    String group = fabrikam.payments.administrators().descriptor();
    String worker = fabrikam.worker.descriptor();
    String document = fabrikam.readWithSecret(fabrikam.azure, NEW).toString();
    String reference =
        "{\"projectReference\":{\"id\":\"%s\",\"name\":\"Shipping\"},\"name\":\"prod\"}"
            .formatted(fabrikam.shipping.id());
    fabrikam.shipping.assign(fabrikam.worker, "Administrator");

    succeed("GET", "/devops/fabrikam/_apis/projects?$top=1&stateFilter=wellFormed&api-version=7.1");
    succeed("GET", "/devops/fabrikam/_apis/projects/" + project + "?api-version=7.1");
    succeed("GET", endpoints + "?type=azurerm&api-version=7.1");
    succeed("GET", endpoints + "?endpointNames=prod&api-version=7.1");
    succeed("GET", endpoints + "/" + id + "?actionFilter=manage&api-version=7.1");
    succeed("GET", endpoints + "/" + Fabrikam.CLIENT + "?api-version=7.1");
    succeed("GET", "/devops/fabrikam/_apis/serviceendpoint/types?type=azurerm&api-version=7.1");
    succeed(
        "GET",
        "/devops/fabrikam/"
            + project
            + "/_apis/serviceendpoint/"
            + id
            + "/executionhistory?top=1&api-version=7.1");
    succeed("PUT", write(fabrikam.azure), document);
    succeed("PUT", organizationLevel + "?api-version=7.1", "[" + document + "]");
    succeed("PATCH", write(fabrikam.azure), "[" + reference + "]");
    succeed(
        "DELETE",
        organizationLevel
            + "/"
            + id
            + "?projectIds="
            + fabrikam.shipping.id()
            + "&api-version=7.1");
    succeed(
        "POST",
        organizationLevel + "?api-version=7.1",
        document.replace("\"prod\"", "\"another\""));
    succeed(
        "POST",
        "/devops/fabrikam/"
            + project
            + "/_apis/serviceendpoint/endpointproxy?endpointId="
            + id
            + "&api-version=7.1",
        EndpointProxyTest.TEST_STORED);
    succeed("GET", role + "?api-version=7.1-preview.1");
    succeed(
        "PUT",
        role + "?api-version=7.1-preview.1",
        "[{\"roleName\":\"Administrator\",\"userId\":\"" + fabrikam.alice.id() + "\"}]");
    succeed(
        "GET",
        "/devops/fabrikam/_apis/permissions/"
            + Permissions.NAMESPACE
            + "/2?tokens=endpoints/Collection/"
            + id
            + "&alwaysAllowAdministrators=false&api-version=7.1");
    succeed(
        "POST",
        "/devops/fabrikam/_apis/security/permissionevaluationbatch?api-version=7.1",
        "{\"alwaysAllowAdministrators\":false,\"evaluations\":[{\"securityNamespaceId\":\""
            + Permissions.NAMESPACE
            + "\",\"token\":\"endpoints/x\",\"permissions\":2}]}");
    succeed(
        "GET",
        "/devops/fabrikam/_apis/accesscontrollists/"
            + Permissions.NAMESPACE
            + "?token=endpoints/x&includeExtendedInfo=true&api-version=7.1");
    succeed("GET", graph + "descriptors/" + project + "?api-version=7.1");
    succeed("GET", graph + "storagekeys/" + worker + "?api-version=7.1");
    for (String list : List.of("groups", "users", "serviceprincipals")) {
      succeed("GET", graph + list + "?api-version=7.1-preview.1");
    }
    succeed("GET", graph + "groups/" + group + "?api-version=7.1-preview.1");
    succeed("GET", graph + "serviceprincipals/" + worker + "?api-version=7.1-preview.1");
    succeed("GET", graph + "Memberships/" + worker + "?direction=up&api-version=7.1-preview.1");
    succeed("GET", graph + "membershipstates/" + worker + "?api-version=7.1-preview.1");
    succeed(
        "HEAD",
        graph
            + "memberships/"
            + worker
            + "/"
            + fabrikam.payments.endpointAdministrators().descriptor()
            + "?api-version=7.1-preview.1");
    succeed(
        "GET",
        "/vssps/fabrikam/_apis/identities?queryMembership=ExpandedUp&api-version=7.1&identityIds="
            + fabrikam.worker.id()
            + ","
            + Fabrikam.CLIENT);
    succeed("GET", "/accounts/_apis/profile/profiles/me?api-version=7.1");
    assertThat(
            fabrikam
                .call(
                    "GET",
                    "/accounts/_apis/accounts?api-version=7.1&memberId=" + fabrikam.alice.id(),
                    "",
                    bearer(fabrikam.aliceToken))
                .status())
        .isEqualTo(200);

    assertThat(specs.operations()).isGreaterThan(70);
    assertThat(fabrikam.exchanges).hasSizeGreaterThan(30);
    assertThat(fabrikam.exchanges.stream().flatMap(e -> specs.violations(e).stream())).isEmpty();
  }

  @Test
  void errorsHaveTheFormOfErrors() {
    fabrikam.call("PUT", write(fabrikam.azure), "{}");
    fabrikam.call("GET", fabrikam.read(fabrikam.azure), "", bearer("nobody"));
    fabrikam.call("GET", fabrikam.read(fabrikam.azure), "", Map.of());
    fabrikam.organization.deactivate();
    fabrikam.get(fabrikam.read(fabrikam.azure));

    assertThat(fabrikam.exchanges).extracting(Exchange::status).containsExactly(400, 401, 203, 503);
    assertThat(fabrikam.exchanges.stream().flatMap(e -> specs.answerViolations(e).stream()))
        .isEmpty();
  }

  @Test
  void judgeSeesWhatIsWrong() {
    fabrikam.get(fabrikam.read(fabrikam.azure) + "&loadEverything=true");
    fabrikam.call("PUT", write(fabrikam.azure), "{\"secret\":\"value\"}");
    fabrikam.get("/devops/fabrikam/_apis/nothing/here?api-version=7.1");
    fabrikam.get(fabrikam.read(fabrikam.azure).replace("?api-version=7.1", ""));
    Exchange good = fabrikam.exchanges.getLast();
    Exchange badAnswer =
        new Exchange(
            good.host(),
            good.method(),
            good.path(),
            Map.of("api-version", "7.1"),
            "",
            "",
            200,
            good.contentType(),
            "{\"id\":\"no uuid\",\"isReady\":\"yes\",\"data\":{\"a\":1}}");

    assertThat(violations(0)).containsExactly("query parameter loadEverything is not known");
    assertThat(violations(1)).containsExactly("body.secret is not known");
    assertThat(violations(2)).startsWith("no such operation");
    assertThat(violations(3)).containsExactly("query parameter api-version is required");
    assertThat(specs.answerViolations(badAnswer))
        .extracting(v -> v.replaceFirst(".*: ", ""))
        .containsExactly(
            "answer.id is not a UUID",
            "answer.isReady is not a boolean",
            "answer.data.a is not a string");
    assertThat(specs.violations(fabrikam.exchanges.get(1)).toString()).doesNotContain("value");
  }

  private List<String> violations(int exchange) {
    return specs.violations(fabrikam.exchanges.get(exchange)).stream()
        .map(v -> v.replaceFirst(".*: ", ""))
        .toList();
  }

  private void succeed(String method, String path) {
    succeed(method, path, "");
  }

  private void succeed(String method, String path, String body) {
    assertThat(fabrikam.call(method, path, body).status())
        .as(method + " " + path)
        .isBetween(200, 204)
        .isNotEqualTo(203);
  }
}
