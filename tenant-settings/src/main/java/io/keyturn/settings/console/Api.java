package io.keyturn.settings.console;

import io.keyturn.contracts.api.Page;
import io.keyturn.contracts.api.Problem;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.access.ConsoleSession;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.util.UriComponents;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The API of this process, called as the person whose page this is. The call takes the API's whole
 * way: role, ownership, limits, validation, history.
 */
@Component
class Api {

  private final ObjectProvider<DispatcherServlet> servlet;
  private final JsonMapper json;

  Api(ObjectProvider<DispatcherServlet> servlet, JsonMapper json) {
    this.servlet = servlet;
    this.json = json;
  }

  /** What was read, and the tag by which a later change says what it is meant for. */
  record Read<T>(T value, @Nullable String tag) {}

  /** An address below the tenant's, with what stands in its braces, and a query. */
  record Address(String path, List<String> variables, Map<String, @Nullable String> query) {
    static Address of(String path, String... variables) {
      return new Address(path, List.of(variables), new LinkedHashMap<>());
    }

    /** Nothing and blank are left out. */
    Address with(String name, @Nullable String value) {
      Map<String, @Nullable String> more = new LinkedHashMap<>(query);
      if (value != null && !value.isBlank()) {
        more.put(name, value);
      }
      return new Address(path, variables, more);
    }
  }

  <T> T get(Address address, Class<T> type) {
    return read(address, type).value();
  }

  /** Empty where the tenant or the thing is not there yet. */
  <T> Optional<Read<T>> find(Address address, Class<T> type) {
    try {
      return Optional.of(read(address, type));
    } catch (Refused e) {
      if (e.problem().status() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  <T> Read<T> read(Address address, Class<T> type) {
    ApiAnswer answer = call("GET", address, null, Map.of());
    return new Read<>(json.readValue(answer.body(), type), answer.getHeader(HttpHeaders.ETAG));
  }

  <T> Page<T> page(Address address, Class<T> type) {
    JavaType page = json.getTypeFactory().constructParametricType(Page.class, type);
    return json.readValue(call("GET", address, null, Map.of()).body(), page);
  }

  /** Every part of a list that is short by its nature. */
  <T> List<T> all(Address address, Class<T> type) {
    List<T> all = new ArrayList<>();
    @Nullable String next = null;
    do {
      Page<T> page = page(address.with("after", next), type);
      all.addAll(page.items());
      next = page.next();
    } while (next != null);
    return all;
  }

  /**
   * @param tag of what the change is meant for; blank where nothing was there
   */
  <T> T put(Address address, ObjectNode body, @Nullable String tag, Class<T> type) {
    ApiAnswer answer =
        call(
            "PUT",
            address,
            body,
            tag == null || tag.isBlank()
                ? Map.of(HttpHeaders.IF_NONE_MATCH, "*")
                : Map.of(HttpHeaders.IF_MATCH, tag));
    return json.readValue(answer.body(), type);
  }

  /** For what has no tag: the last one to save wins. */
  <T> T putAnyway(Address address, ObjectNode body, Class<T> type) {
    return json.readValue(call("PUT", address, body, Map.of()).body(), type);
  }

  <T> T post(Address address, ObjectNode body, Class<T> type) {
    return json.readValue(call("POST", address, body, Map.of()).body(), type);
  }

  <T> Page<T> postPage(Address address, ObjectNode body, Class<T> type) {
    JavaType page = json.getTypeFactory().constructParametricType(Page.class, type);
    return json.readValue(call("POST", address, body, Map.of()).body(), page);
  }

  /** The answer as it came. */
  String postForText(Address address, ObjectNode body) {
    return new String(call("POST", address, body, Map.of()).body(), StandardCharsets.UTF_8);
  }

  /** As {@link #post}, and sent twice the same as once. */
  <T> T postOnce(Address address, ObjectNode body, String key, Class<T> type) {
    return json.readValue(call("POST", address, body, Map.of("Idempotency-Key", key)).body(), type);
  }

  void delete(Address address, @Nullable String tag) {
    call(
        "DELETE",
        address,
        null,
        tag == null || tag.isBlank() ? Map.of() : Map.of(HttpHeaders.IF_MATCH, tag));
  }

  /** Server-sent events go to the browser as they come. */
  void stream(Address address, @Nullable String lastEventId, HttpServletResponse response) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(HttpHeaders.ACCEPT, MediaType.TEXT_EVENT_STREAM_VALUE);
    if (lastEventId != null) {
      headers.put("Last-Event-ID", lastEventId);
    }
    dispatch(request("GET", address, null, headers), response);
  }

  private ApiAnswer call(
      String method, Address address, @Nullable ObjectNode body, Map<String, String> headers) {
    ApiAnswer answer = new ApiAnswer(response());
    dispatch(request(method, address, body, headers), answer);
    if (answer.getStatus() >= 300) {
      throw new Refused(problem(answer));
    }
    return answer;
  }

  private Problem problem(ApiAnswer answer) {
    byte[] body = answer.body();
    return body.length == 0
        ? new Problem(
            answer.getStatus(), "", "request.refused", "The request was refused.", null, List.of())
        : json.readValue(body, Problem.class);
  }

  private ApiRequest request(
      String method, Address address, @Nullable ObjectNode body, Map<String, String> headers) {
    HttpServletRequest page = outer().getRequest();
    Map<String, String> all = new LinkedHashMap<>(headers);
    ConsoleSession.of(page.getSession(false))
        .ifPresent(it -> all.put(HttpHeaders.AUTHORIZATION, it.authorization()));
    return new ApiRequest(
        page,
        method,
        uri(address),
        body == null ? new byte[0] : body.toString().getBytes(StandardCharsets.UTF_8),
        all);
  }

  private static UriComponents uri(Address address) {
    UriComponentsBuilder builder =
        UriComponentsBuilder.fromPath("/api/v1/tenants/{tenant}" + address.path());
    List<Object> values = new ArrayList<>();
    values.add(tenantId());
    values.addAll(address.variables());
    address
        .query()
        .forEach((name, value) -> {
          builder.queryParam(name, "{query}");
          values.add(String.valueOf(value));
        });
    return builder.encode().buildAndExpand(values.toArray());
  }

  private void dispatch(ApiRequest request, HttpServletResponse response) {
    try {
      servlet.getObject().service(request, response);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (ServletException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String tenantId() {
    var who = SecurityContextHolder.getContext().getAuthentication();
    if (who != null && who.getPrincipal() instanceof Caller caller) {
      return caller.tenantId().toString();
    }
    throw new IllegalStateException("nobody is signed in");
  }

  private static HttpServletResponse response() {
    HttpServletResponse response = outer().getResponse();
    if (response == null) {
      throw new IllegalStateException("no page is being answered");
    }
    return response;
  }

  private static ServletRequestAttributes outer() {
    return (ServletRequestAttributes) RequestContextHolder.currentRequestAttributes();
  }
}
