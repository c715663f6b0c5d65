"""Things happen to the runs of cases in Prefect, and to the time they should wake: the record never shows it."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.states import Running
from support.engine_and_simulation import assert_lived_as_foretold, foretold, lived
from support.faults.damaged_runs import WHILE_ASLEEP, WHILE_AWAKE, becomes, do_harm
from support.faults.fault_injection import (
    AT_ONCE,
    DAY,
    SHORT,
    all_rest,
    another,
    await_held,
    begin,
    ended,
    held,
    live_on,
    live_to_the_eve,
    mend,
    mend_platform,
    quiet,
    run_again,
    run_deployment,
    run_of,
    until,
)
from support.operator_actions import step
from support.platforms import own_platform

from flows.engine.runs import case_deployment, prefect_client, wake_case
from flows.engine.shipped_deployments import deployments_file
from flows.upkeep.reconcile import Repair, repair_all
from models.case_lookup import find_case
from models.connection import session
from models.record import append_event
from spoorboek.demo.time_lapse import StoryRun, begin_virtual_day, run_stories, wake_cases
from spoorboek.platform.child_processes import python_command
from spoorboek.platform.deploy import deploy_all
from spoorboek.platform.up import Platform
from spoorboek.stories.simulation import simulate_story
from spoorboek.stories.story import Story
from spoorboek.stories.story_reader import load_story

pytestmark = pytest.mark.drill  # minutes: a platform of its own that is broken, restarted or rebuilt


@pytest.fixture(scope="module")
def ours(room: Callable[[str], Path]) -> Iterator[Platform]:
    """Start a platform whose every case is ours, for reconcile looks at all of them."""
    with own_platform(room("runs")) as started:
        yield started


@pytest.fixture(scope="module")
def lives(ours: Platform, new_life: Callable[[Story], StoryRun]) -> dict[str, StoryRun]:
    """Live one short life for each harm up to the eve of its busiest day."""
    found = {name: new_life(SHORT) for name in WHILE_ASLEEP}
    live_to_the_eve(list(found.values()), DAY)
    return found


def test_reconcile_changes_nothing_where_nothing_is_wrong(lives: dict[str, StoryRun]) -> None:
    """Without findings no run gets a new state."""
    with prefect_client() as prefect:
        runs = [run_of(life.numbers[0]) for life in lives.values()]
        before = [prefect.read_flow_run(run).state_id for run in runs if run]
        assert repair_all(AT_ONCE) == []
        assert [prefect.read_flow_run(run).state_id for run in runs if run] == before


def test_whatever_happens_to_a_sleeping_run_is_found_and_named(lives: dict[str, StoryRun]) -> None:
    """Each harm is found, named in Dutch and mended; after that nothing is left to find."""
    do_harm({name: harm for name, (harm, _) in WHILE_ASLEEP.items()}, lives)
    found = set(repair_all(AT_ONCE))
    missed = [name for name, (_, why) in WHILE_ASLEEP.items() if Repair(lives[name].numbers[0], why) not in found]
    assert missed == []
    mend(list(lives.values()))
    assert repair_all(AT_ONCE) == []


def test_a_wake_at_work_is_left_alone_whatever_its_run_looks_like(lives: dict[str, StoryRun]) -> None:
    """While a wake holds the lock of its case reconcile stays away; afterwards it mends what is still wrong."""
    busy = {name: lives[name] for name in WHILE_AWAKE}
    at_work = {life.numbers[0] for life in busy.values()}
    begin_virtual_day(list(lives.values()), DAY)
    with prefect_client() as prefect, held("message"):
        wake_cases(prefect, sorted(at_work))
        await_held("message", len(busy))
        do_harm(WHILE_AWAKE, busy)
        touched = {repair.number for repair in repair_all(AT_ONCE)}
    assert touched == {life.numbers[0] for life in lives.values()} - at_work
    mend(list(lives.values()))


def test_the_record_never_shows_it(lives: dict[str, StoryRun]) -> None:
    """Lived on to their end, all cases are exactly what the simulation says."""
    live_on(list(lives.values()), DAY)
    for life in lives.values():
        assert_lived_as_foretold(life)


def test_the_run_of_a_closed_case_is_brought_to_its_end(lives: dict[str, StoryRun]) -> None:
    """A wake that broke off after the case was closed leaves a run that looks alive; one more wake completes it."""
    closed = lives["failed"]
    do_harm({"failed": becomes(Running)}, lives)
    assert set(mend([closed])) == {Repair(closed.numbers[0], "de wekbeurt bleef hangen (Running)")}
    assert_lived_as_foretold(closed)


def test_after_ten_days_off_the_case_catches_up(ours: Platform, new_life: Callable[[Story], StoryRun]) -> None:
    """What the law asks is done late and marked so, reminders without a meaning are skipped, the highest rung fires."""
    late, off, back = load_story("te_late_probleemanalyse"), date(2024, 4, 12), date(2024, 4, 22)
    life = new_life(late)
    live_to_the_eve([life], off)
    live_on([life], back - timedelta(days=1))
    told = simulate_story(late, wakes=lambda day: back if off <= day < back else day)
    assert lived(life) == foretold(late, told)
    assert [(key.step, key.kind, key.name) for _, on, key, _ in lived(life) if on == back] == [
        ("probleemanalyse", "skip", "reminder:uiterlijk-3"),
        ("probleemanalyse", "late", "2024-04-15"),
        ("probleemanalyse", "skip", "escalation:1"),
        ("probleemanalyse", "skip", "escalation:2"),
        ("probleemanalyse", "escalation", "3"),
        ("plan_van_aanpak", "open", ""),
        ("plan_van_aanpak", "document", "plan_van_aanpak"),
        ("plan_van_aanpak", "mail", "plan_van_aanpak"),
        ("plan_van_aanpak", "reminder", "streef-7"),
    ]


def test_two_workers_and_many_runs_make_one_case(ours: Platform, new_life: Callable[[Story], StoryRun]) -> None:
    """Two processes at work at once, every case started and woken by several runs: each thing happens once."""
    pair, worker = [new_life(SHORT), new_life(SHORT)], ours.child("worker")
    one_thread = {**worker.environment, "SPOORBOEK_SLOTS": "1"}
    worker.stop()
    with another(worker, "first", environment=one_thread), another(worker, "second", environment=one_thread):
        begin_virtual_day(pair, SHORT.first_sick_day)
        runs = [run for life in pair for run in run_again(life)]
        until("the cases have taken their runs", lambda: all_rest(pair))
        assert {run_of(life.numbers[0]) for life in pair} < set(runs)
        run_stories(pair, quiet, after=SHORT.first_sick_day, until=DAY - timedelta(days=1))
        with held("message"):
            begin(pair, DAY)
            await_held("message", 2)  # each worker has one thread, so both are at work
            extra = [run for life in pair for run in run_again(life)]
        assert {ended(run).state_name for run in extra} == {"Completed"}
        mend(pair)
        live_on(pair, DAY)
    mend_platform(ours)
    for life in pair:
        assert_lived_as_foretold(life)


def test_no_report_is_left_waiting(ours: Platform, new_life: Callable[[Story], StoryRun]) -> None:
    """A report at any moment of a wake, its going to sleep included, is seen by that wake or by one right after it."""
    lives, rounds = [new_life(SHORT) for _ in range(4)], 6
    live_to_the_eve(lives, DAY)
    begin(lives, DAY)
    mend(lives)
    with ThreadPoolExecutor(len(lives)) as pool:
        trials = [pool.submit(report_during_wakes, life, place, rounds) for place, life in enumerate(lives)]
    assert [trial.result() for trial in trials] == [DAY + timedelta(days=2 + rounds)] * len(lives)
    live_on(lives, DAY)


def report_during_wakes(life: StoryRun, place: int, rounds: int) -> date | None:
    """Wake a case again and again, each time report a new target a little later in the wake; return the last target."""
    number = life.numbers[0]
    with prefect_client() as prefect:
        for turn in range(rounds):
            wake_case(prefect, number)
            time.sleep((turn + place / 4) * 0.12)  # spreads the reports over the wake; proves nothing by itself
            target = DAY + timedelta(days=3 + turn)
            data = {"step": "probleemanalyse", "occurrence": 1, "target_on": target, "reason": "in_overleg"}
            with session() as writing:
                append_event(writing, find_case(writing, number), "step_postponed", DAY, data, "test")
            wake_case(prefect, number)
            until(f"report {turn} is seen", partial(is_planned_for, number, target))
    return step(number, "probleemanalyse").target_on


def is_planned_for(number: str, target: date) -> bool:
    """Tell whether a wake has planned the analysis for this day."""
    return step(number, "probleemanalyse").target_on == target


def test_a_report_that_comes_in_while_a_case_closes_is_not_left_behind(
    ours: Platform, new_life: Callable[[Story], StoryRun]
) -> None:
    """Fallen ill again a moment before the run completes: it wakes once more by itself, and the case goes on."""
    life, last = new_life(SHORT), foretold(SHORT)[-1][1]
    live_to_the_eve([life], last)
    number = life.numbers[0]
    with held("wake_trouble"):  # written when all is done, before the run rests
        begin([life], last)
        await_held("wake_trouble")
        with session() as writing:
            again = {"on": last - timedelta(days=1)}
            append_event(writing, find_case(writing, number), "relapsed", last, again, "test")
        with prefect_client() as prefect:
            wake_case(prefect, number)
    until("the case has opened again", partial(is_open, number))
    until("it sleeps", lambda: all_rest([life]))
    assert repair_all(AT_ONCE) == []
    with session() as writing:
        append_event(writing, find_case(writing, number), "recovered", last, {"from": last}, "test")
    live_on([life], last - timedelta(days=1))


def is_open(number: str) -> bool:
    """Tell whether a case is open and knows when it wakes."""
    with session() as reading:
        case = find_case(reading, number)
        return case.status == "open" and case.next_wake is not None


def test_a_run_started_under_another_spelling_is_a_run_of_its_case(
    ours: Platform, new_life: Callable[[Story], StoryRun]
) -> None:
    """Beside the run of the case it completes; in its place it is adopted, kept, and woken no more than any other."""
    life = new_life(SHORT)
    live_to_the_eve([life], DAY)
    number = life.numbers[0]

    def start(typed: str) -> UUID:
        with prefect_client() as prefect:
            parameters = {"zaaknummer": typed}
            return prefect.create_flow_run_from_deployment(case_deployment(prefect).id, parameters=parameters).id

    own = run_of(number)
    assert ended(start(number.lower())).state_name == "Completed"
    assert run_of(number) == own
    assert own
    with prefect_client() as prefect:
        prefect.delete_flow_run(own)
    adopted = start(f" {number.lower().replace('-', ' ')}")
    until("the other run is that of the case", lambda: run_of(number) == adopted)
    until("it sleeps", lambda: all_rest([life]))
    assert [repair for _ in range(2) for repair in repair_all(AT_ONCE)] == []
    live_on([life], DAY - timedelta(days=1))
    assert_lived_as_foretold(life)


def test_the_stock_process_worker_runs_every_kind_of_flow(
    ours: Platform, new_life: Callable[[Story], StoryRun], tmp_path: Path
) -> None:
    """Moved to a process pool, reconcile brings the cases along; a process per wake does the same work."""
    life, next_day = new_life(SHORT), SHORT.first_sick_day + timedelta(days=1)
    live_to_the_eve([life], next_day)
    begin_virtual_day([life], next_day)
    before = run_of(life.numbers[0])
    with prefect_client() as prefect:
        prefect.create_work_pool(WorkPoolCreate(name="proces", type="process"))
    elsewhere = tmp_path / "prefect.yaml"
    elsewhere.write_text(deployments_file().read_text().replace("{name: spoorboek}", "{name: proces}"))
    deploy_all(elsewhere)
    recovered = {"hersteld_vanaf": next_day.isoformat(), "door": "operator-1"}
    command = python_command("prefect", "worker", "start", "--type", "process", "--pool", "proces")
    with another(ours.child("worker"), "stock", command=command):
        assert "had geen run die een worker kan vinden" in run_deployment("Dossiers herstellen/elk-kwartier")
        assert run_of(life.numbers[0]) != before
        until("the case has woken", lambda: all_rest([life]))
        said = run_deployment("Hersteld melden/Hersteld melden", zaaknummer=life.numbers[0], **recovered)
        assert "hersteld vanaf 05-03-2024" in said
        assert run_deployment("Post versturen/elke-vijf-minuten").startswith("0 verstuurd")


def test_a_case_nobody_can_judge_keeps_no_other_from_being_mended(
    ours: Platform, new_life: Callable[[Story], StoryRun]
) -> None:
    """What is wrong with one case is told by its kind of error; the others are looked after all the same."""
    odd, well = new_life(SHORT), new_life(SHORT)
    begin_virtual_day([odd, well], SHORT.first_sick_day)
    with session() as writing:
        append_event(writing, find_case(writing, odd.numbers[0]), "recovered", DAY, {"from": "ooit"}, "test")
    found = {repair.number: repair for repair in repair_all(AT_ONCE)}
    assert found[odd.numbers[0]].repaired
    assert found[well.numbers[0]].repaired
