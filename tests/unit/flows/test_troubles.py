"""From what was seen to what is wrong: each trouble one line, in the order of mending, and none where all is well."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from flows.engine.shipped_deployments import read_deployments
from flows.watch.engine_questions import EngineAnswer
from flows.watch.troubles import (
    CATCHING_UP,
    MAIL_LATE,
    MAIL_REFUSED,
    SILENT_AFTER,
    WORK_LATE,
    Database,
    Observations,
    Part,
    Trouble,
    find_troubles,
)
from models.standing_work import StandingWork
from spoorboek import clock

NOW = clock.now()
SHIPPED = read_deployments()
WORKER = "spoorboek-1"
POOL: Mapping[str, Any] = {"is_paused": False, "concurrency_limit": None}
MOMENT = timedelta(seconds=1)


def placed(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Show a deployment as the API does when it is as shipped."""
    schedules = [{"active": True, "schedule": dict(each)} for each in entry.get("schedules", ())]
    return {
        "name": entry["name"],
        "entrypoint": entry["entrypoint"],
        "work_pool_name": "spoorboek",
        "description": entry["description"],
        "enforce_parameter_schema": True,
        "tags": list(entry["tags"]),
        "paused": False,
        "schedules": schedules,
        "parameters": {},
        "job_variables": {},
        "pull_steps": [],
        "path": None,
    }


def answer(**changes: Any) -> EngineAnswer:
    """Make the answer of an engine that works."""
    queues = [{"name": "default", **POOL}]
    return EngineAnswer(POOL, queues, [placed(each) for each in SHIPPED], {WORKER: NOW})._replace(**changes)


WELL = Observations(NOW, engine=answer(), worker=WORKER)


def troubles(**changes: Any) -> list[Trouble]:
    """Find what is wrong when all is well but for these changes."""
    return find_troubles(replace(WELL, **changes), SHIPPED)


def changed(name: str, **changes: Any) -> list[Trouble]:
    """Find what is wrong when one deployment is not as shipped."""
    shown = [each | (changes if each["name"] == name else {}) for each in answer().deployments]  # type: ignore[operator]
    return troubles(engine=answer(deployments=shown))


def test_nothing_is_wrong_where_all_is_well() -> None:
    """No line at all; nor when a server may still be silent, or nothing was asked."""
    assert troubles() == []
    assert troubles(engine=None) == []
    assert troubles(engine="antwoordt niet", starting=frozenset({Part.SERVER})) == []
    assert troubles(engine=answer(heartbeats={}), starting=frozenset({Part.WORKER})) == []
    assert troubles(database=Database.STARTING) == []


@pytest.mark.parametrize(
    ("database", "part"),
    [
        (Database.SILENT, Part.DATABASE),
        (Database.GONE, Part.RECORD),
        (Database.UNREACHABLE, Part.RECORD),
    ],
)
def test_a_record_that_is_gone_is_for_a_person(database: Database, part: Part) -> None:
    """A server that is silent is restarted; what a person has to bring back is another part."""
    assert [trouble.part for trouble in troubles(database=database)] == [part]


def test_a_pool_that_is_gone_is_one_trouble() -> None:
    """Its queues and workers went with it; that is not told again."""
    gone = answer(pool=None, queues=(), heartbeats={})
    assert [trouble.key for trouble in troubles(engine=gone)] == ["pool weg"]


@pytest.mark.parametrize("off", [{"is_paused": True}, {"concurrency_limit": 0}])
def test_a_pool_or_queue_that_lets_nothing_through_is_told(off: Mapping[str, Any]) -> None:
    """Paused, or with room for none: by name, the same trouble; room for one is no trouble."""
    assert [each.key for each in troubles(engine=answer(pool={**POOL, **off}))] == ["pool"]
    (queue,) = troubles(engine=answer(queues=[{"name": "default", **POOL, **off}]))
    assert (queue.part, queue.key) == (Part.SWITCHED_OFF, "queue default")
    assert "De work queue default" in queue.text
    assert troubles(engine=answer(pool={**POOL, "concurrency_limit": 1})) == []


@pytest.mark.parametrize(
    "schedules",
    [
        [],
        [{"active": False, "schedule": {"cron": "*/15 * * * *", "timezone": "UTC"}}],
        [{"active": True, "schedule": {"cron": "0 4 * * *", "timezone": "UTC"}}],
        [{"active": True, "schedule": {"cron": "*/15 * * * *", "timezone": "Asia/Tokyo"}}],
        [{"active": True, "schedule": {"interval": 900, "timezone": "UTC"}}],
        [{"active": True, "schedule": {"cron": "*/15 * * * *", "timezone": "UTC"}}] * 2,
    ],
)
def test_a_schedule_that_is_not_as_shipped_is_switched_off(schedules: list[Any]) -> None:
    """Deleted, off, moved in time or zone, of another kind, doubled: one trouble of that deployment."""
    (trouble,) = changed("elk-kwartier", schedules=schedules)
    assert (trouble.part, trouble.key) == (Part.SWITCHED_OFF, "deployment elk-kwartier")


def test_a_schedule_on_a_form_is_not_ours() -> None:
    """A form that somebody lets run by itself is told like a schedule that was switched off."""
    daily = [{"active": True, "schedule": {"cron": "0 4 * * *", "timezone": "UTC"}}]
    assert [each.key for each in changed("Hersteld melden", schedules=daily)] == ["deployment Hersteld melden"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("entrypoint", "os:system"),
        ("work_pool_name", "andere"),
        ("work_pool_name", None),
        ("description", ""),
        ("enforce_parameter_schema", False),
        ("tags", []),
        ("parameters", {"datum": "2026-01-01"}),
        ("job_variables", {"env": {}}),
        ("pull_steps", [{"x": {}}]),
        ("path", "/tmp"),
        ("global_concurrency_limit", {"limit": 0}),
    ],
)
def test_a_changed_field_is_named(field: str, value: Any) -> None:
    """The line names the deployment and the field; the value, which somebody else chose, is not repeated."""
    (trouble,) = changed("Stap afronden", **{field: value})
    assert (trouble.part, trouble.key) == (Part.DEPLOYMENTS, "gewijzigd Stap afronden")
    assert f"De deployment Stap afronden is in Prefect gewijzigd ({field})" in trouble.text


def test_deleted_deployments_are_one_line_that_names_them() -> None:
    """With the forms whose links die; a deployment of somebody else with the name of ours does not hide it."""
    left = [each for each in answer().deployments if each["name"] not in ("Stap afronden", "elk-kwartier")]
    (trouble,) = troubles(engine=answer(deployments=left))
    assert trouble.text == (
        "Prefect kent 2 deployments van Spoorboek niet meer (elk-kwartier, Stap afronden): links naar 1 formulieren in "
        "dossiers openen niets."
    )
    planted = {**placed(SHIPPED[0]), "name": "Stap afronden"}
    (found, *_) = troubles(engine=answer(deployments=[*left, planted]))
    assert "elk-kwartier" in found.text


@pytest.mark.parametrize(("silent", "told"), [(SILENT_AFTER, False), (SILENT_AFTER + MOMENT, True)])
def test_a_worker_that_is_silent_is_told(silent: timedelta, told: bool) -> None:
    """Ours, whatever another reports; without a name any will do."""
    beats = {WORKER: NOW - silent, "andere": NOW}
    assert bool(troubles(engine=answer(heartbeats=beats))) is told
    assert troubles(engine=answer(heartbeats=beats), worker="") == []
    assert [each.key for each in troubles(engine=answer(heartbeats={}), worker="")] == ["worker"]


@pytest.mark.parametrize(
    ("field", "patience", "key"),
    [
        ("wake", WORK_LATE, "wekbeurt"),
        ("report", WORK_LATE, "melding"),
        ("mail", MAIL_LATE, "post"),
        ("refused_mail", MAIL_REFUSED, "mailserver"),
    ],
)
def test_work_that_waits_too_long_is_told(field: str, patience: timedelta, key: str) -> None:
    """Not when it waits just as long as it may; nor as long as a platform that was down is catching up."""
    assert troubles(work=StandingWork(**{field: NOW - patience})) == []
    late = StandingWork(**{field: NOW - patience - MOMENT})
    assert [(each.part, each.key) for each in troubles(work=late)] == [(Part.WORK, key)]
    assert troubles(work=late, counted_from=NOW - CATCHING_UP + MOMENT) == []
    assert len(troubles(work=late, counted_from=NOW - CATCHING_UP)) == 1


@pytest.mark.parametrize("last", [None, NOW - timedelta(days=1)])
def test_upkeep_that_does_not_run_is_told(last: Any) -> None:
    """Whatever its schedule says; counted from the start of the platform, and not where that is not known."""
    stands = answer(upkeep=last)
    assert troubles(engine=stands) == []
    assert troubles(engine=stands, began=NOW - WORK_LATE) == []
    (trouble,) = troubles(engine=stands, began=NOW - WORK_LATE - MOMENT)
    assert (trouble.part, trouble.key) == (Part.WORK, "onderhoud")
    assert troubles(engine=answer(upkeep=NOW - WORK_LATE), began=NOW - timedelta(days=1)) == []


def test_what_is_broken_comes_in_the_order_of_mending() -> None:
    """The record first, for all else follows from it; every line stands on a line of its own."""
    seen = replace(
        WELL,
        database=Database.GONE,
        engine=answer(pool={**POOL, "is_paused": True}, deployments=(), heartbeats={}),
        work=StandingWork(wake=NOW - timedelta(days=1)),
    )
    found = find_troubles(seen, SHIPPED)
    assert [each.part for each in found] == sorted(
        [Part.RECORD, Part.DEPLOYMENTS, Part.WORKER, Part.SWITCHED_OFF, Part.WORK]
    )
    assert not any("\n" in each.text for each in found)
