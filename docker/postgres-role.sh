#!/bin/sh
# Run by the postgres image when it makes its database. The applications' role owns the database and is no superuser:
# PostgreSQL lets superusers past row-level security, which keeps tenants apart.
set -e
psql -v ON_ERROR_STOP=1 -v password="$(cat "$POSTGRES_PASSWORD_FILE")" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
create role keyturn login password :'password';
alter database keyturn owner to keyturn;
SQL
