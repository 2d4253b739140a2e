package io.keyturn.worker.rotation;

import io.keyturn.worker.output.Column;
import io.keyturn.worker.rotation.Save.OfBinding;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** Writes how far the connections of any number of rotations have come, and what they hold. */
final class BindingStatements {

  private final JdbcClient jdbc;
  private final Clock clock;

  BindingStatements(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Part of the caller's transaction. */
  void write(List<Save> saves) {
    List<Reached> all = new ArrayList<>();
    for (Save save : saves) {
      save.bindings().forEach(binding -> all.add(new Reached(save, binding)));
    }
    if (all.isEmpty()) {
      return;
    }
    jdbc.sql(
            """
            insert into rotation_binding (rotation_id, binding_id, progress, reason, previous_version)
            select * from unnest(:rotations::uuid[], :bindings::uuid[], :progress::text[],
                       :reasons::text[], :previous::text[])
            on conflict (rotation_id, binding_id)
            do update set progress = excluded.progress, reason = excluded.reason,
                previous_version =
                    coalesce(rotation_binding.previous_version, excluded.previous_version)
            """)
        .param("rotations", Column.of(all, Reached::rotationId, UUID[]::new))
        .param("bindings", Column.of(all, Reached::bindingId, UUID[]::new))
        .param("progress", Column.text(all, one -> one.binding().progress()))
        .param("reasons", Column.text(all, one -> one.binding().reason()))
        .param("previous", Column.text(all, one -> one.binding().previous()))
        .update();
    forget(all.stream().filter(one -> one.binding().uncertain()).toList());
    remember(all.stream().filter(one -> one.binding().holds() != null).toList());
  }

  private void forget(List<Reached> uncertain) {
    if (!uncertain.isEmpty()) {
      connections(
              """
              delete from connection_secret c
               using unnest(:tenants::text[], :applications::text[], :bindings::uuid[])
                     as s (tenant, application, binding)
               where c.tenant_id = s.tenant and c.application_id = s.application
                 and c.binding_id = s.binding
              """,
              uncertain)
          .update();
    }
  }

  private void remember(List<Reached> holding) {
    if (!holding.isEmpty()) {
      connections(
              """
              insert into connection_secret (tenant_id, application_id, binding_id, secret_version,
                  verified_at)
              select tenant, application, binding, version, :now
                from unnest(:tenants::text[], :applications::text[], :bindings::uuid[],
                       :versions::text[]) as s (tenant, application, binding, version)
              on conflict (tenant_id, application_id, binding_id)
              do update set secret_version = excluded.secret_version,
                  verified_at = excluded.verified_at
              """,
              holding)
          .param("versions", Column.text(holding, one -> one.binding().holds()))
          .param("now", Lanes.at(clock.instant()))
          .update();
    }
  }

  private StatementSpec connections(String sql, List<Reached> rows) {
    return jdbc.sql(sql)
        .param("tenants", Column.text(rows, one -> one.save().lease().tenantId()))
        .param("applications", Column.text(rows, one -> one.save().lease().applicationId()))
        .param("bindings", Column.of(rows, Reached::bindingId, UUID[]::new));
  }

  private record Reached(Save save, OfBinding binding) {

    UUID rotationId() {
      return Objects.requireNonNull(save.rotation()).id();
    }

    UUID bindingId() {
      return binding.id();
    }
  }
}
