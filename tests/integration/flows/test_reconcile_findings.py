"""Reconcile compares in SQL and computes little; whatever happened, it finds what computing every case would find."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

import pytest
import yaml
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.responses import DeploymentResponse
from sqlmodel import Session, col, delete, update
from support.invented_editions import LAWS, edition

from flows.engine.listed_runs import ListedRun, listed_run
from flows.upkeep.reconcile import find_outdated, find_wrong_runs, perhaps_outdated
from flows.upkeep.repairs import Expected, RepairContext, computed_expectation, what_is_wrong, wrong_wake
from models.edition_history import EditionTexts, put_edition_in_force
from models.record import append_event, write_effect
from models.tables import Case, WakeBasis
from models.wake_basis import count_to_wake, watched_cases
from spoorboek import clock
from spoorboek.statute.actions import Action
from tasks.case_state import planning_today, read_case_state, store_case_state

DEPLOYMENT = DeploymentResponse(name="dossier", flow_id=uuid4(), work_queue_id=uuid4())
STUCK_AFTER = timedelta(seconds=60)
DAY = timedelta(1)
Portfolio = dict[str, ListedRun | None]
Harm = Callable[[Session, Case, ListedRun], ListedRun | None]


def wake(session: Session, number: str) -> ListedRun:
    """Carry out what is due, as a wake does, and return the run asleep until the next wake."""
    while (current := read_case_state(number)).actions:
        for action in current.actions:
            write_effect(session, case_of(session, number), action)
        session.commit()
    store_case_state(current)
    session.expire_all()
    case = case_of(session, number)
    case.flow_run_id = uuid4()
    session.commit()
    assert case.next_wake
    return asleep(case, clock.wake_moment(case.next_wake))


def asleep(case: Case, planned: datetime) -> ListedRun:
    """Make the run of a case that sleeps until a moment."""
    assert case.flow_run_id
    long_ago = clock.now() - timedelta(days=9)
    about = (case.flow_run_id, case.number, DEPLOYMENT.id, DEPLOYMENT.work_queue_id, long_ago)
    return ListedRun(*about, StateType.SCHEDULED, "AwaitingRetry", long_ago, planned)


def case_of(session: Session, number: str) -> Case:
    """Read a case."""
    from models.case_lookup import find_case

    return find_case(session, number)


def reported(session: Session, case: Case, run: ListedRun) -> ListedRun:
    """Report a fact, and do not wake the case."""
    append_event(session, case, "capability_changed", clock.today(), {"from": clock.today(), "percentage": 10}, "test")
    return run


def broken_off(session: Session, case: Case, run: ListedRun) -> ListedRun:
    """Carry out something, and end before the next wake was stored."""
    write_effect(session, case, Action(clock.today(), "skip", "probleemanalyse", 1, "x"))
    return run


def forgotten(session: Session, case: Case, run: ListedRun) -> ListedRun:
    """Mark the case to be woken."""
    session.execute(delete(WakeBasis).where(col(WakeBasis.case_id) == case.id))
    return run


def wrong_for_days(session: Session, case: Case, run: ListedRun) -> ListedRun:
    """Store a later wake, and plan the run for it: nobody sees that by comparing; it was computed yesterday."""
    assert case.next_wake
    case.next_wake += 20 * DAY
    checked = update(WakeBasis).where(col(WakeBasis.case_id) == case.id).values(checked_on=clock.today() - DAY)
    session.execute(checked)
    return asleep(case, clock.wake_moment(case.next_wake))


def becomes(**fields: Any) -> Harm:
    """Change the run in Prefect alone."""
    return lambda _session, _case, run: run._replace(**fields)


HARMS: tuple[Harm, ...] = (
    lambda _session, _case, run: run,
    lambda _session, _case, run: run,
    lambda _session, _case, _run: None,
    reported,
    broken_off,
    forgotten,
    wrong_for_days,
    becomes(kind=StateType.FAILED),
    becomes(kind=StateType.COMPLETED),
    becomes(kind=StateType.CRASHED),
    becomes(kind=StateType.PAUSED),
    becomes(kind=StateType.CANCELLING),
    becomes(kind=StateType.RUNNING),
    becomes(kind=StateType.PENDING),
    becomes(kind=StateType.RUNNING, since=clock.now() + DAY),
    becomes(planned=clock.now() + 999 * DAY),
    becomes(planned=clock.now() + timedelta(seconds=999)),
    becomes(planned=clock.now() - DAY),
    becomes(planned=None),
    becomes(kind=None),
    becomes(deployment_id=uuid4()),
    becomes(work_queue_id=uuid4()),
)


def found_cheaply(session: Session, runs: Portfolio) -> set[str]:
    """Return the cases reconcile finds, as it does."""
    context = RepairContext(None, DEPLOYMENT, STUCK_AFTER, planning_today(session))  # type: ignore[arg-type]
    live = {run.id: run for run in runs.values() if run and not run.ended}
    watched = watched_cases(session, live.keys())
    wrong = {finding.number for finding in find_wrong_runs(context, watched, live)}
    # A run that ended is read by itself: only then it shows whether that was right.
    right = [case for case in watched if case.number not in wrong]
    return wrong | {each.number for each in find_outdated(context, perhaps_outdated(context, right), live)}


def found_by_computing(session: Session, runs: Portfolio, unwoken: set[str]) -> set[str]:
    """Return the cases that are wrong when every one is computed; `unwoken`: those a wake has to see."""
    context = RepairContext(None, DEPLOYMENT, STUCK_AFTER, planning_today(session))  # type: ignore[arg-type]
    wrong = set()
    for number, run in runs.items():
        expected = computed_expectation(read_case_state(number), to_wake=number in unwoken)
        if run is None or what_is_wrong(context, run, expected):
            wrong.add(number)
    return wrong


@pytest.fixture
def portfolio(session: Session, make_case: Callable[..., Case]) -> Portfolio:
    """Open cases at every stage of half a year, and wake each."""
    starts = [clock.today() - timedelta(days=place * 7) for place in range(len(HARMS))]
    return {number: wake(session, number) for number in [make_case(on).number for on in starts]}


def harm(session: Session, runs: Portfolio, seed: int) -> set[str]:
    """Do one harm to each case, in another order for each seed; return the cases a wake has to see."""
    harms, unwoken = list(HARMS), set()
    Random(seed).shuffle(harms)
    for (number, run), done in zip(list(runs.items()), harms, strict=True):
        assert run
        runs[number] = done(session, case_of(session, number), run)
        unwoken |= {number} if done in (reported, broken_off, forgotten) else set()
    session.commit()
    return unwoken


@pytest.mark.usefixtures("database_url")
@pytest.mark.parametrize(("seconds", "left_alone"), [(-60, True), (0, True), (8, True), (20, False), (3600, False)])
def test_what_wakes_within_seconds_is_left_to_do_so(session: Session, seconds: int, left_alone: bool) -> None:
    """As what a worker that stops gives back; what has to be seen and wakes later than that is woken now."""
    wrong = wrong_wake(planning_today(session), clock.now() + timedelta(seconds=seconds), Expected(True, None))
    assert (wrong is None) is left_alone


@pytest.mark.parametrize("seed", range(2))
def test_the_cheap_way_finds_what_computing_every_case_finds(session: Session, portfolio: Portfolio, seed: int) -> None:
    """On a damaged portfolio both find the same cases, whatever harm meets whatever case."""
    assert found_cheaply(session, portfolio) == found_by_computing(session, portfolio, set()) == set()
    unwoken = harm(session, portfolio, seed)
    found = found_cheaply(session, portfolio)
    assert found == found_by_computing(session, portfolio, unwoken)
    assert len(found) > len(HARMS) / 2
    assert count_to_wake(session) == len(unwoken)


@pytest.mark.parametrize("law", LAWS[:3], ids=lambda law: law.__name__)
def test_another_edition_is_seen_where_nothing_was_reported(
    session: Session, portfolio: Portfolio, law: Callable[[Any], Any]
) -> None:
    """Put in force behind the product's back: the cases it plans otherwise are found, and computed once."""
    new = edition(rules=law)
    put_edition_in_force(session, new, texts_of(law), clock.today(), "test")
    session.commit()
    assert found_cheaply(session, portfolio) == found_by_computing(session, portfolio, set())
    context = RepairContext(None, DEPLOYMENT, STUCK_AFTER, planning_today(session))  # type: ignore[arg-type]
    left = perhaps_outdated(context, watched_cases(session, []))
    assert {case.number for case in left} == found_by_computing(session, portfolio, set())


def texts_of(law: Callable[[Any], Any]) -> EditionTexts:
    """Write the shipped edition with a change of law."""
    from spoorboek.outside.yaml_json import parse_yaml
    from spoorboek.statute.editions.edition import shipped_policy_text, shipped_rules_text

    data = parse_yaml(shipped_rules_text()) | {"version": "2027-01-01"}
    law(data["milestones"])
    return EditionTexts(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), shipped_policy_text())


def test_every_case_is_computed_once_a_day(
    session: Session, portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was computed today is not computed again; of the rest a portion in each round, the oldest first."""
    from flows.upkeep import reconcile

    yesterday = {"checked_on": clock.today() - DAY}
    session.execute(update(WakeBasis).values(**yesterday))
    session.commit()
    monkeypatch.setattr(reconcile, "CHECKED_AT_LEAST", 5)
    context = RepairContext(None, DEPLOYMENT, STUCK_AFTER, planning_today(session))  # type: ignore[arg-type]
    computed: list[str] = []
    for _ in range(len(HARMS)):
        portion = perhaps_outdated(context, watched_cases(session, []))
        computed += [case.number for case in portion]
        assert len(portion) <= 5
        assert found_cheaply(session, portfolio) == set()
        session.expire_all()
    assert sorted(computed) == sorted(portfolio)


def test_a_report_on_a_closed_case_wakes_it(session: Session, portfolio: Portfolio) -> None:
    """A case that was closed is watched again as soon as something is reported of it, also while nothing ran."""
    number, day = next(iter(portfolio)), clock.today()
    session.execute(update(Case).where(col(Case.number) == number).values(status="gesloten", next_wake=None))
    session.commit()
    assert number not in {case.number for case in watched_cases(session, [])}
    append_event(session, case_of(session, number), "recovered", day, {"from": day}, "test")
    session.commit()
    assert {case.number for case in watched_cases(session, []) if case.to_wake} == {number}


@pytest.mark.parametrize("typed", ["z-7k3q9", " Z-7K3Q9 ", "7k3q9", "Z\u20117K3Q9"])
def test_a_run_is_known_by_its_case_however_that_was_typed(typed: str) -> None:
    """A run somebody started for `z-7k3q9` is a run of Z-7K3Q9: it is no stray, and not woken for ever."""
    run = FlowRun(flow_id=uuid4(), parameters={"zaaknummer": typed})
    assert listed_run(run).number == "Z-7K3Q9"
    assert listed_run(FlowRun(flow_id=uuid4(), parameters={})).number == "None"
