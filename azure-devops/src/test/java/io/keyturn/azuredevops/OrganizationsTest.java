package io.keyturn.azuredevops;

import static io.keyturn.azuredevops.OutcomesTest.reasonOf;
import static io.keyturn.azuredevops.OutcomesTest.succeeded;
import static io.keyturn.azuredevops.OutcomesTest.whyOf;
import static io.keyturn.azuredevops.ScriptedServer.Scripted.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.ClientSecret;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class OrganizationsTest {

  private static final UUID TENANT = UUID.fromString("aba07645-051c-44b4-b806-c34d33f3dcd1");
  private static final String PROJECTS =
      "{\"count\":1,\"value\":[{\"id\":\""
          + Example.PROJECT
          + "\",\"name\":\"Web\",\"state\":\"wellFormed\"}]}";

  private final ScriptedServer server = ScriptedServer.http();
  private final AzureDevOps azureDevOps = Example.client(server);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  @Tag("R-11")
  @DisplayName("R-11: a sign-in is verified by listing the organization's projects")
  void verifyingListsProjects() {
    server.answer(json(200, PROJECTS).with("X-VSS-ResourceTenant", TENANT.toString()));

    Organizations.Verified verified =
        succeeded(azureDevOps.organizations().verify(Example.ACTOR, TENANT));

    assertThat(server.only().path()).isEqualTo("/devops/fabrikam/_apis/projects");
    assertThat(verified.visibleProjects())
        .containsExactly(new Projects.Project(Example.PROJECT, "Web", "wellFormed"));
    assertThat(verified.tenantId()).contains(TENANT);
  }

  @Test
  @Tag("Z-20")
  void verifiedAndNothingVisibleIsASuccess() {
    server.answer(json(200, "{\"count\":0,\"value\":[]}"));

    assertThat(succeeded(azureDevOps.organizations().verify(Example.ACTOR, null)).visibleProjects())
        .isEmpty();
  }

  @Test
  @Tag("D-11")
  @DisplayName("D-11: an organization of another tenant is refused, both tenants named")
  void organizationOfAnotherTenantIsRefused() {
    String other = "62e2ee3f-1111-4444-9b85-4a3776783e13";
    server.answer(json(200, PROJECTS).with("X-VSS-ResourceTenant", other));

    Attempt<?> outcome = azureDevOps.organizations().verify(Example.ACTOR, TENANT);

    assertThat(reasonOf(outcome)).isEqualTo(Reason.WRONG_TENANT);
    assertThat(whyOf(outcome)).contains(other, TENANT.toString());
  }

  @Test
  @Tag("D-07")
  @DisplayName("D-07: an organization without an Entra tenant is told how to connect one")
  void organizationWithoutATenantIsRefused() {
    server.answer(
        json(200, PROJECTS).with("X-VSS-ResourceTenant", "00000000-0000-0000-0000-000000000000"));

    Attempt<?> outcome = azureDevOps.organizations().verify(Example.ACTOR, TENANT);

    assertThat(reasonOf(outcome)).isEqualTo(Reason.WRONG_TENANT);
    assertThat(whyOf(outcome)).contains("not connected to an Entra tenant");
  }

  @Test
  void callerIsNamed() {
    server.answer(
        json(
            200,
            "{\"authenticatedUser\":{\"id\":\"22157d54-1821-6536-a446-928b06348385\",\"descriptor\":"
                + "\"a;b\",\"subjectDescriptor\":\"aad.X\",\"providerDisplayName\":\"Sam\","
                + "\"properties\":{\"Account\":{\"$value\":\"sam@example.com\"}}},"
                + "\"instanceId\":\"2ad38d1e-3eaf-4769-931c-3a2da67bbb01\"}"));

    Organizations.Caller caller =
        succeeded(azureDevOps.organizations().connectionData(Example.ACTOR));

    assertThat(caller.displayName()).isEqualTo("Sam");
    assertThat(caller.account()).contains("sam@example.com");
    assertThat(caller.subjectDescriptor()).contains("aad.X");
    assertThat(caller.organizationId()).isPresent();
  }

  @Test
  void visitorIsNotACaller() {
    server.answer(
        json(
            200,
            "{\"authenticatedUser\":{\"id\":\"aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa\","
                + "\"descriptor\":\"System:PublicAccess;aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa\"}}"));

    assertThat(reasonOf(azureDevOps.organizations().connectionData(Example.ACTOR)))
        .isEqualTo(Reason.TOKEN_INVALID_OR_EXPIRED);
  }

  @Test
  @Tag("A-28")
  @DisplayName("A-28: a user's organizations are asked for with the user's own token")
  void organizationsOfTheSignedInUser() {
    String member = "d6245f20-2af8-44f4-9451-8107cb2767db";
    server.answer(request ->
        request.path().endsWith("/profile/profiles/me")
            ? json(200, "{\"id\":\"" + member + "\",\"publicAlias\":\"" + member + "\"}")
            : json(
                200,
                "{\"count\":1,\"value\":[{\"accountId\":\"6affcbef-fe5d-44c6-8a29-439b79aaa118\","
                    + "\"accountUri\":\"https://vssps.dev.azure.com/Fabrikam-Fiber/\","
                    + "\"accountName\":\"Fabrikam-Fiber\",\"properties\":{}}]}"));

    assertThat(
            succeeded(
                azureDevOps
                    .organizations()
                    .ofSignedInUser(new SignIn.DelegatedUser(ClientSecret.of("user.token-1")))))
        .extracting(Organizations.Organization::name)
        .containsExactly("Fabrikam-Fiber");
    assertThat(server.seen().getLast().query()).contains("memberId=" + member);
    assertThat(server.seen())
        .allMatch(seen -> seen.header("Authorization").equals("Bearer user.token-1"));
  }

  @Test
  void projectsAreReadPageByPage() {
    String second = PROJECTS.replace("\"Web\"", "\"Shop\"");
    server.answer(request ->
        request.query().contains("continuationToken=1")
            ? json(200, second)
            : json(200, PROJECTS).with("x-ms-continuationtoken", "1"));

    assertThat(succeeded(azureDevOps.projects().list(Example.ACTOR)))
        .extracting(Projects.Project::name)
        .containsExactly("Web", "Shop");
  }
}
