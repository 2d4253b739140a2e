package io.keyturn.settings.console;

import io.keyturn.settings.access.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("keyturn.console.client-id")
class ConsoleSetup implements WebMvcConfigurer {

  @Override
  public void addResourceHandlers(ResourceHandlerRegistry registry) {
    registry.setOrder(-1); // else the page that says "nothing here" would stand before them
    // Their addresses carry a hash of what they hold.
    registry
        .addResourceHandler("/console/assets/**")
        .addResourceLocations("classpath:/console/assets/", "classpath:" + Assets.HTMX_FOLDER)
        .setCacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry
        .addInterceptor(new RolesFirst())
        .addPathPatterns("/console", "/console/**")
        .excludePathPatterns("/console/assets/**", "/console/sign-in", "/console/no-access");
  }

  /** Somebody without any role sees one page, which says whom to ask. */
  private static final class RolesFirst implements HandlerInterceptor {
    @Override
    public boolean preHandle(
        HttpServletRequest request, HttpServletResponse response, Object handler)
        throws java.io.IOException {
      response.setHeader("Cache-Control", "no-store");
      var who = SecurityContextHolder.getContext().getAuthentication();
      if (who != null
          && who.getPrincipal() instanceof Caller caller
          && caller.roles().stream()
              .noneMatch(it -> it != io.keyturn.settings.access.Role.WORKER)) {
        response.sendRedirect("/console/no-access");
        return false;
      }
      return true;
    }
  }
}
