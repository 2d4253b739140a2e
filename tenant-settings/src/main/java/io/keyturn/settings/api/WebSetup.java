package io.keyturn.settings.api;

import java.util.List;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
class WebSetup implements WebMvcConfigurer {

  private final BodyReader bodies;
  private final PreconditionReader preconditions;

  WebSetup(BodyReader bodies, PreconditionReader preconditions) {
    this.bodies = bodies;
    this.preconditions = preconditions;
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(bodies);
    resolvers.add(preconditions);
  }
}
