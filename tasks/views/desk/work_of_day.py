"""The work of a day: what is late, asked, due, past its planned day, waited for, to approve, or not delivered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlmodel import Session, col

from models.edition_history import edition_in_force
from models.tables import AWAITS_YES, OPEN, Case, Employee, Message, Referral
from models.worklists.open_steps import MANY, CaseScope, DayOfWork, StepGroup, count_open_steps, in_scope, open_steps
from spoorboek.clock import AMSTERDAM
from spoorboek.statute.editions.edition import Edition
from tasks.case_state import current_day
from tasks.outbox.recall.calling_back import stopped_mail
from tasks.outbox.server_replies import reason_in_words
from tasks.outbox.undelivered import UndeliveredMail, undelivered_mail
from tasks.views.desk.step_rows import StepRow, read_names, step_rows

AT_A_GLANCE = 25  # rows of a group on the page; more are on a page of their own
QUESTIONS_SHOWN = 5  # they are answered in one table, and would hide the week
ORDER = (StepGroup.LATE, StepGroup.QUESTION, StepGroup.WEEK, StepGroup.PASSED, StepGroup.WAITING)
TITLES: Mapping[StepGroup, str] = {
    StepGroup.LATE: "Te laat",
    StepGroup.QUESTION: "Vragen",
    StepGroup.WEEK: "Deze week",
    StepGroup.PASSED: "Streefdatum voorbij",
    StepGroup.WAITING: "Wacht op een ander",
}
OWN_LATER = "Voor later"  # what waits, for whom it waits
HINTS: Mapping[StepGroup, str] = {
    StepGroup.LATE: "De uiterste dag is voorbij.",
    StepGroup.QUESTION: "Van vóór de overname: was dit al gedaan, en wanneer?",
    StepGroup.WEEK: "De dag valt vandaag of in de komende zeven dagen.",
    StepGroup.PASSED: "Er is geen uiterste dag in de wet, maar de dag waarop het zou gebeuren is voorbij.",
    StepGroup.WAITING: "Loopt, en hoeft pas later klaar te zijn.",
}


@dataclass(frozen=True, slots=True)
class StepSection:
    """One group of steps: how many there are (MANY: that many or more), and the first; `acts`: of one role alone."""

    group: StepGroup
    count: int
    rows: Sequence[StepRow]
    acts: str = ""

    @property
    def title(self) -> str:
        """Name it in Dutch."""
        return OWN_LATER if self.acts and self.group is StepGroup.WAITING else TITLES[self.group]

    @property
    def hint(self) -> str:
        """Say in Dutch what stands in it."""
        return HINTS[self.group]

    @property
    def counted(self) -> str:
        """Return the count as people read it."""
        return str(self.count) if self.count < MANY else f"{MANY} of meer"


class CaseMatter(NamedTuple):
    """Something about one case that is no step: what it is, and since when. `id`: of the mail it is about, if any."""

    number: str
    name: str
    employer: str
    what: str
    why: str
    since: date | None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class WorkOfDay:
    """All of it, for one person or a team. `approvals`: what waits for a yes; `failed`: mail that was not delivered."""

    on: date
    sections: Sequence[StepSection]
    approvals: Sequence[CaseMatter]
    failed: Sequence[CaseMatter]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is left to do."""
        return not (self.approvals or self.failed or any(section.count for section in self.sections))


def work_of_day(reading: Session, scope: CaseScope, acts: str = "") -> WorkOfDay:
    """Return the work of today in the cases of a scope; `acts`: of the steps of this role alone, empty: of all."""
    on, edition = current_day(reading), edition_in_force(reading)
    asked = {group: DayOfWork(scope, on, left_out_steps(edition, group, acts)) for group in ORDER}
    found = {group: open_steps(reading, group, asked[group], limit=_shown(group)) for group in ORDER}
    rows = iter(step_rows(reading, [each for group in ORDER for each in found[group]], on))
    sections = [
        StepSection(group, _count(reading, group, asked[group], len(steps)), [next(rows) for _ in steps], acts)
        for group, steps in found.items()
    ]
    return WorkOfDay(on, sections, _approvals(reading, scope), _failed_mail(reading, scope))


def section_of(
    reading: Session, group: StepGroup, scope: CaseScope, *, page: int = 1, size: int = 100, acts: str = ""
) -> StepSection:
    """Return one group, a page of it at a time; `page`: from 1, of `size` rows; `acts`: as in `work_of_day`."""
    asked = day_of_work(reading, scope, group, acts)
    steps = open_steps(reading, group, asked, limit=size, offset=(page - 1) * size)
    rows = step_rows(reading, steps, asked.on)
    return StepSection(group, count_open_steps(reading, group, asked), rows, acts)


def day_of_work(reading: Session, scope: CaseScope, group: StepGroup, acts: str = "") -> DayOfWork:
    """Return what is asked of the record today: steps on which nobody has to act are left out, or not this role."""
    return DayOfWork(scope, current_day(reading), left_out_steps(edition_in_force(reading), group, acts))


def left_out_steps(edition: Edition, group: StepGroup, acts: str) -> frozenset[str]:
    """Return the keys of the steps that nobody waits for, and of those on which a role (empty: any) does not act."""
    of_others = {key for key, row in edition.rules.rows.items() if acts and acts not in row.who}
    return nobodys_steps(edition, group) | of_others


def nobodys_steps(edition: Edition, group: StepGroup) -> frozenset[str]:
    """Return the keys of the steps that are only dates; what somebody may do, and need not, is waited for by nobody."""
    rows, steps = edition.rules.rows, edition.house.steps
    natures = ("date", "window") if group is StepGroup.WAITING else ("date",)
    return frozenset(key for key, row in rows.items() if not row.who or steps[key].nature in natures)


def _shown(group: StepGroup) -> int:
    return QUESTIONS_SHOWN if group is StepGroup.QUESTION else AT_A_GLANCE


def _count(reading: Session, group: StepGroup, asked: DayOfWork, shown: int) -> int:
    return shown if shown < _shown(group) else count_open_steps(reading, group, asked)


def _approvals(reading: Session, scope: CaseScope) -> list[CaseMatter]:
    """List the referrals that wait for a yes, the oldest first."""
    columns: list[Any] = [Case.id, col(Referral.number).label("referral"), Referral.opened_on]
    query = select(*columns).select_from(Referral)
    query = query.join(Case, col(Case.id) == col(Referral.case_id))
    wanted = query.where(col(Referral.status) == AWAITS_YES, col(Case.status) == OPEN, *in_scope(scope))
    found = reading.execute(wanted.order_by(col(Referral.opened_on), col(Case.number)).limit(AT_A_GLANCE)).all()
    about = _about(reading, _cases().where(col(Case.id).in_([row.id for row in found])))
    return [
        CaseMatter(*about[row.id], f"Verwijzing {row.referral}", "wacht op akkoord", row.opened_on) for row in found
    ]


def _failed_mail(reading: Session, scope: CaseScope) -> list[CaseMatter]:
    """List the mails about these cases that only a person can settle, the oldest first."""
    found = (*undelivered_mail(reading), *stopped_mail(reading))
    mails = [mail for mail in found if mail.number and mail.needs_person]
    numbers = {mail.number for mail in mails}
    if not numbers:
        return []
    shown = _cases().where(col(Case.number).in_(numbers), *in_scope(scope))
    about = {found[0]: found for found in _about(reading, shown).values()}
    roles, made = edition_in_force(reading).house.roles, _made_on(reading, [mail.id for mail in mails])
    kept = [mail for mail in mails if mail.number in about][:AT_A_GLANCE]
    return [_mail_row(mail, about[str(mail.number)], roles, made.get(mail.id)) for mail in kept]


def _mail_row(
    mail: UndeliveredMail, about: tuple[str, str, str], roles: Mapping[str, str], made: date | None
) -> CaseMatter:
    what = f"{mail.subject} (aan {roles.get(mail.role, mail.role)})"
    return CaseMatter(*about, what, reason_in_words(mail.error), made, mail.id)


def _made_on(reading: Session, mails: Collection[int]) -> dict[int, date]:
    query = select(col(Message.id), col(Message.created_at)).where(col(Message.id).in_(mails))
    moments: list[tuple[int, datetime]] = [(row.id, row.created_at) for row in reading.execute(query)]
    return {id_: at.astimezone(AMSTERDAM).date() for id_, at in moments}


def _cases() -> Select[Any]:
    columns: list[Any] = [Case.id, Case.number, Case.employee_id, Employee.employer_id]
    return select(*columns).join(Employee, col(Employee.id) == col(Case.employee_id))


def _about(reading: Session, cases: Select[Any]) -> dict[int, tuple[str, str, str]]:
    """Return number, name and employer of cases, by id."""
    rows = reading.execute(cases).all()
    people, employers = {row.employee_id for row in rows}, {row.employer_id for row in rows}
    book = read_names(reading, people, employers)
    return {
        row.id: (row.number, book.people.get(row.employee_id, ""), book.employers.get(row.employer_id, ""))
        for row in rows
    }
