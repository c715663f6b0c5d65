"""The state of the database at start: right tables, right version, right key, or one clear message."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from cryptography.fernet import Fernet
from sqlalchemy import inspect, text
from sqlmodel import Session, SQLModel

from models.addressees import link_hash
from models.connection import case_engine
from models.schema import check_database, ensure_keys, migrate_database
from spoorboek.errors import PlatformError

Fresh = Callable[[], None]
OTHER_KEY = Fernet.generate_key().decode()


def test_the_migrations_make_exactly_the_tables(database_url: str) -> None:
    """Nothing in the tables is missing from the migrations, nor the other way round."""
    with case_engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_names_of_keys_and_checks_are_those_of_the_tables(database_url: str) -> None:
    """Constraints carry the names the models give them, so that a later migration can find them."""
    with case_engine().connect() as connection:
        found = {
            (table, constraint["name"])
            for table in SQLModel.metadata.tables
            for constraint in [
                inspect(connection).get_pk_constraint(table),
                *inspect(connection).get_check_constraints(table),
                *inspect(connection).get_foreign_keys(table),
            ]
        }
    wanted = {
        (table.name, connection_name)
        for table in SQLModel.metadata.tables.values()
        for connection_name in _names(table)
    }
    assert found == wanted


def _names(table: object) -> set[str]:
    from sqlalchemy import Table, UniqueConstraint
    from sqlalchemy.dialects import postgresql

    assert isinstance(table, Table)
    prepare = postgresql.dialect().identifier_preparer
    named = [each for each in table.constraints if not isinstance(each, UniqueConstraint)]
    return {str(prepare.format_constraint(each)) for each in named}


def test_the_triggers_stand_and_cannot_be_slipped_past(database_url: str) -> None:
    """Every append-only table has its trigger, enabled always."""
    with case_engine().connect() as connection:
        rows = connection.execute(
            text("select tgrelid::regclass::text, tgenabled::text from pg_trigger where tgname = 'append_only'")
        )
        tables = (
            *("account_act", "bureau_act", "case_event", "case_reading", "edition_in_force", "edition_text"),
            *("effect", "employer_agreement"),
            *("incoming_outcome", "learned_leads", "ledger_entry", "operator_act", "restore"),
            *("retention_act", "role_change", "shortlist", "workforce_count"),
        )
        assert sorted(tuple(row) for row in rows) == [(table, "A") for table in tables]


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    """A second start finds everything in place."""
    with case_engine().connect() as connection:
        before = connection.execute(text("select token from key_check")).scalar_one()
    migrate_database()
    check_database()
    with case_engine().connect() as connection:
        assert connection.execute(text("select token from key_check")).scalar_one() == before


def test_a_database_of_a_newer_version_is_refused(as_owner: Callable[[str], None]) -> None:
    """Older code never touches newer tables."""
    as_owner("update alembic_version set version_num = '9999'")
    for start in (migrate_database, check_database):
        with pytest.raises(PlatformError, match="nieuwere versie"):
            start()


def test_an_unmigrated_database_is_refused_by_who_does_not_migrate(blank_database_url: str) -> None:
    """A worker that starts before the migration says what to do."""
    with pytest.raises(PlatformError, match=r"oudere versie.*spoorboek up"):
        check_database()


def test_a_blank_database_is_migrated(blank_database_url: str) -> None:
    """The first start makes tables and key check."""
    migrate_database()
    check_database()


def test_another_key_is_refused_at_start(database_url: str, monkeypatch: pytest.MonkeyPatch, fresh: Fresh) -> None:
    """A key that is well-formed but not the one of this database is found before anything is read or written."""
    monkeypatch.setenv("SPOORBOEK_KEYS", OTHER_KEY)
    fresh()
    for start in (migrate_database, check_database):
        with pytest.raises(PlatformError, match="sleutel past niet bij deze database"):
            start()


def test_a_key_check_of_another_installation_is_no_wrong_key(
    database_url: str, as_owner: Callable[[str], None]
) -> None:
    """What was moved or damaged is told as such: whoever looks for another key would look in vain."""
    as_owner("update installation set code = gen_random_uuid()")
    for start in (migrate_database, check_database):
        with pytest.raises(PlatformError, match=r"hoort op een andere plaats.*key_check\.token, rij 1\."):
            start()


def test_a_wrong_key_leaves_a_newer_schema_undone(
    blank_database_url: str, monkeypatch: pytest.MonkeyPatch, fresh: Fresh
) -> None:
    """A refused start changes nothing in the database."""
    migrate_database()
    with case_engine().begin() as connection:
        connection.execute(text("drop table virtual_clock"))
    monkeypatch.setenv("SPOORBOEK_KEYS", OTHER_KEY)
    fresh()
    with pytest.raises(PlatformError):
        migrate_database()
    with case_engine().connect() as connection:
        assert not inspect(connection).has_table("virtual_clock")


def test_a_missing_key_is_refused_at_start(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: Fresh
) -> None:
    """Without a key in the environment and without a key file nothing starts, and nothing is made up."""
    monkeypatch.delenv("SPOORBOEK_KEYS")
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path))
    fresh()
    with pytest.raises(PlatformError, match=r"sleutelbestand .* ontbreekt"):
        migrate_database()
    assert not (tmp_path / "keys").exists()


def test_the_first_start_makes_a_key_that_only_its_owner_reads(
    blank_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: Fresh
) -> None:
    """The embedded default makes its key once; the same file serves the next start."""
    monkeypatch.delenv("SPOORBOEK_KEYS")
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path))
    fresh()
    ensure_keys(tmp_path)
    made = (tmp_path / "keys").read_text()
    assert os.stat(tmp_path / "keys").st_mode & 0o777 == 0o600
    migrate_database()
    ensure_keys(tmp_path)
    check_database()
    assert (tmp_path / "keys").read_text() == made


def test_a_lost_key_file_is_not_replaced_by_a_new_one(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: Fresh
) -> None:
    """Where a database was used before, a missing key file is an error, not an occasion for a fresh key."""
    monkeypatch.delenv("SPOORBOEK_KEYS")
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path))
    fresh()
    ensure_keys(tmp_path)
    with pytest.raises(PlatformError, match=r"sleutelbestand .* ontbreekt"):
        migrate_database()


def test_a_lost_key_check_is_not_made_up_again(
    make_case: Callable[..., object], as_owner: Callable[[str], None]
) -> None:
    """Lookup hashes hang on the key check, so in a filled database it is never made anew."""
    make_case()
    as_owner("delete from key_check")
    with pytest.raises(PlatformError, match="reservekopie"):
        migrate_database()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("sqlite:///x.db", "wijst naar sqlite"),
        ("postgresql+asyncpg://u:geheim@h/db", "verwacht: postgresql://"),
        ("geen adres geheim", "is geen adres"),
        ("postgresql://u:geheim@127.0.0.1:1/db", "is niet bereikbaar"),
    ],
)
def test_a_wrong_address_is_told_without_its_password(
    url: str, message: str, keys: list[str], monkeypatch: pytest.MonkeyPatch, fresh: Fresh
) -> None:
    """The message says what is wrong with the address and never quotes a password."""
    monkeypatch.setenv("SPOORBOEK_DATABASE_URL", url)
    fresh()
    with pytest.raises(PlatformError, match=message) as refused:
        migrate_database()
    assert "geheim" not in str(refused.value)


def test_an_embedded_server_that_does_not_run_is_told(
    keys: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: Fresh
) -> None:
    """Without an address and without a running embedded server the message says how to start."""
    monkeypatch.delenv("SPOORBOEK_DATABASE_URL", raising=False)
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path))
    fresh()
    with pytest.raises(PlatformError, match="spoorboek up"):
        check_database()


def test_the_embedded_server_is_found_by_its_folder(
    blank_database_url: str, server: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: Fresh
) -> None:
    """A command without any address finds the embedded server under HOME."""
    for name in ("postgres", "wachtwoorden"):
        (tmp_path / name).symlink_to(server.server.home / name)  # type: ignore[attr-defined]
    monkeypatch.delenv("SPOORBOEK_DATABASE_URL")
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path))
    fresh()
    migrate_database()
    check_database()


def test_lookups_need_no_knowledge_of_a_person(session: Session) -> None:
    """The lookup hash differs per employer and number, and shows neither."""
    hashes = {link_hash(session, employer, number) for employer in ("a", "b") for number in ("1", "2")}
    assert len(hashes) == 4
    assert link_hash(session, " a ", "1 ") in hashes
