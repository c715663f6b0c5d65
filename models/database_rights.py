"""What the application's role may do in the database: granted as the tables declare it, compared, and told."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, text

from models import tables as tables  # fills the registry
from models.tables.base import Row
from spoorboek.errors import PlatformError

VERSION_TABLE = "alembic_version"
SHOWN = 5  # rights in a message
# Every object of who owns the tables, and what a role may do with it: by its own name, a group's, or everybody's.
FOUND_RIGHTS = text("""
    WITH found AS (
        SELECT CASE relkind WHEN 'S' THEN 'sequence' ELSE 'table' END AS kind, oid::regclass::text AS name,
            relowner AS owner,
            coalesce(relacl, acldefault(CAST(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END AS "char"), relowner)) AS acl
        FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'S', 'v', 'm', 'f')
        UNION ALL SELECT 'table', attrelid::regclass::text, relowner, attacl
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE attacl IS NOT NULL AND relnamespace = current_schema()::regnamespace
        UNION ALL SELECT 'routine', oid::regprocedure::text, proowner, coalesce(proacl, acldefault('f', proowner))
        FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
        UNION ALL SELECT 'schema', quote_ident(nspname), nspowner, coalesce(nspacl, acldefault('n', nspowner))
        FROM pg_namespace WHERE nspname = current_schema()
    )
    SELECT kind, name, privilege_type AS privilege,
        pg_has_role(owner, 'member') AND pg_get_userbyid(owner) <> CAST(:role AS name) AS is_given
    FROM found LEFT JOIN LATERAL aclexplode(acl)
        ON CASE grantee WHEN 0 THEN true ELSE pg_has_role(CAST(:role AS name), grantee, 'member') END
    WHERE kind = 'schema' OR owner = (SELECT relowner FROM pg_class WHERE oid = to_regclass(:version_table))
""")
# Roles that make somebody more than a user of the tables; a superuser is a member of all.
POWERS = text("""
    SELECT rolname FROM pg_roles WHERE pg_has_role(current_user, oid, 'member') AND (
        rolsuper OR rolcreaterole OR rolbypassrls OR rolreplication OR rolname IN ('pg_read_server_files',
            'pg_write_server_files', 'pg_execute_server_program', 'pg_write_all_data', 'pg_maintain')
        OR oid = (SELECT relowner FROM pg_class WHERE oid = to_regclass(:version_table))
        OR oid = (SELECT datdba FROM pg_database WHERE datname = current_database()))
    ORDER BY rolname <> current_user, rolname LIMIT 1
""")
ADVICE = (
    "Maak een rol die niets bezit, zet die in SPOORBOEK_DATABASE_URL, en geef de eigenaar van de tabellen alleen aan "
    "`spoorboek up`, in SPOORBOEK_OWNER_DATABASE_URL: dat geeft de rol precies haar rechten."
)


class MissingRightsError(PlatformError):
    """De databaserol van de toepassing mist rechten."""


class Right(NamedTuple):
    """One right on one object: kind (`table`, `sequence`, `routine`, `schema`), its name as SQL writes it, what for."""

    kind: str
    name: str
    privilege: str


class Differences(NamedTuple):
    """What a role may not do and should, and what it may do and should not."""

    missing: frozenset[Right]
    beyond: frozenset[Right]


def declared_rights() -> dict[str, frozenset[str]]:
    """Return what the application may do with the rows of each table, by the name of the table."""
    declared = {str(each.__tablename__): each.rights for each in Row.__subclasses__()}
    return declared | {VERSION_TABLE: frozenset({"SELECT"})}


def compare_rights(connection: Connection, role: str) -> Differences:
    """Compare what a role may do in the current schema with what the tables declare."""
    objects, found = _found_rights(connection, role)
    wanted = _wanted_rights(objects | {("table", name) for name in declared_rights()})
    return Differences(wanted - found, found - wanted)


def grant_rights(connection: Connection, role: str) -> None:
    """Give a role exactly the rights the tables declare, over a connection of their owner.

    What everybody (PUBLIC) may do goes too; what is somebody else's, or comes from a group, is left.
    """
    differences = compare_rights(connection, role)
    changed = {(right.kind, right.name) for right in differences.missing | differences.beyond}
    objects, _ = _found_rights(connection, role, given_only=True)
    quoted = connection.dialect.identifier_preparer.quote(role)
    for kind, name in sorted(changed & objects):
        connection.execute(text(f"REVOKE ALL ON {kind} {name} FROM PUBLIC, {quoted}"))
        if privileges := sorted(right.privilege for right in _wanted_rights({(kind, name)})):
            connection.execute(text(f"GRANT {', '.join(privileges)} ON {kind} {name} TO {quoted}"))


def refuse_missing_rights(connection: Connection) -> None:
    """Raise MissingRightsError when the role of this connection may not do what the application needs."""
    role = _current_role(connection)
    if missing := compare_rights(connection, role).missing:
        raise MissingRightsError(
            f"De databaserol {role} mist rechten: {_listed(missing)}. Start `spoorboek up` met de rol van de "
            "eigenaar in SPOORBOEK_OWNER_DATABASE_URL: dat geeft ze."
        )


def power_text(connection: Connection) -> str | None:
    """Return what to tell when the role of this connection may more than it has to; None when it may not."""
    role = _current_role(connection)
    if power := connection.execute(POWERS, {"version_table": VERSION_TABLE}).scalar():
        of = "is" if power == role else f"is lid van {power}, dat is"
        return (
            f"Let op: de databaserol {role} {of} eigenaar van de tabellen of beheerder van de server, en kan dus "
            f"vastgelegde dossiers wijzigen. {ADVICE}"
        )
    if beyond := compare_rights(connection, role).beyond:
        return f"Let op: de databaserol {role} mag meer dan nodig is: {_listed(beyond)}. {ADVICE}"
    return None


def _current_role(connection: Connection) -> str:
    return str(connection.execute(text("SELECT current_user")).scalar_one())


def _found_rights(
    connection: Connection, role: str, *, given_only: bool = False
) -> tuple[set[tuple[str, str]], frozenset[Right]]:
    """Return the objects of the tables' owner by kind and name, and the rights of a role on them."""
    rows = connection.execute(FOUND_RIGHTS, {"role": role, "version_table": VERSION_TABLE}).all()
    rows = [row for row in rows if row.is_given or not given_only]
    rights = frozenset(Right(row.kind, row.name, row.privilege) for row in rows if row.privilege)
    return {(row.kind, row.name) for row in rows}, rights


def _wanted_rights(objects: Iterable[tuple[str, str]]) -> frozenset[Right]:
    declared = declared_rights()
    of_kind = {"sequence": frozenset({"USAGE", "SELECT"}), "schema": frozenset({"USAGE"})}
    return frozenset(
        Right(kind, name, privilege)
        for kind, name in objects
        for privilege in (declared.get(name, ()) if kind == "table" else of_kind.get(kind, ()))
    )


def _listed(rights: Iterable[Right]) -> str:
    first, *others = [f"{right.privilege} op {right.name}" for right in sorted(rights)]
    shown = ", ".join([first, *others[: SHOWN - 1]])
    return f"{shown} en {len(others) + 1 - SHOWN} andere" if len(others) >= SHOWN else shown
