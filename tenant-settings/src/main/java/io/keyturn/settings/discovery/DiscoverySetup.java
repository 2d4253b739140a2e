package io.keyturn.settings.discovery;

import io.keyturn.azuredevops.AzureDevOps;
import io.keyturn.azuredevops.AzureUrls;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.settings.api.Guid;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
class DiscoverySetup {

  @Bean
  DelegatedAccess delegatedAccess(Environment environment) {
    String clientId = setting(environment, "keyturn.discovery.client-id", "");
    String clientSecret = setting(environment, "keyturn.discovery.client-secret", "");
    if (clientId.isEmpty() && clientSecret.isEmpty()) {
      return new DelegatedAccess(Optional.empty());
    }
    if (clientId.isEmpty() || clientSecret.isEmpty()) {
      throw new IllegalStateException(
          "keyturn.discovery.client-id and keyturn.discovery.client-secret go together");
    }
    if (Guid.parse(clientId).isEmpty()) {
      throw new IllegalStateException(
          "keyturn.discovery.client-id must be the client id of Keyturn's app registration, a GUID");
    }
    String caCertificate = setting(environment, "azure.ca-certificate", "");
    AzureUrls urls = urls(environment);
    AzureDevOps azureDevOps =
        new AzureDevOps(urls, caCertificate.isEmpty() ? null : Path.of(caCertificate));
    ClientSecret secret = ClientSecret.of(clientSecret);
    return new DelegatedAccess(
        Optional.of(
            new DelegatedAccess.Registration(
                azureDevOps,
                urls.authorityHost().toString(),
                clientId,
                (person, organization) ->
                    azureDevOps.userTokens().exchange(clientId, secret, person, organization))));
  }

  @Bean
  @ConditionalOnMissingBean
  ConnectionCheck connectionCheck(DelegatedAccess access) {
    return new CheckConnection(access);
  }

  @Bean
  WebMvcConfigurer signedInUsers(SignedInUserReader reader) {
    return new WebMvcConfigurer() {
      @Override
      public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(reader);
      }
    };
  }

  private static AzureUrls urls(Environment environment) {
    AzureUrls cloud = AzureUrls.publicCloud();
    return new AzureUrls(
        url(environment, "azure.devops-url", cloud.devOps()),
        url(environment, "azure.devops-identity-url", cloud.identity()),
        url(environment, "azure.devops-accounts-url", cloud.accounts()),
        url(environment, "azure.authority-host", cloud.authorityHost()),
        url(environment, "azure.graph-url", cloud.graph()),
        url(environment, "azure.management-url", cloud.management()));
  }

  private static URI url(Environment environment, String name, URI usual) {
    return URI.create(setting(environment, name, usual.toString()));
  }

  private static String setting(Environment environment, String name, String otherwise) {
    return environment.getProperty(name, otherwise).strip();
  }
}
