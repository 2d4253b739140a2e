-- What a connection held and worked with before this rotation wrote to it: the way back.
alter table rotation_binding add column previous_version text;
