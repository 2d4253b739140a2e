package io.keyturn.settings;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.settings.access.AllowedTo;
import org.springframework.web.bind.annotation.RestController;

@AnalyzeClasses(
    packages = "io.keyturn.settings",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule NO_CIRCLES =
      slices().matching("io.keyturn.settings.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ONLY_ENCRYPTION_THE_ISSUER_AND_WEBHOOKS_REVEAL =
      noClasses()
          .that(
              resideInAPackage("io.keyturn.settings..")
                  .and(notIn("encryption"))
                  .and(notIn("federation"))
                  .and(notIn("notification")))
          .should()
          .callMethod(ClientSecret.class, "reveal")
          .because(
              "everybody else hands a secret on as it is, or sealed; federation signs with its own key, and"
                  + " notification with the receiver's");

  @ArchTest
  static final ArchRule ONLY_CONTROLLERS_ARE_OPEN =
      classes()
          .that()
          .containAnyMethodsThat(
              com.tngtech.archunit.base.DescribedPredicate.describe(
                  "are allowed to someone", method -> method.isAnnotatedWith(AllowedTo.class)))
          .should()
          .beAnnotatedWith(RestController.class);

  @ArchTest
  static final ArchRule NO_CATCH_ALL_NAMES =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Impl");

  private static com.tngtech.archunit.base.DescribedPredicate<
          com.tngtech.archunit.core.domain.JavaClass>
      notIn(String feature) {
    return com.tngtech.archunit.base.DescribedPredicate.not(
        resideInAPackage("io.keyturn.settings." + feature + ".."));
  }
}
