-- What the sweep looks for: client secrets that Entra may have and that nobody is known to have the text of.
create index client_secret_open on client_secret (asked_at) where removed_at is null and secret_version is null;
