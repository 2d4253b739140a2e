package io.keyturn.settings.application;

import io.keyturn.contracts.api.Application;
import io.keyturn.contracts.api.Problem;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.api.VaultHosts;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.api.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Keeps two applications away from one secret in Key Vault where either of them renews it: a new
 * version for the one would be carried into the connections of the other. What somebody else
 * renews, and Keyturn carries only, may be shared.
 */
@Component
class SharedSecrets {

  private static final Logger log = LoggerFactory.getLogger(SharedSecrets.class);

  private final JdbcClient sql;

  SharedSecrets(JdbcClient sql) {
    this.sql = sql;
  }

  /**
   * Part of the transaction that saves; until it ends nobody else saves that secret, in any tenant.
   * Settings from before this rule stay as they are, and may be edited as long as nothing gets
   * worse: the worker refuses the renewal.
   *
   * @throws ProblemException {@code secret.taken}
   */
  void refuse(Caller caller, Optional<Application> before, Application wanted) {
    boolean asBefore =
        before
            .filter(it -> it.secret().equals(wanted.secret()))
            .filter(it -> renews(it) || !renews(wanted))
            .isPresent();
    if (asBefore) {
      return;
    }
    String vault = VaultHosts.vaultName(wanted.secret().vaultUrl());
    lock(vault, wanted.secret().name());
    others(caller.tenantId(), wanted, vault).stream()
        .filter(other -> renews(wanted) || other.renews())
        .findFirst()
        .ifPresent(other -> {
          log.atWarn()
              .addKeyValue("tenantId", caller.tenantId())
              .addKeyValue("clientId", wanted.applicationId())
              .addKeyValue("inThisTenant", other.inThisTenant())
              .log("a secret was named that another application has; the save was refused");
          throw taken(caller, wanted.secret(), other);
        });
  }

  /** By itself; a request of mode renew that somebody makes is the worker's to refuse. */
  private static boolean renews(Application application) {
    return application.automatic() || application.schedule() != null;
  }

  private void lock(String vault, String secret) {
    sql.sql("select pg_advisory_xact_lock(hashtextextended('secret/' || ?, 0))")
        .param(vault + "/" + secret.toLowerCase(Locale.ROOT))
        .query((row, _) -> row)
        .list();
  }

  /**
   * @param applicationId null in another tenant
   */
  private record Other(@Nullable UUID applicationId, @Nullable String name, boolean renews) {
    boolean inThisTenant() {
      return applicationId != null;
    }
  }

  private List<Other> others(UUID tenantId, Application wanted, String vault) {
    String url = wanted.secret().vaultUrl();
    return sql
        .sql("select * from kept_also_by(?, ?::uuid, ?, ?)")
        .params(tenantId, wanted.applicationId(), vault, wanted.secret().name())
        .query((row, _) ->
            VaultHosts.isSame(row.getString("vault_url"), url)
                ? Optional.of(
                    new Other(
                        row.getObject("application_id", UUID.class),
                        row.getString("name"),
                        row.getBoolean("renews")))
                : Optional.<Other>empty())
        .list()
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private static ProblemException taken(Caller caller, SecretLocation secret, Other other) {
    String whose =
        !other.inThisTenant()
            ? "an application of another tenant"
            : caller.seesEveryApplication()
                ? "the application " + other.name() + " (" + other.applicationId() + ")"
                : "another application of this tenant";
    return ProblemException.of(
        HttpStatus.CONFLICT,
        "secret.taken",
        "The secret "
            + secret.address()
            + " is kept for "
            + whose
            + ". Renewing it for the one would carry it into the connections of the other.",
        "Keep each application's client secret under a name of its own. A password that somebody"
            + " else renews may be shared: set automatic to false and take the schedule away, in"
            + " both applications."
            + (other.inThisTenant() ? "" : " Ask whoever runs Keyturn whose it is."),
        List.of(new Problem.FieldError("secret.name", "secret.taken", "is kept for " + whose)));
  }
}
