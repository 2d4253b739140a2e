-- Who carries a topic's records to Kafka. The lease keeps senders from doing the same work; the order
-- of an application's records does not depend on it.
create table outbox_sender (
  topic  text primary key,
  owner  text not null,
  until  timestamptz not null
);

-- Applications whose oldest record Kafka would not take for what it is: the others overtake them,
-- their own later records do not.
create table outbox_hold (
  topic    text not null,
  key      text not null,
  attempt  integer not null,
  until    timestamptz not null,
  primary key (topic, key)
);

-- One index: a record is written and deleted within a moment, and each index costs both times.
alter table outbox drop constraint outbox_pkey, add primary key (topic, id);
