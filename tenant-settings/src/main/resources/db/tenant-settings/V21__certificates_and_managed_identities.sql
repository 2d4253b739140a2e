-- Where a connector's certificate is kept, private key included; the key itself is never here.
alter table connector
  add column certificate_tenant_id   uuid,
  add column certificate_client_id   uuid,
  add column certificate_vault_url   text,
  add column certificate_secret_name text,
  -- Null for the machine's system-assigned identity: the kind says that it is one of the machine.
  add column managed_identity_client_id             uuid,
  add column managed_identity_application_tenant_id uuid,
  add column managed_identity_application_id        uuid;
