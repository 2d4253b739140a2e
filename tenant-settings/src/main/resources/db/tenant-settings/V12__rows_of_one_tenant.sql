-- The second wall between tenants. A query that forgets its "where tenant_id" shows what the connection was opened for
-- (the setting keyturn.tenant, io.keyturn.settings.isolation.Rows) and nothing else; a connection that was opened for
-- nobody shows nothing. Forced, because the application owns its tables.
--
-- A later table that carries a tenant: call isolate_tenants('that_table'), in the migration that creates it.
create procedure isolate_tenants(what regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', what);
  execute format('alter table %s force row level security', what);
  -- The sub-select is evaluated once for a query, not once for a row.
  execute format(
    'create policy of_its_tenant on %s using ('
      'tenant_id::text = (select current_setting(''keyturn.tenant'', true))'
      ' or (select current_setting(''keyturn.tenant'', true)) = ''every'')',
    what);
end
$$;

do $$
declare
  found regclass;
begin
  for found in
    select c.oid::regclass from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
  loop
    call isolate_tenants(found);
  end loop;
end
$$;

-- Behind the wall PostgreSQL uses an index only for comparisons that cannot leak a row, and lower() is none of them: the
-- worker's question whose secret this is would read every secret of a vault.
alter table application add column secret_name_key text generated always as (lower(secret_name)) stored;
create index application_secret_key on application (vault_name, secret_name_key);
drop index application_secret;
