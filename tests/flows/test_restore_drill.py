"""The restore drill on a real platform: back up, live on, lose everything, restore, decide, live on to the end."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from support.engine_and_simulation import Told, foretold, lived
from support.faults.fault_injection import AT_ONCE, all_rest, live_to_the_eve, quiet, until
from support.mail_server import Post
from support.outbox_samples import mails_in
from support.platforms import own_platform, settings_in

from flows.upkeep.reconcile import repair_all
from models.case_lookup import find_case
from models.connection import reload_configuration, session
from models.record import append_event
from models.tables import DROPPED, WAITING, Message
from models.verification import verify_record
from models.virtual_calendar import set_virtual_day
from spoorboek.demo.time_lapse import StoryRun, run_stories
from spoorboek.platform.backup.backup import make_backup
from spoorboek.platform.backup.restore import restore_backup
from spoorboek.platform.database.postgres_place import forget_cluster
from spoorboek.platform.record_access import database_alone
from spoorboek.settings import Settings
from spoorboek.stories.simulation import simulate_story
from spoorboek.stories.story import Story
from spoorboek.stories.story_reader import load_story
from tasks.outbox.held_mail import ALREADY_SENT, FOLLOWS, RELEASED, decide_held_mail, held_mail
from tasks.outbox.mail_queue import send_due
from tasks.outbox.message_ids import mail_id
from tasks.outbox.overtaken import NO_LONGER_HOLDS
from tasks.outbox.sent_evidence import read_mail_log, sent_evidence

pytestmark = pytest.mark.drill

BACKED_UP, LOST, RESTORED, UNTIL = date(2024, 4, 10), date(2024, 4, 16), date(2024, 4, 20), date(2024, 6, 2)
DAY = timedelta(days=1)
MAILS = ("mail", "reminder", "escalation", "question", "warning", "referral", "referral_sent")
STORIES = ("te_late_probleemanalyse", "volledig_tot_wia")  # a ladder that climbs; a report in the time that is lost


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """Let mail go to a real server."""
    server = Post()
    server.receive(monkeypatch)
    server.open()
    yield server
    server.close()


@pytest.fixture
def configuration(room: Callable[[str], Path], post: Post, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Set a data directory of its own, for the platform and for what is done while it is stopped."""
    home = room("drill")
    monkeypatch.setenv("SPOORBOEK_HOME", str(home))
    reload_configuration()
    smtp = {"smtp_host": "127.0.0.1", "smtp_port": post.port, "smtp_starttls": False}
    yield settings_in(home).model_copy(update=smtp)
    reload_configuration()


def destroy(home: Path) -> None:
    """Lose the database of a data directory, with all that Prefect knew."""
    forget_cluster(home)
    shutil.rmtree(home / "prefect", ignore_errors=True)


def send_all() -> None:
    """Send mail as the schedule does every five minutes, until none waits any more."""

    def nothing_waits() -> bool:
        send_due()
        with session() as reading:
            return reading.exec(select(Message).where(Message.status == WAITING)).first() is None

    until("no mail waits", nothing_waits)


def enter_again(lives: list[StoryRun]) -> None:
    """Report on the day of the restore what had been reported in the days that were lost."""
    with session() as writing:
        set_virtual_day(writing, RESTORED)
        for life in lives:
            for day in (BACKED_UP + number * DAY for number in range(1, (LOST - BACKED_UP).days + 1)):
                for report in life.story.events_on(day):
                    case = find_case(writing, life.numbers[report.case - 1])
                    append_event(writing, case, report.kind, RESTORED, report.data, "operator-1")


def decide_by_log(log: Path, sent: list[str]) -> tuple[int, int]:
    """Mark as sent what stands in the log of the mail server, and release the rest; return how many of each."""
    log.write_text("".join(f"Apr 16 07:00:01 mail postfix/cleanup[7]: 4F: message-id={each}\n" for each in sent))
    with session() as writing:
        mails = [mail for mail in held_mail(writing) if mail.because != FOLLOWS]
        found = sent_evidence((mail.message_id for mail in mails), read_mail_log(log))
        known = [mail for mail in mails if mail.message_id in found]
        others = [mail for mail in mails if mail.message_id not in found]
        return (
            decide_held_mail(writing, known, ALREADY_SENT, "operator-1"),
            decide_held_mail(writing, others, RELEASED, "operator-2"),
        )


def overtaken() -> list[str]:
    """Return the Message-ID of each mail that was not sent because it did not hold any more."""
    with session() as reading:
        query = select(Message.message_id).where(Message.status == DROPPED, Message.last_error == NO_LONGER_HOLDS)
        return list(reading.exec(query))


def done(life: StoryRun) -> list[Told]:
    """Return what the engine did until the end of the drill, holds left out."""
    return [each for each in lived(life) if each[2].kind != "hold" and each[1] <= UNTIL]


def expected(story: Story) -> list[Told]:
    """Return what a case does that slept from the backup until the restore."""
    told = simulate_story(story, wakes=lambda day: RESTORED if BACKED_UP < day <= RESTORED else day)
    return [each for each in foretold(story, told) if each[1] <= UNTIL]


def mails_of(life: StoryRun, told: list[Told]) -> set[str]:
    """Return the Message-ID of every mail among these actions of a life."""
    return {mail_id(life.numbers[case - 1], key) for case, on, key, _ in told if key.kind in MAILS and on <= UNTIL}


@pytest.mark.timeout(900)
def test_no_mail_goes_twice_and_none_is_missing(
    configuration: Settings, post: Post, new_life: Callable[[Story], StoryRun], tmp_path: Path
) -> None:
    """Whatever was sent in the lost time is held and known from the log; what was not is released; the rest goes on.

    Only what waits for its round while the step it chases is done does not go any more.
    """
    backup = configuration.folder_of_backups / "drill.age"
    with own_platform(configuration.home, configuration):
        lives = [new_life(load_story(name)) for name in STORIES]
        live_to_the_eve(lives, BACKED_UP + DAY)
        send_all()
        make_backup(configuration, backup)
        run_stories(lives, quiet, after=BACKED_UP, until=LOST)
        send_all()
    sent = post.ids()
    destroy(configuration.home)
    with database_alone(configuration):
        restored = restore_backup(configuration, backup, "operator-1", on=RESTORED)
    assert (restored.kept_as, restored.held) == (None, 0)
    with own_platform(configuration.home, configuration):
        enter_again(lives)
        repair_all(AT_ONCE)
        until("the cases have caught up", lambda: all_rest(lives))
        send_all()
        assert post.ids() == sent
        run_stories(lives, quiet, after=RESTORED, until=RESTORED + 9 * DAY)
        with session() as reading:
            held = held_mail(reading)
            assert {mail.because for mail in held} == {"verloren_tijd", "volgt"}
            assert {mail.key.kind for mail in held if mail.because == FOLLOWS} == {"reminder"}
        marked, released = decide_by_log(tmp_path / "mail.log", sent)
        assert min(marked, released) > 0
        repair_all(AT_ONCE)
        until("the cases have read the decisions", lambda: all_rest(lives))
        send_all()
        run_stories(lives, quiet, after=RESTORED + 9 * DAY, until=UNTIL)
        send_all()
        assert [done(life) for life in lives] == [expected(life.story) for life in lives]
        sent = mails_in(post.ids(), configuration.home)
        went = [*sent, *overtaken()]
        assert sorted(went) == sorted(set(went))
        due = set[str]().union(*(mails_of(life, expected(life.story)) for life in lives))
        without_disaster = set[str]().union(*(mails_of(life, foretold(life.story)) for life in lives))
        assert due <= set(went) <= due | without_disaster  # of rungs that were slept over only the highest goes
        with session() as reading:
            assert verify_record(reading) == []
            assert held_mail(reading) == []
