"""A decision never outlives its facts: what a report overtakes is decided anew, and a mail waits for its document."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from sqlmodel import Session, col, select
from support.examples import at_most

import flows.sickness_case as flow
from models.case_lookup import find_case
from models.connection import session as own_session
from models.record import append_event, load_record, write_effect
from models.tables import Case, CaseEffect, Document, Employee, Message
from models.virtual_calendar import set_virtual_day
from spoorboek.statute.actions import Action, Record
from spoorboek.statute.agenda.agenda import make_agenda
from spoorboek.statute.editions.edition import shipped_edition
from spoorboek.statute.events import EventKind
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline
from tasks.case_state import CaseState, read_case_state
from tasks.effects.perform import perform

MakeCase = Callable[..., Case]
Before = Callable[[int], None]
D = date(2026, 1, 5)
ANALYSIS_OPENS, ANALYSIS_LATE = 14, 43
REPORTS: tuple[tuple[EventKind, dict[str, Any]], ...] = (
    ("step_done", {"step": "probleemanalyse", "occurrence": 1, "on": D + timedelta(days=10), "evidence": None}),
    ("step_done", {"step": "ziekmelding_arbodienst", "occurrence": 1, "on": D + timedelta(days=6), "evidence": None}),
    ("recovered", {"from": D + timedelta(days=12)}),
    ("first_day_corrected", {"first_sick_day": D + timedelta(days=5)}),
    ("step_retriggered", {"step": "probleemanalyse", "occurrence": 1, "mode": "opnieuw"}),
    ("contract_end_set", {"on": D + timedelta(days=200)}),
    ("capability_changed", {"from": D, "percentage": 40}),
)


def day(number: int) -> date:
    """Return a day of the case, counted from its first sick day."""
    return D + timedelta(days=number)


def live_to(writing: Session, case: Case, until: int) -> None:
    """Do all that is due before a day, without documents or mails, and begin that day."""
    for offset in range(until):
        set_virtual_day(writing, day(offset))
        while actions := case_state(writing, case).actions:
            for action in actions:
                write_effect(writing, case, action)
    set_virtual_day(writing, day(until))
    writing.commit()


def case_state(reading: Session, case: Case) -> Any:
    """Read the state of a case."""
    from tasks.case_state import case_state_in

    return case_state_in(reading, case.number)


@pytest.fixture
def wake(monkeypatch: pytest.MonkeyPatch) -> Callable[..., CaseState]:
    """Return a way to wake a case as its flow does, without an engine; `before` is called before each action."""

    def woken(number: str, before: Before = lambda _: None) -> CaseState:
        count = iter(range(10_000))

        def carried_out(name: str, quoted: Any, action: Action, **_: Any) -> State:
            before(next(count))
            try:
                return perform.fn(name, quoted.unquote(), action) or Completed()
            except Exception as error:
                return Failed(message=type(error).__name__)

        monkeypatch.setattr(flow, "perform", carried_out)
        return flow.catch_up(number, lambda: None)

    return woken


def report(number: str, kind: EventKind, data: dict[str, Any]) -> None:
    """Report a fact in a transaction of its own, as an operator does."""
    with own_session() as writing:
        append_event(writing, find_case(writing, number), kind, day(0), data, "operator-1")


def mails(reading: Session) -> list[tuple[str, str, int]]:
    """List kind, name and attempt of the effect of every mail, in order."""
    reading.rollback()
    query = select(CaseEffect.kind, CaseEffect.name, CaseEffect.attempt).join(
        Message, col(Message.effect_id) == col(CaseEffect.id)
    )
    return [tuple(row) for row in reading.exec(query.order_by(col(Message.id)))]  # type: ignore[misc]


def test_what_was_done_meanwhile_is_not_escalated(
    make_case: MakeCase, session: Session, wake: Callable[..., CaseState]
) -> None:
    """Done a moment before the escalation is written: neither mark nor mail; the wake ends with nothing left to do."""
    case = make_case(D)
    live_to(session, case, ANALYSIS_LATE)
    assert {action.kind for action in read_case_state(case.number).actions} >= {"late", "escalation"}
    ended = wake(case.number, lambda count: report(case.number, *REPORTS[0]) if count == 0 else None)
    assert ended.actions == ()
    done = {key for key, effect in load(case).effects.items() if effect.on == day(ANALYSIS_LATE)}
    assert not {key.kind for key in done if key.step == "probleemanalyse"} & {"late", "escalation", "reminder"}
    assert len(mails(session)) == sum(key.kind == "escalation" for key in done)


def test_no_report_comes_between_the_decision_and_its_effect(make_case: MakeCase, session: Session) -> None:
    """Whoever decided on another version of the case writes nothing, and says so to the engine."""
    case = make_case(D)
    live_to(session, case, ANALYSIS_LATE)
    before = read_case_state(case.number)
    report(case.number, *REPORTS[6])
    states = [perform.fn(action.kind, before, action) for action in before.actions]
    assert states
    assert all(state is not None and state.is_cancelled() for state in states)
    session.rollback()
    assert load_record(session, case).effects == before.record.effects


def test_a_mail_waits_for_the_document_of_its_own_attempt(
    make_case: MakeCase, session: Session, wake: Callable[..., CaseState]
) -> None:
    """Triggered again while nothing can be made: the old letter is not mailed again; what is made later is."""
    case = make_case(D)
    live_to(session, case, ANALYSIS_OPENS)
    assert wake(case.number).actions == ()
    first = mails(session)
    assert {attempt for *_, attempt in first} == {1}
    rename(session, case, "Kanarie \u4e2d")
    report(case.number, *REPORTS[4])
    left = wake(case.number).actions
    assert {action.kind for action in left} == {"document", "mail"}
    assert mails(session) == first
    rename(session, case, "Kanarie")
    assert wake(case.number).actions == ()
    again = mails(session)[len(first) :]
    assert {name for _, name, _ in again} == {name for _, name, _ in first}
    assert {attempt for *_, attempt in again} == {2}
    newest = session.exec(select(Message).order_by(col(Message.id).desc())).first()
    assert newest is not None
    enclosed = session.exec(select(Document.version).where(col(Document.id).in_(newest.document_ids))).all()
    assert set(enclosed) == {2}


def rename(writing: Session, case: Case, name: str) -> None:
    """Give the employee of a case another name."""
    writing.rollback()
    writing.get_one(Employee, case.employee_id).name = name
    writing.commit()


@pytest.fixture
def opened(make_case: MakeCase, session: Session) -> Callable[[int], Case]:
    """Return a way to open another case that has lived up to a day."""

    def to(offset: int) -> Case:
        session.rollback()
        case = make_case(D, email="werknemer@voorbeeld.example")
        live_to(session, case, offset)
        return case

    return to


@given(
    offset=st.sampled_from([0, 7, ANALYSIS_OPENS, 35, ANALYSIS_LATE, 46, 57, 60]),
    reports=st.lists(st.tuples(st.integers(0, 6), st.integers(0, len(REPORTS) - 1)), min_size=1, max_size=2),
)
@examples(max_examples=at_most(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_moment_a_report_comes_in_nothing_is_done_that_it_forbids(
    opened: Callable[[int], Case],
    session: Session,
    wake: Callable[..., CaseState],
    offset: int,
    reports: list[tuple[int, int]],
) -> None:
    """Each effect is one that the simulation decides on the facts as they were when it was written; none is missing."""
    case = opened(offset)
    done: list[int] = []

    def before(count: int) -> None:
        for moment, which in reports:
            if moment == count and which not in done:
                done.append(which)
                versions.append(len(load(case).effects))
                report(case.number, *REPORTS[which])

    versions: list[int] = []
    ended = wake(case.number, before)
    record = load(case)
    assert ended.actions == ()
    assert ended.record == record
    effects = list(record.effects.items())
    start = next((place for place, (_, effect) in enumerate(effects) if effect.on == day(offset)), len(effects))
    for place in range(start, len(effects)):
        known = 1 + sum(written <= place for written in versions)
        foretold = decided(Record(record.events[:known], dict(effects[:place])), day(offset))
        assert effects[place][0] in foretold, f"{effects[place][0]} after {known} reports"


def load(case: Case) -> Record:
    """Read the record of a case as it stands now."""
    with own_session() as reading:
        return load_record(reading, find_case(reading, case.number))


def decided(record: Record, on: date) -> set[Any]:
    """Return what the simulation does with a record on a day, before anything else happens."""
    edition = shipped_edition()
    plan = timeline(fold_events(record.events, edition.rules), edition.rules)
    return {action.key for action in make_agenda(plan, record, edition.house, on).actions}
