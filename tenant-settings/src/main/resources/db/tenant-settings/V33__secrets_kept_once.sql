-- Who else keeps a secret under that name, in whichever tenant: one question through the wall between tenants, asked inside
-- a save, which sees one tenant's rows and does so again afterwards. Another tenant's application is not named.
create function kept_also_by(of_tenant uuid, of_application uuid, of_vault text, of_secret text)
  returns table (application_id uuid, name text, vault_url text, renews boolean)
  language plpgsql as $$
declare
  visible text := coalesce(current_setting('keyturn.tenant', true), '');
begin
  perform set_config('keyturn.tenant', 'every', true);
  return query
    select case when a.tenant_id = of_tenant then a.application_id end,
           case when a.tenant_id = of_tenant then a.name end,
           a.vault_url,
           a.automatic or a.schedule_kind is not null
      from application a
     where a.vault_name = of_vault and a.secret_name_key = lower(of_secret)
       and (a.tenant_id, a.application_id) <> (of_tenant, of_application)
     order by 2;
  perform set_config('keyturn.tenant', visible, true);
end
$$;
