-- When an application's schedule asks for the next renewal; null: it does not, or the expiry it counts from is not known.
-- '-infinity': nobody has worked it out yet, and whoever claims it does.
alter table application
  add column next_due_at         timestamptz,
  -- Of the secrets that its service connections hold, the soonest; null when none is known.
  add column secret_expires_at   timestamptz,
  add column automatic           boolean not null default true,
  add column validity_seconds    bigint  not null default 15552000 check (validity_seconds between 86400 and 63158400),
  -- io.keyturn.contracts.api.MaintenanceWindow[]; empty: the tenant's.
  add column maintenance_windows jsonb   not null default '[]';
update application set next_due_at = '-infinity' where schedule_kind is not null;
create index application_due on application (next_due_at) where next_due_at is not null;

alter table tenant add column maintenance_windows jsonb not null default '[]';

-- Of the secret that this connection holds.
alter table binding add column secret_expires_at timestamptz;
alter table rotation_output add column secret_expires_on timestamptz;

-- Whether one is under way already.
create index rotation_under_way on rotation (tenant_id, application_id) where ended_at is null;
