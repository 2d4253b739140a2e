-- Which rotations answer a leak, and by when the leaked secret has to be gone.
create table leak (
  tenant_id     uuid        not null,
  rotation_id   uuid        not null,
  retire_by     timestamptz,
  primary key (tenant_id, rotation_id)
);
call isolate_tenants('leak');

-- Which rotations are only plans: of what, and with which change of settings.
create table plan (
  tenant_id     uuid        not null,
  rotation_id   uuid        not null,
  plan_of       text        not null check (plan_of in ('renew', 'propagate')),
  proposal      jsonb,
  primary key (tenant_id, rotation_id)
);
call isolate_tenants('plan');

-- What a plan's lines say besides their sentence: target, parameter, checks.
create table planned_line (
  tenant_id     uuid        not null,
  rotation_id   uuid        not null,
  sequence      bigint      not null,
  planned       jsonb       not null,
  primary key (tenant_id, rotation_id, sequence)
);
call isolate_tenants('planned_line');
