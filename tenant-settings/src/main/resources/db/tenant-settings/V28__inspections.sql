-- The last look at each bound service connection, and when the next one is due. A worker claims rows by putting due_at
-- off; if it dies, they are due again.
create table binding_inspection (
  binding_id         uuid primary key references binding on delete cascade,
  tenant_id          uuid        not null,
  application_id     uuid        not null,
  due_at             timestamptz not null,
  -- Null until it was looked at for the first time.
  state              text,
  reason             text,
  message            text,
  remedy             text,
  since              timestamptz,
  looked_at          timestamptz,
  changed_by         text,
  changed_at         timestamptz,
  key_id             text,
  secret_expires_at  timestamptz,
  -- The last state but UNKNOWN, and since when: an outage in between does not make an old finding a new one.
  known_state        text,
  known_since        timestamptz,
  known_changed_at   timestamptz,
  check ((state is null) = (looked_at is null))
);

create index binding_inspection_due on binding_inspection (due_at);
create index binding_inspection_of_application on binding_inspection (tenant_id, application_id);
create index binding_inspection_of_state on binding_inspection (tenant_id, state, since desc, binding_id desc)
  where state is not null;

-- Spread over a day.
insert into binding_inspection (binding_id, tenant_id, application_id, due_at)
  select id, tenant_id, application_id, now() + random() * interval '1 day' from binding;

call isolate_tenants('binding_inspection');
