-- Sessions of the console. Not rows of a tenant: one is looked up before it is known whose it is, and what it holds is
-- encrypted. The id is a hash of the one in the browser's cookie.
create table console_session (
  id         uuid        primary key,
  content    text        not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index console_session_end on console_session (expires_at);
