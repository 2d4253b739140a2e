package io.keyturn.settings.api;

import io.keyturn.contracts.api.Application;
import io.keyturn.contracts.api.Connector;
import io.keyturn.contracts.api.DevOpsSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/** Gives each answer that can be edited and sent back its ETag. */
@RestControllerAdvice
class EntityTags implements ResponseBodyAdvice<Object> {

  @Override
  public boolean supports(
      MethodParameter method, Class<? extends HttpMessageConverter<?>> converter) {
    return true;
  }

  @Override
  public @Nullable Object beforeBodyWrite(
      @Nullable Object body,
      MethodParameter method,
      MediaType type,
      Class<? extends HttpMessageConverter<?>> converter,
      ServerHttpRequest request,
      ServerHttpResponse response) {
    if (body instanceof DevOpsSettings
        || body instanceof Connector
        || body instanceof Application) {
      response.getHeaders().setETag(EntityTag.of(body));
    }
    return body;
  }
}
