package io.keyturn.embedded.devops;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.keyturn.embedded",
    importOptions = ImportOption.DoNotIncludeTests.class)
class DevOpsArchitectureTest {

  @ArchTest
  static final ArchRule DEVOPS_KNOWS_ONLY_THE_SEAMS =
      classes()
          .that()
          .resideInAPackage("io.keyturn.embedded.devops")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.keyturn.embedded.devops",
              "io.keyturn.embedded.http",
              "io.keyturn.embedded.entra",
              "io.keyturn.embedded.state",
              "java..",
              "tools.jackson..",
              "com.fasterxml.jackson.annotation..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule JUDGE_KNOWS_NOTHING_OF_THE_JUDGED =
      classes()
          .that()
          .resideInAPackage("io.keyturn.embedded.devops.spec")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.keyturn.embedded.devops.spec",
              "io.keyturn.embedded.http",
              "java..",
              "tools.jackson..",
              "org.jspecify..");
}
