package io.keyturn.worker.identity;

import io.keyturn.azuredevops.AzureUrls;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Azure is. Every address may point elsewhere and may carry a path.
 *
 * @param keyVaultHosts which hosts a vault's address may have; {@code *} in front stands for one or
 *     more labels
 * @param keyVaultUrl where vaults are really reached, with {@code {vault}} for the vault's name;
 *     for proxies and test doubles. Absent: at their own addresses
 * @param caCertificate a PEM file trusted besides the JVM's own authorities
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
    @Nullable Path caCertificate) {

  public AzureUrls urls() {
    return new AzureUrls(
        devopsUrl, devopsIdentityUrl, devopsAccountsUrl, authorityHost, graphUrl, managementUrl);
  }

  /** Whether a secret may be read at that address. */
  public boolean allowsVault(URI vault) {
    String host = vault.getHost() == null ? "" : vault.getHost().toLowerCase(Locale.ROOT);
    return "https".equals(vault.getScheme())
        && keyVaultHosts.stream()
            .map(pattern -> pattern.trim().toLowerCase(Locale.ROOT))
            .anyMatch(pattern ->
                pattern.startsWith("*.")
                    ? host.endsWith(pattern.substring(1)) && host.length() > pattern.length() - 1
                    : host.equals(pattern));
  }
}
