-- How long a record waits for Kafka is watched.
alter table outbox add column added_at timestamptz not null default now();
-- Where in a trace the news was caused, as the W3C's header has it.
alter table rotation add column trace_parent text;
