package io.keyturn.sandbox;

/** Where everything is, and commands to try. */
final class Welcome {

  private Welcome() {}

  static void print(Stack stack, Console console) {
    Applications applications = stack.applications();
    String azure = stack.servers().azure().origin();
    String ca = stack.servers().azure().caCertificate().toString();
    console.heading("Up, until Ctrl-C");
    console.plain("  Console           " + applications.settingsUrl() + "/console");
    console.plain(
        "                    sign in as Ada (administrator), Olga (owner), Otto (auditor), Gina"
            + " (guest), Nils (no role)");
    console.plain("  tenant-settings   " + applications.settingsUrl());
    console.plain("  rotation-worker   " + applications.workerUrl());
    console.plain("  Azure             " + azure + "   (trust " + ca + ")");
    console.plain("  Kafka             " + stack.servers().bootstrapServers());
    console.plain("  PostgreSQL        " + stack.servers().jdbcUrl());
    commands(stack, applications.settingsUrl(), console);
  }

  /** Commands to try, against a tenant-settings in this process or elsewhere. */
  static void commands(Stack stack, String settingsUrl, Console console) {
    String azure = stack.servers().azure().origin();
    String ca = stack.servers().azure().caCertificate().toString();
    String api = settingsUrl + "/api/v1/tenants/" + DemoTenant.TENANT;
    String application = DemoTenant.App.PAYMENTS.clientId;
    console.heading("Try");
    console.plain("  # sign in as Contoso's automation");
    console.plain(
        "  TOKEN=$(curl -s --cacert %s -d grant_type=client_credentials -d client_id=%s \\"
            .formatted(ca, DemoTenant.CLI_CLIENT_ID));
    console.plain(
        "    --data-urlencode client_secret@%s -d scope=%s/.default \\"
            .formatted(stack.cliSecretFile(), DemoTenant.API_URI));
    console.plain(
        "    %s/%s/oauth2/v2.0/token | sed 's/.*\"access_token\" *: *\"\\([^\"]*\\)\".*/\\1/')"
            .formatted(azure, DemoTenant.TENANT));
    console.plain("  # sign in as a person; olga@, otto@, nils@ do as well");
    String verifier = "sandbox-".repeat(6);
    console.plain(
        "  CODE=$(curl -s -o /dev/null -w '%{redirect_url}' --cacert "
            + ca
            + " -G "
            + azure
            + "/"
            + DemoTenant.TENANT
            + "/oauth2/v2.0/authorize \\");
    console.plain(
        "    -d client_id="
            + DemoTenant.PEOPLE_CLIENT_ID
            + " -d response_type=code -d redirect_uri=http://localhost -d scope="
            + DemoTenant.API_URI
            + "/.default \\");
    console.plain(
        "    -d code_challenge="
            + verifier
            + " -d code_challenge_method=plain -d sandbox_user=ada@contoso.example"
            + " | sed 's/.*code=//')");
    console.plain(
        "  ADA=$(curl -s --cacert "
            + ca
            + " -d grant_type=authorization_code -d client_id="
            + DemoTenant.PEOPLE_CLIENT_ID
            + " -d redirect_uri=http://localhost \\");
    console.plain(
        "    -d code=$CODE -d code_verifier="
            + verifier
            + " "
            + azure
            + "/"
            + DemoTenant.TENANT
            + "/oauth2/v2.0/token \\");
    console.plain("    | sed 's/.*\"access_token\" *: *\"\\([^\"]*\\)\".*/\\1/')");
    console.plain("  # the organizations that she may choose from");
    console.plain("  curl -s -H \"Authorization: Bearer $ADA\" " + api + "/organizations");
    console.plain("  # carry the current secret of payments again");
    console.plain(
        "  curl -s -i -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' \\");
    console.plain(
        "    -d '{\"mode\":\"propagate\",\"reason\":\"trying it out\"}' "
            + api
            + "/applications/"
            + application
            + "/rotations");
    console.plain("  # see its rotations");
    console.plain(
        "  curl -s -H \"Authorization: Bearer $TOKEN\" "
            + api
            + "/applications/"
            + application
            + "/rotations");
    console.plain("");
  }
}
