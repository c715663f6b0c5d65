"""The state of one case: its record, the plan computed from it, and the actions due today."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.metadata import version as version_of
from typing import NamedTuple

from sqlmodel import Session

from models.case_list import store_next_step, store_planned_steps
from models.case_lookup import find_case, lock_case
from models.connection import session
from models.edition_history import edition_in_force
from models.record import close_case, load_record, load_records, reopen_case
from models.tables import OPEN, Case
from models.virtual_calendar import virtual_day
from models.waiting_times import policy_with_learned_leads
from models.wake_basis import WatchedCase, mark_to_wake, store_basis
from spoorboek import clock
from spoorboek.errors import InputError
from spoorboek.statute.actions import Action, Record
from spoorboek.statute.agenda.agenda import Agenda, make_agenda
from spoorboek.statute.agenda.case_closing import is_closed
from spoorboek.statute.agenda.next_step import CLOSING_NAME, NextStep, next_step
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.agenda.step_status import UNANSWERED, StepState
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.days.mail_days import mail_day_from
from spoorboek.statute.editions.edition import Edition
from spoorboek.statute.events import Event
from spoorboek.statute.plan import Plan
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.second_track.adequacy import Verdict, assess
from spoorboek.statute.second_track.track_events import tracks_of
from spoorboek.statute.timeline.timeline import timeline

PRODUCT = version_of("spoorboek")


@dataclass(frozen=True)
class CaseState:
    """One case on one day, under the edition of rules and house policy that is in force.

    `version` counts its events; `virtual` is true in a time-lapse, when the day is a virtual one.
    """

    case_id: int
    number: str
    version: int
    on: date
    virtual: bool
    record: Record
    plan: Plan
    agenda: Agenda
    edition: Edition

    @property
    def actions(self) -> tuple[Action, ...]:
        """Return the actions that are due now, in order."""
        return self.agenda.actions

    @cached_property
    def next_step(self) -> NextStep | None:
        """Return the step to look at first; None when the case is closed or nothing is left."""
        return next_step(self.plan, self.agenda, self.edition.house, self.on)

    def known_on(self, day: date) -> tuple[tuple[Event, ...], Plan]:
        """Return the events and the plan as of a day; of a day in the past, from what was recorded by then.

        Raises InputError for a day on which nothing was recorded yet.
        """
        events = self.record.events
        if day >= self.on:
            return events, self.plan
        events = tuple(event for event in events if event.on <= day)
        if not events:
            raise InputError(
                f"Op {dutch_date(day)} was er over dossier {self.number} nog niets vastgelegd. Kies een latere dag."
            )
        return events, timeline(fold_events(events, self.edition.rules), self.edition.rules)

    def verdict_on(self, day: date) -> Verdict:
        """Return the verdict on the second track on a day; of a day in the past, from what was recorded by then."""
        events, plan = self.known_on(day)
        return assess(plan, tracks_of(events), day, self.edition.house.adequacy)

    def name_of(self, state: StepState) -> str:
        """Name a step for people, with its number when it repeats."""
        repeats = self.edition.rules.rows[state.ref.key].repeats
        return f"{state.label} {state.ref.occurrence}" if repeats else state.label

    def title_of(self, state: StepState) -> str:
        """Name a step for a list; one of which nobody knows whether it was done in time says so."""
        return f"{self.name_of(state)} ({UNANSWERED})" if state.unanswered else self.name_of(state)

    def acting_on(self, state: StepState) -> str:
        """Name in Dutch who has to act on a step; empty when nobody has to."""
        return ", ".join(
            self.edition.house.roles.get(code, code) for code in self.edition.rules.rows[state.ref.key].who
        )


class Planning(NamedTuple):
    """What every case is planned by on a day; `virtual` in a time-lapse."""

    on: date
    virtual: bool
    edition: Edition

    @property
    def name(self) -> str:
        """Name the rules, house policy, lead times and product: a next wake holds as long as all are the same."""
        return planned_by(self.edition)


def planned_by(edition: Edition) -> str:
    """Name what decides a next wake beside the record: rules, house policy, lead times, version of the product."""
    leads = (f"{role} {lead.days} {lead.unit}" for role, lead in sorted(edition.house.lead_times.items()))
    return "; ".join((f"spoorboek {PRODUCT}", *edition.names, *leads))


def mail_waits(reading: Session) -> str | None:
    """Say in Dutch on which day mail that follows from what is recorded today goes; None when that is today."""
    house, on = edition_in_force(reading).house, current_day(reading)
    goes_on = mail_day_from(house.mail_days, on)
    if goes_on == on:
        return None
    later = f"gaat op {dutch_date(goes_on)}, tenzij een uiterste dag eerder komt"
    return f"Vandaag gaat geen gewone post weg: wat hierop volgt, {later}."


def current_day(reading: Session) -> date:
    """Return today, or the virtual day of a time-lapse."""
    return clock.today(virtual_day(reading))


def read_case_state(number: str) -> CaseState:
    """Read the state of a case today, in a transaction of its own. Raises InputError for an unknown case."""
    with session() as reading:
        return case_state_in(reading, number)


def case_state_in(reading: Session, number: str) -> CaseState:
    """Read the state of a case today, in the transaction of the caller. Raises InputError for an unknown case."""
    case = find_case(reading, number)
    return state_of_record(case, load_record(reading, case), planning_today(reading))


def case_states_in(reading: Session, cases: Collection[Case]) -> list[CaseState]:
    """Return the states of several cases today, in the transaction of the caller; they are read together."""
    records, today = load_records(reading, [case.id for case in cases]), planning_today(reading)
    return [state_of_record(case, records[case.id], today) for case in cases]


def planning_today(reading: Session) -> Planning:
    """Return what every case is planned by today."""
    virtual = virtual_day(reading)
    on = clock.today(virtual)
    return Planning(on, virtual is not None, edition_on(reading, on, learn=virtual is None))


def state_of_record(case: Case | WatchedCase, record: Record, today: Planning) -> CaseState:
    """Compute the state of a case from its record."""
    plan = timeline(fold_events(record.events, today.edition.rules), today.edition.rules)
    agenda = make_agenda(plan, record, today.edition.house, today.on)
    return CaseState(
        case.id, case.number, len(record.events), today.on, today.virtual, record, plan, agenda, today.edition
    )


def edition_on(reading: Session, on: date, *, learn: bool = True) -> Edition:
    """Return the edition in force, with lead times learned from the record.

    `learn`: false in a time-lapse, whose waiting times are invented; so a story goes as its simulation predicts.
    """
    edition = edition_in_force(reading)
    return Edition(edition.rules, policy_with_learned_leads(reading, edition.house, on)) if learn else edition


def store_case_state(current: CaseState) -> None:
    """Store the state of a case for lists: its planned steps, rules, next wake, and whether it is open.

    A reopened case that ends on the day for which it was closed before is closed here: it gets no second close effect.
    With actions left the case has no basis for its next wake, so that it is woken again.
    """
    with session() as writing:
        # In the order of who reports: the case first, so that neither waits for the other.
        case = lock_case(writing, find_case(writing, current.number))
        if current.actions:
            mark_to_wake(writing, [current.number])
        else:
            effects, name = len(current.record.effects), planned_by(current.edition)
            store_basis(writing, case, current.version, effects, name, current.on)
        show_in_lists(writing, current)
        if current.agenda.next_wake:
            reopen_case(writing, case)
        elif (
            case.status == OPEN
            and case.version == current.version
            and is_closed(current.plan, RecordIndex(current.record), current.on)
        ):
            close_case(writing, case, current.on)


def show_in_lists(writing: Session, current: CaseState) -> None:
    """Store what lists show of a case, so that they do not wait for its wake: its steps and the day of its wake."""
    case = find_case(writing, current.number)
    store_planned_steps(writing, case, current.plan, current.agenda)
    _store_next_step(writing, case, current)


def _store_next_step(writing: Session, case: Case, current: CaseState) -> None:
    first = current.next_step
    name, who = CLOSING_NAME, ""
    if first and first.state:
        name, who = current.title_of(first.state), current.acting_on(first.state)
    store_next_step(writing, case, first, name, who)
