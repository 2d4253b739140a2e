-- Every client secret that Keyturn has asked Entra for. Nothing but these is ever removed there. A row
-- outlives its rotation, and never has the secret's text.
create table client_secret (
  -- Ours alone: it has a random part. All that is known of a secret whose making was not answered.
  display_name     text primary key,
  tenant_id        text not null,
  application_id   text not null,
  rotation_id      uuid not null,
  asked_at         timestamptz not null,
  expires_on       timestamptz not null,
  -- Known once Entra has answered.
  key_id           text,
  -- Where it is, once Key Vault has it, and what was current there before.
  vault_url        text,
  secret_name      text,
  secret_version   text,
  previous_version text,
  -- Since when every connection has been verified with a newer one; the overlap counts from here.
  replaced_at      timestamptz,
  removed_at       timestamptz,
  check (secret_version is null or key_id is not null)
);

create index client_secret_application on client_secret (tenant_id, application_id);
