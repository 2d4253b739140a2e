package io.keyturn.embedded.entra;

import static io.keyturn.embedded.azure.Azure.APPLICATION;
import static io.keyturn.embedded.azure.Azure.SECRET;
import static io.keyturn.embedded.azure.Azure.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.ClientAssertionCredentialBuilder;
import com.azure.identity.ClientCertificateCredentialBuilder;
import com.azure.identity.OnBehalfOfCredentialBuilder;
import io.keyturn.embedded.azure.Azure;
import io.keyturn.embedded.azure.EmbeddedAzure;
import io.keyturn.embedded.azure.TurnedClock;
import io.keyturn.embedded.entra.Application.FederatedCredential;
import io.keyturn.embedded.http.Exchange;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EmbeddedEntraTest {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String DEVOPS = "499b84ac-1321-427f-aa17-267ca6975798";
  private static final String ADA = "aaaaaaaa-0000-4000-8000-000000000001";
  private static final String TOKEN = "/" + TENANT + "/oauth2/v2.0/token";

  @TempDir Path directory;

  @Test
  void microsoftsSignInLibraryGetsATokenThatStandsForTheServicePrincipal() {
    try (Azure azure = new Azure()) {
      String token = azure.token(DEVOPS + "/.default");

      var principal = azure.azure().entra().principalOf(token, DEVOPS).orElseThrow();
      assertThat(principal.clientId()).contains(APPLICATION);
      assertThat(principal.objectId()).isEqualTo(azure.servicePrincipal());
      assertThat(principal.tenantId()).isEqualTo(TENANT);
      assertThat(azure.azure().entra().principalOf(token, "https://vault.azure.net")).isEmpty();
      assertThat(claims(token).path("iss").asString())
          .isEqualTo(azure.azure().origin() + "/entra/" + TENANT + "/v2.0");
    }
  }

  // Why Entra is served at the root of the server, too.
  @Test
  void microsoftsSignInLibraryDropsAPathBeforeTheTenant() {
    try (Azure azure = new Azure()) {
      List<String> paths = new ArrayList<>();
      azure.azure().listen((Exchange exchange) -> paths.add(exchange.path()));

      String token = azure.token(DEVOPS + "/.default");

      assertThat(paths).containsExactly(TOKEN);
      assertThat(azure.azure().entra().principalOf(token, DEVOPS)).isPresent();
      assertThat(azure.azure().settings().get("azure.authority-host")).endsWith("/entra");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "wrong secret, 22222222-2222-4222-8222-222222222222, wrong, 401, invalid_client, 7000215",
    "no secret, 22222222-2222-4222-8222-222222222222, '', 401, invalid_client, 7000218",
    "unknown app, 00000000-2222-4222-8222-222222222222, wrong, 400, unauthorized_client, 700016",
    "no client, '', wrong, 400, invalid_request, 900144"
  })
  void refusalsLookLikeEntras(
      String name, String client, String secret, int status, String error, int code)
      throws Exception {
    try (Azure azure = new Azure()) {
      HttpResponse<String> answer = clientCredentials(azure, TOKEN, client, secret);

      JsonNode body = JSON.readTree(answer.body());
      assertThat(answer.statusCode()).as(name).isEqualTo(status);
      assertThat(body.path("error").asString()).isEqualTo(error);
      assertThat(body.path("error_codes").get(0).asInt()).isEqualTo(code);
      assertThat(body.path("error_description").asString())
          .startsWith("AADSTS" + code + ": ")
          .contains("Trace ID: " + body.path("trace_id").asString());
      assertThat(answer.body()).doesNotContain(SECRET);
    }
  }

  @Test
  void anUnknownTenantIsRefused() throws Exception {
    try (Azure azure = new Azure()) {
      var answer = clientCredentials(azure, "/nobody/oauth2/v2.0/token", APPLICATION, SECRET);

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("AADSTS90002");
    }
  }

  @Test
  void anExpiredSecretSaysSo() {
    TurnedClock clock = new TurnedClock();
    try (Azure azure = new Azure(EmbeddedAzure.builder().clock(clock))) {
      clock.turn(Duration.ofDays(366));

      assertThat(azure.azure().entra().tryClientSecret(TENANT, APPLICATION, SECRET).message())
          .startsWith("AADSTS7000222");
    }
  }

  // FAULT-17
  @Test
  void aNewSecretIsUnknownUntilItHasPropagated() throws Exception {
    TurnedClock clock = new TurnedClock();
    try (Azure azure = new Azure(EmbeddedAzure.builder().clock(clock))) {
      azure.azure().entra().propagation(Duration.ofSeconds(18), false);
      String secret =
          azure.azure().entra().addSecret(APPLICATION, "new", Duration.ofDays(90)).secretText();

      assertThat(clientCredentials(azure, TOKEN, APPLICATION, secret).body())
          .contains("AADSTS7000215");
      assertThat(clientCredentials(azure, TOKEN, APPLICATION, SECRET).statusCode()).isEqualTo(200);

      clock.turn(Duration.ofSeconds(18));
      assertThat(clientCredentials(azure, TOKEN, APPLICATION, secret).statusCode()).isEqualTo(200);
    }
  }

  // FAULT-17
  @Test
  void whileItPropagatesANewSecretMayFlap() {
    TurnedClock clock = new TurnedClock();
    try (Azure azure = new Azure(EmbeddedAzure.builder().clock(clock))) {
      EmbeddedEntra entra = azure.azure().entra();
      entra.propagation(Duration.ofSeconds(18), true);
      String secret = entra.addSecret(APPLICATION, "new", Duration.ofDays(90)).secretText();

      List<Boolean> accepted = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        accepted.add(entra.tryClientSecret(TENANT, APPLICATION, secret).accepted());
      }

      assertThat(accepted).containsExactly(false, true, false, true);
    }
  }

  @Test
  void aTokenIsWorthNothingAfterAnHour() {
    TurnedClock clock = new TurnedClock();
    try (Azure azure = new Azure(EmbeddedAzure.builder().clock(clock))) {
      EmbeddedEntra entra = azure.azure().entra();
      String token = entra.applicationToken(TENANT, APPLICATION, DEVOPS);
      assertThat(entra.principalOf(token, DEVOPS)).isPresent();

      clock.turn(Duration.ofHours(1));

      assertThat(entra.principalOf(token, DEVOPS)).isEmpty();
    }
  }

  @Test
  void aTokenOfAnotherEntraOrWithAChangedClaimIsWorthNothing() {
    try (Azure azure = new Azure();
        Azure other = new Azure()) {
      EmbeddedEntra entra = azure.azure().entra();
      String token = entra.applicationToken(TENANT, APPLICATION, DEVOPS);
      String foreign = other.azure().entra().applicationToken(TENANT, APPLICATION, DEVOPS);
      String[] parts = token.split("\\.");
      String grown =
          new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
              .replace(APPLICATION, DEVOPS);
      String changed =
          parts[0]
              + "."
              + Base64.getUrlEncoder()
                  .withoutPadding()
                  .encodeToString(grown.getBytes(StandardCharsets.UTF_8))
              + "."
              + parts[2];

      assertThat(entra.principalOf(foreign, DEVOPS)).isEmpty();
      assertThat(entra.principalOf(changed, DEVOPS)).isEmpty();
      assertThat(entra.principalOf("not.a.token", DEVOPS)).isEmpty();
    }
  }

  @Test
  void keysRolesAndSecretsSurviveARestart() throws Exception {
    var builder = EmbeddedAzure.builder().dataDirectory(directory);
    String token;
    try (Azure azure = new Azure(builder)) {
      token = azure.azure().entra().applicationToken(TENANT, APPLICATION, DEVOPS);
    }

    try (Azure azure = new Azure(builder)) {
      assertThat(azure.azure().entra().principalOf(token, DEVOPS)).isPresent();
      assertThat(clientCredentials(azure, TOKEN, APPLICATION, SECRET).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void discoveryNamesTheIssuerOfTheTokensAndItsKeys() throws Exception {
    try (Azure azure = new Azure()) {
      for (String base : List.of("/", "/entra/")) {
        JsonNode found =
            JSON.readTree(
                azure.get(base + TENANT + "/v2.0/.well-known/openid-configuration").body());
        String token = azure.azure().entra().applicationToken(TENANT, APPLICATION, DEVOPS);

        assertThat(found.path("issuer").asString()).isEqualTo(claims(token).path("iss").asString());
        String keys = azure.get(URI.create(found.path("jwks_uri").asString()).getPath()).body();
        assertThat(JSON.readTree(keys).path("keys").get(0).path("kid").asString())
            .isEqualTo(header(token).path("kid").asString());
      }
      assertThat(azure.get("/common/discovery/v2.0/keys").statusCode()).isEqualTo(200);
      assertThat(azure.get("/common/v2.0/.well-known/openid-configuration").body())
          .contains("{tenantid}");
    }
  }

  @Test
  void rolesOfTheResourceAreInTheToken() throws Exception {
    try (Azure azure = new Azure()) {
      EmbeddedEntra entra = azure.azure().entra();
      String api = "44444444-4444-4444-8444-444444444444";
      entra.addApplication(
          Application.of(TENANT, "44444444-0000-4444-8444-444444444444", api, "Keyturn")
              .withApi(List.of("api://keyturn"), List.of("Rotation.Worker")));
      entra.assignRole(TENANT, azure.servicePrincipal(), api, "Rotation.Worker");

      String token = azure.token("api://keyturn/.default");

      assertThat(claims(token).path("aud").asString()).isEqualTo("api://keyturn");
      assertThat(claims(token).path("roles").get(0).asString()).isEqualTo("Rotation.Worker");
    }
  }

  @Test
  void aPersonSignsInWithCodeAndPkceAndRefreshes() throws Exception {
    try (Azure azure = withPeople(new Azure())) {
      String verifier = "a-verifier-that-is-long-enough-for-everyone-1234567890";
      String challenge =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(
                  MessageDigest.getInstance("SHA-256")
                      .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
      String authorize =
          "/%s/oauth2/v2.0/authorize?client_id=%s&response_type=code&redirect_uri=%s&scope=%s&state=s1&nonce=n1&code_challenge=%s&code_challenge_method=S256"
              .formatted(
                  TENANT,
                  APPLICATION,
                  "https%3A%2F%2Fapp%2Fback",
                  "openid%20offline_access%20api%3A%2F%2F" + APPLICATION + "%2Faccess",
                  challenge);

      assertThat(azure.get(authorize).body()).contains("Ada Lovelace").doesNotContain("Outsider");
      String location =
          azure
              .get(authorize + "&login_hint=ada@contoso.example")
              .headers()
              .firstValue("Location")
              .orElseThrow();
      assertThat(location).startsWith("https://app/back?code=").endsWith("&state=s1");
      String code = location.substring(location.indexOf('=') + 1, location.indexOf('&'));
      JsonNode tokens = JSON.readTree(redeem(azure, code, verifier).body());

      JsonNode access = claims(tokens.path("access_token").asString());
      assertThat(access.path("oid").asString()).isEqualTo(ADA);
      assertThat(access.path("scp").asString()).isEqualTo("access");
      assertThat(claims(tokens.path("id_token").asString()).path("nonce").asString())
          .isEqualTo("n1");
      assertThat(redeem(azure, code, verifier).statusCode()).isEqualTo(400);

      HttpResponse<String> refreshed =
          azure.form(
              TOKEN,
              "grant_type",
              "refresh_token",
              "client_id",
              APPLICATION,
              "client_secret",
              SECRET,
              "refresh_token",
              tokens.path("refresh_token").asString());
      assertThat(refreshed.statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aWrongVerifierGetsNoToken() throws Exception {
    try (Azure azure = withPeople(new Azure())) {
      String location =
          azure
              .get(
                  "/%s/oauth2/v2.0/authorize?client_id=%s&redirect_uri=https%%3A%%2F%%2Fapp%%2Fback&scope=openid&sandbox_user=%s&code_challenge=abc&code_challenge_method=S256"
                      .formatted(TENANT, APPLICATION, ADA))
              .headers()
              .firstValue("Location")
              .orElseThrow();

      var answer = redeem(azure, location.substring(location.indexOf('=') + 1), "other");

      assertThat(answer.body()).contains("AADSTS501481");
    }
  }

  //
  @Test
  void onBehalfOfAPersonNeedsConsent() throws Exception {
    try (Azure azure = withPeople(new Azure())) {
      String assertion =
          azure
              .azure()
              .entra()
              .personToken(ADA, APPLICATION, "api://" + APPLICATION, "access_as_user");

      HttpResponse<String> refused = onBehalfOf(azure, assertion);
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("AADSTS65001").contains("consent_required");

      azure.azure().entra().consent(TENANT, APPLICATION, DEVOPS);
      JsonNode granted = JSON.readTree(onBehalfOf(azure, assertion).body());
      var person =
          azure
              .azure()
              .entra()
              .principalOf(granted.path("access_token").asString(), DEVOPS)
              .orElseThrow();
      assertThat(person.objectId()).isEqualTo(ADA);
      assertThat(person.clientId()).isEmpty();
      assertThat(person.account()).isEqualTo("ada@contoso.example");
    }
  }

  //
  @Test
  void microsoftsSignInLibraryActsOnBehalfOfAPerson() {
    try (Azure azure = withPeople(new Azure())) {
      EmbeddedEntra entra = azure.azure().entra();
      var credential =
          new OnBehalfOfCredentialBuilder()
              .authorityHost(azure.azure().settings().get("azure.authority-host"))
              .disableInstanceDiscovery()
              .tenantId(TENANT)
              .clientId(APPLICATION)
              .clientSecret(SECRET)
              .userAssertion(
                  entra.personToken(ADA, APPLICATION, "api://" + APPLICATION, "access_as_user"))
              .retryOptions(Azure.noRetries())
              .httpClient(azure.azureClient())
              .build();
      TokenRequestContext devops = new TokenRequestContext().addScopes(DEVOPS + "/.default");

      assertThatThrownBy(() -> credential.getTokenSync(devops))
          .hasStackTraceContaining("AADSTS65001");

      entra.consent(TENANT, APPLICATION, DEVOPS);
      String token = credential.getTokenSync(devops).getToken();
      assertThat(entra.principalOf(token, DEVOPS).orElseThrow().objectId()).isEqualTo(ADA);
    }
  }

  // D-13
  @Test
  void microsoftsSignInLibraryPresentsAFederatedAssertion() {
    Jwt foreign = Jwt.withNewKey();
    var builder =
        EmbeddedAzure.builder().issuerKeys((issuer, kid) -> Optional.of(foreign.publicKey()));
    try (Azure azure = new Azure(builder)) {
      azure
          .azure()
          .entra()
          .changeApplication(
              APPLICATION,
              application ->
                  application.withCredentials(
                      List.of(new FederatedCredential("https://i", "s", "a")), List.of()));
      String assertion =
          foreign.sign(
              JSON.createObjectNode()
                  .put("iss", "https://i")
                  .put("sub", "s")
                  .put("aud", "a")
                  .put("exp", Instant.now().plusSeconds(600).getEpochSecond()));
      var credential =
          new ClientAssertionCredentialBuilder()
              .authorityHost(azure.azure().settings().get("azure.authority-host"))
              .disableInstanceDiscovery()
              .tenantId(TENANT)
              .clientId(APPLICATION)
              .clientAssertion(() -> assertion)
              .retryOptions(Azure.noRetries())
              .httpClient(azure.azureClient())
              .build();

      String token =
          credential
              .getTokenSync(new TokenRequestContext().addScopes(DEVOPS + "/.default"))
              .getToken();

      assertThat(azure.azure().entra().principalOf(token, DEVOPS)).isPresent();
    }
  }

  @Test
  void microsoftsSignInLibrarySignsInWithARegisteredCertificateOnly() throws Exception {
    Path pfx = directory.resolve("application.pfx");
    String certificate = newCertificate(pfx);
    try (Azure azure = new Azure()) {
      var credential =
          new ClientCertificateCredentialBuilder()
              .authorityHost(azure.azure().settings().get("azure.authority-host"))
              .disableInstanceDiscovery()
              .tenantId(TENANT)
              .clientId(APPLICATION)
              .pfxCertificate(pfx.toString())
              .clientCertificatePassword("changeit")
              .retryOptions(Azure.noRetries())
              .httpClient(azure.azureClient())
              .build();
      TokenRequestContext devops = new TokenRequestContext().addScopes(DEVOPS + "/.default");

      assertThatThrownBy(() -> credential.getTokenSync(devops))
          .hasStackTraceContaining("AADSTS700027");

      azure
          .azure()
          .entra()
          .changeApplication(
              APPLICATION,
              application -> application.withCredentials(List.of(), List.of(certificate)));
      String token = credential.getTokenSync(devops).getToken();
      assertThat(azure.azure().entra().principalOf(token, DEVOPS)).isPresent();
    }
  }

  /** Writes a key store with a new RSA key and answers its certificate: DER, base64. */
  private static String newCertificate(Path pfx) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "application",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=application",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                pfx.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore store = KeyStore.getInstance(pfx.toFile(), "changeit".toCharArray());
    return Base64.getEncoder().encodeToString(store.getCertificate("application").getEncoded());
  }

  @Test
  void anAssertionMeantForAnotherApplicationIsRefused() throws Exception {
    try (Azure azure = withPeople(new Azure())) {
      String assertion = azure.azure().entra().personToken(ADA, APPLICATION, DEVOPS, "x");

      assertThat(onBehalfOf(azure, assertion).body()).contains("AADSTS500131");
    }
  }

  // D-13, D-21
  @ParameterizedTest
  @CsvSource({
    "https://issuer.example, subject-1, audience-1, 0",
    "https://issuer.example/, subject-1, audience-1, 70021",
    "https://issuer.example, Subject-1, audience-1, 70021",
    "https://issuer.example, subject-1, audience-2, 70021"
  })
  void aFederatedAssertionMustMatchExactly(String issuer, String subject, String audience, int code)
      throws Exception {
    Jwt foreign = Jwt.withNewKey();
    var builder =
        EmbeddedAzure.builder().issuerKeys((iss, kid) -> Optional.of(foreign.publicKey()));
    try (Azure azure = new Azure(builder)) {
      azure
          .azure()
          .entra()
          .changeApplication(
              APPLICATION,
              application ->
                  application.withCredentials(
                      List.of(
                          new FederatedCredential(
                              "https://issuer.example", "subject-1", "audience-1")),
                      List.of()));
      String assertion =
          foreign.sign(
              JSON.createObjectNode()
                  .put("iss", issuer)
                  .put("sub", subject)
                  .put("aud", audience)
                  .put("exp", Instant.now().plusSeconds(60).getEpochSecond()));

      HttpResponse<String> answer = withAssertion(azure, assertion);

      if (code == 0) {
        assertThat(answer.statusCode()).isEqualTo(200);
      } else {
        assertThat(answer.body()).contains("AADSTS" + code);
      }
    }
  }

  @Test
  void aFederatedAssertionSignedByAnotherKeyIsRefused() throws Exception {
    var builder =
        EmbeddedAzure.builder()
            .issuerKeys((issuer, kid) -> Optional.of(Jwt.withNewKey().publicKey()));
    try (Azure azure = new Azure(builder)) {
      azure
          .azure()
          .entra()
          .changeApplication(
              APPLICATION,
              application ->
                  application.withCredentials(
                      List.of(new FederatedCredential("i", "s", "a")), List.of()));
      String assertion =
          Jwt.withNewKey()
              .sign(
                  JSON.createObjectNode()
                      .put("iss", "i")
                      .put("sub", "s")
                      .put("aud", "a")
                      .put("exp", Instant.now().plusSeconds(60).getEpochSecond()));

      assertThat(withAssertion(azure, assertion).body()).contains("AADSTS50013");
    }
  }

  @Test
  void subscriptionsAreSeenByThoseWithARoleOnly() throws Exception {
    try (Azure azure = new Azure()) {
      EmbeddedEntra entra = azure.azure().entra();
      String subscription = "55555555-5555-4555-8555-555555555555";
      entra.addSubscription(subscription, TENANT, "Production");
      String path = "/management/subscriptions/" + subscription + "?api-version=2022-12-01";
      String token = "Bearer " + azure.token("https://management.azure.com/.default");

      assertThat(entra.mayReadSubscription(TENANT, APPLICATION, subscription)).isFalse();
      assertThat(azure.send(azure.to(path).header("Authorization", token)).statusCode())
          .isEqualTo(403);
      assertThat(azure.get(path).statusCode()).isEqualTo(401);

      entra.grantSubscription(azure.servicePrincipal(), subscription);
      assertThat(entra.mayReadSubscription(TENANT, APPLICATION, subscription)).isTrue();
      assertThat(azure.send(azure.to(path).header("Authorization", token)).body())
          .contains("Production");
    }
  }

  private static Azure withPeople(Azure azure) {
    EmbeddedEntra entra = azure.azure().entra();
    entra.addPerson(Person.member(TENANT, ADA, "ada@contoso.example", "Ada Lovelace"));
    entra.addTenant(
        new Tenant("77777777-7777-4777-8777-777777777777", "Fabrikam", "fabrikam.example"));
    entra.addPerson(
        Person.member(
            "77777777-7777-4777-8777-777777777777",
            "aaaaaaaa-0000-4000-8000-000000000002",
            "otto@fabrikam.example",
            "Otto Outsider"));
    return azure;
  }

  private static HttpResponse<String> clientCredentials(
      Azure azure, String path, String client, String secret) throws Exception {
    return azure.form(
        path,
        "grant_type",
        "client_credentials",
        "client_id",
        client,
        "client_secret",
        secret,
        "scope",
        DEVOPS + "/.default");
  }

  private static HttpResponse<String> withAssertion(Azure azure, String assertion)
      throws Exception {
    return azure.form(
        TOKEN,
        "grant_type",
        "client_credentials",
        "client_id",
        APPLICATION,
        "client_assertion_type",
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion",
        assertion,
        "scope",
        DEVOPS + "/.default");
  }

  private static HttpResponse<String> redeem(Azure azure, String code, String verifier)
      throws Exception {
    return azure.form(
        TOKEN,
        "grant_type",
        "authorization_code",
        "client_id",
        APPLICATION,
        "client_secret",
        SECRET,
        "redirect_uri",
        "https://app/back",
        "code",
        code,
        "code_verifier",
        verifier);
  }

  private static HttpResponse<String> onBehalfOf(Azure azure, String assertion) throws Exception {
    return azure.form(
        TOKEN,
        "grant_type",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "requested_token_use",
        "on_behalf_of",
        "client_id",
        APPLICATION,
        "client_secret",
        SECRET,
        "assertion",
        assertion,
        "scope",
        DEVOPS + "/.default");
  }

  private static JsonNode claims(String token) {
    return Jwt.parse(token).orElseThrow().claims();
  }

  private static JsonNode header(String token) {
    return Jwt.parse(token).orElseThrow().header();
  }
}
