"""Migrate and check the database: the version of its tables, the encryption key, the edition in force."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Connection, Engine, func, insert, inspect, select, text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlmodel import Session, col

from models.connection import case_engine, owner_engine
from models.database_rights import MissingRightsError, grant_rights, power_text, refuse_missing_rights
from models.edition_history import edition_in_force, remember_shipped
from models.identity.doubles import find_doubles
from models.identity.filling import fill_identities, has_unfilled
from models.ledger.coverage import THE_HOUSE
from models.ledger.digests import entry_mac, same
from models.ledger.ledger_key import WrongLedgerKeyError, create_ledger_key, ledger_key_file, read_ledger_key
from models.ledger.opening import open_ledger
from models.migrations.kept_numbers import KEPT_SINCE, keep_numbers
from models.migrations.service_words import LISTED_SINCE, say_services_in_one_list
from models.operators import seed_operators
from models.sealing.crypto import MisplacedError, UnreadableError
from models.sealing.keys import create_keys, key_file, read_keys
from models.tables import Case, Employee, KeyCheck, LedgerEntry
from spoorboek.clock import now
from spoorboek.errors import PlatformError
from spoorboek.settings import Settings, settings

MIGRATION_LOCK = "spoorboek migrate"
WHO_AND_WHERE = text("SELECT current_user, current_database(), pg_postmaster_start_time()")
# What an upgrade does with what a record of before a version of the tables holds.
UPGRADES: Mapping[str, Callable[[Session, date], None]] = {
    KEPT_SINCE: keep_numbers,
    LISTED_SINCE: say_services_in_one_list,
}
_ANY_CASE = select(col(Case.id)).limit(1)


class WrongKeyError(PlatformError):
    """De sleutel past niet bij deze database.

    Zet de sleutel waarmee zij is gevuld erbij in SPOORBOEK_KEYS of in het bestand `keys` van SPOORBOEK_HOME.
    """


class NewerDatabaseError(PlatformError):
    """De database is van een nieuwere versie van Spoorboek; werk Spoorboek bij en start opnieuw."""


def migrate_database(configuration: Settings | None = None) -> str | None:
    """Migrate the tables to the version of this code; an empty database gets its key check too.

    Done by the owner of the tables, who then gives the application its rights; by the application itself where an
    installation has only that role. A record of before the ledger gets one. Returns what to tell about that (a chain
    that was broken) and about the role of the application, None when all is right. Raises PlatformError when the
    database cannot be reached, is of a newer version, or was encrypted or sealed with another key.
    """
    read_keys(settings())
    read_ledger_key(settings())
    with _connected(owner_engine(configuration or settings())) as connection:
        application = _application_beside(connection)
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(MIGRATION_LOCK, 0))))
        _refuse_newer(connection)
        has_ledger = _has_ledger(connection)
        to_do = [work for version, work in UPGRADES.items() if _is_of_before(connection, version)]
        command.upgrade(_config(connection), "head")
        _create_key_check(connection)
        _verify_key(connection)
        findings = [] if has_ledger else _open_ledger(connection)
        _verify_ledger_key(connection)
        double = _fill_identities(connection)
        _store_shipped(connection)
        _upgrade_content(connection, to_do)
        grant_rights(connection, application)
    told = [*(f"Afgesloten zoals aangetroffen: {finding}" for finding in findings), double, check_roles()]
    return "\n".join(filter(None, told)) or None


def check_roles() -> str | None:
    """Return what to tell when the application's role is too mighty. Raises MissingRightsError when it lacks rights."""
    with _connected() as connection:
        refuse_missing_rights(connection)
        return power_text(connection)


def pending_migration(configuration: Settings | None = None) -> tuple[str, str] | None:
    """Return the versions from and to which the tables have to be migrated; None for a record without cases, or none.

    Raises PlatformError when the database cannot be reached or is of a newer version.
    """
    with _connected(owner_engine(configuration or settings())) as connection:
        _refuse_newer(connection)
        current, newest = _current_revisions(connection), set(_script().get_heads())
        if not current or current == newest or not connection.execute(_ANY_CASE).first():
            return None
        return max(current), max(newest)


def check_database() -> str | None:
    """Check tables, rights, key and edition, in a process that does not migrate the database itself.

    Returns what to tell about the role of the application, None when it is right.
    """
    check_schema()
    told = check_roles()
    check_key()
    check_edition()
    return told


def check_schema() -> None:
    """Check that the tables are of exactly this version; raises PlatformError otherwise."""
    with _connected() as connection:
        _refuse_newer(connection)
        if _current_revisions(connection) != set(_script().get_heads()):
            raise PlatformError(
                "De database is van een oudere versie van Spoorboek. Start `spoorboek up` om bij te werken."
            )


def check_key() -> None:
    """Check that one of the keys can decrypt this database, and that the ledger was begun with its key.

    Raises PlatformError otherwise. A key check that was damaged or put in by another hand is no wrong key: that raises
    MisplacedError.
    """
    with _connected() as connection:
        _verify_key(connection)
        _verify_ledger_key(connection)


def check_edition() -> None:
    """Check that this code can read the rules and the house policy in force; raises PlatformError otherwise."""
    with _connected() as connection, Session(connection) as reading:
        edition_in_force(reading)


def ensure_keys(home: Path) -> None:
    """Create the key file for an embedded database that was never used; a lost key file is never replaced."""
    if not key_file(home).exists() and not _is_in_use():
        create_keys(home)


def ensure_ledger_key(home: Path) -> Path | None:
    """Create the key of the ledger for a database that has no ledger yet, and return its file; None: there was one.

    A lost key file is never replaced.
    """
    with _connected() as connection:
        begun = _has_ledger(connection)
    return None if begun or ledger_key_file(home).exists() else create_ledger_key(home)


def _has_ledger(connection: Connection) -> bool:
    return inspect(connection).has_table(str(LedgerEntry.__tablename__))


def _open_ledger(connection: Connection) -> list[str]:
    with Session(connection, join_transaction_mode="create_savepoint") as writing:
        findings = open_ledger(writing)
        writing.commit()
    return findings


def _verify_ledger_key(connection: Connection) -> None:
    first = select(LedgerEntry.__table__).where(  # type: ignore[attr-defined]
        col(LedgerEntry.subject) == THE_HOUSE.kind, col(LedgerEntry.seq) == 1
    )
    entry = connection.execute(first).one_or_none()
    if entry is None or not same(entry.mac, entry_mac(b"", THE_HOUSE, 1, entry)):
        raise WrongLedgerKeyError


def _is_in_use() -> bool:
    with _connected() as connection:
        return inspect(connection).has_table("key_check")


@contextmanager
def _connected(engine: Engine | None = None) -> Iterator[Connection]:
    engine = engine or case_engine()
    try:
        with engine.begin() as connection:
            yield connection
    except (OperationalError, ProgrammingError) as error:
        where = engine.url.set(query={}).render_as_string(hide_password=True)
        if isinstance(error.orig, InsufficientPrivilege):
            raise MissingRightsError(
                f"De rol in {where} mist rechten op de tabellen. Start `spoorboek up` met de rol van hun eigenaar in "
                "SPOORBOEK_OWNER_DATABASE_URL: die werkt ze bij en geeft de toepassing haar rechten."
            ) from error
        variable = "SPOORBOEK_DATABASE_URL" if engine is case_engine() else "SPOORBOEK_OWNER_DATABASE_URL"
        raise PlatformError(
            f"De zaakdatabase {where} is niet bereikbaar of niet bruikbaar ({type(error.orig).__name__}). "
            f"Kijk of zij draait, en of naam, wachtwoord en rechten in {variable} kloppen."
        ) from error


def _application_beside(owner: Connection) -> str:
    """Return the name of the application's role. Raises PlatformError when it works in another database than the owner.

    So a mistake in one of two addresses never leaves half the record elsewhere.
    """
    with _connected() as connection:
        role, *place = connection.execute(WHO_AND_WHERE).one()
    _, *place_of_owner = owner.execute(WHO_AND_WHERE).one()
    if place != place_of_owner:
        raise PlatformError(
            "SPOORBOEK_OWNER_DATABASE_URL en SPOORBOEK_DATABASE_URL wijzen naar verschillende databases. "
            "Zet in beide dezelfde server en database; alleen naam en wachtwoord verschillen."
        )
    return str(role)


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


def _fill_identities(connection: Connection) -> str | None:
    """Fill what people are recognised by; return what to tell when that shows that somebody stands here twice."""
    with Session(connection, join_transaction_mode="create_savepoint") as writing:
        if not has_unfilled(writing):
            return None
        fill_identities(writing)
        count = len(find_doubles(writing))
        writing.commit()
    if not count:
        return None
    return f"{count} keer staat iets misschien dubbel. Kijk dit na: `spoorboek person doubles`. Er is niets gewijzigd."


def _is_of_before(connection: Connection, version: str) -> bool:
    """Return whether a record is of before a version of the tables; an empty database is not."""
    heads = _current_revisions(connection)
    passed = {each.revision for head in heads for each in _script().iterate_revisions(head, "base")}
    return bool(heads) and version not in passed


def _upgrade_content(connection: Connection, to_do: Iterable[Callable[[Session, date], None]]) -> None:
    for work in to_do:
        with Session(connection, join_transaction_mode="create_savepoint") as writing:
            work(writing, now().date())
            writing.commit()


def _store_shipped(connection: Connection) -> None:
    """Store the shipped edition in a database without one, and the operators of the setting it never knew."""
    with Session(connection, join_transaction_mode="create_savepoint") as writing:
        remember_shipped(writing, now().date())
        seed_operators(writing)
        edition_in_force(writing)
        writing.commit()


def _verify_key(connection: Connection) -> None:
    try:
        token = connection.execute(select(col(KeyCheck.token))).scalar_one_or_none()
    except MisplacedError:
        raise
    except UnreadableError:
        raise WrongKeyError from None
    if token is None:
        raise PlatformError(
            "De sleutelproef ontbreekt in de database. Start `spoorboek up`, of zet de reservekopie terug."
        )
