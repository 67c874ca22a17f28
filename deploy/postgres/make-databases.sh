#!/bin/sh
# Once, when the data folder is new: a database for each service and a role of its own that can reach no other.
# Name and password are those of the address that the service itself is given: postgresql://ROLE:PASSWORD@postgres/DATABASE
set -eu

for service in referral journey community notifications practice evaluation; do
    url=$(cat "/run/secrets/${service}_database_url")
    login=${url#postgresql://}
    login=${login%%@*}
    role=${login%%:*}
    password=${login#*:}
    database=${url##*/}
    psql -v ON_ERROR_STOP=1 -U postgres -v role="$role" -v password="$password" -v database="$database" <<'SQL'
CREATE ROLE :"role" LOGIN PASSWORD :'password' CONNECTION LIMIT 40;
CREATE DATABASE :"database" OWNER :"role";
REVOKE CONNECT, TEMPORARY ON DATABASE :"database" FROM PUBLIC;
SQL
done
