"""Who may do what on the embedded server: set anew at every start, whatever an earlier version or somebody else left.

Each statement may be repeated, so an interrupted start is completed by the next one.
"""

import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from models.database_roles import APPLICATION, ENGINE, OWNER, SUPERUSER, read_password
from spoorboek.platform.child_processes import receives_system_only
from spoorboek.platform.database.postgres_place import DatabaseFolderError, reachable_programs
from spoorboek.private_files import ROOT_USER

CASES, PREFECT = "spoorboek", "prefect"
OWNERS = {CASES: OWNER, PREFECT: ENGINE}
OUR_ROLES = [OWNER, APPLICATION, ENGINE]
SYSTEM_DATABASES = "postgres", "template1"
ACCESS_FILE = "pg_hba.conf"
REPLACE_ACCESS_FILE = f"umask 077 && cat > {ACCESS_FILE}.nieuw && mv -f {ACCESS_FILE}.nieuw {ACCESS_FILE}"
ACCESS = """# Written by Spoorboek at every start: whoever connects gives the password of a role.
local all all scram-sha-256
"""
POWERLESS = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
UNBOUND = "CONNECTION LIMIT -1 VALID UNTIL 'infinity'"
OTHER_POWERFUL_ROLES = """
    SELECT rolname FROM pg_roles WHERE rolname <> ALL (%s) AND rolname !~ '^pg_'
    AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)
"""
MEMBERSHIPS = """
    SELECT pg_get_userbyid(roleid), pg_get_userbyid(member), pg_get_userbyid(grantor) FROM pg_auth_members
    WHERE pg_get_userbyid(member) = ANY (%(ours)s) OR pg_get_userbyid(roleid) = ANY (%(ours)s)
"""
FIRST_OF_USERS = 16384  # object ids below are the system's own. Source: FirstNormalObjectId in PostgreSQL's transam.h
# What is in a database beside the system's own and the members of extensions, with the command that gives it away.
OWNED_BY_ANOTHER = """
    SELECT format('ALTER %%s %%s OWNER TO %%I', kind, name, %(owner)s::text) FROM (
        SELECT 'pg_class'::regclass AS class, c.oid, c.relnamespace AS schema, c.relowner AS owner,
            c.oid::regclass::text AS name, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW'
            WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END AS kind
        FROM pg_class c WHERE c.oid >= %(first)s AND c.relkind IN ('r', 'p', 'S', 'v', 'm', 'f')
        UNION ALL SELECT 'pg_proc'::regclass, p.oid, p.pronamespace, p.proowner, p.oid::regprocedure::text, 'ROUTINE'
        FROM pg_proc p WHERE p.oid >= %(first)s
        UNION ALL SELECT 'pg_type'::regclass, t.oid, t.typnamespace, t.typowner, t.oid::regtype::text, 'TYPE'
        FROM pg_type t WHERE t.oid >= %(first)s AND t.typtype IN ('e', 'd', 'r')
        UNION ALL SELECT 'pg_namespace'::regclass, n.oid, n.oid, n.nspowner, quote_ident(n.nspname), 'SCHEMA'
        FROM pg_namespace n WHERE n.oid >= %(first)s
    ) AS found JOIN pg_namespace AS namespace ON namespace.oid = found.schema
    WHERE found.owner <> %(owner)s::regrole AND namespace.nspname !~ '^pg_'
    AND NOT EXISTS (SELECT FROM pg_depend AS d
        WHERE d.classid = found.class AND d.objid = found.oid AND d.deptype IN ('e', 'a', 'i'))
"""
# Large objects would be owned by who makes them, beside every table.
LARGE_OBJECT_MAKERS = """
    SELECT format('REVOKE EXECUTE ON FUNCTION %%s FROM PUBLIC', oid::regprocedure) FROM pg_proc
    WHERE proname IN ('lo_creat', 'lo_create', 'lo_from_bytea') AND pronamespace = 'pg_catalog'::regnamespace
    AND has_function_privilege('public', oid, 'execute')
"""


def write_access_rules(folder: Path, identity: tuple[int, int]) -> None:
    """Ask whoever reaches the socket of a cluster for a password; to be done while its server is stopped.

    `identity`: user and group id of the cluster. Raises DatabaseFolderError when it cannot be written.
    """
    rules = folder / ACCESS_FILE
    if not rules.is_symlink() and rules.is_file() and rules.read_text(errors="replace") == ACCESS:
        return
    result = run_as(identity, ["/bin/sh", "-c", REPLACE_ACCESS_FILE], folder, ACCESS)
    if result.returncode:
        raise DatabaseFolderError(f"{rules} kan niet worden geschreven: {result.stderr.strip()}")


def set_superuser_password(folder: Path, password: str, identity: tuple[int, int]) -> None:
    """Give the superuser a password in a cluster whose server is stopped, without anybody being able to connect.

    `identity`: user and group id of the cluster. Raises DatabaseFolderError with what the program says.
    """
    # The password goes through stdin, and into no log.
    quiet = ["-c", "log_statement=none", "-c", "log_min_error_statement=panic", "-c", "exit_on_error=on"]
    program = [str(reachable_programs() / "postgres"), "--single", "-D", str(folder), *quiet]
    statement = f"ALTER ROLE {SUPERUSER} SUPERUSER LOGIN {UNBOUND} PASSWORD '{password}'\n"
    result = run_as(identity, [*program, "-c", "password_encryption=scram-sha-256", "postgres"], folder, statement)
    if result.returncode:
        raise DatabaseFolderError(f"De database in {folder} kan niet worden beveiligd:\n{result.stderr.strip()}")


def run_as(
    identity: tuple[int, int], command: list[str], folder: Path, text: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a program of PostgreSQL to its end: as root as that user and group, with what any program needs to run."""
    environment = {name: value for name, value in os.environ.items() if receives_system_only(name)}
    as_user = {"user": identity[0], "group": identity[1], "extra_groups": []} if os.geteuid() == ROOT_USER else {}
    result: subprocess.CompletedProcess[str] = subprocess.run(
        command, cwd=folder, env=environment, input=text, capture_output=True, text=True, check=False, **as_user
    )  # type: ignore[call-overload]
    return result


def set_roles(connection: psycopg.Connection, home: Path) -> None:
    """Make roles and databases as they should be, over a superuser's connection in autocommit."""
    known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
    for role in OUR_ROLES:
        if role not in known:
            connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
    together(connection, _role_statements(connection, home))
    existing = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
    for name in OWNERS.keys() - existing:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    together(connection, _database_statements())


def together(connection: psycopg.Connection, statements: Iterable[sql.Composable]) -> None:
    """Run statements in one round trip and one transaction."""
    connection.execute(sql.SQL("; ").join(statements))


def set_ownership(connection: psycopg.Connection, database: str) -> None:
    """Give all that is in a database to its owner, over a superuser's connection to it."""
    queries = [OWNED_BY_ANOTHER, LARGE_OBJECT_MAKERS] if database == CASES else [OWNED_BY_ANOTHER]
    known = {"owner": OWNERS[database], "first": FIRST_OF_USERS}
    for query in queries:
        for (statement,) in connection.execute(query.encode(), known).fetchall():
            connection.execute(statement)


def _role_statements(connection: psycopg.Connection, home: Path) -> Iterator[sql.Composable]:
    """Yield what takes every power from our roles and gives each its password, and what lets no other be a way around.

    There is no superuser beside the first; our roles have no members and are members of none.
    """
    for role in OUR_ROLES:
        password = read_password(home, role).encode()
        sealed = connection.pgconn.encrypt_password(password, role.encode(), b"scram-sha-256").decode()
        attributes = sql.SQL(f"LOGIN {POWERLESS} {UNBOUND} PASSWORD ") + sql.Literal(sealed)
        yield sql.SQL("ALTER ROLE {} ").format(sql.Identifier(role)) + attributes
        yield sql.SQL("ALTER ROLE {} RESET ALL").format(sql.Identifier(role))
    for (other,) in connection.execute(OTHER_POWERFUL_ROLES, [[*OUR_ROLES, SUPERUSER]]).fetchall():
        yield sql.SQL(f"ALTER ROLE {{}} {POWERLESS}").format(sql.Identifier(other))
    for role, member, grantor in connection.execute(MEMBERSHIPS, {"ours": OUR_ROLES}).fetchall():
        revoked = "REVOKE {} FROM {} GRANTED BY {} CASCADE"
        yield sql.SQL(revoked).format(sql.Identifier(role), sql.Identifier(member), sql.Identifier(grantor))


def _database_statements() -> Iterator[sql.Composed]:
    for name, owner in OWNERS.items():
        yield sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(name), sql.Identifier(owner))
    for name in (*OWNERS, *SYSTEM_DATABASES):
        strangers = sql.SQL(", ").join(sql.Identifier(role) for role in OUR_ROLES if role != OWNERS.get(name))
        yield sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC, {}").format(sql.Identifier(name), strangers)
    yield sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(CASES), sql.Identifier(APPLICATION))
    # Prefect's state can be rebuilt from the record, so its commits need not wait for the disk.
    yield sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(PREFECT))
