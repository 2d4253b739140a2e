-- What operators decided about rotations, until their lane has acted on it. Named after the event, so
-- that a decision which is told twice counts once, for ever.
create table operator_decision (
  id              uuid primary key,
  arrival         bigint generated always as identity,
  tenant_id       text not null,
  application_id  text not null,
  rotation_id     uuid not null references rotation on delete cascade,
  decision        text not null,
  requested_by    text not null,
  received_at     timestamptz not null,
  done_at         timestamptz
);

create index operator_decision_open on operator_decision (tenant_id, application_id, arrival)
  where done_at is null;
create index operator_decision_rotation on operator_decision (rotation_id);
