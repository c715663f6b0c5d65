"""The rows of lists of steps: who it is about, what is to be done by whom, the day with its week, and its source."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from models.edition_history import edition_in_force
from models.record import load_events
from models.sealing.crypto import UnreadableError
from models.sealing.sealed_columns import fetch_readable
from models.tables import Employee, Employer
from models.worklists.open_steps import OpenStep, reminded_on, told_since
from spoorboek.statute.agenda.step_status import UNANSWERED
from spoorboek.statute.dossier.receipts import NEEDS_RECEIPT
from spoorboek.statute.editions.edition import Edition
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.sickness_weeks import term_week
from tasks.reports.step_reports import RECORDED_WITH_CONTENT
from tasks.views.desk.acting_names import ActingNames

SOURCES: Mapping[str, str] = {
    "statute": "wet",
    "policy": "beleid UWV",
    "norm": "norm",
    "information": "ter informatie",
}
UNREADABLE = "(niet te lezen)"
POSTPONABLE, REMINDABLE = ("open", "gepland"), ("open", "te_laat", "afgeweken")


class StepRow(NamedTuple):
    """One step of one case in a list.

    `what`: the step, with its number when it repeats; `who`: who has to act, in Dutch; `week`: the sickness week of
    `day`. `source`: what kind of rule gives the day, `article` which; `since`: from when somebody was told. `latest`:
    the last day to which it may be postponed, None for no limit. `acting`: who acts, by name; `reminded`: the last day
    on which they were reminded; `version`: of the case when this was read.
    """

    number: str
    name: str
    employer: str
    step: str
    occurrence: int
    what: str
    status: str
    who: str
    day: date | None
    week: int | None
    source: str
    article: str
    since: date | None
    latest: date | None
    may_finish: bool
    may_postpone: bool
    asks_receipt: bool
    acting: str = ""
    reminded: date | None = None
    version: int = 0

    @property
    def may_remind(self) -> bool:
        """Tell whether who has to act can be reminded of it."""
        return bool(self.who) and self.status in REMINDABLE

    @property
    def is_question(self) -> bool:
        """Tell whether it is asked whether this was done."""
        return self.status == "vraag"

    def days_since(self, on: date) -> int | None:
        """Return for how many calendar days somebody knows of it; None when nobody was told."""
        return (on - self.since).days if self.since else None

    def days_late(self, on: date) -> int:
        """Return how many calendar days its day lies in the past; 0 when it does not."""
        return max((on - self.day).days, 0) if self.day else 0


class NameBook(NamedTuple):
    """Names of people and employers by id; one that cannot be read says so and hides no other."""

    people: Mapping[int, str]
    employers: Mapping[int, str]


def read_names(reading: Session, people: Collection[int], employers: Collection[int]) -> NameBook:
    """Decrypt the names of these people and employers, and of no others."""
    return NameBook(_names(reading, Employee, people), _names(reading, Employer, employers))


def _names(reading: Session, table: type[Employee] | type[Employer], ids: Collection[int]) -> dict[int, str]:
    if not ids:
        return {}
    unreadable: list[UnreadableError] = []
    query = select(col(table.id), col(table.name)).where(col(table.id).in_(set(ids)))
    read = {row.id: row.name for row in fetch_readable(reading, query, unreadable)}
    return {id_: read.get(id_, UNREADABLE) for id_ in ids}


def step_rows(reading: Session, steps: Sequence[OpenStep], on: date) -> list[StepRow]:
    """Make the rows of some steps on a day, in their order."""
    edition, since, reminded = edition_in_force(reading), told_since(reading, steps), reminded_on(reading, steps)
    names = ActingNames(reading, steps, edition, on)
    people, employers = ({each.employee_id for each in steps}, {each.employer_id for each in steps})
    book = read_names(reading, people, employers)
    events = load_events(reading, {each.case_id for each in steps})
    facts = {case_id: fold_events(told, edition.rules) for case_id, told in events.items() if told}
    return [
        _row(each, edition, book, facts.get(each.case_id), since.get((each.case_id, each.ref)), on)._replace(
            acting=names.of(each), reminded=reminded.get((each.case_id, each.ref)), version=each.version
        )
        for each in steps
    ]


def _row(
    step: OpenStep, edition: Edition, book: NameBook, facts: CaseFacts | None, since: date | None, on: date
) -> StepRow:
    rule = edition.rules.rows[step.step]
    late_question = step.status == "vraag" and step.due_on is not None
    name = f"{step.label} {step.occurrence}" if rule.repeats else step.label
    return StepRow(
        number=step.number,
        name=book.people.get(step.employee_id, ""),
        employer=book.employers.get(step.employer_id, ""),
        step=step.step,
        occurrence=step.occurrence,
        what=f"{name} ({UNANSWERED})" if late_question else name,
        status=step.status,
        who=acting_roles(edition, step.step),
        day=step.day,
        week=term_week(facts, step.day) if facts and step.day else None,
        source=SOURCES[rule.force],
        article=rule.basis[0].article,
        since=since,
        latest=step.due_on,
        may_finish=step.status != "gepland" and step.step not in RECORDED_WITH_CONTENT,
        may_postpone=step.status in POSTPONABLE and (step.due_on is None or step.due_on > on),
        asks_receipt=step.step in NEEDS_RECEIPT,
    )


def acting_roles(edition: Edition, key: str) -> str:
    """Name in Dutch who has to act on a step; empty when nobody has to."""
    return ", ".join(edition.house.roles.get(code, code) for code in edition.rules.rows[key].who)
