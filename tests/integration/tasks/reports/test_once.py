"""What is reported on a page is recorded at once and once, and the lists show it before the case has woken."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from models import connection
from models.case_list import case_lines
from models.operators import seed_operators
from models.tables import Case, CaseEvent, PlannedStep
from models.virtual_calendar import set_virtual_day
from models.wake_basis import watched_case
from tasks.case_state import read_case_state, store_case_state
from tasks.effects.perform import perform
from tasks.reports.once import DirectAnswer, record_directly
from tasks.reports.step_reports import report_step_done, report_step_postponed

ON, STEP, WHO = date(2026, 2, 16), "probleemanalyse", "operator-1"


@pytest.fixture
def number(session: Session, make_case: Callable[..., Case]) -> str:
    """Open a case six weeks before today, carry out what is due, store it, and return its number."""
    seed_operators(session)
    set_virtual_day(session, ON)
    number = make_case().number
    while actions := (current := read_case_state(number)).actions:
        for action in actions:
            perform.fn("", current, action)
    store_case_state(current)
    return number


def report_done(number: str, form_id: UUID, on: date = ON, actor: str = WHO) -> DirectAnswer:
    """Report the step done, as the page does."""
    with connection.session() as page:
        return record_directly(
            page, form_id, actor, lambda writing: (report_step_done(writing, number, STEP, on, actor), [number])
        )


def events(session: Session) -> list[tuple[str, str, object]]:
    """List what was reported about steps."""
    session.expire_all()
    told = session.exec(select(CaseEvent).where(CaseEvent.kind != "sick_reported").order_by(CaseEvent.id)).all()
    return [(each.kind, each.actor, each.data.get("on")) for each in told]


def test_the_list_shows_it_at_once_and_the_case_is_to_be_woken(session: Session, number: str) -> None:
    """The step is done in the lists before any run woke, and whoever looks for cases to wake finds this one."""
    assert not watched_case(session, number).to_wake
    answer = report_done(number, uuid4())
    assert (answer.is_recorded, answer.to_wake) == (True, (number,))
    assert "is gedaan op 16-02-2026" in answer.message
    session.expire_all()
    assert session.exec(select(PlannedStep.status).where(PlannedStep.step == STEP)).one() == "gedaan"
    assert case_lines(session)[0].step != STEP
    assert watched_case(session, number).to_wake
    assert events(session) == [("step_done", WHO, "2026-02-16")]


def test_a_form_sent_twice_acts_once(session: Session, number: str) -> None:
    """The second is told that it was recorded, and when; it wakes nothing."""
    form = uuid4()
    report_done(number, form)
    again = report_done(number, form)
    assert again.is_recorded
    assert again.message.startswith("Dit is al vastgelegd, op ")
    assert again.to_wake == ()
    assert len(events(session)) == 1


def test_a_form_sent_twice_at_once_acts_once(session: Session, number: str) -> None:
    """Of forms that come at the same moment one is recorded; none of the others says that it was refused."""
    form = uuid4()
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: report_done(number, form), range(4)))
    assert [answer.is_recorded for answer in answers] == [True] * 4
    assert sorted(answer.to_wake for answer in answers) == [(), (), (), (number,)]
    assert len(events(session)) == 1


def test_two_people_with_two_forms_are_told_apart(session: Session, number: str) -> None:
    """Who comes second hears that the step is done already; nothing is written over."""
    report_done(number, uuid4())
    late = report_done(number, uuid4(), actor="operator-2")
    assert not late.is_recorded
    assert "staat op 'gedaan'" in late.message
    assert events(session) == [("step_done", WHO, "2026-02-16")]


def test_a_refusal_writes_nothing_and_the_form_can_be_sent_again(session: Session, number: str) -> None:
    """A day in the future is refused with the reason; the same form with another day is then recorded."""
    form = uuid4()
    refused = report_done(number, form, ON + timedelta(days=1))
    assert not refused.is_recorded
    assert "ligt in de toekomst" in refused.message
    assert events(session) == []
    assert report_done(number, form).to_wake == (number,)


def test_nobody_but_an_operator_records(session: Session, number: str) -> None:
    """A code that may not act is refused, and the form stays unused."""
    answer = report_done(number, uuid4(), actor="iemand-anders")
    assert not answer.is_recorded
    assert "Onbekende operator" in answer.message
    assert events(session) == []


def test_postponing_moves_the_day_in_the_lists(session: Session, number: str) -> None:
    """The new target stands in the list at once."""
    to = ON + timedelta(days=14)
    answer = record_directly(
        session,
        uuid4(),
        WHO,
        lambda writing: (report_step_postponed(writing, number, "plan_van_aanpak", to, "in_overleg", WHO), [number]),
    )
    assert answer.is_recorded, answer.message
    assert session.exec(select(PlannedStep.target_on).where(PlannedStep.step == "plan_van_aanpak")).one() == to
