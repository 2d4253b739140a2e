-- These rows change several times within seconds. Where their page has room for that, no index is written.
alter table rotation set (fillfactor = 60);
alter table rotation_binding set (fillfactor = 60);
