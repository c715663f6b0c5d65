"""The application's database role: what it may do is declared beside each table, and every other way is closed."""

from collections.abc import Callable

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlmodel import Session

from models.connection import case_engine
from models.database_rights import MissingRightsError, compare_rights, declared_rights
from models.database_roles import APPLICATION
from models.schema import check_database, migrate_database
from models.tables.base import APPEND_ONLY, CHANGEABLE, DELETABLE, READ_ONLY, Row

AsOwner = Callable[[str], None]
KEPT = ("case_event", "effect", "edition_text", "edition_in_force", "ledger_entry")
PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN")
ON_KEPT_ROWS = (
    "update {} set recorded_at = now()",
    "update {} set recorded_at = now() where false",
    "delete from {}",
    "truncate {} cascade",
    "merge into {0} using (select 1) as one on true when matched then delete",
    "alter table {} disable trigger append_only",
    "alter table {} disable trigger all",
    "alter table {} disable rule all",
    "alter table {} drop column recorded_at",
    "alter table {} rename to elders",
    "alter table {} owner to current_user",
    "alter table {} inherit case_file",
    "alter table {} enable row level security",
    "drop trigger append_only on {}",
    "drop table {} cascade",
    "create rule weg as on insert to {} do instead nothing",
    "create trigger anders before insert on {} for each row execute function refuse_change()",
    "create index on {} (recorded_at)",
    "do $$ begin lock table {} in access exclusive mode; end $$",
    "copy {} from program 'true'",
    "copy {} to program 'true'",
    "copy {} to '/tmp/dossier'",
    "copy {} from '/etc/passwd'",
)
AROUND = (
    "set session_replication_role = replica",
    "select set_config('session_replication_role', 'replica', false)",
    "alter role current_user set session_replication_role = replica",
    "alter system set fsync = off",
    "set role spoorboek_owner",
    "set role postgres",
    "set role pg_database_owner",
    "set role pg_write_all_data",
    "set session authorization spoorboek_owner",
    "set session authorization postgres",
    "grant spoorboek_owner to current_user",
    "grant pg_execute_server_program to current_user",
    "alter role current_user superuser",
    "alter role current_user createrole",
    "alter role spoorboek_owner password 'x'",
    "alter role postgres nosuperuser",
    "create role ander superuser login",
    "create database ander",
    "drop role spoorboek_owner",
    "reassign owned by spoorboek_owner to current_user",
    "drop owned by spoorboek_owner",
    "select rolpassword from pg_authid",
    "select passwd from pg_shadow",
    "select pg_read_file('/etc/passwd')",
    "select pg_read_binary_file('PG_VERSION')",
    "select pg_ls_dir('.')",
    "select pg_stat_file('PG_VERSION')",
    "select pg_hba_file_rules()",
    "select pg_reload_conf()",
    "select lo_create(0)",
    "select lo_creat(-1)",
    "select lo_from_bytea(0, 'inhoud')",
    "select lo_import('/etc/passwd')",
    "select lo_export(1, '/tmp/dossier')",
    "select pg_create_physical_replication_slot('weg')",
    "select pg_replication_origin_create('weg')",
    "select setval('case_event_id_seq', 1)",
    "select refuse_change()",
    "create table eigen (id integer)",
    "create temp table eigen (id integer)",
    "create table eigen as select * from employee",
    "create view eigen as select 1",
    "create sequence eigen",
    "create type eigen as enum ('een')",
    "create schema eigen",
    "create function eigen() returns integer language sql security definer as 'select 1'",
    "create or replace function refuse_change() returns trigger language plpgsql as 'begin return new; end'",
    "create procedure eigen() language sql as 'select 1'",
    "create operator === (leftarg = integer, rightarg = integer, function = int4eq)",
    "create extension pg_trgm",
    "create extension file_fdw",
    "create extension dblink",
    "drop extension plpgsql",
    "create trusted language plperl",
    "load '$libdir/plugins/iets'",
    "create event trigger weg on ddl_command_end execute function refuse_change()",
    "create publication weg for table case_event",
    "create subscription weg connection 'dbname=spoorboek' publication weg",
    "create server weg foreign data wrapper iets",
    "create tablespace weg location '/tmp'",
    "alter database template1 rename to weg",
    "alter schema public owner to current_user",
    "drop schema public cascade",
    "comment on table case_event is 'weg'",
    "alter default privileges for role spoorboek_owner grant all on tables to public",
    "delete from case_file",
    "delete from document",
    "delete from message",
    "delete from key_check",
    "update installation set code = gen_random_uuid()",
    "insert into installation (id, code) values (2, gen_random_uuid())",
    "update alembic_version set version_num = '9999'",
    "delete from alembic_version",
)
CANNOT_BE_DONE_AT_ALL = {"42704", "58P01", "0A000", "42601"}  # unknown name, no such file, not supported, no such words


def attempt(statement: str) -> None:
    """Run a statement as the application, outside any transaction."""
    with case_engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(statement.replace("%", "%%"))


def fingerprint(session: Session) -> list[object]:
    """Return the rows that must stay, and every object and role of the database."""
    queries = [f"select md5(string_agg(t::text, '' order by t::text)) from {table} t" for table in KEPT]
    queries += [
        "select string_agg(c::text, '' order by c.oid) from (select oid, relname, relowner, relacl from pg_class) c",
        "select string_agg(t::text, '' order by t.oid) from (select oid, tgname, tgenabled from pg_trigger) t",
        "select string_agg(r::text, '' order by r.oid) from (select oid, rolname, rolsuper from pg_roles) r",
        "select count(*) from pg_largeobject_metadata",
        "select count(*) from pg_proc",
    ]
    found = [session.connection().execute(text(query)).scalar_one() for query in queries]
    session.rollback()  # some attacks wait for a lock before they are refused
    return found


def test_no_way_around_is_open(session: Session, make_case: Callable[..., object]) -> None:
    """Each attack is refused, for want of a right wherever that is asked first; rows, objects and roles stay."""
    make_case()
    before = fingerprint(session)
    done, otherwise = [], {}
    for statement in [each.format(table) for each in ON_KEPT_ROWS for table in KEPT] + list(AROUND):
        try:
            attempt(statement)
        except Exception as error:
            cause = getattr(error, "orig", error)
            if not isinstance(cause, InsufficientPrivilege):
                otherwise[statement] = cause.sqlstate if isinstance(cause, psycopg.Error) else repr(cause)
        else:
            done.append(statement)
    assert done == []
    assert {statement: state for statement, state in otherwise.items() if state not in CANNOT_BE_DONE_AT_ALL} == {}
    assert fingerprint(session) == before


def test_granting_to_itself_gives_nothing(session: Session) -> None:
    """What the role may do it cannot pass on: PostgreSQL warns and changes nothing."""
    for statement in ("grant all on effect to current_user", "grant insert on effect to public"):
        attempt(statement)
    assert compare_rights(session.connection(), APPLICATION) == (frozenset(), frozenset())


def test_every_table_declares_what_the_application_may_do_with_its_rows() -> None:
    """A new table takes one line beside its columns: `rights`; without it there is no knowing, so this fails."""
    undeclared = [each.__name__ for each in Row.__subclasses__() if "rights" not in vars(each)]
    assert undeclared == []
    assert {frozenset(each.rights) for each in Row.__subclasses__()} <= {READ_ONLY, APPEND_ONLY, CHANGEABLE, DELETABLE}


def test_the_database_grants_exactly_what_the_tables_declare(session: Session) -> None:
    """By PostgreSQL's own answer, for each table, each privilege and also single columns: no more and no less."""
    asked = text("""
        select c.relname, p.name from pg_class c, unnest(cast(:privileges as text[])) as p(name)
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and case
            when p.name in ('DELETE', 'TRUNCATE', 'TRIGGER', 'MAINTAIN')
            then has_table_privilege(current_user, c.oid, p.name)
            else has_any_column_privilege(current_user, c.oid, p.name) end
    """)
    found = session.connection().execute(asked, {"privileges": list(PRIVILEGES)}).all()
    wanted = {(table, right) for table, rights in declared_rights().items() for right in rights}
    assert {tuple(row) for row in found} == wanted
    assert compare_rights(session.connection(), APPLICATION) == (frozenset(), frozenset())


@pytest.mark.parametrize("table", KEPT)
def test_what_is_recorded_can_only_be_added_to(table: str) -> None:
    """Events, effects and editions are read and added, nothing else."""
    assert declared_rights()[table] == APPEND_ONLY


@pytest.fixture
def migrate(server: object, database_url: str, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> object:
    """Return a way to migrate the database of this test as its owner."""
    from sqlalchemy import make_url

    from models.database_roles import OWNER

    url = server.url(str(make_url(database_url).database), OWNER)  # type: ignore[attr-defined]
    monkeypatch.setenv("SPOORBOEK_OWNER_DATABASE_URL", url)
    fresh()
    return migrate_database


def test_what_a_later_version_adds_gets_its_rights_or_none(
    session: Session, as_owner: AsOwner, migrate: Callable[[], None]
) -> None:
    """A table nobody declared, and a function with the rights of the owner, are closed to the application."""
    as_owner("create table later (id serial primary key); grant all on later to public")
    as_owner(
        "create function wis() returns void language plpgsql security definer as "
        "'begin set local session_replication_role = replica; delete from case_event; end'"
    )
    as_owner("create view alles as select * from case_event; grant all on alles to public")
    migrate()
    for statement in ("select * from later", "insert into later default values", "select wis()", "delete from alles"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            attempt(statement)


def test_a_missing_right_is_told_and_given_back(as_owner: AsOwner, migrate: Callable[[], None]) -> None:
    """A command says which right its role lacks and who gives it; the next migration does."""
    as_owner(f"revoke insert on effect from {APPLICATION}; revoke usage on sequence effect_id_seq from {APPLICATION}")
    with pytest.raises(MissingRightsError, match=r"USAGE op effect_id_seq, INSERT op effect.*OWNER_DATABASE_URL"):
        check_database()
    migrate()
    assert check_database() is None


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (f"grant delete on effect to {APPLICATION}", "DELETE op effect"),
        ("grant truncate on case_event to public", "TRUNCATE op case_event"),
        (f"grant update (kind) on case_event to {APPLICATION}", "UPDATE op case_event"),
        (f"grant create on schema public to {APPLICATION}", "CREATE op public"),
        ("grant execute on function refuse_change() to public", "EXECUTE op refuse_change()"),
        (f"grant update on sequence effect_id_seq to {APPLICATION}", "UPDATE op effect_id_seq"),
    ],
)
def test_a_right_too_many_is_told_and_taken(
    as_owner: AsOwner, migrate: Callable[[], None], given: str, shown: str
) -> None:
    """What somebody granted beyond the declaration is told by every command, and gone after the next migration."""
    as_owner(given)
    assert shown in (check_database() or "")
    migrate()
    assert check_database() is None
