"""Cases whose wake keeps failing: woken less and less often, shown with the reason, told once; others go on."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import psycopg
import pytest
from prefect.states import Failed
from sqlmodel import col, select
from support.faults.damaged_runs import becomes, do_harm
from support.faults.fault_injection import (
    DAY,
    SHORT,
    all_rest,
    begin,
    ended,
    live_on,
    live_to_the_eve,
    run_deployment,
    run_of,
    until,
    url_of,
)

from flows.engine.run_page import read_dossier
from flows.engine.runs import prefect_client, wake_case
from flows.upkeep import wake_backlog
from flows.upkeep.reconcile import repair_all
from models.case_list import case_lines
from models.case_lookup import find_case
from models.connection import session
from models.record import append_event
from models.tables import Employee, Message, WakeTrouble
from models.wake_basis import watched_case
from models.wake_trouble import trouble_of
from spoorboek.demo.time_lapse import StoryRun, TimeLapseStuckError
from spoorboek.platform.up import Platform
from spoorboek.stories.story import Story
from tasks.views.run_list import FAILING_TAG

pytestmark = pytest.mark.drill  # minutes: a platform of its own that is broken, restarted or rebuilt

RECONCILE = "Dossiers herstellen/elk-kwartier"
REFUSE_CLOSING = """
create function refuse_closing() returns trigger language plpgsql as $$
begin if new.kind = 'close' and new.case_id = {case} then raise 'kan niet sluiten'; end if; return new; end $$;
create trigger refuse_closing before insert on effect for each row execute function refuse_closing();
"""
ALLOW_CLOSING = "drop trigger refuse_closing on effect; drop function refuse_closing()"


@pytest.fixture
def life(platform: Platform, new_life: Callable[[Story], StoryRun]) -> StoryRun:
    """Live a case up to the eve of its busiest day."""
    life = new_life(SHORT)
    live_to_the_eve([life], DAY)
    return life


@pytest.fixture
def cannot_close(platform: Platform) -> Iterator[Callable[[int], None]]:
    """Return a way to keep a case from closing; whatever was done is undone."""

    def refuse(case_id: int) -> None:
        on_record(REFUSE_CLOSING.format(case=case_id))

    yield refuse
    on_record(ALLOW_CLOSING)


def on_record(statements: str) -> None:
    """Run statements on the record as the superuser; the application may change no table."""
    with psycopg.connect(url_of("spoorboek")) as connection:
        connection.execute(statements.encode())


def lives_at(life: StoryRun, address: str) -> None:
    """Give the employee of a life an address."""
    with session() as writing:
        writing.get_one(Employee, life.employee_id).address = address


def trouble(number: str) -> WakeTrouble | None:
    """Read the trouble of a case."""
    with session() as reading:
        return trouble_of(reading, find_case(reading, number).id)


def pass_time(number: str, hours: float) -> None:
    """Let the last attempt of a case have been so many hours earlier."""
    with session() as writing:
        found = trouble_of(writing, find_case(writing, number).id)
        assert found
        found.tried_at -= timedelta(hours=hours)


def mails_to(role: str, number: str) -> list[str]:
    """Return the mails about no single case, to a role, that name a case."""
    with session() as reading:
        of_role = select(Message).where(col(Message.to_role) == role, col(Message.case_id).is_(None))
        return [message.body for message in reading.exec(of_role) if number in message.body]


def mails_to_operations(number: str) -> int:
    """Count the mails to operations that name a case."""
    return len(mails_to("operatie", number))


def shown(number: str) -> str:
    """Read the dossier in the Prefect UI."""
    with prefect_client() as prefect:
        return read_dossier(prefect, number) or ""


def assert_failing(number: str, reason: str) -> None:
    """The reason stands above the dossier, the run has its tag, and the list of cases says it."""
    until("the dossier says it", lambda: shown(number).startswith("> **Dit dossier loopt vast.**"))
    assert reason in shown(number).splitlines()[0]
    assert shown(number).count("loopt vast") == 1
    assert FAILING_TAG in ended(run_of(number)).tags
    with session() as reading:
        assert [line.failing for line in case_lines(reading) if line.number == number] == [True]


def assert_well(life: StoryRun) -> None:
    """The case sleeps, and nothing is left of its trouble."""
    number = life.numbers[0]
    until("the case sleeps", lambda: all_rest([life]))
    assert trouble(number) is None
    assert "loopt vast" not in shown(number)
    with session() as reading:
        assert [line.failing for line in case_lines(reading) if line.number == number] == [False]


def test_an_action_that_always_fails(life: StoryRun) -> None:
    """Left alone until its pause is over, woken again, told once; mended and woken by a person it is well at once."""
    number = life.numbers[0]
    lives_at(life, "Nachtegaalpad 9, 3500 AA 李")  # no letter can print that last character
    begin([life], DAY)
    run = ended(run_of(number))
    assert run.state
    assert run.state.name == "Failed"
    assert_failing(number, "Niet gelukt: probleemanalyse · brief uitnodiging_spreekuur")
    assert_failing(number, "‘Uitnodiging voor het spreekuur’: Deze tekens kunnen niet worden gedrukt: U+674E")
    assert number not in run_deployment(RECONCILE)
    assert ended(run_of(number)).run_count == run.run_count
    for hours, mails in ((0.3, 0), (1.1, 1), (4.1, 1), (24.1, 1)):
        pass_time(number, hours)
        assert number in run_deployment(RECONCILE)
        until("it failed again", lambda seen=run.run_count: ended(run_of(number)).run_count > seen)
        run = ended(run_of(number))
        assert number not in run_deployment(RECONCILE)
        assert mails_to_operations(number) == mails
    assert_failing(number, "Niet gelukt: probleemanalyse")
    told = [*mails_to("operatie", number), *mails_to("casemanager", number)]
    assert ["U+674E" in body for body in told] == [True, True]  # which document and why, to each once
    lives_at(life, "Nachtegaalpad 9, 3500 AA Utrecht")
    (tried,) = (repair for repair in repair_all() if repair.number == number)
    assert (tried.repaired, "loopt vast en is opnieuw gewekt" in tried.reason) == (False, True)
    assert_well(life)


def test_a_case_nobody_can_judge(life: StoryRun) -> None:
    """Its wake breaks off and reconcile cannot judge it: told by the kind of error; the old dossier stays below."""
    number = life.numbers[0]
    with session() as writing:
        append_event(writing, find_case(writing, number), "recovered", DAY, {"from": "ooit"}, "test")
    with prefect_client() as prefect:
        wake_case(prefect, number)
    assert_failing(number, "De wekbeurt brak af (")
    assert f"# Dossier {number}" in shown(number)
    pass_time(number, 0.3)
    assert f"{number}: is niet na te gaan" in run_deployment(RECONCILE)
    assert number not in run_deployment(RECONCILE)
    pass_time(number, 1.1)
    run_deployment(RECONCILE)
    assert mails_to_operations(number) == 1


def test_a_case_nobody_can_judge_keeps_none_of_many_waiting(
    life: StoryRun, new_life: Callable[[Story], StoryRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many cases to be woken, one whose wake fails is not waited for: the portions after it are woken too."""
    later = new_life(SHORT)
    live_to_the_eve([later], DAY)
    for each, data in ((life, {"from": "ooit"}), (later, {"from": DAY - timedelta(days=2)})):
        with session() as writing:
            append_event(writing, find_case(writing, each.numbers[0]), "recovered", DAY, data, "test")
    for name, value in (("PORTION", 1), ("LOW_WATER", 0), ("PATIENCE_SECONDS", 30.0)):
        monkeypatch.setattr(wake_backlog, name, value)
    assert wake_backlog.wake_backlog(lambda _count: None) == 0
    with session() as reading:
        assert not watched_case(reading, later.numbers[0]).to_wake
    assert trouble(life.numbers[0])
    assert trouble(later.numbers[0]) is None


def test_a_wake_that_broke_off_once_is_forgotten(life: StoryRun) -> None:
    """A wake that failed is counted before the next begins, so that one that succeeds leaves nothing to tell."""
    number = life.numbers[0]
    do_harm({"it": becomes(Failed)}, {"it": life})
    assert f"{number}: de run was geëindigd" in run_deployment(RECONCILE)
    assert_well(life)


def test_a_case_that_cannot_close(life: StoryRun, cannot_close: Callable[[int], None]) -> None:
    """Closing fails like any action: named, left alone, and done once it can be."""
    number = life.numbers[0]
    with session() as reading:
        cannot_close(find_case(reading, number).id)
    with pytest.raises(TimeLapseStuckError, match="Niet gelukt"):
        live_on([life], DAY - timedelta(days=1))
    assert_failing(number, "sluit")
    assert number not in run_deployment(RECONCILE)


def test_a_case_that_is_well_wakes_beside_them(life: StoryRun) -> None:
    """The failing ones keep no other case waiting, and a case that is well has no notice."""
    begin([life], DAY)
    assert_well(life)
