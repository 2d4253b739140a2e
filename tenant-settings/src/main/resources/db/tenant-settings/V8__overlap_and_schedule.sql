-- How long an old secret stays valid beside the new one, and when a new one is due by itself.
alter table application
  add column overlap_seconds  bigint not null default 86400 check (overlap_seconds between 0 and 7776000),
  add column schedule_kind    text check (schedule_kind in ('interval', 'cron', 'beforeExpiry')),
  -- An ISO-8601 duration, a cron expression, or a number of days.
  add column schedule_value   text,
  add column schedule_zone    text,
  add constraint schedule_is_whole check (
    (schedule_kind is null) = (schedule_value is null)
    and (schedule_zone is not null) = (schedule_kind is not distinct from 'cron'));
