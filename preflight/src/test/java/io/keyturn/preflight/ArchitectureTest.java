package io.keyturn.preflight;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.keyturn.contracts.secret.ClientSecret;

@AnalyzeClasses(
    packages = "io.keyturn.preflight",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule NO_SECRET_IS_REVEALED =
      noClasses().should().callMethod(ClientSecret.class, "reveal");

  @ArchTest
  static final ArchRule NO_APPLICATION_IS_KNOWN =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.keyturn.settings..",
              "io.keyturn.worker..",
              "io.keyturn.embedded..",
              "io.keyturn.sandbox..");

  @ArchTest
  static final ArchRule LOOKING_NEEDS_NO_FRAMEWORK =
      noClasses()
          .that()
          .resideInAPackage("io.keyturn.preflight")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework..", "io.keyturn.preflight.start..");
}
