#!/bin/sh
# Give a command of Spoorboek on this machine, with the settings and secrets of the units, as their user:
#   spoorboek case list --late
# Installed as /usr/local/sbin/spoorboek; it needs root, which alone may read the secrets.
set -eu

unit="spoorboekopdracht-$$"
given="/run/credentials/$unit.service"
secrets=/etc/spoorboek/secrets
way=--pipe
if [ -t 0 ] && [ -t 1 ]; then
    way=--pty
fi
exec systemd-run --quiet --collect --wait "$way" --unit="$unit" --uid=spoorboek --gid=spoorboek \
    --property=EnvironmentFile=/etc/spoorboek/spoorboek.env \
    --property=StateDirectory=spoorboek/opdracht --property=StateDirectoryMode=0700 --property=UMask=0077 \
    --property=NoNewPrivileges=yes --property=ProtectSystem=strict --property=ProtectHome=yes \
    --property=WorkingDirectory=/var/lib/spoorboek/opdracht --property=ReadWritePaths=-/var/lib/spoorboek/reservekopie \
    --property=LoadCredential=api-secret:$secrets/api-secret \
    --property=LoadCredential=database-url:$secrets/database-url \
    --property=LoadCredential=owner-database-url:$secrets/owner-database-url \
    --property=LoadCredential=keys:$secrets/keys \
    --property=LoadCredential=ledger.key:$secrets/ledger.key \
    --property=LoadCredential=backup-key:$secrets/backup-key \
    --setenv=HOME=/var/lib/spoorboek/opdracht --setenv=SPOORBOEK_HOME=/var/lib/spoorboek/opdracht \
    --setenv=SPOORBOEK_API_SECRET_FILE="$given/api-secret" \
    --setenv=SPOORBOEK_DATABASE_URL_FILE="$given/database-url" \
    --setenv=SPOORBOEK_OWNER_DATABASE_URL_FILE="$given/owner-database-url" \
    --setenv=SPOORBOEK_KEYS_FILE="$given/keys" \
    --setenv=SPOORBOEK_LEDGER_KEY_FILE="$given/ledger.key" \
    --setenv=SPOORBOEK_BACKUP_KEY_FILE="$given/backup-key" \
    /opt/spoorboek/bin/spoorboek "$@"
