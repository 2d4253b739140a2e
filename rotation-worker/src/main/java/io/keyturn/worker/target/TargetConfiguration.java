package io.keyturn.worker.target;

import io.keyturn.azuredevops.AzureDevOps;
import io.keyturn.azuredevops.ConnectionPools;
import io.keyturn.contracts.secret.SealingKey;
import io.keyturn.worker.identity.AzureProperties;
import io.keyturn.worker.identity.WorkerIdentity;
import io.keyturn.worker.limit.LimitProperties;
import io.keyturn.worker.limit.Limits;
import io.keyturn.worker.secret.VaultSecrets;
import io.keyturn.worker.settings.SettingsProperties;
import io.keyturn.worker.settings.TenantSettings;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the worker reaches outside: tenant-settings, Key Vault, Azure DevOps, registries. */
@Configuration(proxyBeanMethods = false)
class TargetConfiguration {

  private static final Duration REGISTRY_TIMEOUT = Duration.ofSeconds(30);

  @Bean
  SealingKey sealingKey() {
    return SealingKey.generate();
  }

  @Bean
  TenantSettings tenantSettings(
      SettingsProperties properties, WorkerIdentity identity, SealingKey sealingKey) {
    return new TenantSettings(
        properties,
        ConnectionPools.byPath(identity.http()),
        identity.credential(),
        sealingKey.publicKey());
  }

  @Bean
  VaultSecrets vaultSecrets(AzureProperties azure, WorkerIdentity identity, Clock clock) {
    return new VaultSecrets(azure, identity.credential(), identity.azureHttp(), clock);
  }

  @Bean
  Limits azureDevOpsLimits(LimitProperties limits, Clock clock) {
    return new Limits(limits, clock);
  }

  @Bean
  AzureDevOps azureDevOps(
      AzureProperties azure,
      WorkerIdentity identity,
      Limits azureDevOpsLimits,
      TimeoutProperties timeouts,
      Clock clock) {
    return AzureDevOps.ofManyCalls(
        azure.urls(), identity.http(), timeouts.timeouts(), azureDevOpsLimits, clock);
  }

  @Bean
  Targets targets(
      AzureDevOps azureDevOps,
      SealingKey sealingKey,
      VaultSecrets secrets,
      WorkerIdentity identity,
      MemoryProperties properties,
      Clock clock) {
    Memory memory = new Memory(properties, clock);
    return new Targets(
        azureDevOps,
        new SignIns(sealingKey, secrets, memory),
        new RegistryLogin(identity.http(), REGISTRY_TIMEOUT),
        memory);
  }
}
