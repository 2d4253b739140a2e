-- The project that choosing begins with; nothing is written because of it.
alter table connector add column default_project text;
