package io.keyturn.azuredevops;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.keyturn.contracts.secret.ClientSecret;
import org.azd.utils.BaseRestClient;

@AnalyzeClasses(
    packages = "io.keyturn.azuredevops",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule secretsAreRevealedOnlyWhereTheyAreSent =
      noClasses()
          .that()
          .doNotBelongToAnyOf(
              AccessTokens.class,
              UserTokens.class,
              AuthorizedCalls.class,
              SecretParameter.class,
              ClientCertificate.class,
              Subscriptions.class)
          .should()
          .callMethod(ClientSecret.class, "reveal");

  @ArchTest
  static final ArchRule theSdkIsATransportAndNothingElse =
      noClasses()
          .that()
          .doNotBelongToAnyOf(SdkTransport.class)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.azd..");

  @ArchTest
  static final ArchRule ofTheSdkOnlyTheTransportIsUsed =
      noClasses()
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "are SDK classes other than its transport",
                  used ->
                      used.getPackageName().startsWith("org.azd")
                          && !used.isEquivalentTo(BaseRestClient.class)));

  @ArchTest
  static final ArchRule jsonIsReadWithJackson3 =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.fasterxml.jackson.databind..", "com.fasterxml.jackson.core..");

  @ArchTest
  static final ArchRule nothingOfOursIsNeededButContracts =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.keyturn.settings..",
              "io.keyturn.worker..",
              "io.keyturn.embedded..",
              "org.springframework..");

  @ArchTest
  static final ArchRule noCycles =
      slices()
          .matching("io.keyturn.azuredevops.(**)")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true);
}
