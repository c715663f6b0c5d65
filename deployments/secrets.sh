#!/bin/sh
# Make the passwords of the databases and of Redis, once. FOLDER, made by `spoorboek keys begin`, gets the addresses that
# Spoorboek reads, `roles.sql` for PostgreSQL and `redis.conf` for Redis. Nothing is shown, and nothing is made twice.
#   sh secrets.sh FOLDER [POSTGRESQL-HOST [REDIS-HOST]]
set -eu
umask 077

folder=${1:?"usage: sh secrets.sh FOLDER [POSTGRESQL-HOST [REDIS-HOST]]"}
postgresql=${2:-127.0.0.1}
redis=${3:-127.0.0.1}
if [ ! -d "$folder" ]; then
    echo "There is no folder $folder: let \`spoorboek keys begin $folder\` make it first." >&2
    exit 2
fi
if [ -e "$folder/roles.sql" ]; then
    echo "The secrets are there already: $folder/roles.sql exists." >&2
    exit 2
fi

word() {
    od -An -v -tx1 -N24 /dev/urandom | tr -d ' \n'
}
keep() { # keep NAME CONTENT
    printf '%s\n' "$2" >"$folder/$1"
    chmod 400 "$folder/$1"
}

owner=$(word) app=$(word) prefect=$(word) queue=$(word)
keep owner-database-url "postgresql://spoorboek_owner:$owner@$postgresql:5432/spoorboek"
keep database-url "postgresql://spoorboek_app:$app@$postgresql:5432/spoorboek"
keep prefect-database-url "postgresql://spoorboek_prefect:$prefect@$postgresql:5432/prefect"
keep redis-url "redis://:$queue@$redis:6379/0"
keep redis.conf "requirepass $queue"
keep monitor-token "$(word)"
keep postgres-password "$(word)"
keep roles.sql "CREATE ROLE spoorboek_owner LOGIN PASSWORD '$owner';
CREATE ROLE spoorboek_app LOGIN PASSWORD '$app' NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE ROLE spoorboek_prefect LOGIN PASSWORD '$prefect' NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE DATABASE spoorboek OWNER spoorboek_owner TEMPLATE template0 ENCODING 'UTF8';
CREATE DATABASE prefect OWNER spoorboek_prefect TEMPLATE template0 ENCODING 'UTF8';
REVOKE ALL ON DATABASE spoorboek FROM PUBLIC;
REVOKE ALL ON DATABASE prefect FROM PUBLIC;
GRANT CONNECT ON DATABASE spoorboek TO spoorboek_app;"
