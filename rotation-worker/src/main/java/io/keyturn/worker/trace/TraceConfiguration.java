package io.keyturn.worker.trace;

import io.keyturn.preflight.start.TracesWhereWanted;
import io.keyturn.worker.rotation.Along;
import io.keyturn.worker.settings.SettingsProperties;
import io.micrometer.tracing.Tracer;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(TracesWhereWanted.WHERE)
class TraceConfiguration {

  @Bean
  Along rotationSpans(
      Tracer tracer, @Value("${management.tracing.sampling.probability:0.1}") double share) {
    return new RotationSpans(tracer, share);
  }

  @Bean
  Interceptor callSpans(Tracer tracer, SettingsProperties settings) {
    HttpUrl tenantSettings = HttpUrl.get(settings.url().toString());
    return new CallSpans(tracer, tenantSettings.host() + ":" + tenantSettings.port());
  }
}
