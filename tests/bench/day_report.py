"""The report of a day over ten thousand open cases, which two hundred people read: how long it takes to make."""

import time
from pathlib import Path

from bench.figure import Figure, below
from bench.standing import LIVED, sleeping_cases
from sqlalchemy import text
from sqlmodel import Session, col, select
from support.platforms import own_platform

from models.connection import session
from models.tables import Account, Case, Contact, PlannedStep
from models.virtual_calendar import set_virtual_day
from spoorboek import clock
from spoorboek.statute.days.calendar import working_day_from
from tasks.day_report.making import MadeReport, make_day_report

CASES, PEOPLE, SECONDS = 10_000, 200, 60
FIRST_COPY = 1_000_000  # the id of the first case that was copied
HOUR = 12  # the wakes of the morning are over


def day_report(home: Path) -> list[Figure]:
    """Make the report of a working day for people with fifty cases each."""
    with own_platform(home / "home") as platform:
        platform.child("worker").stop()
        sleeping_cases(platform, CASES)
        with session() as writing:
            set_virtual_day(writing, working_day_from(clock.today()))
            _copy_steps(writing)
            _give_work(writing)
        began, used = time.monotonic(), time.process_time()
        made = make_day_report(clock.now().replace(hour=HOUR))
        passed, of_processor = time.monotonic() - began, time.process_time() - used
    assert isinstance(made, MadeReport), made
    return [
        below(f"the day report over {CASES:,} cases, with {made.mails} mails", passed, SECONDS, "s"),
        Figure("… of the processor, in the process that makes it", f"{of_processor:.1f} s"),
        Figure("… steps late; of this week; waited for", _words(made)),
    ]


def _words(made: MadeReport) -> str:
    counts = made.counts
    return f"{counts.late:,}; {counts.today + counts.week:,}; {counts.waiting:,}"


def _copy_steps(writing: Session) -> None:
    """Give each copy the steps of the case it was copied from."""
    lived = list(writing.exec(select(Case.id).where(col(Case.id) < FIRST_COPY).order_by(col(Case.id))))
    names = ", ".join(each.name for each in PlannedStep.__table__.columns if each.name not in ("id", "case_id"))  # type: ignore[attr-defined]
    copied = f"""
        insert into planned_step (case_id, {names}) select c.id, {", ".join(f"t.{name}" for name in names.split(", "))}
        from case_file c join planned_step t on t.case_id = (:lived)[(c.id - {FIRST_COPY}) % {LIVED} + 1]
        where c.id >= {FIRST_COPY}
    """
    writing.execute(text(copied.replace("(:lived)", f"(array{lived[:LIVED]})")))


def _give_work(writing: Session) -> None:
    """Make people with an account, and give each of them an equal part of the cases."""
    ids = []
    for place in range(PEOPLE):
        contact = Contact(code=f"cm-{place}", name=f"Casemanager {place}", email=f"cm-{place}@bedrijf.example")
        writing.add(contact)
        writing.flush()
        ids.append(contact.id)
        account = Account(code=contact.code, roles=["casemanager"], name=contact.name, email=contact.email)
        account.contact_ids = [contact.id]
        writing.add(account)
    writing.flush()
    writing.execute(
        text(f"""
            insert into case_role (case_id, role, contact_id)
            select id, 'casemanager', (array{ids})[id % {PEOPLE} + 1] from case_file where id >= {FIRST_COPY}
        """)
    )
    writing.commit()
    writing.execute(text("analyze"))
