-- A personal access token is no application's.
alter table notification alter column application_id drop not null;

-- Whoever is told that secrets expire is told of tokens, too, until they say otherwise.
update notification_channel
   set events = events || array(
     select 'TOKEN_' || event from unnest(events) as event
      where event in ('EXPIRES_IN_60_DAYS', 'EXPIRES_IN_30_DAYS', 'EXPIRES_IN_7_DAYS', 'EXPIRES_IN_1_DAY', 'EXPIRED'));
