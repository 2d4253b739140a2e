-- Until when a request of a worker that lost this lane may still arrive at Azure DevOps, and the version
-- it carries; no version when there may be several.
alter table lane add column late_until timestamptz;
alter table lane add column late_version text;
