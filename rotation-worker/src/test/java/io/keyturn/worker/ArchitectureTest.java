package io.keyturn.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.worker.secret.VaultSecrets;
import io.keyturn.worker.target.RegistryLogin;

@AnalyzeClasses(
    packages = "io.keyturn.worker",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule packagesKnowEachOtherInOneDirectionOnly =
      slices().matching("io.keyturn.worker.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule whatDecidesKnowsNoDoorAndNoCloud =
      noClasses()
          .that()
          .resideInAnyPackage("io.keyturn.worker.rotation..", "io.keyturn.worker.admission..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.kafka..",
              "org.springframework.kafka..",
              "org.springframework.web..",
              "org.springframework.http..",
              "io.cloudevents..",
              "com.azure..",
              "io.keyturn.azuredevops..");

  @ArchTest
  static final ArchRule admissionIsPure =
      noClasses()
          .that()
          .resideInAPackage("io.keyturn.worker.admission..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework..", "java.sql..", "java.net.http..");

  @ArchTest
  static final ArchRule secretsAreRevealedOnlyWhereTheyAreSent =
      noClasses()
          .that()
          .doNotBelongToAnyOf(RegistryLogin.class, VaultSecrets.class)
          .should()
          .callMethod(ClientSecret.class, "reveal");

  @ArchTest
  static final ArchRule jsonIsReadWithJackson3 =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.fasterxml.jackson.databind..", "com.fasterxml.jackson.core..");

  @ArchTest
  static final ArchRule noApplicationKnowsTheOtherOrTheDoubles =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.keyturn.settings..", "io.keyturn.embedded..", "io.keyturn.sandbox..");
}
