"""A managed server: backed up by the application's role alone, as the worker has it, and restored by the owner."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from support.command_line import environment, spoorboek
from support.machine.tcp_postgres import Managed

from models.ledger.ledger_key import create_ledger_key

pytestmark = pytest.mark.drill  # minutes: a platform of its own that is broken, restarted or rebuilt


def test_the_application_backs_up_and_the_owner_restores(
    managed_databases: Managed, room: Callable[[str], Path]
) -> None:
    """Without the owner's address a backup is whole; a restore needs an owner who may make a database, and says so."""
    home, by = room("beheerd") / "thuis", ("--door", "operator-1", "--yes")
    owner = {"SPOORBOEK_DATABASE_URL": managed_databases.application}
    owner |= {"SPOORBOEK_OWNER_DATABASE_URL": managed_databases.cases, "SPOORBOEK_SMTP_HOST": "127.0.0.1"}
    application = {name: value for name, value in owner.items() if "OWNER" not in name}
    added = spoorboek(home, "keys", "add", **application)
    assert (added.returncode, added.stderr) == (0, "")
    create_ledger_key(home)  # as `spoorboek up` does before it migrates
    migrate = "from models.schema import migrate_database; migrate_database()"
    subprocess.run([sys.executable, "-c", migrate], env=environment(home, **owner), check=True)
    made = spoorboek(home, "backup", home / "een.age", **application)
    assert (made.returncode, made.stderr) == (0, "")
    with psycopg.connect(managed_databases.superuser, autocommit=True) as server:
        server.execute("grant connect on database postgres to beheer")  # as everybody may, where nobody took it away
    refused = spoorboek(home, "restore", home / "een.age", *by, **owner)
    assert (refused.returncode, "CREATEDB" in refused.stderr) == (2, True)
    with psycopg.connect(managed_databases.superuser, autocommit=True) as server:
        server.execute("alter role beheer createdb")
    restored = spoorboek(home, "restore", home / "een.age", *by, **owner)
    assert (restored.returncode, restored.stderr) == (0, "")
    assert spoorboek(home, "verify", **application).returncode == 0
