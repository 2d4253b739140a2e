-- Where a tenant wants to be told, and what it was told: a row stays after it was delivered, so that nothing is told twice.
create table notification_channel (
  id               uuid primary key,
  tenant_id        uuid        not null references tenant,
  name             text        not null,
  kind             text        not null check (kind in ('webhook', 'teams', 'email')),
  enabled          boolean     not null,
  events           text[]      not null,
  url              text,       -- <key id>:<base64>, AES-256-GCM: a webhook's address is a credential
  host             text,
  signing_secret   text,       -- likewise
  recipients       text[]      not null default '{}',
  last_success_at  timestamptz,
  last_failure_at  timestamptz,
  last_failure     text,
  updated_at       timestamptz not null,
  updated_by       text        not null
);
create unique index notification_channel_name on notification_channel (tenant_id, lower(name));

create table notification (
  id               uuid primary key,
  tenant_id        uuid        not null,
  channel_id       uuid        not null references notification_channel on delete cascade,
  -- What it is about: the same is never told twice.
  told_key         text        not null,
  event            text        not null,
  application_id   uuid        not null,
  -- What its sentence is made of, as it was then.
  facts            jsonb       not null,
  created_at       timestamptz not null,
  state            text        not null default 'WAITING' check (state in ('WAITING', 'SENT', 'GIVEN_UP')),
  attempt          integer     not null default 0,
  next_attempt_at  timestamptz,
  ended_at         timestamptz,
  check ((state = 'WAITING') = (next_attempt_at is not null))
);
create unique index notification_told on notification (channel_id, told_key);
create index notification_due on notification (next_attempt_at) where next_attempt_at is not null;
create index notification_ended on notification (ended_at) where ended_at is not null;

call isolate_tenants('notification_channel');
call isolate_tenants('notification');

create index application_expiring on application (tenant_id, secret_expires_at, application_id);
create index application_expiring_anywhere on application (secret_expires_at) where secret_expires_at is not null;
