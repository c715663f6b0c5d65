"""One case as its page shows it: the person, the weeks, the steps, the papers, the referrals, and what was recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlmodel import Session

from models.addressees import addressee_in_role
from models.identity.second_employment import cases_beside
from models.tables import Case, Employee, Employer
from models.worklists.open_steps import BY_HAND, REQUEST
from spoorboek.statute.agenda.next_step import judged_day
from spoorboek.statute.agenda.step_status import StepState
from spoorboek.statute.dossier.receipts import NEEDS_RECEIPT
from spoorboek.statute.referrals.arrows import state_label
from spoorboek.statute.reports.withdrawn_events import withdrawn_numbers
from spoorboek.statute.second_track.adequacy import Verdict
from spoorboek.statute.timeline.sickness_weeks import sickness_week, term_week
from tasks.case_state import CaseState
from tasks.reports.report_wording import event_sentence
from tasks.reports.step_reports import RECORDED_WITH_CONTENT
from tasks.views.attention import Attention, find_attention
from tasks.views.desk.step_rows import POSTPONABLE, REMINDABLE, SOURCES, acting_roles
from tasks.views.desk.weeks_picture import WeeksPicture, weeks_picture
from tasks.views.dossier_json import bureau_codes, event_actors

ROLES = ("casemanager", "leidinggevende", "bedrijfsarts", "hr")
COMING, RECORDED = 8, 40
STATUS_WORDS = {
    "te_laat": "te laat",
    "vraag": "vraag",
    "open": "open",
    "afgeweken": "afgesproken",
    "gepland": "gepland",
    "gedaan": "gedaan",
}
TO_DO = ("te_laat", "vraag", "open", "afgeweken")


class SheetStep(NamedTuple):
    """One step on the page of its case. `day`: the one that decides; `latest`: to which it may be postponed.

    `version`, `acting` and `reminded`: as of a `StepRow`. `is_paused`: it rests, for the employee is recovered.
    """

    step: str
    occurrence: int
    what: str
    status: str
    who: str
    day: date | None
    week: int | None
    target_on: date | None
    due_on: date | None
    done_on: date | None
    reason: str
    source: str
    article: str
    latest: date | None
    may_finish: bool
    may_postpone: bool
    asks_receipt: bool
    version: int = 0
    is_paused: bool = False
    acting: str = ""
    reminded: date | None = None

    @property
    def is_question(self) -> bool:
        """Tell whether it is asked whether this was done."""
        return self.status == "vraag"

    @property
    def may_remind(self) -> bool:
        """Tell whether who has to act can be reminded of it."""
        return bool(self.who) and self.status in REMINDABLE

    @property
    def stand(self) -> str:
        """Return its status in words."""
        return STATUS_WORDS[self.status]


class SheetPerson(NamedTuple):
    """Who it is about, and who works on it: roles with names, where somebody has the role."""

    name: str
    employer: str
    function: str
    personnel_number: str
    roles: Sequence[tuple[str, str]]
    other_cases: Sequence[str]


class SheetMove(NamedTuple):
    """One move of a referral: which one, the code of the bureau, the day and the state it came into."""

    referral: int
    bureau: str
    on: date
    state: str


class SheetEvent(NamedTuple):
    """Something that was recorded: its number, its day, what it says, the code of who did."""

    number: int
    on: date
    words: str
    by: str
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """The page of one case.

    `first`: what to look at first; `resting`: what nobody works on while the employee is recovered; `verdict`: None
    while there is no second track.
    """

    number: str
    is_open: bool
    closed_on: date | None
    on: date
    week: int
    first_sick_day: date
    wait_ends_on: date
    person: SheetPerson
    picture: WeeksPicture
    first: Attention | None
    to_do: Sequence[SheetStep]
    resting: Sequence[SheetStep]
    coming: Sequence[SheetStep]
    done: Sequence[SheetStep]
    moves: Sequence[SheetMove]
    verdict: Verdict | None
    events: Sequence[SheetEvent]


def case_sheet(reading: Session, case: Case, current: CaseState) -> CaseSheet:
    """Return the page of a case in its state; raises UnreadableError when the name of the person cannot be read."""
    facts, verdict = current.plan.facts, current.verdict_on(current.on)
    steps = sheet_steps(current)
    by_day = sorted(steps, key=lambda each: each.day or date.max)
    done = [each for each in steps if each.status == "gedaan" and each.who]
    to_do = sorted((each for each in by_day if each.status in TO_DO and each.who), key=_urgency)
    return CaseSheet(
        number=case.number,
        is_open=current.agenda.next_wake is not None,
        closed_on=case.closed_on,
        on=current.on,
        week=sickness_week(facts, current.on),
        first_sick_day=facts.first_sick_day,
        wait_ends_on=current.plan.wait_ends_on,
        person=_person(reading, case, current),
        picture=weeks_picture(current),
        first=find_attention(current),
        to_do=[each for each in to_do if not each.is_paused],
        resting=[each for each in to_do if each.is_paused],
        coming=[each for each in by_day if each.status == "gepland" and each.who][:COMING],
        done=sorted(done, key=lambda each: each.done_on or date.min, reverse=True),
        moves=list(_moves(reading, case, current)),
        verdict=None if verdict.word == "nog_niet" else verdict,
        events=_events(reading, case, current),
    )


def sheet_steps(current: CaseState) -> list[SheetStep]:
    """Return the steps of a case as its page shows them; those that lapsed are left out."""
    return [_step(current, state) for state in current.agenda.steps if state.status in STATUS_WORDS]


def _urgency(step: SheetStep) -> tuple[int, date]:
    return TO_DO.index(step.status), step.day or date.max


def _step(current: CaseState, state: StepState) -> SheetStep:
    rule, facts, day = current.edition.rules.rows[state.ref.key], current.plan.facts, judged_day(state)
    to_do = state.status in TO_DO
    return SheetStep(
        step=state.ref.key,
        occurrence=state.ref.occurrence,
        what=current.title_of(state),
        status=state.status,
        who=acting_roles(current.edition, state.ref.key),
        day=day,
        week=term_week(facts, day) if day else None,
        target_on=state.target_on,
        due_on=state.due_on,
        done_on=facts.done.get(state.ref),
        reason=state.reason or "",
        source=SOURCES[rule.force],
        article=rule.basis[0].article,
        latest=state.due_on,
        may_finish=to_do and state.ref.key not in RECORDED_WITH_CONTENT,
        may_postpone=state.status in POSTPONABLE and (state.due_on is None or state.due_on > current.on),
        asks_receipt=state.ref.key in NEEDS_RECEIPT,
        version=current.version,
        is_paused=state.paused,
        reminded=_reminded(current, state),
    )


def _reminded(current: CaseState, state: StepState) -> date | None:
    days = [
        effect.on
        for key, effect in current.record.effects.items()
        if (key.step, key.occurrence, key.kind) == (*state.ref, "reminder") and key.name.startswith((BY_HAND, REQUEST))
    ]
    return max(days, default=None)


def _person(reading: Session, case: Case, current: CaseState) -> SheetPerson:
    employee = reading.get_one(Employee, case.employee_id)
    employer = reading.get_one(Employer, employee.employer_id)
    found = ((role, addressee_in_role(reading, case, role, current.on)) for role in ROLES)
    roles = [(current.edition.house.roles.get(role, role), who.name) for role, who in found if who]
    others = [number for number in cases_beside(reading, case) if number != case.number]
    number = employee.personnel_number
    return SheetPerson(employee.name, employer.name, employee.function or "", number, roles, others)


def _moves(reading: Session, case: Case, current: CaseState) -> list[SheetMove]:
    codes = bureau_codes(reading, case)
    return [
        SheetMove(referral.number, codes.get(referral.number, ""), move.on, state_label(move.to))
        for referral in current.plan.facts.referrals
        for move in referral.moves
    ]


def _events(reading: Session, case: Case, current: CaseState) -> list[SheetEvent]:
    actors, withdrawn = event_actors(reading, case), withdrawn_numbers(current.record.events)
    return [
        SheetEvent(each.seq, each.on, event_sentence(current, each), actors.get(each.seq, ""), each.seq in withdrawn)
        for each in reversed(current.record.events[-RECORDED:])
    ]
