-- A lane is claimed, prolonged and given back within a second. Where its page has room, only the last of these writes an index.
alter table lane set (fillfactor = 60);
