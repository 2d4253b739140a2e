package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Sessions of the console: known to every process, and nothing to anybody else. */
@Tag("browser")
class ConsoleSessionTest {

  private final Console console = Console.shared();
  private final Browser browser = console.browser;
  private final JdbcClient sql = console.contoso.context.getBean(JdbcClient.class);

  @Test
  void eachProcessOfTheInstallationKnowsThePerson() {
    console.as("Ada Admin").until("Overview").at("/console/settings").until("master switch");
    String here = browser.address();
    try (ServletWebServerApplicationContext other = console.contoso.start()) {
      int port = Objects.requireNonNull(other.getWebServer()).getPort();

      browser.driver.get(here.replaceFirst(":\\d+/", ":" + port + "/"));
      browser.until("master switch").click("Sign out").until("You are signed out.");
    }

    assertThat(browser.at("/console/settings").text()).contains("Sign in with Microsoft");
  }

  @Test
  void whoSignedOutIsNotBroughtBackByTheCookie() {
    console.as("Ada Admin").until("Overview");
    String cookie = cookie();
    browser.click("Sign out").until("You are signed out.");
    browser.at("/console/sign-in").forget();
    browser.driver.manage().addCookie(new org.openqa.selenium.Cookie("keyturn", cookie, "/"));

    assertThat(browser.at("/console").text()).contains("Sign in with Microsoft");
  }

  @Test
  void whoReadsTheDatabaseCanNeitherBeThePersonNorReadTheToken() {
    console.as("Ada Admin").until("Overview");

    List<String> rows =
        sql.sql("select id, content from console_session")
            .query((row, n) -> row.getString(1) + " " + row.getString(2))
            .list();

    assertThat(rows).isNotEmpty();
    assertThat(rows)
        .allMatch(Pattern.compile("[0-9a-f-]{36} k1:[A-Za-z0-9+/=]+").asMatchPredicate())
        .noneMatch(it -> it.contains(cookie()))
        .map(ConsoleSessionTest::bytes)
        .noneMatch(Pattern.compile("eyJ[\\w-]{10,}\\.eyJ").asPredicate())
        .noneMatch(it -> it.contains("Ada Admin"));
  }

  /** What is behind the base64 of a row, a character each byte. */
  private static String bytes(String row) {
    byte[] stored = Base64.getDecoder().decode(row.substring(row.indexOf(':') + 1));
    return new String(stored, StandardCharsets.ISO_8859_1);
  }

  @Test
  void aSessionCopiedToAnotherRowOpensNothing() {
    console.as("Ada Admin").until("Overview");
    String content =
        sql.sql("select content from console_session order by expires_at desc limit 1")
            .query(String.class)
            .single();
    console.as("Otto Auditor").until("Overview");

    sql.sql("update console_session set content = ?").param(content).update();

    assertThat(browser.at("/console").text()).contains("Your session has ended");
  }

  private String cookie() {
    return Objects.requireNonNull(browser.driver.manage().getCookieNamed("keyturn")).getValue();
  }
}
