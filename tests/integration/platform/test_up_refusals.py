"""`spoorboek up` that cannot start: one clear message each, exit code 2, and nothing of it left running."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from cryptography.fernet import Fernet
from support.command_line import spoorboek
from support.platforms import free_port

from spoorboek.platform.database.postgres import CASES, Postgres

NOWHERE = "postgresql://beheer:geheim@127.0.0.1:9/dossiers"


@pytest.fixture(scope="module")
def used(room: Callable[[str], Path]) -> Path:
    """Make a data directory that was used: a database with tables, and its key."""
    home = room("gebruikt")
    assert spoorboek(home, "case", "list").returncode == 0
    assert (home / "keys").exists()
    return home


@pytest.fixture
def home(used: Path, room: Callable[[str], Path]) -> Iterator[Path]:
    """Copy the used data directory, for one test to spoil."""
    own = room("eigen") / "home"
    shutil.copytree(used, own, symlinks=True)
    if psutil.Process().uids().real == 0:
        of = (used / "postgres").stat()
        for each in [own / "postgres", *(own / "postgres").rglob("*")]:
            shutil.chown(each, of.st_uid, of.st_gid)
    yield own
    shutil.rmtree(own)


def refused(home: Path, told: str, **settings: str) -> str:
    """Expect `up` to refuse with these words; return all it said."""
    said = spoorboek(home, "up", **{"SPOORBOEK_PORT": str(free_port()), **settings})
    assert said.returncode == 2
    assert told in said.stderr, said.stderr
    assert "Traceback" not in said.stderr
    left = [each.pid for each in psutil.process_iter(["cmdline"]) if str(home) in " ".join(each.info["cmdline"] or [])]
    assert left == []
    return said.stderr


def test_a_lost_key_is_told_and_never_replaced(home: Path) -> None:
    """A database that was used and no key: nothing is readable, and a new key would hide that."""
    (home / "keys").unlink()
    refused(home, "Het sleutelbestand")
    assert not (home / "keys").exists()


def test_a_wrong_key_is_told(home: Path) -> None:
    """Another key than the database was filled with."""
    (home / "keys").write_text(Fernet.generate_key().decode())
    refused(home, "De sleutel past niet bij deze database.")


def test_a_key_that_is_none_is_told_without_quoting_it(home: Path) -> None:
    """A key file with something else in it: the line, what was expected, never the content."""
    (home / "keys").write_text("geheim-van-iemand\n")
    said = refused(home, "Sleutel 1 in ")
    assert "geheim-van-iemand" not in said


def test_a_database_of_a_newer_version_is_told(home: Path) -> None:
    """An older Spoorboek never touches what a newer one made."""
    database = Postgres(home)
    database.start()
    with psycopg.connect(database.url(CASES)) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
    database.stop()
    refused(home, "De database is van een nieuwere versie van Spoorboek; werk Spoorboek bij en start opnieuw.")


def test_a_managed_database_without_prefects_own_is_told(tmp_path: Path) -> None:
    """Both or neither; the message names the other variable."""
    refused(tmp_path, "PREFECT_SERVER_DATABASE_CONNECTION_URL niet", SPOORBOEK_DATABASE_URL=NOWHERE)


@pytest.mark.parametrize("engine", ["sqlite+aiosqlite:///x.db", "geen adres", "postgresql://a@b/c"])
def test_a_database_prefect_cannot_use_is_told(tmp_path: Path, engine: str) -> None:
    """Only PostgreSQL, with the driver Prefect wants."""
    told = "verwacht: postgresql+asyncpg://" if "://" in engine else "Verwacht: postgresql+asyncpg://"
    refused(tmp_path, told, SPOORBOEK_DATABASE_URL=NOWHERE, PREFECT_SERVER_DATABASE_CONNECTION_URL=engine)


def test_managed_databases_that_do_not_answer_are_told_without_a_password(
    tmp_path: Path, blank_database_url: str
) -> None:
    """First Prefect's, then ours: which server, which user, what to look at."""
    engine = NOWHERE.replace("postgresql", "postgresql+asyncpg")
    keys = Fernet.generate_key().decode()
    both = {"SPOORBOEK_DATABASE_URL": NOWHERE, "PREFECT_SERVER_DATABASE_CONNECTION_URL": engine, "SPOORBOEK_KEYS": keys}
    said = refused(tmp_path, "De Prefect-database postgresql+asyncpg://beheer:***@127.0.0.1:9/dossiers is niet", **both)
    assert "geheim" not in said
    both["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = blank_database_url.replace("postgresql:", "postgresql+asyncpg:")
    said = refused(tmp_path, "De zaakdatabase postgresql+psycopg://beheer:***@127.0.0.1:9/dossiers is niet", **both)
    assert "geheim" not in said


def test_wrong_settings_are_told(tmp_path: Path) -> None:
    """A port that is none, an operator that is a name: named before anything starts."""
    refused(tmp_path, "SPOORBOEK_PORT klopt niet: verwacht een geheel getal", SPOORBOEK_PORT="veel")
    refused(tmp_path, "SPOORBOEK_OPERATORS klopt niet", SPOORBOEK_OPERATORS="Jan de Vries")


def test_a_place_that_cannot_be_a_directory_is_told(tmp_path: Path) -> None:
    """SPOORBOEK_HOME in a file: the place, and what to do."""
    (tmp_path / "bestand").write_text("")
    refused(tmp_path / "bestand" / "var", "kan niet worden gemaakt of beschreven")
