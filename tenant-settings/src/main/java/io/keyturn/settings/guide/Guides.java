package io.keyturn.settings.guide;

import io.keyturn.azuredevops.Scopes;
import io.keyturn.contracts.api.ConnectionGuide;
import io.keyturn.contracts.api.ConnectionGuide.Input;
import io.keyturn.contracts.api.ConnectionGuide.Scope;
import io.keyturn.contracts.api.ConnectionGuide.Step;
import io.keyturn.contracts.api.ConnectionGuide.Way;
import io.keyturn.contracts.api.Connector.Kind;
import java.util.List;
import java.util.stream.Stream;

/** The words of the guide. docs/operations.md tells the same at more length. */
final class Guides {

  private static final String TENANT_ADMINISTRATOR = "A tenant administrator of Keyturn";

  private Guides() {}

  /**
   * @param address of the organization at Azure DevOps
   * @param example its name
   */
  static ConnectionGuide connecting(String address, String example) {
    return new ConnectionGuide(
        List.of(
            "You have the app role Rotation.TenantAdmin in Keyturn: only with it a connector can be"
                + " saved.",
            "You reach the organization yourself, or somebody helps who does: a Project Collection"
                + " Administrator has to add the identity to it.",
            "For a personal access token: the service account may make one. The organization's or"
                + " the tenant's policy can forbid that."),
        grants(address),
        List.of(servicePrincipal(example), federation(example), token(address, example)));
  }

  private static List<Step> grants(String address) {
    return List.of(
        new Step(
            "A Project Collection Administrator",
            address + "/_settings/users",
            "Add the identity as a user with Basic access, to the projects that it is for and to no"
                + " other. Azure DevOps lets in who is a user of the organization; a role on an Azure"
                + " subscription does not count, and none is needed."),
        new Step(
            "A Project Administrator",
            "Project settings, Permissions, Endpoint Administrators",
            "Add the identity to the group, in each project whose service connections are to be"
                + " rotated."),
        new Step(
            "An administrator of the service connection",
            "Project settings, Service connections, the connection, Security",
            "Give the identity the Administrator role at organization level: the group alone may"
                + " rename a connection, not change its secret."));
  }

  private static Way servicePrincipal(String example) {
    return new Way(
        Kind.SERVICE_PRINCIPAL,
        "The organization is connected to Entra, and Keyturn may read a client secret from Key"
            + " Vault.",
        List.of(),
        List.of(
            new Step(
                "An administrator of the Entra tenant",
                "App registrations, Certificates & secrets",
                "Make a client secret for the service principal and store it in a vault of the same"
                    + " tenant. The service principal itself needs no right on the vault."),
            new Step(
                "An owner of the vault",
                "The vault, Access control (IAM), Add role assignment",
                "Assign Key Vault Secrets User to tenant-settings and to the worker: on the vault,"
                    + " not on the machine that they run on. Choose them by name or by object id;"
                    + " the client id that they sign in with is another one. For many vaults the"
                    + " scope may be a resource group, a subscription or, with elevated rights, a"
                    + " management group. It takes about a minute."),
            save()),
        inputs(
            example,
            new Input(
                "signIn.servicePrincipal.clientId",
                "11111111-2222-3333-4444-555555555555",
                true,
                "Its application (client) id; not the object id."),
            new Input(
                "signIn.servicePrincipal.tenantId",
                "11111111-2222-3333-4444-666666666666",
                false,
                "Its directory (tenant) id, where it is not this tenant."),
            new Input(
                "signIn.servicePrincipal.clientSecret.vaultUrl",
                "https://contoso.vault.azure.net",
                true,
                "The vault by its address; no subscription is asked for."),
            new Input(
                "signIn.servicePrincipal.clientSecret.name",
                "keyturn-devops",
                true,
                "The secret's name in the vault, without a version.")));
  }

  private static Way federation(String example) {
    return new Way(
        Kind.WORKLOAD_IDENTITY_FEDERATION,
        "No secret at all, and Entra reaches this installation from the public internet. An"
            + " installation that is not reachable from there uses a managed identity, which asks"
            + " only the metadata service of its own machine.",
        List.of(),
        List.of(
            new Step(
                "Whoever runs Keyturn",
                "keyturn.federation.issuer",
                "Publish /.well-known/openid-configuration and /.well-known/jwks under a public https"
                    + " address: Entra fetches both."),
            new Step(
                "An administrator of the Entra tenant",
                "The managed identity or app registration, Federated credentials, Add, Other issuer",
                "Enter issuer, subject and audience as GET …/federated-credential tells them."
                    + " All three are compared exactly. A new credential takes minutes."),
            save()),
        inputs(
            example,
            new Input(
                "signIn.federatedIdentity.clientId",
                "11111111-2222-3333-4444-555555555555",
                true,
                "Its client id."),
            new Input(
                "signIn.federatedIdentity.tenantId",
                "11111111-2222-3333-4444-666666666666",
                false,
                "Its directory (tenant) id, where it is not this tenant. There is no subscription id"
                    + " to enter.")));
  }

  private static Way token(String address, String example) {
    return new Way(
        Kind.PERSONAL_ACCESS_TOKEN,
        "Only where no identity of Entra can be used: a token expires and acts as whoever made it.",
        Scopes.NEEDED.stream().map(it -> new Scope(it.api(), it.portal(), it.why())).toList(),
        List.of(
            new Step(
                "An administrator of the organization",
                address + "/_settings/users",
                "Add a dedicated service account, not a person: the token may do what its owner may,"
                    + " and stops when the owner leaves."),
            new Step(
                "The service account",
                address + "/_usersSettings/tokens",
                "New Token: a name that says what it is for, this one organization, an expiry that"
                    + " your policy allows, and the scopes named here. With Read & query alone"
                    + " Keyturn connects and lists, and Azure DevOps refuses every update."),
            new Step(
                "The service account",
                address + "/_usersSettings/tokens",
                "Copy the token before you close the page: it is shown this once. Keyturn does not"
                    + " show it again either."),
            save(),
            new Step(
                TENANT_ADMINISTRATOR,
                "PUT of the connector",
                "Before it expires: make another one with the same scopes, save it here, which"
                    + " verifies it first, and then revoke the old one.")),
        inputs(
            example,
            new Input(
                "signIn.personalAccessToken",
                "the token that was copied",
                true,
                "White space around it is cut off."),
            new Input(
                "signIn.personalAccessTokenExpiresOn",
                "2099-12-31",
                false,
                "The day that Azure DevOps shows for it; Keyturn reminds you before.")));
  }

  private static Step save() {
    return new Step(
        TENANT_ADMINISTRATOR,
        "POST of the connector",
        "Enter the values. The sign-in is verified first, and stored when it works.");
  }

  private static List<Input> inputs(String example, Input... ofTheWay) {
    return Stream.concat(
            Stream.of(
                new Input("name", example, true, "How the connector is called here."),
                new Input(
                    "organization",
                    example,
                    true,
                    "The organization's name, the part after dev.azure.com/; not an address."),
                new Input(
                    "defaultProject",
                    "Payments",
                    false,
                    "Where choosing begins. A binding names its project all the same.")),
            Stream.of(ofTheWay))
        .toList();
  }
}
