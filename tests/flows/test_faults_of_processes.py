"""A process of the platform dies, mail fails or Prefect forgets: the record ends as if nothing had happened."""

import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from prefect.client.schemas.objects import StateType
from prefect.states import Scheduled
from sqlmodel import Session, col, select
from support.canaries import BSN, files_in, found_in, plant, rows_of
from support.engine_and_simulation import assert_lived_as_foretold
from support.faults.broken_flows import leaves, raises
from support.faults.fault_injection import (
    AT_ONCE,
    DAY,
    SHORT,
    all_rest,
    await_held,
    begin,
    effects_on,
    ended,
    held,
    impatient_database,
    kill,
    live_on,
    live_to_the_eve,
    lose_the_engine,
    mend,
    mend_platform,
    quiet,
    run_deployment,
    run_of,
    until,
    url_of,
)
from support.mail_server import Post
from support.operator_actions import begin as begin_action
from support.outbox_samples import mails_in
from support.platforms import own_platform

from flows.engine.runs import prefect_client
from flows.upkeep.reconcile import repair_all
from flows.upkeep.repairs import TRIED_AGAIN
from models.case_lookup import find_case
from models.connection import session
from models.tables import SENT, WAITING, Employee, Message
from spoorboek import clock
from spoorboek.demo.time_lapse import StoryRun, await_rest, run_stories
from spoorboek.platform.deploy import deploy_all
from spoorboek.platform.deployment_ids import FILE
from spoorboek.platform.up import Platform
from spoorboek.platform.worker import wake_up
from spoorboek.stories.story import Story
from spoorboek.stories.story_reader import load_story

pytestmark = pytest.mark.drill  # minutes: a platform of its own that is broken, restarted or rebuilt

EVE = DAY - timedelta(days=1)
ROUND = "Post versturen/elke-vijf-minuten"


@pytest.fixture(scope="module")
def post() -> Iterator[Post]:
    """Open a mail server; what is mailed on the platform of this module arrives there."""
    post = Post()
    post.open()
    yield post
    post.close()


@pytest.fixture(scope="module")
def ours(room: Callable[[str], Path], post: Post) -> Iterator[Platform]:
    """Start a platform to break, that mails to the server of this module."""
    chosen = {
        "SPOORBOEK_SMTP_HOST": "127.0.0.1",
        "SPOORBOEK_SMTP_PORT": str(post.port),
        "SPOORBOEK_SMTP_STARTTLS": "false",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in chosen.items():
            patch.setenv(name, value)
        with own_platform(room("broken")) as started:
            yield started


@pytest.fixture
def life(ours: Platform, new_life: Callable[[Story], StoryRun]) -> StoryRun:
    """Live a case of somebody like no other up to the eve of its busiest day."""
    life = new_life(SHORT)
    plant(life)
    live_to_the_eve([life], DAY)
    return life


@pytest.mark.parametrize(("table", "done"), [("document", 1), ("message", 2), ("planned_step", 5)])
def test_a_worker_killed_in_the_middle_of_a_wake(ours: Platform, life: StoryRun, table: str, done: int) -> None:
    """Killed before a document, between document and mail, and after the last effect: the next wake does the rest."""
    with held(table):
        begin([life], DAY)
        await_held(table)
        assert effects_on(life, DAY) == done
        kill(ours, "worker")
    mend_platform(ours)
    assert [repair.reason for repair in mend([life])][:1] == ["de wekbeurt bleef hangen (Running)"]
    live_on([life], DAY)
    assert_lived_as_foretold(life)


@pytest.mark.parametrize("name", ["server", "postgresql"])
def test_a_server_killed_in_the_middle_of_a_wake(ours: Platform, life: StoryRun, name: str) -> None:
    """Prefect's server or PostgreSQL dies while a wake stands between document and mail; both come back."""
    with held("message"):
        begin([life], DAY)
        await_held("message")
        assert effects_on(life, DAY) == 2
        kill(ours, name)
    mend_platform(ours)
    mend([life], ours)
    live_on([life], DAY)
    assert_lived_as_foretold(life)


def test_a_database_that_ends_idle_connections_disturbs_no_wake(
    ours: Platform, life: StoryRun, new_life: Callable[[Story], StoryRun]
) -> None:
    """A wake that says nothing for seconds keeps its locks and sleeps as ever: no crash, nothing to reconcile."""
    other = new_life(SHORT)
    live_to_the_eve([other], DAY)
    with impatient_database():
        with held("message"):
            begin([life, other], DAY)
            await_held("message", 2)
            time.sleep(2.5)
        with prefect_client() as prefect:
            await_rest(prefect, [run for each in (life, other) if (run := run_of(each.numbers[0]))])
        assert repair_all(AT_ONCE) == []
        live_on([life, other], DAY)
    for each in (life, other):
        assert_lived_as_foretold(each)


def test_a_worker_asked_to_stop_lets_its_wake_finish(ours: Platform, life: StoryRun) -> None:
    """After SIGTERM the wake at work goes to sleep as ever, then the process ends by itself."""
    worker = ours.child("worker")
    assert worker.process is not None
    heard = worker.log.read_text().count("Received SIGTERM")
    with held("message"):
        begin([life], DAY)
        await_held("message")
        worker.process.send_signal(signal.SIGTERM)
        until("the worker heard", lambda: worker.log.read_text().count("Received SIGTERM") > heard)
    until("the worker has ended", lambda: not worker.alive)
    assert all_rest([life])
    assert effects_on(life, DAY) == 5
    mend_platform(ours)
    live_on([life], DAY)
    assert_lived_as_foretold(life)


def test_a_wake_outlives_whatever_a_flow_does(ours: Platform) -> None:
    """A flow that raises is Failed; one that would end the process is an error of that wake alone."""
    with prefect_client() as prefect:
        raised, left = (prefect.create_flow_run(flow, state=Scheduled()) for flow in (raises, leaves))
        wake_up(raises, raised)
        assert prefect.read_flow_run(raised.id).state_type == StateType.FAILED
        with pytest.raises(RuntimeError, match="asked the process to end"):
            wake_up(leaves, left)


def test_deleted_deployments_are_placed_again_and_every_case_lives_on(ours: Platform, life: StoryRun) -> None:
    """They come back with their ids, so the run of a case finds its worker as before, and links to forms live."""
    before = run_of(life.numbers[0])
    with prefect_client() as prefect:
        ids = {deployment.name: deployment.id for deployment in prefect.read_deployments()}
        for deleted in ids.values():
            prefect.delete_deployment(deleted)
        assert deploy_all() == []
        assert {deployment.name: deployment.id for deployment in prefect.read_deployments()} == ids
    assert mend([life]) == []
    assert run_of(life.numbers[0]) == before
    live_on([life], EVE)
    assert_lived_as_foretold(life)


def test_deployments_whose_ids_are_lost_are_placed_and_every_case_lives_on(ours: Platform, life: StoryRun) -> None:
    """With its deployment a run loses its way to a worker; reconcile gives the case another and ends the old one."""
    before = run_of(life.numbers[0])
    (ours.settings.home / FILE).unlink()
    with prefect_client() as prefect:
        for deployment in prefect.read_deployments():
            prefect.delete_deployment(deployment.id)
    assert "dossier" in deploy_all()
    assert [repair.reason for repair in mend([life])][:2] == [
        "had geen run die een worker kan vinden; er is een nieuwe gestart",
        "een dubbele run is beëindigd",
    ]
    assert run_of(life.numbers[0]) != before
    live_on([life], EVE)
    assert_lived_as_foretold(life)


def test_without_prefects_whole_database_every_case_lives_on(ours: Platform, life: StoryRun) -> None:
    """What Prefect knew is gone; deployments and reconcile bring all back from the record."""
    lose_the_engine(ours)
    deploy_all()
    assert [repair.reason for repair in mend([life])] == [
        "had geen run die een worker kan vinden; er is een nieuwe gestart"
    ]
    live_on([life], EVE)
    assert_lived_as_foretold(life)


def test_mail_waits_for_a_server_that_is_down_and_then_arrives_once(ours: Platform, life: StoryRun, post: Post) -> None:
    """The case lives on without the server; when it is back, the next round delivers what waited, of every case."""
    post.close()
    live_on([life], EVE)
    assert run_deployment(ROUND) == "0 verstuurd, 1 later, 0 geweigerd; de mailserver is niet bereikbaar."
    assert mails(life) == [WAITING] * 3
    post.open()
    with session() as writing:
        for message in waiting(writing):
            message.next_attempt_at = clock.now()  # the hour of waiting is over
            writing.add(message)
    assert run_deployment(ROUND).endswith(" verstuurd, 0 later, 0 geweigerd.")
    assert mails(life) == [SENT] * 3
    with session() as reading:
        assert waiting(reading) == []
    assert_lived_as_foretold(life)


def test_what_cannot_be_made_does_not_keep_the_rest_from_being_made(ours: Platform, life: StoryRun) -> None:
    """Both letters fail; all else is done, the run fails in Dutch; once the cause is gone reconcile completes it."""
    lives_at(life, "Nachtegaalpad 9, 3500 AA 李")  # no letter of ours can print that last character
    begin([life], DAY)
    run = ended(run_id := run_of(life.numbers[0]))
    assert run.state
    assert (run.state.type, run.state.name) == (StateType.FAILED, "Failed")
    what, _, why = (run.state.message or "").partition(" (")
    letters = ("verzoek_probleemanalyse", "uitnodiging_spreekuur")
    failed = [f"probleemanalyse · {kind} {letter}" for letter in letters for kind in ("brief", "mail")]
    assert what == f"Niet gelukt: {', '.join(failed)}"
    assert "U+674E" in why
    assert effects_on(life, DAY) == 1
    lives_at(life, "Nachtegaalpad 9, 3500 AA Utrecht")
    assert [repair.reason for repair in mend([life])] == [f"de run was geëindigd (Failed); {TRIED_AGAIN}"]
    assert run_of(life.numbers[0]) == run_id
    live_on([life], DAY)
    assert_lived_as_foretold(life)


def test_every_mail_of_all_these_faults_arrived_once(ours: Platform, post: Post) -> None:
    """However often a wake broke off, every Message-ID reached the server exactly once, and a next round sends none."""
    assert run_deployment(ROUND).endswith(" verstuurd, 0 later, 0 geweigerd.")
    assert run_deployment(ROUND) == "0 verstuurd, 0 later, 0 geweigerd."
    with session() as reading:
        sent = mails_in(post.ids(), ours.settings.home)
        assert sorted(sent) == sorted(message.message_id for message in reading.exec(select(Message)))
        assert len(post.ids()) == len(set(post.ids())) > 0


def test_prefect_logs_and_subjects_know_nobody(
    ours: Platform, new_life: Callable[[Story], StoryRun], post: Post
) -> None:
    """After all these faults, a whole second track and a refused action no name, number or address is to be found."""
    life = new_life(load_story("tweede_spoor_twee_bureaus"))
    plant(life)
    run_stories([life], quiet)
    refused = ended(begin_action("Hersteld melden", zaaknummer=life.numbers[0], hersteld_vanaf="2024-03-05"))
    assert refused.state_name == "Cancelled"
    assert search(ours, post) == set()


def test_the_search_finds_what_is_planted(ours: Platform, post: Post) -> None:
    """The search fails when it should: a number in a tag is found, in the table of runs."""
    with prefect_client() as prefect:
        found = prefect.read_flow_runs(limit=1)[0]
        prefect.update_flow_run(found.id, tags=[BSN])
        assert ("flow_run", BSN) in search(ours, post)
        prefect.update_flow_run(found.id, tags=found.tags)


def search(ours: Platform, post: Post) -> set[tuple[str, str]]:
    """Search Prefect's whole database, every log and file of the platform, and all mail subjects for canaries."""
    subjects = [("subject", str(mail["Subject"])) for mail in post.office.mails]
    files = files_in(ours.settings.home, without=("postgres", "mail"))
    return found_in([*rows_of(url_of("prefect")), *files, *subjects])


def lives_at(life: StoryRun, address: str) -> None:
    """Let the employee of a life move."""
    with session() as writing:
        writing.get_one(Employee, life.employee_id).address = address


def mails(life: StoryRun) -> list[str]:
    """Return how the mails of a life stand, in order."""
    with session() as reading:
        case = find_case(reading, life.numbers[0])
        found = reading.exec(select(Message).where(Message.case_id == case.id).order_by(col(Message.id)))
        return [message.status for message in found]


def waiting(reading: Session) -> list[Message]:
    """List the mails that wait."""
    return list(reading.exec(select(Message).where(Message.status == WAITING)))
