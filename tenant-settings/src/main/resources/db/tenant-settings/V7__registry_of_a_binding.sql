-- A docker registry's address as it was when the connection was bound: a secret goes there and nowhere else.
-- Null for other kinds, and for bindings from before this was kept.
alter table binding add column registry text;
