"""Ten thousand open cases as a desk meets them: people and employers with names, casemanagers, mails that were sent."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
from bench.standing import FAMILIES, FIRST_COPY, copy_in_record, make_employers, record_what_is_due
from cryptography.fernet import Fernet
from sqlalchemy import insert
from support.desk.desk_cases import wake_by_hand

from models.addressees import link_hash
from models.connection import reload_configuration, session
from models.operators import seed_operators
from models.record import open_case
from models.schema import migrate_database
from models.tables import Contact, Employee, Employer, EmployerRole
from spoorboek import clock
from spoorboek.demo.people import INVENTED_EMPLOYEES, invented_employee
from spoorboek.platform.database.postgres import CASES, Postgres
from tasks.case_state import CaseState, read_case_state

LIVED = 24  # cases that are really lived, one for every month of two years
WORKED = 12  # … and others, which stay open and have documents
EMPLOYERS, MANAGERS = 60, 60
OWN_BY_CASE = 15  # cases of the first casemanager outside the employer that is hers
PEOPLE = "update case_file set employee_id = id where id >= {first}"
MANAGED = """
    insert into case_role select c.id, 'casemanager', {contact} from case_file c join employee e on e.id = c.employee_id
    where c.id >= {first} and e.employer_id <> {employer} order by c.number limit {count}
"""
MAILS = """
    insert into message (case_id, effect_id, created_at, next_attempt_at, sent_at, attempts, unanswered, status,
        message_id, to_role, subject, in_folder, document_ids, recipient, recipient_name, body)
    select c.id, e.id, m.created_at, m.next_attempt_at, now(), 1, 0,
        case when e.id % 20000 = 0 then 'geweigerd' else 'verzonden' end,
        m.message_id || '.' || c.id, m.to_role, m.subject, false, m.document_ids, '', '', ''
    from message m join effect o on o.id = m.effect_id
    join case_file t on t.id = m.case_id join case_file c on c.rules = t.rules and c.event_head = t.event_head
        and c.id >= {first}
    join effect e on (e.case_id, e.step, e.occurrence, e.kind, e.name, e.attempt)
        = (c.id, o.step, o.occurrence, o.kind, o.name, o.attempt)
"""


@contextmanager
def record_alone(home: Path) -> Iterator[Postgres]:
    """Start a record without an engine in a folder, and point this process to it."""
    before = dict(os.environ)
    database = Postgres(home)
    database.start()
    key = home / "bench.key"
    if not key.exists():
        key.write_text(Fernet.generate_key().decode())
    os.environ |= {
        "SPOORBOEK_DATABASE_URL": database.case_url,
        "SPOORBOEK_OWNER_DATABASE_URL": database.owner_url,
        "SPOORBOEK_KEYS": key.read_text(),
        "SPOORBOEK_LEDGER_KEY": key.read_text(),
    }
    reload_configuration()
    try:
        migrate_database()
        yield database
    finally:
        os.environ.clear()
        os.environ.update(before)
        reload_configuration()
        database.stop()


def fill_record(database: Postgres, count: int) -> list[str]:
    """Fill a record with `count` open cases and those that stay really lived; return the numbers of the latter.

    The casemanager with the lowest id has the first employer, and some cases of others.
    """
    with session() as writing:
        seed_operators(writing)
    lived = [_worked_case(place) for place in range(LIVED + WORKED)]
    copy_in_record(database.url(CASES), lived[:LIVED], count)
    with session() as writing:
        employers = make_employers(writing, EMPLOYERS)
        _people(writing, count, employers)
        contact = min(each for each in _managers(writing, employers))
    names = {"first": FIRST_COPY, "contact": contact, "employer": employers[0].id, "count": OWN_BY_CASE}
    with psycopg.connect(database.url(CASES), autocommit=True) as connection:
        for statement in (PEOPLE, MANAGED, MAILS):
            connection.execute(statement.format(**names).encode())
        connection.execute("vacuum analyze")
    return [each.number for each in lived[LIVED:]]


def _worked_case(place: int) -> CaseState:
    """Open a case of some months ago, carry out what is due, and of two in three record what was done in time."""
    with session() as writing:
        first_day = clock.today() - timedelta(days=place % LIVED * 30)
        person = invented_employee(writing, place)
        number = open_case(writing, person, clock.today(), {"first_sick_day": first_day.isoformat()}, "bench").number
    wake_by_hand(number)
    if place % 3:
        record_what_is_due(number)
        wake_by_hand(number)
    return read_case_state(number)


def _managers(writing, employers: list[Employer]) -> list[int]:
    made = [
        Contact(code=f"manager-{place}", name=f"Manager {place}", email=f"manager-{place}@bedrijf.example")
        for place in range(MANAGERS)
    ]
    writing.add_all(made)
    writing.flush()
    for employer, contact in zip(employers, made, strict=True):
        writing.add(EmployerRole(employer_id=employer.id, role="casemanager", contact_id=contact.id))
    return [each.id for each in made]


def _people(writing, count: int, employers: list[Employer]) -> None:
    rows = []
    for place in range(count):
        employer = employers[place % len(employers)]
        number = f"{place:06d}"
        rows.append(
            {
                "id": FIRST_COPY + place,
                "employer_id": employer.id,
                "link_hash": link_hash(writing, employer.code, number),
                "personnel_number": number,
                "name": f"{INVENTED_EMPLOYEES[place % 5].split()[0]} {FAMILIES[place // 5 % 10]}-{place}",
            }
        )
    writing.execute(insert(Employee), rows)
