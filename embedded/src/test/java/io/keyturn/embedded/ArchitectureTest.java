package io.keyturn.embedded;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.keyturn.embedded",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule packages_have_no_cycles =
      slices().matching("io.keyturn.embedded.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule it_stands_below_the_applications =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.keyturn.worker..",
              "io.keyturn.settings..",
              "io.keyturn.sandbox..",
              "io.keyturn.azuredevops..",
              "org.springframework..");

  @ArchTest
  static final ArchRule the_doubles_do_not_use_the_clients_they_are_to_prove =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.azure..", "com.microsoft..");

  @ArchTest
  static final ArchRule nobody_reveals_a_client_secret =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("io.keyturn.contracts.secret.ClientSecret");
}
