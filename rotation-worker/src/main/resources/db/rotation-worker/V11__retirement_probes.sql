-- How often in a row every connection has worked since the overlap ended, and when it was last tried: a secret is removed
-- only when that was often enough, over a while.
alter table rotation add column probes integer not null default 0;
alter table rotation add column probed_at timestamptz;
-- From the first failure on, patience counts; passing once in between does not start it anew.
alter table rotation add column probe_failed boolean not null default false;
