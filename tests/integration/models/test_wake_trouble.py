"""Cases that fail: pauses that grow, new facts that begin anew, room for others, and one word to operations."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from models import wake_trouble
from models.record import append_event
from models.tables import Case, WakeTrouble
from models.wake_trouble import (
    MOST_RETRIES,
    cases_to_leave,
    count_attempts,
    forget_trouble,
    note_failure,
    take_untold,
    trouble_of,
)
from spoorboek import clock

QUARTER = timedelta(minutes=15)
DAYS = 4


@pytest.fixture
def failing(session: Session, make_case: Callable[..., Case]) -> Case:
    """Open a case whose wake just failed."""
    case = make_case()
    note_failure(session, case, "Niet gelukt: sluiten")
    return case


def rounds(session: Session, start: datetime, count: int) -> list[int]:
    """Reconcile every quarter of an hour, all in vain; return in which rounds the case was woken."""
    woken = []
    for turn in range(count):
        now = start + turn * QUARTER
        case, trouble = session.exec(select(Case)).one(), session.exec(select(WakeTrouble)).one()
        if case.number not in cases_to_leave(session, now):
            count_attempts(session, {case.number: "de run was geëindigd (Failed)"}, now)
            woken.append(turn)
        assert trouble.reason == "Niet gelukt: sluiten"
    return woken


def test_pauses_grow_to_a_day(session: Session, failing: Case) -> None:
    """After a quarter of an hour, an hour, four hours, and then once a day; not 96 times a day."""
    woken = rounds(session, clock.now(), DAYS * 96)
    assert woken == [1, 5, 21, 117, 213, 309]


def test_new_facts_begin_anew(session: Session, failing: Case) -> None:
    """A case somebody recorded something of is woken in the next round, and its pauses are short again."""
    now = clock.now()
    rounds(session, now, 40)
    assert failing.number in cases_to_leave(session, now + 41 * QUARTER)
    append_event(session, failing, "recovered", now.date(), {"from": now.date().isoformat()}, "operator-1")
    session.flush()
    assert failing.number not in cases_to_leave(session, now + 41 * QUARTER)
    (trouble,) = count_attempts(session, {failing.number: "…"}, now + 41 * QUARTER)
    assert trouble.attempts == 1


def test_a_wake_that_succeeds_ends_it(session: Session, failing: Case) -> None:
    """Nothing is left of it; a later failure begins with the short pause."""
    rounds(session, clock.now(), 40)
    forget_trouble(session, failing.id)
    session.expire_all()
    assert trouble_of(session, failing.id) is None
    assert cases_to_leave(session) == frozenset()
    assert note_failure(session, failing, "weer").attempts == 0


def test_operations_hears_once_and_only_of_what_failed_again(session: Session, failing: Case) -> None:
    """Not of a first failure, nor while the second wake may still succeed; after that once, whatever follows."""
    now = clock.now()
    assert take_untold(session, now + QUARTER) == []
    count_attempts(session, {failing.number: "…"}, now + QUARTER)
    assert take_untold(session, now + QUARTER) == []
    told = [len(take_untold(session, now + turn * QUARTER)) for turn in range(2, 8)]
    assert told == [1, 0, 0, 0, 0, 0]


def test_many_failing_cases_leave_room(session: Session, make_case: Callable[..., Case]) -> None:
    """Of those that are due twenty are woken in a round, the longest waiting first; all get their turn."""
    now, cases = clock.now(), [make_case() for _ in range(MOST_RETRIES + 5)]
    for case in cases:
        note_failure(session, case, "Niet gelukt")
    numbers, later = {case.number for case in cases}, now + QUARTER
    first = numbers - cases_to_leave(session, later)
    assert len(first) == MOST_RETRIES
    count_attempts(session, dict.fromkeys(first, "…"), later)
    assert numbers - cases_to_leave(session, later) == numbers - first


def test_a_pause_is_never_skipped_by_the_clock_of_a_round() -> None:
    """The slack of a round is far smaller than the shortest pause."""
    assert min(wake_trouble.PAUSES) > wake_trouble.SLACK * 10
