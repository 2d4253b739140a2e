package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.settings.Installation.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();

  @BeforeEach
  void settings() {
    Tenant.must(tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE), 200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "a-c", "abc-", "A12", "abcdefghijklmnopqrstuvwxyz012345"})
  @DisplayName("S-04: a letter first, 3 to 32 letters, digits and hyphens")
  void goodConnectorNames(String name) {
    assertThat(create(name, "contoso").status()).isEqualTo(201);
    assertThat(tenant.get("/connectors/" + name).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ab",
        "1ab",
        "-ab",
        "a_b",
        "a b",
        "a.b",
        "äbc",
        "abcdefghijklmnopqrstuvwxyz0123456",
        "a/../b"
      })
  @DisplayName("S-04: other names are refused")
  void badConnectorNames(String name) {
    Answer refused = create(name, "contoso");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.fieldCode("name")).isEqualTo("connector.name");
    assertNothingStored();
  }

  @ParameterizedTest
  @CsvSource({
    "a, a",
    "contoso, contoso",
    "Con-Toso9, Con-Toso9",
    "'  contoso ', contoso",
    "01234567890123456789012345678901234567890123456789,"
        + " 01234567890123456789012345678901234567890123456789",
    "https://dev.azure.com/contoso, contoso",
    "https://dev.azure.com/contoso/, contoso",
    "http://DEV.azure.com/contoso/Shop/_git/web?path=/x#y, contoso",
    "dev.azure.com/contoso, contoso",
    "https://contoso@dev.azure.com/contoso/Shop/_git/web, contoso",
    "https://contoso.visualstudio.com, contoso",
    "contoso.visualstudio.com, contoso",
    "https://contoso.VisualStudio.com/DefaultCollection/Shop/_git/web, contoso",
    "https://dev.azure.com/contoso/Shop/_wiki/wikis/Shop.wiki, contoso"
  })
  @DisplayName("S-05 to S-08, S-27, C-1: the bare name is stored and shown back")
  void organizationsAreStoredBare(String typed, String bare) {
    Answer created = create("the-one", typed);

    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(created.json().path("organization").asString()).isEqualTo(bare);
  }

  @ParameterizedTest
  @CsvSource({
    "-abc, organization.start",
    "abc-, organization.end",
    "a_b, organization.characters",
    "a.b, organization.characters",
    "a b, organization.characters",
    "ä, organization.characters",
    "012345678901234567890123456789012345678901234567890, organization.length",
    "https://dev.azure.com, organization.missing",
    "https://dev.azure.com/, organization.missing",
    "https://dev.azure.com/-abc/Shop, organization.start",
    "https://dev.azure.com/a%20b, organization.characters",
    "https://dev.azure.com.evil.example/contoso, organization.host",
    "https://evil.example/dev.azure.com/contoso, organization.host",
    "https://tfs.contoso.com/tfs/DefaultCollection, organization.host",
    "https://app.vssps.visualstudio.com/x, organization.host",
    "https://contoso.visualstudio.com.evil.example/, organization.host",
    "'', field.required"
  })
  @DisplayName("S-06 to S-08, D-02, R-10: each broken rule has its own code")
  void badOrganizations(String typed, String code) {
    Answer refused = create("the-one", typed);

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.fieldCode("organization")).isEqualTo(code);
    assertNothingStored();
  }

  @Test
  @DisplayName("D-02: the sentence says that on-premises servers are not supported")
  void onPremisesIsRefusedWithThatSentence() {
    assertThat(create("the-one", "https://tfs.contoso.com/tfs").text())
        .contains("on-premises Azure DevOps Server is not supported");
  }

  @Test
  @DisplayName("C-1: strict mode refuses a URL")
  void strictModeRefusesUrls() {
    Answer refused =
        tenant.post(
            "/connectors?strict=true",
            "{\"name\": \"abc\", \"organization\": \"https://dev.azure.com/contoso\"}");

    assertThat(refused.fieldCode("organization")).isEqualTo("organization.url");
  }

  @Test
  @DisplayName("S-09, S-35: one connector per organization, whatever its case")
  void organizationsAreUnique() {
    create("first", "Contoso");

    Answer refused = create("second", "https://dev.azure.com/CONTOSO");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.code()).isEqualTo("connector.organization-taken");
    assertThat(refused.json().path("detail").asString()).contains("first");
    Tenant.must(
        installation
            .tenant()
            .connectedTo("contoso")
            .get("/connectors"), // another tenant is not in the way
        200);
  }

  @Test
  @DisplayName("S-36: a connector's name is unique, whatever its case")
  void namesAreUnique() {
    create("first", "contoso");

    Answer refused = create("FIRST", "fabrikam");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.code()).isEqualTo("connector.name-taken");
  }

  @Test
  @DisplayName("S-09: of many who connect one organization at the same moment one succeeds")
  void aRaceForAnOrganizationHasOneWinner() throws Exception {
    List<Callable<Integer>> race = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String name = "racer-" + i;
      race.add(() -> create(name, "contoso").status());
    }

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> result : threads.invokeAll(race)) {
        statuses.add(result.get());
      }

      assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 409);
    }
  }

  @Test
  void whateverIsTypedIsAnsweredWithoutAServerError() {
    Random random = new Random(20261121);
    String alphabet = "aZ09-._/:@?#%& \\\"'<>\u0000\u001f\u00e4\u202e\ud83d";
    for (int i = 0; i < 200; i++) {
      StringBuilder typed = new StringBuilder(random.nextBoolean() ? "https://dev.azure.com/" : "");
      int length = random.nextInt(40);
      for (int c = 0; c < length; c++) {
        typed.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String json =
          tools.jackson.databind.json.JsonMapper.shared()
              .writeValueAsString(
                  java.util.Map.of("name", typed.toString(), "organization", typed.toString()));

      Answer answer = tenant.post("/connectors", json);

      assertThat(answer.status()).as(json).isBetween(400, 499);
      assertThat(answer.code()).isNotEmpty();
    }
    assertNothingStored();
  }

  private Answer create(String name, String organization) {
    return tenant.post(
        "/connectors",
        "{\"name\": \"%s\", \"organization\": \"%s\"}".formatted(name, organization));
  }

  private void assertNothingStored() {
    assertThat(tenant.get("/connectors").json().path("items")).isEmpty();
  }
}
