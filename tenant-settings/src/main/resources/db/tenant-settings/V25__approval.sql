-- A second person's word before a rotation begins; null: none is needed.
alter table tenant
  add column approval_seconds   bigint check (approval_seconds between 3600 and 2592000),
  add column approval_scheduled boolean not null default false;

alter table rotation
  -- Whose words the request is published with once it is approved.
  add column event_id        text,
  add column ignores_window  boolean not null default false,
  add column approval_until  timestamptz,
  add column decided_by      text;
create index rotation_awaiting_approval on rotation (approval_until) where state = 'AWAITING_APPROVAL';
