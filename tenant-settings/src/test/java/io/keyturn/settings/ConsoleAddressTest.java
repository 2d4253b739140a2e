package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.settings.Installation.Answer;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Where the console's pages are, as a browser sees it. */
class ConsoleAddressTest {

  private static final String[] PROXIED = {
    "X-Forwarded-Proto",
    "https",
    "X-Forwarded-Host",
    "keyturn.contoso.example",
    "X-Forwarded-For",
    "203.0.113.7"
  };

  private final Contoso contoso = Contoso.shared();

  @Test
  void noPageStandsWhereSomethingOfThatNameWouldStand() {
    List<Page> pages = pages();
    List<String> hidden = new ArrayList<>();
    for (Page one : pages) {
      for (Page other : pages) {
        if (other.hides(one)) {
          hidden.add(other + " hides one of " + one);
        }
      }
    }

    assertThat(pages).anyMatch(it -> it.path().equals("/console/connectors/{name}"));
    assertThat(pages).anyMatch(it -> it.path().equals("/console/notifications/{name}"));
    assertThat(hidden).isEmpty();
  }

  @Test
  void behindAProxyPeopleComeBackToTheProxy() throws Exception {
    HttpResponse<String> begun = get("/oauth2/authorization/entra", PROXIED);

    String entra = URLDecoder.decode(location(begun), StandardCharsets.UTF_8);
    assertThat(entra)
        .contains("redirect_uri=https://keyturn.contoso.example/login/oauth2/code/entra");
    assertThat(begun.headers().allValues("Set-Cookie"))
        .isNotEmpty()
        .allMatch(it -> it.contains("; Secure") && it.contains("; HttpOnly"));
    assertThat(begun.headers().firstValue("Strict-Transport-Security")).isPresent();
    assertThat(
            URI.create("https://keyturn.contoso.example/console")
                .resolve(location(get("/console", PROXIED)))
                .toString())
        .startsWith("https://keyturn.contoso.example/console/sign-in");
  }

  @Test
  void withoutAProxyTheyComeBackToWhereTheyWere() throws Exception {
    String entra =
        URLDecoder.decode(location(get("/oauth2/authorization/entra")), StandardCharsets.UTF_8);

    assertThat(entra).contains("redirect_uri=" + origin() + "/login/oauth2/code/entra");
  }

  @Test
  void whereSomethingNewIsDoesNotDependOnTheProxy() {
    String name = "delete"; // a name like any other, also where an operation is called so
    Answer made =
        contoso.post(
            contoso.admin(),
            "/connectors",
            "{\"name\": \"%s\", \"organization\": \"named-delete\"}".formatted(name));
    try {
      assertThat(made.status()).as(made.text()).isEqualTo(201);
      assertThat(made.header("Location"))
          .isEqualTo("/api/v1/tenants/" + Contoso.TENANT + "/connectors/delete");
      assertThat(contoso.get(contoso.admin(), "/connectors/delete").status()).isEqualTo(200);
    } finally {
      contoso.call(contoso.admin(), "DELETE", "/connectors/delete", null, java.util.Map.of());
    }
  }

  private List<Page> pages() {
    List<Page> pages = new ArrayList<>();
    contoso
        .context
        .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .forEach((info, method) -> {
          if (info.getPathPatternsCondition() != null) {
            for (String path : info.getPathPatternsCondition().getPatternValues()) {
              if (path.startsWith("/console/") && !path.contains("*")) {
                pages.add(new Page(info.getMethodsCondition().getMethods(), path));
              }
            }
          }
        });
    return pages;
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(origin() + path)).header("Accept", "text/html");
      if (headers.length > 0) {
        request.headers(headers);
      }
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private String origin() {
    return "http://127.0.0.1:" + Objects.requireNonNull(contoso.context.getWebServer()).getPort();
  }

  private static String location(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(302);
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private record Page(Set<RequestMethod> methods, String path) {

    /** Whether it is served in the place of one of the other's, whose name somebody chose. */
    boolean hides(Page other) {
      String[] mine = path.split("/");
      String[] theirs = other.path.split("/");
      if (mine.length != theirs.length || methods.stream().noneMatch(other.methods::contains)) {
        return false;
      }
      boolean chosen = false;
      for (int i = 0; i < mine.length; i++) {
        boolean variable = theirs[i].startsWith("{");
        if (!variable && !theirs[i].equals(mine[i])
            || variable && theirs[i].endsWith("Id}") && !mine[i].startsWith("{")) {
          return false; // elsewhere, or a GUID
        }
        chosen |= variable && !mine[i].startsWith("{");
      }
      return chosen;
    }

    @Override
    public String toString() {
      return methods + " " + path;
    }
  }
}
