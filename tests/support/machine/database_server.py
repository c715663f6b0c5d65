"""The PostgreSQL of a test run, and databases that are kept, so that what takes long is lived once.

- `TestServer`: the server; each test gets a database of its own from it;
- `lived_once`: what was lived in an empty database, from a copy when another test lived the same.
"""

import itertools
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import ClassVar, NamedTuple

import psycopg
from psycopg import sql
from sqlalchemy import Engine, make_url
from sqlmodel import Session

from models.database_roles import APPLICATION, OWNER, SUPERUSER
from spoorboek import clock
from spoorboek.platform.database.postgres import CASES, Postgres
from spoorboek.settings import settings

BLANK = "template_blank"
_counter = itertools.count(1)


class TestServer:
    """A PostgreSQL that forgets everything, fast: no fsync, databases made from a template."""

    __test__ = False
    running: "ClassVar[TestServer | None]" = None

    def __init__(self, folder: Path) -> None:
        TestServer.running = self
        self.server = Postgres(folder)
        self.server.start()
        fast = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
        self.execute(*(f"alter system set {setting}" for setting in fast), "select pg_reload_conf()")
        self.new_database(CASES, BLANK)

    def execute(self, *statements: str) -> None:
        """Run statements outside a transaction."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def url(self, database: str, role: str = SUPERUSER) -> str:
        """Return the plain URL of a database on this server for a role."""
        return self.server.url(database, role)

    def new_database(self, template: str = BLANK, name: str | None = None) -> str:
        """Make a database as the server makes the case database; return its name."""
        chosen = name or f"test_{next(_counter)}"
        self.execute(
            f'create database "{chosen}" template "{template}" owner {OWNER} strategy file_copy',
            f'revoke all on database "{chosen}" from public',
            f'grant connect on database "{chosen}" to {APPLICATION}',
        )
        return chosen

    def contents(self, database: str) -> str:
        """Return a sum of whatever stands in the tables of a database."""
        with psycopg.connect(self.url(database)) as connection:
            tables = connection.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
            each = "select md5(string_agg(t::text, ',' order by t::text)) as sum from {} t"
            sums = sql.SQL(" union all ").join(sql.SQL(each).format(sql.Identifier(name)) for (name,) in tables)
            whole = sql.SQL("select md5(string_agg(coalesce(sum, '-'), ',')) from ({}) as sums").format(sums)
            found = connection.execute(whole).fetchone()
        assert found
        return str(found[0])

    def drop(self, url: str) -> None:
        """Drop a database, whoever is still connected to it."""
        self.execute(f'drop database if exists "{make_url(url).database}" with (force)')


class Kept(NamedTuple):
    """A database in which something was lived, and what living it gave."""

    database: str
    number: str


KEPT_AT_MOST = 4  # databases of some 15 MB in memory; the tests of a file follow each other
_KEPT: dict[tuple[str, ...], Kept] = {}


def lived_once(session: Session, wanted: str, live: Callable[[], str]) -> str:
    """Live something in the database of a test, and keep a copy; or take the copy of who lived the same before.

    The same is: in the same file of tests, on the same day with the same settings, from the same contents of all
    tables, with the same words in `wanted`. Returns what `live` returns, the number of a case. Commits; what the
    session holds stays attached to it.
    """
    session.commit()
    server, engine = TestServer.running, session.get_bind()
    assert server is not None
    assert isinstance(engine, Engine)
    database = str(engine.url.database)
    same = (*_circumstances(), server.contents(database), wanted)
    if (kept := _KEPT.get(same)) is not None:
        engine.dispose()
        server.drop(server.url(database))
        server.new_database(kept.database, database)
        return kept.number
    number = live()
    session.commit()
    engine.dispose()
    with suppress(psycopg.errors.ObjectInUse):  # somebody else is connected
        _KEPT[same] = Kept(server.new_database(database), number)
    while len(_KEPT) > KEPT_AT_MOST:
        server.drop(server.url(_KEPT.pop(next(iter(_KEPT))).database))
    return number


def _circumstances() -> tuple[str, ...]:
    """Return whatever decides how a case is lived, but the database."""
    file = os.environ["PYTEST_CURRENT_TEST"].partition("::")[0]
    return file, str(clock.today()), str(settings().model_dump(exclude={"home", "database_url", "owner_database_url"}))
