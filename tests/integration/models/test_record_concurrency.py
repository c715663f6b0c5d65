"""Several writers on one case: nothing lost, nothing twice, on real connections in real threads."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import text
from sqlmodel import Session

from models.case_lookup import find_case
from models.connection import CaseBusyError, LockLostError, advisory_lock, is_locked, session
from models.record import append_event, load_record, open_case, put_agreement, put_own_risks, write_effect
from models.tables import Case, Employee, Employer
from models.verification import verify_record
from spoorboek.statute.actions import Action
from spoorboek.statute.facts import Agreement

DAY = date(2026, 1, 5)
WRITERS, EACH = 4, 12


def _together(work: Callable[[int], list[int | None]]) -> list[int | None]:
    start = threading.Barrier(WRITERS)

    def run(writer: int) -> list[int | None]:
        start.wait()
        return work(writer)

    with ThreadPoolExecutor(WRITERS) as pool:
        return [result for results in pool.map(run, range(WRITERS)) for result in results]


def test_events_of_several_writers_form_one_chain(make_case: Callable[..., Case]) -> None:
    """Writers at the same time get consecutive numbers: none lost, none twice, and the chain holds."""
    number = make_case().number

    def report(writer: int) -> list[int | None]:
        return [_append(number, writer, percentage) for percentage in range(EACH)]

    assert sorted(filter(None, _together(report))) == list(range(2, WRITERS * EACH + 2))
    with session() as reading:
        case = find_case(reading, number)
        assert case.version == WRITERS * EACH + 1 == len(load_record(reading, case).events)
        assert verify_record(reading) == []


def test_the_same_effect_by_several_writers_happens_once(make_case: Callable[..., Case]) -> None:
    """Whoever comes first does it; all others are told it was done. The numbers show no gap."""
    number = make_case().number

    def act(_: int) -> list[int | None]:
        return [_effect(number, name) for name in range(EACH)]

    written = [effect for effect in _together(act) if effect is not None]
    assert len(written) == len(set(written)) == EACH
    with session() as reading:
        assert find_case(reading, number).effects == EACH
        assert verify_record(reading) == []


def test_the_lock_of_a_case_keeps_others_out_of_it_alone(make_case: Callable[..., Case]) -> None:
    """While one works on a case another waits, then is told in Dutch; other cases are free."""
    one, other = make_case().number, make_case().number
    with advisory_lock(one):
        assert is_locked(one)
        assert not is_locked(other)
        with pytest.raises(CaseBusyError, match=f"Aan zaak {one} wordt al gewerkt"), advisory_lock(one, 0.05):
            pytest.fail("the lock was given twice")
        with advisory_lock(other, 0.05):
            assert is_locked(other)
    assert not is_locked(one)


def test_who_waits_gets_the_lock_when_it_is_free(make_case: Callable[..., Case]) -> None:
    """Waiting ends as soon as the other is done, also when the other ended with an error."""
    number, order = make_case().number, []
    taken = threading.Event()

    def first() -> None:
        with advisory_lock(number):
            taken.set()
            time.sleep(0.1)
            order.append("first")
            raise RuntimeError("the wake failed")

    def failing() -> None:
        with pytest.raises(RuntimeError, match="the wake failed"):
            first()

    worker = threading.Thread(target=failing)
    worker.start()
    taken.wait()
    with advisory_lock(number, 10):
        order.append("second")
    worker.join()
    assert order == ["first", "second"]


def test_whoever_loses_the_lock_is_told(make_case: Callable[..., Case]) -> None:
    """The lock goes with its connection; the one at work hears of it before doing more, another may begin."""
    number = make_case().number
    with pytest.raises(LockLostError, match="viel weg tijdens de wekbeurt"):
        _lose_the_lock(number)


def _lose_the_lock(number: str) -> None:
    with advisory_lock(number) as held:
        held()
        with session() as other:
            other.execute(text("select pg_terminate_backend(pid, 20000) from pg_locks where locktype = 'advisory'"))
        assert not is_locked(number)
        held()


def test_a_lost_session_changes_nothing(make_case: Callable[..., Case], session: Session) -> None:
    """An error inside a session leaves the record as it was."""
    number = make_case().number
    with pytest.raises(RuntimeError, match="lost"):
        _append_and_fail(number)
    assert len(load_record(session, find_case(session, number)).events) == 1
    assert verify_record(session) == []


def _append_and_fail(number: str) -> None:
    with session() as writing:
        append_event(writing, find_case(writing, number), "advised", DAY, {"track": 1}, "operator-1")
        raise RuntimeError("lost")


def _append(number: str, writer: int, percentage: int) -> int:
    with session() as writing:
        case = find_case(writing, number)
        return append_event(
            writing, case, "capability_changed", DAY, {"percentage": percentage}, f"operator-{writer}"
        ).seq


def _effect(number: str, name: int) -> int | None:
    with session() as writing:
        return write_effect(
            writing, find_case(writing, number), Action(DAY, "escalation", "plan_van_aanpak", 1, str(name))
        )


@pytest.mark.parametrize("change", ["own_risk_set", "employer_agreement_set"])
def test_a_case_opened_while_its_employer_changes_has_what_changed(make_case: Callable[..., Case], change: str) -> None:
    """Whoever comes first: the case waits for the change, or the change finds the case."""
    with session() as reading:
        employee = reading.get_one(Employee, make_case().employee_id)
        employer = reading.get_one(Employer, employee.employer_id)
    opened: list[int] = []

    def hire() -> None:
        with session() as writing:
            person = writing.get_one(Employee, employee.id)
            opened.append(open_case(writing, person, DAY, {"first_sick_day": DAY}, "operator-1").id)

    with session() as writing:
        if change == "own_risk_set":
            put_own_risks(writing, employer, ["zw"], (DAY, None), "operator-1", DAY)
        else:
            put_agreement(writing, employer, Agreement(DAY, None, "cao", 104, 104), "operator-1", DAY)
        other = threading.Thread(target=hire)
        other.start()
        time.sleep(0.3)
        assert opened == []
    other.join(10)
    with session() as reading:
        kinds = [each.kind for each in load_record(reading, reading.get_one(Case, opened[0])).events]
    assert kinds == ["sick_reported", change]
