-- Whoever asked wants no maintenance window to be waited for.
alter table rotation add column ignores_window boolean not null default false;
-- Of the secret that the line's connection now holds and works with.
alter table rotation_output add column secret_expires_on timestamptz;
