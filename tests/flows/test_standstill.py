"""Whatever makes the work stand still is told to operations at once and once, shown by `watch`, mended where it may be.

Each test switches off, changes, hangs or stops one part of a real platform, as people and machines do.
"""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col, select
from support.command_line import spoorboek
from support.faults.fault_injection import kill, run_deployment, until
from support.platforms import own_platform

from flows.engine.prefect_api import POOL
from flows.engine.runs import RECONCILE, prefect_client
from flows.watch import troubles
from models.connection import is_locked, session
from models.standing_work import oldest_standing_work
from models.tables import OPEN, WAITING, Case, Message
from spoorboek import clock
from spoorboek.errors import NotInOrder
from spoorboek.platform.deploy import deploy_all
from spoorboek.platform.deployment_ids import FILE, read_ids
from spoorboek.platform.up import Platform
from spoorboek.platform.watch import engine_watch, observing
from spoorboek.platform.watch.engine_watch import EngineWatch
from spoorboek.platform.watch.outside import troubles_from_outside

pytestmark = pytest.mark.drill

RECONCILE_SCHEDULE = "elk-kwartier"
FORM = "Stap afronden"
FORM_PATH = f"Stap afronden/{FORM}"


@pytest.fixture(scope="module")
def ours(room: Callable[[str], Path]) -> Iterator[Platform]:
    """Start a platform to bring to a standstill, watched with less patience than in use."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine_watch, "LOOK_SECONDS", 0.5)
        patch.setattr(engine_watch, "FIRST_PAUSE", 1.0)
        patch.setattr(observing, "START_SECONDS", 45.0)
        patch.setattr(troubles, "SILENT_AFTER", timedelta(seconds=40))
        with own_platform(room("standstill")) as started:
            api, secret = f"{started.url}/api", started.access.secret.get_secret_value()
            until("the worker reports", lambda: bool(getattr(observing.asked(api, secret), "heartbeats", None)), 240)
            yield started


@pytest.fixture
def told() -> list[str]:
    """Hold what the user of `up` reads."""
    return []


@pytest.fixture
def watch(ours: Platform, told: list[str]) -> EngineWatch:
    """Watch the platform as `up` does, which has caught up already; nobody knows of earlier trouble."""
    for letter in letters(ours):
        letter.unlink()
    (ours.settings.home / "watch.json").unlink(missing_ok=True)
    (ours.settings.home / "heartbeat").unlink(missing_ok=True)
    return EngineWatch(ours, told.append, counted_from=clock.now() - troubles.CATCHING_UP)


def letters(ours: Platform) -> list[Path]:
    """List the mails to operations about a standstill."""
    return sorted((ours.settings.home / "mail").glob("stilstand.*.eml"))


def body(letter: Path) -> str:
    """Read a mail, on one line."""
    mail = message_from_bytes(letter.read_bytes(), policy=policy.default)
    assert "operatie@localhost" in mail["To"]
    return " ".join(mail.get_content().split())  # type: ignore[attr-defined]


def beats(ours: Platform) -> bool:
    """Tell whether the heartbeat was heard."""
    return (ours.settings.home / "heartbeat").exists()


def seen_outside(ours: Platform) -> list[str]:
    """List what `spoorboek watch` says."""
    return [trouble.text for trouble in troubles_from_outside(ours.settings)]


def watch_until(watch: EngineWatch, what: str, holds: Callable[[], bool]) -> None:
    """Do what `up` does every second until something holds."""

    def looked() -> bool:
        time.sleep(0.1)
        if names := watch.platform.restart_dead():
            watch.after_restart(names)
        watch.look()
        return holds()

    until(what, looked, 240)


def watch_for(watch: EngineWatch, seconds: float) -> None:
    """Watch for some time."""
    end = time.monotonic() + seconds
    watch_until(watch, "some time passed", lambda: time.monotonic() > end)


def sleeps() -> bool:
    """Tell whether the only case has woken and sleeps: what it had to send is sent."""
    with session() as reading:
        case = reading.exec(select(Case)).one()
    return case.next_wake is not None and not is_locked(case.number)


def mend_at_once(ours: Platform, monkeypatch: pytest.MonkeyPatch, minutes: int = 0) -> None:
    """Let the house have what was switched off go on after so many minutes."""
    monkeypatch.setattr(ours, "settings", ours.settings.model_copy(update={"resume_minutes": minutes}))


def change(path: str, **values: Any) -> None:
    """Change something in Prefect, as its UI does."""
    with prefect_client() as prefect:
        prefect.request("PATCH", path, json=values)  # type: ignore[arg-type]


def deployment(name: str) -> Any:
    """Read a deployment."""
    with prefect_client() as prefect:
        return prefect.read_deployment_by_name(name)


def pause_deployment() -> None:
    """Pause reconcile, as the toggle of its page does."""
    change(f"/deployments/{deployment(RECONCILE).id}", paused=True)


def switch_off_schedule() -> None:
    """Switch off the schedule of reconcile."""
    placed = deployment(RECONCILE)
    change(f"/deployments/{placed.id}/schedules/{placed.schedules[0].id}", active=False)


def delete_schedule() -> None:
    """Delete the schedule of reconcile."""
    placed = deployment(RECONCILE)
    with prefect_client() as prefect:
        prefect.delete_deployment_schedule(placed.id, placed.schedules[0].id)


OFF: dict[str, tuple[Callable[[], None], str]] = {
    "pool": (lambda: change(f"/work_pools/{POOL}", is_paused=True), "De work pool spoorboek staat op pauze"),
    "pool without room": (lambda: change(f"/work_pools/{POOL}", concurrency_limit=0), "concurrency limit is 0"),
    "queue": (lambda: change(f"/work_pools/{POOL}/queues/default", is_paused=True), "De work queue default staat op"),
    "deployment": (pause_deployment, "De deployment elk-kwartier staat op pauze"),
    "schedule": (switch_off_schedule, "Het schema van de deployment elk-kwartier is uitgezet"),
    "deleted schedule": (delete_schedule, "Het schema van de deployment elk-kwartier is uitgezet of gewijzigd"),
}


@pytest.mark.parametrize("what", OFF)
def test_what_is_switched_off_is_told_once_and_switched_on(
    ours: Platform, watch: EngineWatch, told: list[str], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Told at once, in one mail with the time at which it goes on; no heartbeat meanwhile; then it works again."""
    switch_off, line = OFF[what]
    pids = [child.pid for child in ours.children]
    switch_off()
    watch_until(watch, "operations is told", lambda: bool(letters(ours)))
    assert any(line in text for text in seen_outside(ours))
    watch_for(watch, 4)
    assert len([text for text in told if line in text]) == 1
    assert line in body(letters(ours)[0])
    assert "vanzelf weer aan" in body(letters(ours)[0])
    assert not beats(ours)
    mend_at_once(ours, monkeypatch)
    watch_until(watch, "it beats again", lambda: beats(ours))
    assert seen_outside(ours) == []
    assert any(text.startswith("Weer aangezet") for text in told)
    assert (len(letters(ours)), [child.pid for child in ours.children]) == (1, pids)


def test_a_house_may_leave_it_off(
    ours: Platform, watch: EngineWatch, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With -1 nothing is switched on, and the mail says so; a person switches it on, and that is told."""
    mend_at_once(ours, monkeypatch, minutes=-1)
    watch = EngineWatch(ours, told.append)
    OFF["pool"][0]()
    watch_until(watch, "operations is told", lambda: bool(letters(ours)))
    watch_for(watch, 4)
    assert "Dit gaat niet vanzelf weer aan" in body(letters(ours)[0])
    assert len(told) == 1
    change(f"/work_pools/{POOL}", is_paused=False)
    watch_until(watch, "the end is told", lambda: len(told) == 2)
    assert told[1].startswith("Niet meer aan de hand: De work pool spoorboek staat op pauze")


def test_reconcile_and_watch_do_not_say_that_all_is_well(ours: Platform) -> None:
    """With a schedule off both say so: the flow in its message, the commands with exit code 1; then all is well."""
    home = ours.settings.home
    switch_off_schedule()
    shown = spoorboek(home, "watch", "--once")
    assert (shown.returncode, shown.stderr) == (1, "")
    assert shown.stdout.splitlines() == [
        "Het schema van de deployment elk-kwartier is uitgezet of gewijzigd: zij loopt niet op haar tijden."
    ]
    found = json.loads(spoorboek(home, "watch", "--once", "--json").stdout)
    assert (found["well"], [each["key"] for each in found["troubles"]]) == (False, ["deployment elk-kwartier"])
    ran = spoorboek(home, "reconcile")
    assert ran.returncode == NotInOrder.exit_code
    assert "Alle dossiers zijn in orde" not in ran.stdout
    assert "Het schema van de deployment elk-kwartier" in ran.stderr
    message = run_deployment(RECONCILE)
    assert "Het schema van de deployment elk-kwartier" in message
    assert "in orde" not in message
    deploy_all()
    well = spoorboek(home, "watch", "--once")
    assert (well.returncode, well.stdout) == (0, "In orde: er staat niets stil.\n")
    assert run_deployment(RECONCILE) == spoorboek(home, "reconcile").stdout.strip() == "Alle dossiers zijn in orde."


def test_a_deleted_deployment_comes_back_with_its_id(ours: Platform, watch: EngineWatch, told: list[str]) -> None:
    """A form and the schedule of reconcile are deleted: told, made anew, and the links in dossiers live."""
    before = {name: deployment(name).id for name in (FORM_PATH, RECONCILE)}
    with prefect_client() as prefect:
        for deleted in before.values():
            prefect.delete_deployment(deleted)
    (line,) = [text for text in seen_outside(ours) if "Stap afronden" in text]
    assert "links naar 1 formulieren in dossiers openen niets" in line
    watch_until(watch, "it is mended and told", lambda: "Hersteld." in told and beats(ours) and bool(letters(ours)))
    assert {name: deployment(name).id for name in before} == before
    assert deployment(RECONCILE).schedules[0].active
    assert not any("nieuw adres" in text for text in told)
    assert line in body(letters(ours)[0])
    assert len(letters(ours)) == 1
    assert seen_outside(ours) == []


def test_links_that_cannot_be_kept_are_named(ours: Platform, watch: EngineWatch, told: list[str]) -> None:
    """Where the old id is not known, the form gets another one: that is said, and every dossier is written anew."""
    placed = deployment(FORM_PATH)
    kept = read_ids(ours.settings.home)
    (ours.settings.home / FILE).write_text(json.dumps({name: str(kept[name]) for name in kept if name != FORM}))
    with prefect_client() as prefect:
        prefect.delete_deployment(placed.id)
    watch_until(watch, "it is mended", lambda: "Hersteld." in told)
    assert deployment(FORM_PATH).id != placed.id
    assert f"Met een nieuw adres: {FORM}. Oude links openen niets; alle dossiers krijgen nieuwe." in told
    assert read_ids(ours.settings.home)[FORM] == deployment(FORM_PATH).id


CHANGES: dict[str, dict[str, Any]] = {
    "entrypoint": {"entrypoint": "os:system"},
    "tags": {"tags": []},
    "parameters": {"parameters": {"zaaknummer": "Z-00000"}},
    "work_pool_name": {"work_pool_name": None},
    "job_variables": {"job_variables": {"image": "x"}},
    "global_concurrency_limit": {"concurrency_limit": 1},
}


@pytest.mark.parametrize("field", CHANGES)
def test_a_changed_deployment_is_put_back(ours: Platform, watch: EngineWatch, told: list[str], field: str) -> None:
    """What makes a form or flow do something else is named, put back, and told."""
    change(f"/deployments/{deployment(FORM_PATH).id}", **CHANGES[field])
    (line,) = [text for text in seen_outside(ours) if FORM in text]
    assert f"De deployment Stap afronden is in Prefect gewijzigd ({field})" in line
    watch_until(watch, "it is mended and told", lambda: "Hersteld." in told and beats(ours) and bool(letters(ours)))
    assert line in body(letters(ours)[0])
    assert seen_outside(ours) == []


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("worker", "De worker meldt zich niet meer"),
        ("server", "De Prefect-server antwoordt niet"),
        ("postgresql", "PostgreSQL antwoordt niet."),
    ],
)
def test_a_process_that_hangs_is_told_and_restarted(
    ours: Platform, watch: EngineWatch, told: list[str], name: str, line: str
) -> None:
    """Stopped with SIGSTOP it lives and does nothing: one mail, which needs neither; then it runs again."""
    child = ours.child(name)
    time.sleep(max(0.0, observing.START_SECONDS - (time.monotonic() - child.started)))
    pid = child.pid
    os.kill(pid, signal.SIGSTOP)
    until("it is seen outside", lambda: any(line in text for text in seen_outside(ours)), 240)  # may just start
    watch_until(watch, "it is mended and told", lambda: "Hersteld." in told and bool(letters(ours)))
    watch_until(watch, "it beats again", lambda: beats(ours))
    assert child.pid != pid
    assert line in body(letters(ours)[0])
    assert len(letters(ours)) == 1


def test_a_server_that_stopped_is_started_and_told(ours: Platform, watch: EngineWatch) -> None:
    """It is back before anybody notices; operations hears that it was gone, once."""
    kill(ours, "server")
    watch_until(watch, "operations is told", lambda: bool(letters(ours)))
    assert "Het proces server was gestopt en is opnieuw gestart." in body(letters(ours)[0])
    watch_until(watch, "it beats again", lambda: beats(ours))
    assert len(letters(ours)) == 1


def test_old_work_is_told(ours: Platform, watch: EngineWatch) -> None:
    """A wake that is due since yesterday and a mail that no sender takes: each a line, all in one mail."""
    file = ours.settings.home / "zaken.csv"
    day = clock.today() - timedelta(days=20)
    file.write_text(f"Werkgever;Werkgever naam;Personeelsnummer;Naam;Eerste ziektedag\nacme;Acme;1;Kanarie;{day}\n")
    assert spoorboek(ours.settings.home, "import", file).returncode == 0
    until("the case sleeps", sleeps)
    OFF["pool"][0]()
    long_ago = clock.now() - timedelta(days=1)
    with session() as writing:
        assert oldest_standing_work(writing, clock.now()).wake is None
        writing.execute(update(Case).where(col(Case.status) == OPEN).values(next_wake=long_ago.date()))
        mail = {"status": WAITING, "next_attempt_at": long_ago, "attempts": 1}
        writing.execute(update(Message).where(col(Message.case_id).is_not(None)).values(mail))
    seen, wanted = (
        seen_outside(ours),
        ("staat op pauze", "De oudste wekbeurt die moest", "De oudste mail die klaarstaat"),
    )
    lines = [line for line in seen if any(words in line for words in wanted)]
    assert len(lines) == len(wanted), seen
    watch_until(watch, "operations is told", lambda: bool(letters(ours)))
    watch_for(watch, 4)
    (letter,) = letters(ours)
    assert [line for line in lines if line not in body(letter)] == [], body(letter)


def test_a_worker_that_reports_and_does_nothing_is_restarted(
    ours: Platform, watch: EngineWatch, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Work waits though nothing else is wrong: the worker is restarted, and not again and again."""
    waits = troubles.Trouble(troubles.Part.WORK, "wekbeurt", "De oudste wekbeurt wacht.")
    monkeypatch.setattr(engine_watch, "find_troubles", lambda *_: [waits])
    pid = ours.child("worker").pid
    watch_until(watch, "it is restarted", lambda: ours.child("worker").pid != pid)
    again = ours.child("worker").pid
    watch_for(watch, 4)
    assert ours.child("worker").pid == again
    assert "De worker is opnieuw gestart, want er bleef werk liggen." in told
    assert not beats(ours)
