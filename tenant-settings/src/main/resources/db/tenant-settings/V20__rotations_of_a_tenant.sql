-- Lists over all applications of a tenant, and what is due.
create index rotation_of_tenant on rotation (tenant_id, since desc, rotation_id desc);
create index rotation_of_state on rotation (tenant_id, state, since desc, rotation_id desc);
create index application_with_schedule on application (tenant_id, application_id) where schedule_kind is not null;
