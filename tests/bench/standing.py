"""A portfolio of sleeping cases, written straight into both databases: copies of some cases that were really lived."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count as numbers
from itertools import islice, product
from typing import Any
from uuid import UUID

import psycopg
from prefect.states import AwaitingRetry
from psycopg import Connection, sql
from sqlmodel import Session
from support.bureaus.referred_cases import RUNNING, move_referral, referred_case

from flows.engine.runs import DEPLOYMENT, prefect_client, wake_moment_of
from models.case_lookup import find_case
from models.case_numbers import ALPHABET, PREFIX
from models.connection import session
from models.record import append_event, open_case, write_effect
from models.tables import Case, CaseEffect, CaseEvent, Employer, NextStepRow, PlannedStep, WakeBasis
from spoorboek import clock
from spoorboek.demo.people import invented_employee
from spoorboek.platform.database import postgres
from spoorboek.platform.up import Platform
from spoorboek.statute.plan import last_date
from tasks.case_state import CaseState, read_case_state, store_case_state

_persons = numbers()
FAMILIES = ("de Vries", "Jansen", "van den Berg", "Bakker", "Yılmaz", "El Amrani", "Smit", "Mulder", "Öztürk", "Bos")
FIRST_COPY = 1_000_000  # id of the first copy
LIVED = 12  # cases that are really lived, one for every two months of two years
REFERRALS = """
    insert into referral (case_id, effect_id, bureau_id, opened_on, number, status)
        select c.id, e.id, r.bureau_id, r.opened_on, r.number, r.status
        from referral r join copy c on c.template = r.case_id join effect e on e.case_id = c.id and e.kind = 'referral'
"""
RUNS = """
    insert into flow_run select (jsonb_populate_record(f, jsonb_build_object('id', c.run, 'name', c.number,
        'idempotency_key', c.number, 'state_id', null, 'parameters', jsonb_build_object('zaaknummer', c.number),
        'next_scheduled_start_time', c.wakes, 'expected_start_time', c.wakes))).*
        from flow_run f, copy c where f.id = {model};
    insert into flow_run_state select (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid(),
        'flow_run_id', c.run, 'state_details', s.state_details::jsonb || jsonb_build_object('flow_run_id', c.run,
        'scheduled_time', c.wakes)))).*
        from flow_run_state s, copy c where s.flow_run_id = {model};
    update flow_run set state_id = s.id from flow_run_state s where s.flow_run_id = flow_run.id;
    analyze;
"""


def sleeping_cases(platform: Platform, count: int) -> None:
    """Fill both databases with `count` open cases, spread over 104 weeks, each asleep until its next wake."""
    _copy_cases(platform, [lived_case(place) for place in range(LIVED)], count)


def referred_cases(platform: Platform, count: int, after: int) -> list[CaseState]:
    """Fill both databases with `count` open cases of which a second track runs, beside the `after` that are there.

    Returned: the cases that were really lived.
    """
    lived = [lived_track(f"bureau-{place}") for place in range(LIVED)]
    _copy_cases(platform, lived, count, after)
    return lived


def _copy_cases(platform: Platform, lived: list[CaseState], count: int, after: int = 0) -> None:
    copy_in_record(platform.database.url(postgres.CASES), lived, count, after)
    model = _model_run(lived[0])
    with _copies(platform.database.url(postgres.PREFECT), lived, count, after) as copying:
        copying.execute(sql.SQL(RUNS).format(model=str(model)))
    with prefect_client() as prefect:
        prefect.delete_flow_run(model)


def copy_in_record(url: str, lived: list[CaseState], count: int, after: int = 0) -> None:
    """Fill the record at `url` with `count` open cases, copies of those that were lived, which are closed.

    The copy at `place` (from 0, `after` included) has the id FIRST_COPY + place, and is of the case at
    `place % len(lived)`.
    """
    with _copies(url, lived, count, after) as copying:
        for table in (Case, CaseEvent, CaseEffect, WakeBasis, PlannedStep, NextStepRow):
            copying.execute(_copy(table).encode())
        copying.execute(REFERRALS)
        copying.execute("analyze")
    with session() as writing:
        for current in lived:  # only their copies are watched
            find_case(writing, current.number).status = "gesloten"


def lived_case(place: int) -> CaseState:
    """Open a case of an invented person who fell ill some time in the last two years, and carry out what is due."""
    with session() as writing:
        first_day = clock.today() - timedelta(days=place * 60)
        person = invented_employee(writing, next(_persons))
        number = open_case(writing, person, clock.today(), {"first_sick_day": first_day.isoformat()}, "bench").number
    return lived(number)


def lived_track(bureau: str) -> CaseState:
    """Open a case whose second track runs at a bureau of its own, and carry out what is due."""
    with session() as writing:
        case = referred_case(writing, invented_employee(writing, next(_persons)), bureau)
        move_referral(writing, case, *RUNNING[1:], on=20)
        number = case.number
    return lived(number)


def lived(number: str) -> CaseState:
    """Carry out all that is due in a case, but for papers and mail: the effects alone; return how it stands then."""
    while (current := read_case_state(number)).actions:
        with session() as writing:
            for action in current.actions:
                write_effect(writing, find_case(writing, number), action)
    store_case_state(current)
    return current


def record_what_is_due(number: str) -> None:
    """Record of each step that people do, and that is open or late, that it was done in time."""
    current = read_case_state(number)
    rows = current.edition.rules.rows
    with session() as writing:
        for state in current.agenda.steps:
            day = last_date(state)
            if state.status in ("open", "te_laat") and day and day < current.on and rows[state.ref.key].who:
                done = {"step": state.ref.key, "occurrence": state.ref.occurrence, "on": day.isoformat()}
                append_event(writing, find_case(writing, number), "step_done", current.on, done, "bench")


def make_employers(writing: Session, count: int) -> list[Employer]:
    """Make so many employers, and return them."""
    made = [Employer(code=f"bedrijf-{place}", name=f"Bedrijf {place} B.V.") for place in range(count)]
    writing.add_all(made)
    writing.flush()
    return made


def _copy(table: Any) -> str:
    """Write the statement that copies the rows of all templates in a table."""
    own = {"number": "c.number", "flow_run_id": "c.run"}
    own |= {"id": "c.id"} if table is Case else {"case_id": "c.id"}
    names = [each.name for each in table.__table__.columns if table is Case or each.name != "id"]
    values = ", ".join(own.get(name, f"t.{name}") for name in names)
    key = "id" if table is Case else "case_id"
    return (
        f"insert into {table.__table__.name} ({', '.join(names)}) "
        f"select {values} from {table.__table__.name} t join copy c on c.template = t.{key}"
    )


@contextmanager
def _copies(url: str, lived: list[CaseState], count: int, after: int) -> Iterator[Connection]:
    """Open a connection with a table of the copies: id, number and run of each, its template, and when it wakes."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "create temporary table copy (id int, number text, run uuid, template int, wakes timestamptz)"
        )
        with connection.cursor().copy("copy copy from stdin") as rows:
            for row in islice(_rows(lived), after, after + count):
                rows.write_row(row)
        yield connection


def _rows(lived: list[CaseState]) -> Iterator[tuple[object, ...]]:
    for place, letters in enumerate(product(ALPHABET, repeat=5)):
        current = lived[place % len(lived)]
        id_ = FIRST_COPY + place
        yield id_, PREFIX + "".join(letters), UUID(int=id_), current.case_id, wake_moment_of(current)


def _model_run(current: CaseState) -> UUID:
    """Make the sleeping run all others are copied from."""
    with prefect_client() as prefect:
        deployment = prefect.read_deployment_by_name(DEPLOYMENT).id
        state = AwaitingRetry(scheduled_time=wake_moment_of(current), message="Volgende stap")
        run = prefect.create_flow_run_from_deployment(
            deployment, parameters={"zaaknummer": current.number}, state=state, name=current.number
        )
    return run.id
