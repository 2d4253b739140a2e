-- A connector is used by rotations only after its sign-in has worked once (C-4): null means it never did.
alter table connector add column verified_at timestamptz;
-- What its identity could see then: io.keyturn.contracts.api.ConnectorFindings as JSON.
alter table connector add column findings text;
-- Typed by the administrator (R-05): Azure DevOps does not tell it to the token itself.
alter table connector add column personal_access_token_expires_on date;
alter table tenant add column personal_access_token_expires_on date;
