"""Prefect's own database: is it there and complete, make it anew, and delete what is old of runs that live on.

All it holds can be made again from the record. Losing it loses no case, and so it may be replaced.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from spoorboek.platform.database.managed_database import VARIABLES
from spoorboek.platform.database.postgres import Postgres
from spoorboek.platform.database.postgres_roles import PREFECT

CONNECT_SECONDS = 10
VERSION_TABLE = "alembic_version"
LOGS_AT_ONCE = 5000
KEPT_OF_LIVING = timedelta(days=30)  # logs and states of runs that live on
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
OLD_LOGS = "DELETE FROM log WHERE id IN (SELECT id FROM log WHERE timestamp < %s LIMIT %s)"
RUNS_AT_ONCE = 1000
# By run: states have no index by moment alone, and looking for the first of them reads all others each time.
NEXT_RUNS = "SELECT id FROM flow_run WHERE id > %s ORDER BY id LIMIT %s"
OLD_STATES = """
    DELETE FROM flow_run_state s USING flow_run r
    WHERE r.id = s.flow_run_id AND r.id = ANY(%s) AND s.timestamp < %s AND s.id IS DISTINCT FROM r.state_id
"""


def plain_engine_url(environment: Mapping[str, str]) -> str:
    """Return the URL of Prefect's database as psycopg takes it."""
    url = make_url(environment[VARIABLES[0]])
    query = {"sslmode" if name == "ssl" else name: value for name, value in url.query.items()}
    return url.set(drivername="postgresql", query=query).render_as_string(hide_password=False)


def database_answers(url: str) -> bool:
    """Tell whether a database can be opened and asked something, within ten seconds."""
    try:
        with connect(url) as connection:
            connection.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True


def count_tables(url: str) -> int:
    """Return the number of tables of Prefect's database; 0 when it is gone or does not answer."""
    try:
        with connect(url) as connection:
            return len(connection.execute(TABLES).fetchall())
    except psycopg.OperationalError:
        return 0


def engine_database_is_broken(url: str) -> bool:
    """Tell whether Prefect's database is gone, or misses tables although a server of this version started on it.

    An empty one is not broken: the server fills it. Raises psycopg.OperationalError when PostgreSQL does not answer.
    """
    from prefect.server.database.orm_models import Base  # loads half of Prefect, so only when something is wrong

    expected = {*Base.metadata.tables, VERSION_TABLE}
    try:
        with connect(url) as connection:
            present = {str(name) for (name,) in connection.execute(TABLES)} & expected
            versions = connection.execute(f"SELECT FROM {VERSION_TABLE}").rowcount if present == expected else 0
    except psycopg.OperationalError as error:
        if "does not exist" in str(error):  # of a connection that failed no code is kept
            return True
        raise
    return bool(present) and versions != 1


def renew_engine_database(server: Postgres) -> None:
    """Make Prefect's database on the embedded server anew, empty; what still uses it is cut off."""
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(PREFECT))
    with connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(drop)
    server.make_databases()


def delete_old_of_living(url: str, now: datetime) -> None:
    """Delete what is old of runs that live on, their logs and their states; Prefect deletes neither."""
    delete_old_logs(url, now - KEPT_OF_LIVING)
    delete_old_states(url, now - KEPT_OF_LIVING)


def delete_old_logs(url: str, before: datetime) -> int:
    """Delete the logs written before a moment, also those of runs that live on; return how many.

    Prefect deletes logs with their run only, and the run of a case lives for two years.
    """
    count = 0
    with connect(url, autocommit=True) as connection:
        while deleted := connection.execute(OLD_LOGS, (before, LOGS_AT_ONCE)).rowcount:
            count += deleted
    return count


def delete_old_states(url: str, before: datetime) -> int:
    """Delete the states that runs had before a moment, but for the one each is in; return how many.

    Prefect deletes states with their run only, and the run of a case gets some at each wake for two years.
    """
    count, last = 0, UUID(int=0)
    with connect(url, autocommit=True) as connection:
        while runs := [id_ for (id_,) in connection.execute(NEXT_RUNS, (last, RUNS_AT_ONCE))]:
            count += connection.execute(OLD_STATES, (runs, before)).rowcount
            last = runs[-1]
    return count


def connect(url: str, *, autocommit: bool = False) -> psycopg.Connection:
    """Open a connection, within ten seconds."""
    return psycopg.connect(url, connect_timeout=CONNECT_SECONDS, autocommit=autocommit)
