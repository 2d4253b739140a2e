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
        "--hide-scrollbars",
        "--lang=en",
        "--force-prefers-reduced-motion");
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingAnyFreePort()
            .build();
    ChromeDriver driver = new ChromeDriver(service, options);
    driver.manage().window().setSize(new Dimension(1440, 900));
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
    return new WebDriverWait(driver, Duration.ofSeconds(15), Duration.ofMillis(50));
  }

  String text() {
    return String.valueOf(
        driver.executeScript(
            "return document.body ? document.title + '\\n' + document.body.innerText : ''"));
  }

  Browser click(String label) {
    element(label).click();
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

  Browser size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        java.util.Map.of(
            "width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    return this;
  }

  Browser theme(String theme) {
    driver.executeScript(
        "document.cookie = 'theme="
            + theme
            + ";path=/'; document.documentElement.dataset.theme = '"
            + theme
            + "'");
    return this;
  }

  /** The whole page, in both themes. */
  Browser shots(String name) {
    for (String theme : List.of("light", "dark")) {
      theme(theme);
      shot(name + "-" + theme);
    }
    return theme("light");
  }

  void shot(String name) {
    int width = number("return window.innerWidth");
    size(width, Math.max(900, number("return document.documentElement.scrollHeight")));
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
