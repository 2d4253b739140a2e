package io.keyturn.azuredevops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.contracts.secret.ClientSecret;
import java.net.URI;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Base URLs, organizations and identities: what goes into an address is checked before. */
class NamesTest {

  private static final URI OTHER = URI.create("https://localhost");

  @Test
  void slashesAtTheEndOfABaseAreDroppedAndItsPathIsKept() {
    assertThat(of("https://localhost:19443/devops//").devOps())
        .isEqualTo(URI.create("https://localhost:19443/devops"));
    assertThat(of("https://dev.azure.com/").devOps())
        .isEqualTo(URI.create("https://dev.azure.com"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev.azure.com",
        "ftp://dev.azure.com",
        "https://dev.azure.com?x=1",
        "https://dev.azure.com#x",
        "https://user@dev.azure.com",
        "file:///etc"
      })
  void anythingElseIsNoBase(String url) {
    assertThatThrownBy(() -> of(url)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void clientSecretsGoToEntraOverHttpsOnly() {
    URI plain = URI.create("http://localhost");

    assertThatThrownBy(() -> new AzureUrls(OTHER, OTHER, OTHER, plain, OTHER, OTHER))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyMicrosoftsAuthoritiesAreLookedUp() {
    assertThat(AzureUrls.publicCloud().authority().isMicrosoft()).isTrue();
    assertThat(of("https://x").authority().isMicrosoft()).isFalse();
  }

  @Test
  void hostThatOnlyBeginsLikeMicrosoftsIsNotLookedUp() {
    URI similar = URI.create("https://login.microsoftonline.com.example");

    assertThat(new AzureUrls(OTHER, OTHER, OTHER, similar, OTHER, OTHER).authority().isMicrosoft())
        .isFalse();
  }

  @Test
  void blankNameOfAConnectionGivesWayToItsId() {
    ConnectionAddress nameless =
        new ConnectionAddress(Example.PROJECT, " ", Example.CONNECTION, "");

    assertThat(Subject.connection("fabrikam", nameless).named())
        .isEqualTo("service connection " + Example.CONNECTION + " in fabrikam/" + Example.PROJECT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "Fabrikam-Fiber-Inc", "1abc"})
  @Tag("S-06")
  void organizationsAreBareNames(String name) {
    assertThat(new Actor(name, signIn()).organization()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-abc", "abc-", "a.b", "a_b", "a/b", "..", "https://dev.azure.com/a", "a b"})
  @DisplayName("S-06, S-07, D-17: what is not a bare name never gets into an address")
  void anythingElseIsNoOrganization(String name) {
    assertThatThrownBy(() -> new Actor(name, signIn()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Tag("S-08")
  void organizationsHaveAtMostFiftyCharacters() {
    assertThat(new Actor("a".repeat(50), signIn()).organization()).hasSize(50);
    assertThatThrownBy(() -> new Actor("a".repeat(51), signIn()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void identitiesDifferAndTellNoSecret() {
    ClientSecret canary = ClientSecret.of("canary-1");

    assertThat(new SignIn.PersonalAccessToken(canary).identity())
        .isNotEqualTo(new SignIn.DelegatedUser(canary).identity())
        .doesNotContain("canary");
    assertThat(new SignIn.ServicePrincipal("t", "c", canary).toString()).doesNotContain("canary");
    assertThat(new Actor("a", new SignIn.PersonalAccessToken(canary)).toString())
        .doesNotContain("canary");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "../x", "t?x", " t"})
  void tenantThatWouldChangeThePathIsRefused(String tenant) {
    assertThatThrownBy(() -> new SignIn.ServicePrincipal(tenant, "c", ClientSecret.of("canary-1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("canary");
  }

  private static AzureUrls of(String devOps) {
    return new AzureUrls(URI.create(devOps), OTHER, OTHER, OTHER, OTHER, OTHER);
  }

  private static SignIn signIn() {
    return new SignIn.PersonalAccessToken(ClientSecret.of("x"));
  }
}
