"""Many sleeping cases in both databases: generations of copies, made by SQL, of cases that the engine really lived.

Each generation has all rows of all lived cases, in each table that speaks of a case or its employee, with ids moved on.
What is sealed is bound to its row: of copies the names can be read, and other sealed values have their size only.
Documents are left out: their rows are there, without content.
"""

from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import psycopg
from bench.scale_meter import room
from bench.standing import FAMILIES
from psycopg import Connection
from sqlalchemy import Column, Table, UniqueConstraint, insert
from sqlmodel import AutoString, SQLModel

from models.connection import session
from models.tables import Employee
from spoorboek.platform.database.postgres import CASES, PREFECT, Postgres

BASE = 1_000_000  # the first id of a copy
AT_ONCE = 2_000  # cases of one transaction
QUICKLY = (
    "set session_replication_role = replica; set synchronous_commit = off"  # references are right by how they grow
)
PREPARED = """
    create schema bench;
    create function bench.number(place bigint) returns text immutable language sql return 'Z-' || (
        select string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((place >> (20 - 5 * i)) & 31)::int + 1, 1), ''
        order by i) from generate_series(0, 4) i);
    create function bench.uuid(old uuid, generation bigint) returns uuid immutable language sql
        return md5(old::text || generation)::uuid;
"""
WAKES = "(next_wake + time '07:00') at time zone 'Europe/Amsterdam'"
LIVED = f"select id, number, flow_run_id, {WAKES} from case_file where id = any(%s) order by id"
OF_PREFECT = {
    "flow_run": "id in (select run from bench.lived)",
    "flow_run_state": "flow_run_id in (select run from bench.lived) and (message is distinct from 'Gewekt' or id in "
    "(select state_id from flow_run))",
    "task_run": "id in (select id from bench.recent_task)",
    "task_run_state": "task_run_id in (select id from bench.recent_task)",
    "artifact": "flow_run_id in (select run from bench.lived)",
    "artifact_collection": "flow_run_id in (select run from bench.lived)",
}
# Of the tasks of a life Prefect keeps those of thirty days; they are the last ones, in that share of all.
RECENT = """
    create table bench.recent_task as select id from (
        select t.id, row_number() over (partition by l.run order by t.start_time desc) as place,
            count(*) over (partition by l.run) * 30.0 / greatest(l.days, 30) as kept
        from task_run t join bench.lived l on l.run = t.flow_run_id) each where place <= kept
"""
IDS = ("id", "state_id", "flow_run_id", "task_run_id", "latest_id")
NUMBER = "bench.number(l.place + {generation} * {lived})"
AGO = "(g % 30) * interval '1 day'"  # tasks of thirty days
OWN_TEXT = "replace(t.{name}::text, l.number, {number})"


@dataclass
class SleepingCopies:
    """The copies in the databases of one platform. `lived`: ids of the cases copied; `days`: how long each is ill."""

    database: Postgres
    lived: Collection[int]
    days: Collection[int]
    employers: Collection[int]
    count: int = 0
    _moved: dict[str, tuple[int, int]] = field(default_factory=dict)  # by table: the first id that is copied, the span

    def __post_init__(self) -> None:
        """Put what is copied apart; from then on only copies are open, and have a run."""
        with self._connected(CASES) as record, self._connected(PREFECT) as prefect:
            record.execute(PREPARED)
            prefect.execute(PREPARED)
            prefect.execute("create table bench.lived (place int, run uuid, number text, wakes timestamptz, days int)")
            for place, (row, days) in enumerate(
                zip(record.execute(LIVED, (list(self.lived),)).fetchall(), self.days, strict=True)
            ):
                values = (place, row[2], row[1], row[3], days)
                prefect.execute("insert into bench.lived values (%s, %s, %s, %s, %s)", values)
            self._take_record(record)
            prefect.execute(RECENT)
            for table, wanted in OF_PREFECT.items():
                prefect.execute(f"create table bench.{table} as select * from public.{table} where {wanted}")
            record.execute("update case_file set status = 'gesloten' where id = any(%s)", (list(self.lived),))
            prefect.execute("delete from artifact_collection; delete from artifact")
            prefect.execute("delete from flow_run where id in (select run from bench.lived)")

    def grow_to(self, count: int) -> None:
        """Make copies until there are `count`, and let PostgreSQL look at all of them."""
        self._employees(count)
        lived = len(self.lived)
        while self.count < count:
            first = self.count // lived
            last = min((self.count + AT_ONCE) // lived, count // lived) - 1
            with ThreadPoolExecutor() as both:  # a core for each database
                list(both.map(self._copy, (CASES, PREFECT), (first, first), (last, last)))
            self.count = (last + 1) * lived
        for name in (CASES, PREFECT):
            with psycopg.connect(self.database.url(name), autocommit=True) as connection:
                connection.execute("vacuum analyze")

    def _copy(self, name: str, first: int, last: int) -> None:
        """Copy generations in one of the databases; `first`, `last`: which."""
        with self._connected(name) as connection:
            statements = self._of_record if name == CASES else self._of_prefect
            for statement in statements(connection, first, last):
                connection.execute(statement.encode())

    def bytes_each(self) -> float:
        """Return how many bytes of both databases one copy takes."""
        tables = [sizes for found in room(self.database).values() for sizes in found.values()]
        return sum(own + indexes for own, indexes, _ in tables) / self.count

    def _connected(self, name: str) -> Connection:
        connection = psycopg.connect(self.database.url(name))
        connection.execute(QUICKLY)
        return connection

    def _take_record(self, record: Connection) -> None:
        """Copy the rows of the lived cases into tables of their own, and remember how far their ids have to move."""
        cases = ", ".join(map(str, self.lived))
        people = f"select employee_id from case_file where id in ({cases})"
        of_ledger = f"subject = 'case' and subject_id in ({cases}) or subject = 'employee' and subject_id in ({people})"
        wanted = {"employee": f"id in ({people})", "case_file": f"id in ({cases})"}
        wanted |= dict.fromkeys(("ledger_entry", "ledger_head"), of_ledger)
        for table in SQLModel.metadata.sorted_tables:
            of_taken = [column for column in table.columns if _target(column) in wanted and table.name not in wanted]
            if of_taken:
                first = next((each for each in of_taken if each.name == "case_id"), of_taken[0])
                wanted[table.name] = f"{first.name} in (select id from bench.{_target(first)})"
            if table.name in wanted:
                self._take_table(record, table, wanted[table.name])

    def _take_table(self, record: Connection, table: Table, wanted: str) -> None:
        record.execute(f"create table bench.{table.name} as select * from public.{table.name} where {wanted}".encode())
        if _has_id(table):
            query = f"select coalesce(min(id), 0), coalesce(max(id) - min(id), 0) + 1 from bench.{table.name}"
            first, span = record.execute(query.encode()).fetchone() or (0, 1)
            self._moved[table.name] = (first, len(self.lived) if table.name in ("case_file", "employee") else span)
        else:
            self._moved[table.name] = (0, 0)

    def _of_record(self, _record: Connection, first: int, last: int) -> Iterator[str]:
        for table in SQLModel.metadata.sorted_tables:
            if table.name in self._moved and table.name != "employee":
                values = ", ".join(self._value(table, column) for column in table.columns)
                names = ", ".join(column.name for column in table.columns)
                yield (
                    f"insert into public.{table.name} ({names}) select {values} from bench.{table.name} t, "
                    f"generate_series({first}::bigint, {last}) g"
                )

    def _value(self, table: Table, column: Column[Any]) -> str:
        """Say in SQL what a column of a copy holds; `t` is the row that is copied, `g` its generation."""
        own = {
            "case_file.number": f"bench.number({self._on('case_file', 't.id')} - {BASE})",
            "case_file.flow_run_id": "bench.uuid(t.flow_run_id, g)",
            "case_file.artifact_id": "bench.uuid(t.artifact_id, g)",
            "document.content": "''::bytea",  # half a megabyte a case
            "document.text": "null",
            "effect.on_day": "t.on_day - (g % 365)::int",  # the worker caught up with all of a life on one day
            "message.status": "case t.status when 'wacht' then 'verzonden' else t.status end",
            "message.sent_at": "coalesce(t.sent_at, t.created_at)",
            "digest_line.goes_as": "coalesce(t.goes_as, 'bench')",
            "message.document_ids": f"array(select {self._on('document', 'd')} from unnest(t.document_ids) d)",
        }
        for ledger in ("ledger_entry", "ledger_head"):
            of_case, of_employee = self._on("case_file", "t.subject_id"), self._on("employee", "t.subject_id")
            own[f"{ledger}.subject_id"] = f"case t.subject when 'case' then {of_case} else {of_employee} end"
        if found := own.get(f"{table.name}.{column.name}"):
            return found
        target = table.name if column.name == "id" and _has_id(table) else _target(column)
        if target in self._moved:
            return self._on(target, f"t.{column.name}")
        return f"t.{column.name} || '.' || g" if _is_unique_text(table, column) else f"t.{column.name}"

    def _on(self, table: str, id_: str) -> str:
        first, span = self._moved[table]
        return f"({BASE} + {id_} - {first} + g * {span})"

    def _of_prefect(self, prefect: Connection, first: int, last: int) -> Iterator[str]:
        number = NUMBER.format(generation="g", lived=len(self.lived))
        for table in OF_PREFECT:
            columns = prefect.execute(
                "select column_name, data_type from information_schema.columns where table_schema = 'public' and "
                "table_name = %s and is_generated = 'NEVER'",
                (table,),
            ).fetchall()
            values = ", ".join(_prefect_value(table, name, kind, number) for name, kind in columns)
            names = ", ".join(f'"{name}"' for name, _kind in columns)
            run = "t.id" if table == "flow_run" else "t.flow_run_id"
            if table == "task_run_state":
                run = "(select r.flow_run_id from bench.task_run r where r.id = t.task_run_id)"
            yield (
                f"insert into public.{table} ({names}) select {values} from bench.{table} t join bench.lived l on "
                f"l.run = {run}, generate_series({first}::bigint, {last}) g"
            )

    def _employees(self, count: int) -> None:
        """Write the people of the copies that are still to come, sealed as people of a file are."""
        employers = list(self.employers)
        for start in range(self.count, count, AT_ONCE):
            rows = [
                {
                    "id": BASE + place,
                    "employer_id": employers[place % len(employers)],
                    "link_hash": f"bench {place}",
                    "personnel_number": f"{place:06d}",
                    "name": f"{FAMILIES[place % 10]}-{place}",
                }
                for place in range(start, min(start + AT_ONCE, count))
            ]
            with session() as writing:
                writing.execute(insert(Employee), rows)


def _prefect_value(table: str, name: str, kind: str, number: str) -> str:
    """Say in SQL what a column of a copied row of Prefect holds; `l` is the lived case it is of."""
    known = {
        "flow_run.name": OWN_TEXT.format(name="name", number=number),
        "flow_run.idempotency_key": number,
        "flow_run.parameters": f"jsonb_build_object('zaaknummer', {number})::{kind}",
        "flow_run.next_scheduled_start_time": "l.wakes",
        "flow_run.expected_start_time": "t.expected_start_time + g * interval '1 millisecond'",
        "task_run.start_time": f"t.start_time - {AGO}",
        "task_run.expected_start_time": f"t.expected_start_time - {AGO}",
        "flow_run_state.state_details": "(t.state_details::jsonb || jsonb_build_object('flow_run_id', bench.uuid("
        "t.flow_run_id, g)) || case when t.id in (select state_id from bench.flow_run) then jsonb_build_object("
        f"'scheduled_time', l.wakes) else '{{}}' end)::{kind}",
    }
    for artifact in ("artifact", "artifact_collection"):
        known |= {f"{artifact}.key": f"'dossier-' || lower({number})"}
        known |= {f"{artifact}.data": f"{OWN_TEXT.format(name='data', number=number)}::{kind}"}
    quoted = f't."{name}"'
    return known.get(f"{table}.{name}") or (f"bench.uuid({quoted}, g)" if name in IDS else quoted)


def _target(column: Column[Any]) -> str:
    """Name the table whose id a column holds; empty when it holds none."""
    return next((key.column.table.name for key in column.foreign_keys), "")


def _has_id(table: Table) -> bool:
    return [column.name for column in table.primary_key] == ["id"]


def _is_unique_text(table: Table, column: Column[Any]) -> bool:
    alone = [
        each for each in table.constraints if isinstance(each, UniqueConstraint) and list(each.columns) == [column]
    ]
    return bool(column.unique or alone) and isinstance(column.type, AutoString)
