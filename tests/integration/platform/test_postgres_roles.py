"""The roles of the embedded server: nobody gets in without a password, and whatever was looser is mended at a start."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from support.homes.older_homes import trusted_url, trusting_server
from support.machine.other_users import rights

from models.connection import case_engine
from models.database_rights import compare_rights
from models.database_roles import APPLICATION, ENGINE, OWNER, PASSWORD_FOLDER, ROLES, SUPERUSER
from models.schema import migrate_database
from spoorboek.platform.database import postgres
from spoorboek.platform.database.postgres import CASES, PREFECT, Postgres
from spoorboek.platform.database.postgres_place import reachable_programs
from spoorboek.settings import settings

START = "import sys, pathlib, spoorboek.platform.database.postgres as p; p.Postgres(pathlib.Path(sys.argv[1])).start()"
REACHABLE = {
    (APPLICATION, CASES),
    (OWNER, CASES),
    (ENGINE, PREFECT),
    *((SUPERUSER, each) for each in (CASES, PREFECT, "postgres", "template1")),
}
LOOSER = (
    f"alter role {APPLICATION} superuser createrole createdb bypassrls replication",
    f"grant {OWNER} to {APPLICATION}",
    f"grant pg_execute_server_program to {APPLICATION}",
    f"alter role {APPLICATION} password null",
    f"alter role {OWNER} password 'geraden'",
    f"alter role {APPLICATION} set search_path = elders",
    f"alter database {CASES} owner to {APPLICATION}",
    f"grant all on database {CASES}, {PREFECT} to public",
    f"grant connect on database {PREFECT} to {APPLICATION}",
    "create role indringer superuser login password 'geraden'",
    f"grant {OWNER} to indringer",
    "alter system set password_encryption = md5",
    "alter system set hba_file = '/tmp/van-een-ander'",
)


@pytest.fixture
def home(room: Callable[[str], Path]) -> Path:
    """Make a folder of one's own."""
    return room("rollen")


@pytest.fixture
def start() -> Iterator[Callable[[Path], Postgres]]:
    """Return a way to start servers; all are stopped at the end."""
    with ExitStack() as stack:

        def started(home: Path) -> Postgres:
            server = Postgres(home)
            stack.callback(server.stop)
            server.start()
            return server

        yield started


@pytest.fixture
def migrated(
    home: Path, keys: list[str], monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> Callable[[], None]:
    """Return a way to migrate the record of the running server of this home, and to see that it is as it should be."""
    monkeypatch.delenv("SPOORBOEK_DATABASE_URL", raising=False)
    monkeypatch.setenv("SPOORBOEK_HOME", str(home))

    def migrate() -> None:
        fresh()
        assert migrate_database(settings()) is None
        with case_engine().connect() as connection:
            assert compare_rights(connection, APPLICATION) == (frozenset(), frozenset())
            assert connection.exec_driver_sql("select current_user").scalar_one() == APPLICATION

    return migrate


def reachable(server: Postgres) -> set[tuple[str, str]]:
    """Return which role reaches which database, each with its own password."""
    databases = (CASES, PREFECT, "postgres", "template1")
    return {(role, name) for role in ROLES for name in databases if connects(server.url(name, role))}


def connects(url: str) -> bool:
    """Tell whether a URL is let in."""
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def powers(server: Postgres) -> dict[str, bool]:
    """Return whether each role that is no superuser by birth has any power, by name."""
    query = """select rolname, rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls or exists (
        select from pg_auth_members where member = pg_roles.oid) from pg_roles where rolname !~ '^pg_' and oid <> 10"""
    with psycopg.connect(server.url("postgres")) as connection:
        return dict(connection.execute(query).fetchall())


def owners(server: Postgres, database: str) -> set[str]:
    """Return who owns the tables, sequences, functions and types of a database, beside the system's own."""
    query = """select pg_get_userbyid(relowner) from pg_class where oid >= 16384 and relkind in ('r', 'S', 'v')
        union select pg_get_userbyid(proowner) from pg_proc where oid >= 16384 and not exists (
            select from pg_depend where objid = pg_proc.oid and deptype = 'e')
        union select pg_get_userbyid(typowner) from pg_type where oid >= 16384 and typtype = 'e'
        union select pg_get_userbyid(nspowner) from pg_namespace where oid >= 16384 and nspname !~ '^pg_'"""
    with psycopg.connect(server.url(database)) as connection:
        return {name for (name,) in connection.execute(query).fetchall()}


def test_each_role_reaches_its_own_database_with_its_own_password(
    start: Callable[[Path], Postgres], home: Path
) -> None:
    """Not without a password, not with another's; passwords are their user's alone, and in no argument and no log."""
    server = start(home)
    assert reachable(server) == REACHABLE
    assert powers(server) == {APPLICATION: False, OWNER: False, ENGINE: False}
    passwords = {role: (home / PASSWORD_FOLDER / role).read_text().strip() for role in ROLES}
    assert len(set(passwords.values())) == len(ROLES)
    for role in (*ROLES, "root", "spoorboek-postgres"):
        assert not connects(f"postgresql://{role}@/{CASES}?host={server.sockets}")
        assert not connects(f"postgresql://{role}:geraden@/{CASES}?host={server.sockets}")
    assert not connects(f"postgresql://{SUPERUSER}:{passwords[APPLICATION]}@/{CASES}?host={server.sockets}")
    assert {rights(each) for each in (home / PASSWORD_FOLDER).iterdir()} == {0o600}
    assert rights(home / PASSWORD_FOLDER) == 0o700
    told = [Path(f"/proc/{server.child.pid}/{name}").read_text() for name in ("cmdline", "environ")]
    told.append((home / "log" / "postgresql.log").read_text())
    assert not any(password in text for text in told for password in passwords.values())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_another_user_at_the_socket_is_refused(start: Callable[[Path], Postgres], home: Path) -> None:
    """`nobody` does not reach the socket; where somebody opened every folder to it, the server asks for a password."""
    server = start(home)
    closed = {role: as_nobody(server, role) for role in ROLES}
    assert all("Permission denied" in said for said in closed.values()), closed
    for each in (server.folder, server.sockets, *server.sockets.glob(".s.PGSQL*")):
        each.chmod(0o777)
    opened = {role: as_nobody(server, role) for role in (*ROLES, "nobody")}
    assert all("no password supplied" in said for said in opened.values()), opened


def as_nobody(server: Postgres, role: str) -> str:
    """Let the user `nobody` connect as a role; return what it is told."""
    command = [reachable_programs() / "psql", "-w", "-h", server.sockets, "-U", role, "-d", CASES, "-c", "select 1"]
    nobody = {"user": 65534, "group": 65534, "extra_groups": []}
    result = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, **nobody)  # type: ignore[call-overload]
    assert result.returncode != 0, result.stdout
    return str(result.stderr)


@pytest.fixture
def trusting(home: Path) -> Path:
    """Make the home of a version that believed whoever reached its socket; things in it are the superuser's."""
    with trusting_server(home) as sockets:
        for database in (CASES, PREFECT):
            with psycopg.connect(trusted_url(sockets, database)) as connection:
                connection.execute("create table oud (id serial primary key); insert into oud default values")
                connection.execute("create type soort as enum ('een'); create view alle as select * from oud")
                connection.execute("create function doe() returns integer language sql as 'select 1'")
                connection.execute("create schema elders; create table elders.oud (id integer)")
                connection.execute("create extension pg_trgm")
    return home


def is_closed(server: Postgres) -> None:
    """See that a cluster that believed everybody no longer does, and lost nothing."""
    assert not connects(trusted_url(server.sockets, CASES))
    assert reachable(server) == REACHABLE
    assert (owners(server, CASES), owners(server, PREFECT)) == ({OWNER}, {ENGINE})
    for database, role in ((CASES, OWNER), (PREFECT, ENGINE)):
        with psycopg.connect(server.url(database, role)) as connection:
            assert connection.execute("select count(*) from oud").fetchone() == (1,)


def test_a_home_that_trusted_everybody_is_closed(
    start: Callable[[Path], Postgres], trusting: Path, migrated: Callable[[], None]
) -> None:
    """An existing cluster gets roles, owners and passwords at its first start; doing it again changes nothing."""
    is_closed(start(trusting))
    migrated()
    server = Postgres(trusting)
    assert server.ready
    server.make_databases()
    is_closed(server)


@pytest.mark.parametrize("step", ["set_superuser_password", "set_roles", "set_ownership"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_an_interrupted_start_is_completed_by_the_next(
    start: Callable[[Path], Postgres], trusting: Path, monkeypatch: pytest.MonkeyPatch, step: str, when: str
) -> None:
    """Wherever the first start after an upgrade stops: nobody gets in without a password, and the next one goes on."""

    def interrupted(*arguments: object) -> None:
        if when == "after":
            original(*arguments)
        raise KeyboardInterrupt

    original = getattr(postgres, step)
    with monkeypatch.context() as patch:
        patch.setattr(postgres, step, interrupted)
        with pytest.raises(KeyboardInterrupt):
            start(trusting)
    is_closed(start(trusting))


def test_a_start_killed_at_any_moment_is_completed_by_the_next(
    start: Callable[[Path], Postgres], trusting: Path
) -> None:
    """kill -9 after ever longer: what was half done is done again."""
    for tenths in (10, 13, 16, 20):  # most of the first second goes by importing
        process = subprocess.Popen([sys.executable, "-c", START, str(trusting)])
        time.sleep(tenths / 10)
        process.kill()
        process.wait()
    is_closed(start(trusting))


def test_what_was_loosened_is_mended_at_the_next_start(
    start: Callable[[Path], Postgres], home: Path, migrated: Callable[[], None]
) -> None:
    """Powers, memberships, owners, passwords, doors: an intruder's and those of a hasty hand."""
    server = start(home)
    migrated()
    with psycopg.connect(server.url(CASES), autocommit=True) as connection:
        for statement in LOOSER:
            connection.execute(statement.encode())
        connection.execute(f"alter table case_event owner to {APPLICATION}".encode())
        connection.execute("grant execute on function lo_create(oid) to public")
    server.stop()
    access = server.folder / "pg_hba.conf"
    access.write_text("local all all trust\nhost all all 0.0.0.0/0 trust\n")
    server = start(home)
    migrated()
    assert not connects(trusted_url(server.sockets, CASES))
    assert reachable(server) == REACHABLE
    assert powers(server) == {APPLICATION: False, OWNER: False, ENGINE: False, "indringer": False}
    assert owners(server, CASES) == {OWNER}
    assert not connects(f"postgresql://indringer:geraden@/{CASES}?host={server.sockets}")
    with psycopg.connect(server.case_url) as connection:
        assert connection.execute("show search_path").fetchone() == ('"$user", public',)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select lo_create(0)")


@pytest.mark.parametrize("lost", [(APPLICATION,), (SUPERUSER,), ROLES], ids=["one", "superuser", "all"])
@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_text("half")], ids=["lost", "damaged"])
def test_a_lost_password_is_made_anew(
    start: Callable[[Path], Postgres], home: Path, lost: tuple[str, ...], spoil: Callable[[Path], object]
) -> None:
    """Who has the data directory has the database: passwords are no secret beside it, and none is missed."""
    start(home).stop()
    for role in lost:
        spoil(home / PASSWORD_FOLDER / role)
    assert reachable(start(home)) == REACHABLE
