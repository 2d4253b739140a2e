-- Every table carries the tenant, and every key that could be met by another tenant begins with it.

create table tenant (
  tenant_id                            uuid primary key,
  integration_enabled                  boolean     not null,
  use_service_principal                boolean     not null,
  include_home_tenant_organizations    boolean     not null,
  personal_access_token                text,       -- <key id>:<base64>, AES-256-GCM
  personal_access_token_fingerprint    text,
  service_principal_tenant_id          uuid,
  service_principal_client_id          uuid,
  service_principal_vault_url          text,
  service_principal_secret_name        text,
  updated_at                           timestamptz not null,
  updated_by                           text        not null,
  check (use_service_principal or personal_access_token is not null)
);

create table connector (
  id                                   uuid primary key,
  tenant_id                            uuid        not null references tenant,
  name                                 text        not null,
  organization                         text        not null,
  sign_in_kind                         text        not null,
  personal_access_token                text,
  personal_access_token_fingerprint    text,
  service_principal_tenant_id          uuid,
  service_principal_client_id          uuid,
  service_principal_vault_url          text,
  service_principal_secret_name        text,
  status                               text        not null,
  status_message                       text        not null,
  checked_at                           timestamptz not null,
  updated_at                           timestamptz not null,
  updated_by                           text        not null
);
-- Azure DevOps does not tell organization names apart by case, so neither do we.
create unique index connector_name on connector (tenant_id, lower(name));
create unique index connector_organization on connector (tenant_id, lower(organization));

create table application (
  tenant_id             uuid        not null references tenant,
  application_id        uuid        not null,
  name                  text        not null,
  integration_enabled   boolean     not null,
  vault_url             text        not null,
  vault_name            text        not null,
  secret_name           text        not null,
  updated_at            timestamptz not null,
  updated_by            text        not null,
  primary key (tenant_id, application_id)
);
-- Key Vault's own events name a vault and a secret, and neither a tenant nor an application.
create index application_secret on application (vault_name, lower(secret_name));

create table application_owner (
  tenant_id        uuid not null,
  application_id   uuid not null,
  owner_id         uuid not null,
  primary key (tenant_id, application_id, owner_id),
  foreign key (tenant_id, application_id) references application on delete cascade
);
create index application_owner_owned on application_owner (tenant_id, owner_id, application_id);

create table binding (
  id                uuid primary key,
  tenant_id         uuid        not null,
  application_id    uuid        not null,
  organization      text        not null,
  project_id        uuid        not null,
  project_name      text        not null,
  connection_id     uuid        not null,
  connection_name   text        not null,
  created_at        timestamptz not null,
  created_by        text        not null,
  foreign key (tenant_id, application_id) references application
);
-- One service connection is never bound twice, whichever tenant asks (A-02).
create unique index binding_connection on binding (lower(organization), connection_id);
create index binding_of_application on binding (tenant_id, application_id);
create index binding_of_organization on binding (tenant_id, lower(organization));

create table rotation (
  tenant_id        uuid        not null,
  rotation_id      uuid        not null,
  application_id   uuid        not null,
  state            text        not null,
  mode             text,
  request_reason   text,
  requested_by     text,
  since            timestamptz not null,
  ended_at         timestamptz,
  reason           text,
  message          text,
  last_sequence    bigint      not null,
  primary key (tenant_id, rotation_id)
);
create index rotation_of_application on rotation (tenant_id, application_id, since desc, rotation_id desc);

create table rotation_output (
  tenant_id        uuid        not null,
  rotation_id      uuid        not null,
  sequence         bigint      not null,
  application_id   uuid        not null,
  at               timestamptz not null,
  step             text        not null,
  binding          text,
  outcome          text        not null,
  reason           text,
  message          text        not null,
  duration_ms      bigint,
  primary key (tenant_id, rotation_id, sequence)
);

create table history (
  id          bigint generated always as identity primary key,
  tenant_id   uuid        not null,
  at          timestamptz not null,
  actor       text        not null,
  action      text        not null,
  subject     text        not null,
  detail      text        not null
);
create index history_of_tenant on history (tenant_id, id desc);
