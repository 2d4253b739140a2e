package io.keyturn.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * A real Chromium on the console. Where none is installed, the tests that need one say so and are
 * skipped; with {@code -Dkeyturn.browser=required}, as CI sets it, they fail instead.
 */
final class Browser implements AutoCloseable {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  final ChromeDriver driver;
  private final String origin;

  private Browser(ChromeDriver driver, String origin) {
    this.driver = driver;
    this.origin = origin;
  }

  static Browser open(String origin) {
    if (!Files.isExecutable(CHROMIUM) || !Files.isExecutable(DRIVER)) {
      String missing = "no browser: install the packages chromium and chromium-driver";
      if ("required".equals(System.getProperty("keyturn.browser"))) {
        throw new AssertionError(missing);
      }
      Assumptions.abort(missing);
    }
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.setAcceptInsecureCerts(true); // the embedded Entra has its own authority
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        // nothing but the console is called, so a machine without a network answers as quickly
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        "--hide-scrollbars",
        "--lang=en",
        "--force-prefers-reduced-motion");
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingAnyFreePort()
            .build();
    ChromeDriver driver = new ChromeDriver(service, options);
    driver.manage().window().setSize(new Dimension(1280, 900));
    return new Browser(driver, origin);
  }

  /** A whole navigation, as from the address line. */
  Browser at(String path) {
    driver.get(origin + path);
    return this;
  }

  /** Nobody is signed in any more. */
  Browser forget() {
    driver.manage().deleteAllCookies();
    return this;
  }

  /** By way of Entra's page with the people to choose from. */
  Browser signIn(String person) {
    at("/").forget().at("/console/sign-in");
    driver.findElement(By.linkText("Sign in with Microsoft")).click();
    until("Pick an account");
    driver.findElement(By.linkText(person)).click();
    waitFor("return document.querySelector('body[data-page]') !== null");
    return this;
  }

  /** Waits until the page says so. */
  Browser until(String text) {
    patience()
        .withMessage(() -> "the page says not \"" + text + "\" but: " + text())
        .until(_ -> text().contains(text));
    return this;
  }

  Browser waitFor(String script) {
    patience().until(_ -> Boolean.TRUE.equals(driver.executeScript(script)));
    return this;
  }

  private WebDriverWait patience() {
    return new WebDriverWait(driver, Duration.ofMinutes(1), Duration.ofMillis(50));
  }

  String text() {
    return String.valueOf(
        driver.executeScript(
            "return document.body ? document.title + '\\n' + document.body.innerText : ''"));
  }

  /** A live page may put a new button in the place of the one just found. */
  Browser click(String label) {
    patience()
        .ignoring(StaleElementReferenceException.class)
        .until(_ -> {
          element(label).click();
          return true;
        });
    return this;
  }

  /** A link or button by what it says. */
  WebElement element(String label) {
    List<WebElement> found =
        driver.findElements(
            By.xpath(
                "//a[normalize-space(.)=\""
                    + label
                    + "\"] | //a[span[normalize-space(.)=\""
                    + label
                    + "\"]] | //button[normalize-space(.)=\""
                    + label
                    + "\"]"));
    return found.stream()
        .filter(WebElement::isDisplayed)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no link or button " + label + " on: " + text()));
  }

  Browser type(String id, String text) {
    WebElement field = driver.findElement(By.id(id));
    field.clear();
    field.sendKeys(text);
    return this;
  }

  /** A checkbox or radio button. */
  Browser choose(String id) {
    driver.findElement(By.id(id)).click();
    return this;
  }

  /** An option of the select field of that name, by what it says. */
  Browser pick(String name, String option) {
    new org.openqa.selenium.support.ui.Select(driver.findElement(By.name(name)))
        .selectByVisibleText(option);
    return this;
  }

  String value(String id) {
    return String.valueOf(driver.findElement(By.id(id)).getDomProperty("value"));
  }

  /** Of the dialog of that id, by its first button. */
  Browser submit(String dialog) {
    driver.findElement(By.cssSelector("#" + dialog + " button.first")).click();
    return this;
  }

  String path() {
    return String.valueOf(driver.executeScript("return location.pathname"));
  }

  /** With its query. */
  String address() {
    return String.valueOf(driver.getCurrentUrl());
  }

  /** The server no longer knows the session that the browser still believes in. */
  Browser sessionEnds() {
    driver.manage().deleteCookieNamed("keyturn");
    driver.manage().addCookie(new org.openqa.selenium.Cookie("keyturn", "ended", "/"));
    return this;
  }

  /** What the server sent, as the browser holds it. */
  String source() {
    return String.valueOf(driver.executeScript("return document.documentElement.outerHTML"));
  }

  Browser size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        java.util.Map.of(
            "width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    return this;
  }

  /** By the switch of the page, where it has one. */
  Browser theme(String theme) {
    driver.executeScript(
        """
        const chosen = document.querySelector(`[data-theme-choice="${arguments[0]}"]`);
        if (chosen) {
          chosen.click();
        } else {
          document.documentElement.dataset.theme = arguments[0];
          document.cookie = `theme=${arguments[0]};path=/`;
        }
        """,
        theme);
    return this;
  }

  /**
   * The whole page on a telephone, a laptop and a large screen. Both themes have the same measures,
   * so that the width between is enough to see each page in both.
   */
  Browser shots(String name) {
    for (int width : new int[] {360, 1280, 1920}) {
      size(width, 900);
      theme("light");
      shot(name + "-" + width + "-light");
      if (width == 1280) {
        theme("dark");
        shot(name + "-" + width + "-dark");
      }
      int needed = number("return document.documentElement.scrollWidth");
      if (needed > width) {
        throw new AssertionError(name + " scrolls sideways at " + width + ": " + needed);
      }
    }
    return size(1280, 900).theme("light");
  }

  void shot(String name) {
    int width = number("return window.innerWidth");
    boolean dialog = number("return document.querySelectorAll('dialog[open]').length") > 0;
    size(
        width,
        dialog ? 900 : Math.max(900, number("return document.documentElement.scrollHeight")));
    byte[] png = driver.getScreenshotAs(OutputType.BYTES);
    size(width, 900);
    try {
      Files.createDirectories(SCREENSHOTS);
      Files.write(SCREENSHOTS.resolve(name + ".png"), png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int number(String script) {
    return Integer.parseInt(String.valueOf(driver.executeScript(script)));
  }

  /** What keeps people from using this page, in both themes; empty when nothing does. */
  List<String> barriers() {
    List<String> found = new java.util.ArrayList<>();
    for (String theme : List.of("light", "dark")) {
      theme(theme);
      ((JavascriptExecutor) driver).executeScript(axe());
      Object answer =
          driver.executeAsyncScript(
              """
              const done = arguments[arguments.length - 1];
              axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
                .then(it => done(it.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' | '))))
              """);
      ((List<?>) answer).forEach(it -> found.add(driver.getCurrentUrl() + " " + theme + " " + it));
    }
    theme("light");
    return found;
  }

  private static String axe() {
    try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
      return new String(
          java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
