package io.keyturn.contracts;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.contracts.secret.SealingKey;

@AnalyzeClasses(
    packages = "io.keyturn.contracts",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule noCircles =
      slices().matching("io.keyturn.contracts.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule plainJava =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("org.springframework..");

  @ArchTest
  static final ArchRule onlySealingReveals =
      noClasses()
          .that()
          .doNotBelongToAnyOf(SealingKey.class)
          .should()
          .callMethod(ClientSecret.class, "reveal");
}
