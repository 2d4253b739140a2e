package io.keyturn.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is delivered may be delivered: every component that the build found in an application has a
 * licence of {@code licences.csv}. Where the build made no list of components ({@code mvn -o})
 * there is nothing to look at; {@code -Dkeyturn.sbom=required} makes that a failure.
 */
class LicencesTest {

  private static final Path RULES = Path.of("src/test/resources/io/keyturn/sandbox/licences.csv");
  private static Licences rules;

  @BeforeAll
  static void read() throws IOException {
    rules = Licences.in(RULES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tenant-settings", "rotation-worker", "sandbox"})
  void everyComponentHasALicenceThatIsAllowed(String module) throws IOException {
    List<Component> components = Component.of(bom(module));

    assertThat(components).hasSizeGreaterThan(50);
    assertThat(components).map(Component::name).contains("spring-boot", "jackson-databind");
    Files.write(
        Path.of("target/licences-" + module + ".txt"),
        new TreeSet<>(components.stream().map(Component::toString).toList()));
    assertThat(components.stream().filter(component -> !rules.allow(component)).toList())
        .as("components of %s whose licence is not in %s", module, RULES.getFileName())
        .isEmpty();
  }

  @Test
  void everyExceptionIsStillNeeded() throws IOException {
    List<Component> all = Component.of(bom("sandbox"));

    assertThat(rules.exceptions())
        .allSatisfy(exception ->
            assertThat(all)
                .as("a component for which %s is excepted", exception)
                .anyMatch(
                    component -> exception.covers(component) && !rules.allowByLicence(component)));
  }

  @Test
  void aLicenceThatNobodyAllowedIsSeen() {
    assertThat(rules.allow(new Component("org.example", "a", "1", List.of("AGPL-3.0-only"))))
        .isFalse();
    assertThat(rules.allow(new Component("org.example", "b", "1", List.of()))).isFalse();
    assertThat(rules.allow(new Component("org.example", "c", "1", List.of("Apache-2.0")))).isTrue();
    assertThat(
            rules.allow(
                new Component("org.example", "d", "1", List.of("GPL-2.0-only", "Apache-2.0"))))
        .as("who names several leaves the choice")
        .isTrue();
  }

  private static Path bom(String module) {
    Path made =
        Path.of("..").resolve(module).resolve("target/classes/META-INF/sbom/application.cdx.json");
    if (!"required".equals(System.getProperty("keyturn.sbom"))) {
      assumeThat(Optional.of(made).filter(Files::exists))
          .as("NOT CHECKED: %s has no list of components, because Maven was offline", module)
          .isPresent();
    }
    return made;
  }
}
