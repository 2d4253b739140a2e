package io.keyturn.worker.identity;

import io.keyturn.azuredevops.AzureUrls;
import io.keyturn.contracts.api.VaultHosts;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Azure is. Every address may point elsewhere and may carry a path.
 *
 * @param devopsUrl Azure DevOps
 * @param devopsIdentityUrl its graph and identities
 * @param devopsAccountsUrl its profiles and accounts
 * @param authorityHost Entra
 * @param graphUrl Microsoft Graph
 * @param managementUrl Azure Resource Manager
 * @param keyVaultHosts which hosts a vault's address may have, see {@link VaultHosts}
 * @param keyVaultUrl where vaults are really reached, with {@code {vault}} for the vault's name;
 *     for proxies and test doubles. Absent: at their own addresses
 * @param caCertificate a PEM file trusted besides the JVM's own authorities
 * @param instanceMetadataUrl where the machine's metadata service is reached, for managed
 *     identities
 */
@ConfigurationProperties("azure")
public record AzureProperties(
    @DefaultValue("https://dev.azure.com") URI devopsUrl,
    @DefaultValue("https://vssps.dev.azure.com") URI devopsIdentityUrl,
    @DefaultValue("https://app.vssps.visualstudio.com") URI devopsAccountsUrl,
    @DefaultValue("https://login.microsoftonline.com") URI authorityHost,
    @DefaultValue("https://graph.microsoft.com") URI graphUrl,
    @DefaultValue("https://management.azure.com") URI managementUrl,
    @DefaultValue({"*.vault.azure.net", "*.vault.azure.cn", "*.vault.usgovcloudapi.net"})
        List<String> keyVaultHosts,
    @Nullable String keyVaultUrl,
    @Nullable Path caCertificate,
    @DefaultValue("http://169.254.169.254") URI instanceMetadataUrl) {

  public AzureUrls urls() {
    return new AzureUrls(
        devopsUrl,
        devopsIdentityUrl,
        devopsAccountsUrl,
        authorityHost,
        graphUrl,
        managementUrl,
        instanceMetadataUrl);
  }

  /** Whether a secret may be read at that address. */
  public boolean allowsVault(URI vault) {
    return new VaultHosts(keyVaultHosts).allow(vault);
  }
}
