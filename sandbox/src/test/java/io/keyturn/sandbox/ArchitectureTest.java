package io.keyturn.sandbox;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.keyturn.contracts.secret.ClientSecret;

/** The modules: the sandbox stands on everything, and nothing stands on it. */
@AnalyzeClasses(packages = "io.keyturn", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule nothingStandsOnTheSandbox =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.keyturn.sandbox..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.keyturn.sandbox..");

  @ArchTest
  static final ArchRule theApplicationsMeetOnlyThroughContracts =
      noClasses()
          .that()
          .resideInAPackage("io.keyturn.worker..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.keyturn.settings..");

  @ArchTest
  static final ArchRule andTheOtherWayRound =
      noClasses()
          .that()
          .resideInAPackage("io.keyturn.settings..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.keyturn.worker..");

  @ArchTest
  static final ArchRule theDoublesKnowNothingOfTheProduct =
      noClasses()
          .that()
          .resideInAPackage("io.keyturn.embedded..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.keyturn.worker..",
              "io.keyturn.settings..",
              "io.keyturn.azuredevops..",
              "io.keyturn.contracts..");

  /** Every class of the house that reads a secret; each module states its own part of it, too. */
  @ArchTest
  static final ArchRule secretsAreRevealedNowhereElse =
      noClasses()
          .that()
          .haveNameNotMatching(
              "io\\.keyturn\\.(contracts\\.secret\\.SealingKey"
                  + "|azuredevops\\.(AccessTokens|UserTokens|AuthorizedCalls|SecretParameter"
                  + "|ClientCertificate|Subscriptions)"
                  + "|worker\\.(target\\.RegistryLogin|secret\\.VaultSecrets)"
                  + "|settings\\.(encryption\\.StoredCredentials|federation\\.SigningKeys"
                  + "|notification\\.(ReadChannel|Webhooks)))")
          .should()
          .callMethod(ClientSecret.class, "reveal");
}
