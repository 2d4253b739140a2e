-- One lane per application: the lease under which its rotations run, one at a time and in order.
create table lane (
  tenant_id       text not null,
  application_id  text not null,
  -- When the next unfinished rotation of this application may run; null when there is none.
  due_at          timestamptz,
  lease_owner     text,
  lease_until     timestamptz,
  -- Counts up with every lease given. A save that carries an older number is refused.
  fence           bigint not null default 0,
  -- The newest version whose way to the connections has begun; nothing older is written after it.
  newest_vault_url   text,
  newest_secret_name text,
  newest_version     text,
  newest_created_at  timestamptz,
  primary key (tenant_id, application_id)
);

create index lane_due on lane (due_at) where due_at is not null;

create table rotation (
  id              uuid primary key,
  tenant_id       text not null,
  application_id  text not null,
  arrival         bigint generated always as identity,
  trigger         text not null,
  vault_url       text,
  secret_name     text,
  secret_version  text,
  expires_on      timestamptz,
  emergency       boolean not null default false,
  origin          text not null,
  origin_key      text,
  state           text not null,
  reason          text,
  -- Tries since the last progress, and since when it has been waiting without any.
  attempt         integer not null default 0,
  waiting_since   timestamptz,
  next_attempt_at timestamptz,
  output_sequence integer not null default 0,
  received_at     timestamptz not null,
  finished_at     timestamptz,
  check ((finished_at is null) = (next_attempt_at is not null))
);

-- Finished rotations are in no index that the worker's loops read.
create index rotation_unfinished on rotation (tenant_id, application_id, arrival) where finished_at is null;
create index rotation_finished on rotation (finished_at) where finished_at is not null;

create table rotation_binding (
  rotation_id uuid not null references rotation on delete cascade,
  binding_id  uuid not null,
  progress    text not null,
  reason      text,
  primary key (rotation_id, binding_id)
);

-- Our own record of what each connection holds: Azure DevOps shows no secret, so nothing can be compared there.
create table connection_secret (
  tenant_id       text not null,
  application_id  text not null,
  binding_id      uuid not null,
  secret_version  text not null,
  verified_at     timestamptz not null,
  primary key (tenant_id, application_id, binding_id)
);

create table rotation_output (
  rotation_id    uuid not null references rotation on delete cascade,
  sequence       integer not null,
  at             timestamptz not null,
  step           text not null,
  binding_id     uuid,
  outcome        text not null,
  reason         text,
  message        text not null,
  duration_ms    bigint,
  primary key (rotation_id, sequence)
);

-- What Key Vault said, until it is known whose secret it is.
create table vault_news (
  id              uuid primary key,
  arrival         bigint generated always as identity,
  trigger         text not null,
  source          text not null,
  event_id        text not null,
  vault_name      text not null,
  vault_url       text not null,
  secret_name     text not null,
  secret_version  text not null,
  expires_on      timestamptz,
  origin          text not null,
  origin_key      text,
  attempt         integer not null default 0,
  next_attempt_at timestamptz,
  received_at     timestamptz not null
);

create index vault_news_due on vault_news (next_attempt_at) where next_attempt_at is not null;

-- Records for Kafka, written in the transaction that they tell of and deleted once Kafka has them.
create table outbox (
  id      bigint generated always as identity primary key,
  topic   text not null,
  key     text,
  headers jsonb not null,
  value   bytea not null
);
