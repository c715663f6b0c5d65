"""Migrate and check the database: the version of its tables, the encryption key, the edition in force."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, insert, inspect, select
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlmodel import Session, col

from models.connection import case_engine
from models.crypto import UnreadableError
from models.edition_history import edition_in_force, remember_shipped
from models.keys import create_keys, key_file, read_keys
from models.tables import Employee, KeyCheck
from spoorboek.clock import now
from spoorboek.errors import PlatformError
from spoorboek.settings import settings

MIGRATION_LOCK = "spoorboek migrate"


class WrongKeyError(PlatformError):
    """De sleutel past niet bij deze database.

    Zet de sleutel waarmee zij is gevuld erbij in SPOORBOEK_KEYS of in het bestand `keys` van SPOORBOEK_HOME.
    """


class NewerDatabaseError(PlatformError):
    """De database is van een nieuwere versie van Spoorboek; werk Spoorboek bij en start opnieuw."""


def migrate_database() -> None:
    """Migrate the tables to the version of this code; an empty database gets its key check too.

    Raises PlatformError when the database cannot be reached, is of a newer version, or was encrypted with another key.
    """
    read_keys(settings())
    with _connected() as connection:
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(MIGRATION_LOCK, 0))))
        _refuse_newer(connection)
        command.upgrade(_config(connection), "head")
        _create_key_check(connection)
        _verify_key(connection)
        _store_shipped_edition(connection)


def check_database() -> None:
    """Check tables, key and edition, in a process that does not migrate the database itself."""
    check_schema()
    check_key()
    check_edition()


def check_schema() -> None:
    """Check that the tables are of exactly this version; raises PlatformError otherwise."""
    with _connected() as connection:
        _refuse_newer(connection)
        if _current_revisions(connection) != set(_script().get_heads()):
            raise PlatformError(
                "De database is van een oudere versie van Spoorboek. Start `spoorboek up` om bij te werken."
            )


def check_key() -> None:
    """Check that one of the keys can decrypt this database; raises PlatformError otherwise."""
    with _connected() as connection:
        _verify_key(connection)


def check_edition() -> None:
    """Check that this code can read the rules and the house policy in force; raises PlatformError otherwise."""
    with _connected() as connection, Session(connection) as reading:
        edition_in_force(reading)


def ensure_keys(home: Path) -> None:
    """Create the key file for an embedded database that was never used; a lost key file is never replaced."""
    if not key_file(home).exists() and not _is_in_use():
        create_keys(home)


def _is_in_use() -> bool:
    with _connected() as connection:
        return inspect(connection).has_table("key_check")


@contextmanager
def _connected() -> Iterator[Connection]:
    try:
        with case_engine().begin() as connection:
            yield connection
    except (OperationalError, ProgrammingError) as error:
        where = case_engine().url.set(query={}).render_as_string(hide_password=True)
        raise PlatformError(
            f"De zaakdatabase {where} is niet bereikbaar of niet bruikbaar ({type(error.orig).__name__}). "
            "Kijk of zij draait, en of naam, wachtwoord en rechten in SPOORBOEK_DATABASE_URL kloppen."
        ) from error


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "models:migrations")
    config.attributes["connection"] = connection
    return config


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _current_revisions(connection: Connection) -> set[str]:
    return set(MigrationContext.configure(connection).get_current_heads())


def _refuse_newer(connection: Connection) -> None:
    known_revisions = {script.revision for script in _script().walk_revisions()}
    if not _current_revisions(connection) <= known_revisions:
        raise NewerDatabaseError


def _create_key_check(connection: Connection) -> None:
    if connection.execute(select(func.count()).select_from(KeyCheck)).scalar_one():
        return
    if connection.execute(select(col(Employee.id)).limit(1)).first():
        raise PlatformError("De sleutelproef is uit een gevulde database verdwenen. Zet de reservekopie terug.")
    connection.execute(insert(KeyCheck), {"id": 1, "token": secrets.token_bytes(32)})


def _store_shipped_edition(connection: Connection) -> None:
    with Session(connection, join_transaction_mode="create_savepoint") as writing:
        remember_shipped(writing, now().date())
        edition_in_force(writing)
        writing.commit()


def _verify_key(connection: Connection) -> None:
    try:
        token = connection.execute(select(col(KeyCheck.token))).scalar_one_or_none()
    except UnreadableError:
        raise WrongKeyError from None
    if token is None:
        raise PlatformError(
            "De sleutelproef ontbreekt in de database. Start `spoorboek up`, of zet de reservekopie terug."
        )
