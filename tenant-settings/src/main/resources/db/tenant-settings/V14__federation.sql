-- What Keyturn signs with as an issuer, for the whole installation. No tenant owns a row, so no policy hides one; nothing
-- here is of a tenant, and the private half is encrypted like every other stored credential.
create table signing_key (
  id          uuid primary key,
  private_key text        not null,
  public_key  text        not null,
  made_at     timestamptz not null
);

alter table connector
  add column federated_tenant_id uuid,
  add column federated_client_id uuid;
