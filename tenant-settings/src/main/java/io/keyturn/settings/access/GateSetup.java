package io.keyturn.settings.access;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
class GateSetup implements WebMvcConfigurer {

  private final WriteLimit limit;
  private final Gate gate;

  GateSetup(WriteLimit limit, Gate gate) {
    this.limit = limit;
    this.gate = gate;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(limit);
    registry
        .addInterceptor(gate)
        .addPathPatterns("/**")
        .excludePathPatterns("/error")
        .excludePathPatterns(BearerSecurity.OPEN);
  }
}
