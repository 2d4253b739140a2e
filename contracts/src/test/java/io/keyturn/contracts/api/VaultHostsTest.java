package io.keyturn.contracts.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VaultHostsTest {

  private static final VaultHosts HOSTS =
      new VaultHosts(List.of("*.vault.azure.net", " Localhost:19443 ", "double.example", ""));

  @ParameterizedTest
  @CsvSource({
    "https://contoso.vault.azure.net, true",
    "https://CONTOSO.vault.azure.net/, true",
    "https://contoso.vault.azure.net:443, true",
    "https://localhost:19443/vaults/contoso, true",
    "https://double.example:8443/a, true",
    "http://contoso.vault.azure.net, false",
    "https://vault.azure.net, false",
    "https://evilvault.azure.net, false",
    "https://a.b.vault.azure.net, false",
    "https://contoso.vault.azure.net.evil.example, false",
    "https://contoso.vault.azure.net:8443, false",
    "https://contoso.vault.azure.net/path, false",
    "https://user@contoso.vault.azure.net, false",
    "https://localhost:19444/vaults/contoso, false",
    "https:///vaults/contoso, false"
  })
  void oneRuleForWhatMayBeSavedAndWhatMayBeAsked(String vault, boolean allowed) {
    assertThat(HOSTS.allow(URI.create(vault))).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "https://contoso.vault.azure.net, contoso",
    "https://contoso.vault.azure.net/, contoso",
    "https://localhost:19443/vaults/contoso, contoso",
    "https://localhost:19443/vaults/contoso/, contoso"
  })
  void aVaultIsNamedAsItsOwnEventsNameIt(String vaultUrl, String name) {
    assertThat(VaultHosts.vaultName(vaultUrl)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "https://contoso.vault.azure.net, https://Contoso.vault.azure.net:443/, true",
    "https://localhost:19443/vaults/contoso, https://localhost:19443/vaults/Contoso/, true",
    "https://contoso.vault.azure.net, https://contoso.vault.azure.cn, false",
    "https://localhost:19443/vaults/contoso, https://localhost:19443/other/contoso, false",
    "https://localhost:19443/vaults/contoso, https://localhost:19444/vaults/contoso, false"
  })
  void oneVaultIsOneHoweverItIsWritten(String one, String other, boolean same) {
    assertThat(VaultHosts.isSame(one, other)).isEqualTo(same);
    assertThat(VaultHosts.isSame(other, one)).isEqualTo(same);
  }
}
