"""The work of a day: each step of an open case in one group, the first day first, and nothing of others."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import Session

from models.record import write_effect
from models.tables import CLOSED, Case, PlannedStep
from models.worklists import open_steps
from models.worklists.open_steps import DayOfWork, StepGroup, count_open_steps, told_since
from spoorboek.statute.actions import Action
from spoorboek.statute.facts import StepRef

ON = date(2026, 3, 2)
DAY = timedelta(days=1)


def plan(session: Session, case: Case, step: str, status: str, **days: date) -> None:
    """Store one step of a case, as its wake does."""
    session.add(PlannedStep(case_id=case.id, step=step, occurrence=1, status=status, label=step, **days))
    session.flush()


def keys(session: Session, group: StepGroup, asked: DayOfWork | None = None) -> list[str]:
    """List the steps of a group, in order; the count says the same."""
    chosen = asked or DayOfWork(None, ON)
    found = [each.step for each in open_steps.open_steps(session, group, chosen, limit=100)]
    assert count_open_steps(session, group, chosen) == len(found)
    return found


@pytest.mark.parametrize(
    ("status", "days", "group"),
    [
        ("te_laat", {"due_on": ON - DAY}, StepGroup.LATE),
        ("vraag", {"target_on": ON - 90 * DAY}, StepGroup.QUESTION),
        ("open", {"due_on": ON}, StepGroup.WEEK),
        ("open", {"due_on": ON + 7 * DAY, "target_on": ON - DAY}, StepGroup.WEEK),
        ("gepland", {"target_on": ON + 7 * DAY}, StepGroup.WEEK),
        ("afgeweken", {"agreed_on": ON + 3 * DAY, "due_on": ON - DAY}, StepGroup.WEEK),
        ("open", {"target_on": ON - DAY}, StepGroup.PASSED),
        ("open", {"due_on": ON + 8 * DAY}, StepGroup.WAITING),
        ("gepland", {"target_on": ON + 8 * DAY}, None),
        ("gepland", {"opens_on": ON - DAY}, None),
        ("gedaan", {"due_on": ON}, None),
        ("vervallen", {"due_on": ON}, None),
    ],
)
def test_a_step_is_in_one_group(
    session: Session, make_case: Callable[..., Case], status: str, days: dict[str, date], group: StepGroup | None
) -> None:
    """Its status and decisive day say which: the agreed day, else the last lawful one, else the target."""
    plan(session, make_case(), "evaluatie", status, **days)
    assert [each for each in StepGroup if keys(session, each)] == ([group] if group else [])


def test_only_open_cases_in_scope_count(session: Session, make_case: Callable[..., Case]) -> None:
    """Nothing of a closed case, nor of one outside the scope; an empty scope is nothing, not everything."""
    mine, other, closed = make_case(), make_case(), make_case()
    for case, step in ((mine, "evaluatie"), (other, "eindevaluatie"), (closed, "wia_aanvraag")):
        plan(session, case, step, "te_laat", due_on=ON - DAY)
    closed.status = CLOSED
    session.flush()
    assert sorted(keys(session, StepGroup.LATE)) == ["eindevaluatie", "evaluatie"]
    assert keys(session, StepGroup.LATE, DayOfWork([mine.id, closed.id], ON)) == ["evaluatie"]
    assert keys(session, StepGroup.LATE, DayOfWork([], ON)) == []
    assert keys(session, StepGroup.LATE, DayOfWork(None, ON, ["evaluatie"])) == ["eindevaluatie"]


def test_the_first_day_comes_first_and_pages_do_not_overlap(session: Session, make_case: Callable[..., Case]) -> None:
    """By day, then by number of the case: a page of one takes up where the one before it ended."""
    case = make_case()
    for place, step in enumerate(("wia_aanvraag", "evaluatie", "eindevaluatie")):
        plan(session, case, step, "te_laat", due_on=ON - (place + 1) * DAY)
    pages = [open_steps.open_steps(session, StepGroup.LATE, DayOfWork(None, ON), limit=1, offset=n) for n in range(4)]
    assert [each.step for page in pages for each in page] == ["eindevaluatie", "evaluatie", "wia_aanvraag"]


def test_a_count_stops_at_many(
    session: Session, make_case: Callable[..., Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counting further would take long and tell nobody anything."""
    monkeypatch.setattr(open_steps, "MANY", 2)
    case = make_case()
    for step in ("wia_aanvraag", "evaluatie", "eindevaluatie"):
        plan(session, case, step, "te_laat", due_on=ON)
    assert count_open_steps(session, StepGroup.LATE, DayOfWork(None, ON)) == 2


def test_a_step_is_waited_for_since_somebody_was_told(session: Session, make_case: Callable[..., Case]) -> None:
    """The first effect that asks counts, not a later reminder, and not that of another step or case."""
    case, other = make_case(), make_case()
    for each in (case, other):
        plan(session, each, "evaluatie", "open", due_on=ON + 30 * DAY)
    write_effect(session, case, Action(ON - 5 * DAY, "open", "evaluatie", 1, "", 1, {}))
    write_effect(session, case, Action(ON - 9 * DAY, "open", "eindevaluatie", 1, "", 1, {}))
    write_effect(session, case, Action(ON - 2 * DAY, "reminder", "evaluatie", 1, "due_on-1", 1, {}))
    steps = open_steps.open_steps(session, StepGroup.WAITING, DayOfWork(None, ON), limit=9)
    assert told_since(session, steps) == {(case.id, StepRef("evaluatie", 1)): ON - 5 * DAY}
    assert told_since(session, []) == {}
