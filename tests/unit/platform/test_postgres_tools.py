"""PostgreSQL's programs: the right version or a clear message, and no secret in an argument."""

from pathlib import Path

import pytest
from sqlalchemy import make_url

from spoorboek.platform.backup.postgres_tools import MissingProgram, find_program, libpq_environment
from spoorboek.platform.database.postgres_place import PROGRAMS


def program(folder: Path, version: str) -> Path:
    """Put a pg_dump of a version in a folder."""
    folder.mkdir(exist_ok=True)
    made = folder / "pg_dump"
    made.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}'\n")
    made.chmod(0o755)
    return made


def test_the_wheel_serves_its_own_version() -> None:
    """The embedded server needs nothing else."""
    assert find_program("pg_dump", 18) == PROGRAMS / "pg_dump"


@pytest.mark.parametrize("version", ["15.14 (Debian 15.14-0+deb12u1)", "15beta1", "15.0"])
def test_another_version_is_found_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    """A managed server has the programs of its own version."""
    found = program(tmp_path / "bin", version)
    monkeypatch.setenv("PATH", str(found.parent))
    assert find_program("pg_dump", 15) == found


def test_a_missing_version_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which is needed, which was found, and what to install."""
    monkeypatch.setenv("PATH", str(program(tmp_path / "bin", "9.6").parent))
    with pytest.raises(MissingProgram, match=r"PostgreSQL 97.*gevonden: 18, 9\).*postgresql-client-97"):
        find_program("pg_dump", 97)


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        (
            "postgresql+psycopg://beheer:p%40ss%2Fwoord@db.example:6432/dossiers?sslmode=require",
            {"PGUSER": "beheer", "PGPASSWORD": "p@ss/woord", "PGHOST": "db.example", "PGPORT": "6432"}
            | {"PGDATABASE": "dossiers", "PGSSLMODE": "require"},
        ),
        (
            "postgresql://postgres@/spoorboek?host=/var/lib/a%20b/postgres",
            {"PGUSER": "postgres", "PGHOST": "/var/lib/a b/postgres", "PGDATABASE": "spoorboek"},
        ),
    ],
)
def test_every_part_of_an_address_becomes_a_variable(url: str, wanted: dict[str, str]) -> None:
    """So that no process list shows a password."""
    assert libpq_environment(make_url(url)) == wanted
