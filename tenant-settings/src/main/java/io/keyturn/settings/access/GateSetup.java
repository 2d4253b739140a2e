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
    // The console reads and writes by calling the API, and is let in or not by that.
    registry.addInterceptor(limit).excludePathPatterns("/console/**");
    registry
        .addInterceptor(gate)
        .addPathPatterns("/**")
        .excludePathPatterns("/error", "/", "/favicon.ico", "/console", "/console/**")
        .excludePathPatterns(BearerSecurity.OPEN);
  }
}
