"""A whole second track between two processes: over real HTTPS, and over real SMTP and IMAP."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session
from support.bureaus import mail_process
from support.bureaus.both_sides import DECLINES, OFFERS, PATH, SPOKEN, employer, findings, heard, said, states
from support.bureaus.relay import Relay, relaying
from support.mail_server import free_port
from support.mailboxes.imap_server import ImapServer

from models.verification import verify_record
from spoorboek import clock
from spoorboek.demo.bureau import https_process
from spoorboek.demo.bureau.certificate import certificate
from spoorboek.demo.bureau.other_side import OtherSide
from spoorboek.demo.two_sides import EmployerSide, live_both_sides
from spoorboek.platform.bureau_door import app as door_app
from spoorboek.platform.bureau_door import process
from spoorboek.platform.port import bind_server
from spoorboek.settings import settings
from tasks.case_state import read_case_state
from tasks.channels.answers import AnswerRound
from tasks.channels.bringing import bring_due
from tasks.channels.bureau_keys import new_key
from tasks.channels.message_list import list_messages, tell_refusals
from tasks.outbox.return_box import ANSWERS
from tasks.outbox.returned_mail import read_returned_mail

pytestmark = pytest.mark.usefixtures("working_day")
Mail = tuple[Relay, dict[str, int]]
DAY = timedelta(days=1)
AFTER_A_WEEK = date(2024, 8, 5)  # after the registration; see `spoorboek/demo/spoor_2.yaml`
AMISS = ("ontvangstbevestiging", "gerucht", "eindrapport")


@pytest.fixture
def door(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> Iterator[str]:
    """Run the employer's end point with TLS; yield its address."""
    certificate(tmp_path)
    port, pem = free_port(), str(tmp_path / "server.pem")
    monkeypatch.setenv("SSL_CERT_FILE", pem)
    for name, value in {"PORT": str(port), "CERTIFICATE": pem, "CERTIFICATE_KEY": pem}.items():
        monkeypatch.setenv(f"SPOORBOEK_BUREAU_{name}", value)
    monkeypatch.setattr(process, "wake", lambda _: None)  # the days of this test wake its case
    fresh()
    server = process.server(settings())
    runs = threading.Thread(target=server.run, args=([bind_server(port)],))
    runs.start()
    while not server.started:
        time.sleep(0.05)
    yield f"https://127.0.0.1:{port}{door_app.PATH}"
    server.should_exit = True
    runs.join(20)


def https_bureau(session: Session, code: str, door: str, pem: Path, **conduct: object) -> OtherSide:
    """Start a bureau that has a key and takes messages at an address of its own."""
    port = free_port()
    key = new_key(session, code, DAY, f"https://127.0.0.1:{port}{https_process.PATH}")
    session.commit()
    known = {"key": key.name, "secret": key.secret, "port": port, "certificate": str(pem), "employer": door}
    return OtherSide(https_process.__name__, {**known, "conduct": conduct})


def test_a_whole_trajectory_over_https(session: Session, door: str, tmp_path: Path) -> None:
    """From the question to the last contact in new work: every message is taken, and each moves the referral.

    Of three that were asked one offers, one declines and one is silent; the one that declined hears the question alone.
    """
    ours, pem = employer(session, bring_due, nothing), tmp_path / "server.pem"
    with (
        https_bureau(session, OFFERS, door, pem) as first,
        https_bureau(session, DECLINES, door, pem, declines=True) as second,
    ):
        days = list(live_both_sides(ours, {OFFERS: first, DECLINES: second}))
    assert said(days) == SPOKEN
    assert {outcome for each in days for _, outcome in each.bureaus[OFFERS].sent} == {"aanvaard"}
    assert heard(days) == ["uitvraag", "aanmelding"]
    assert (heard(days, DECLINES), said(days, DECLINES)) == (["uitvraag"], ["weigering"])
    assert states(ours.number) == PATH
    assert states(ours.number, 2) == ["uitvraag", "geweigerd"]
    assert states(ours.number, 3) == ["uitvraag", "verlopen"]
    assert findings(ours.number, days[-1].day) == []
    assert verify_record(session) == []


@pytest.fixture
def mail(
    imap: ImapServer, database_url: str, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> Iterator[Mail]:
    """Let mail go by a relay to the mail server of the bureau that offers; yield the relay, and where the bureau is."""
    port = free_port()
    with relaying({f"{OFFERS}@bureau.example": port}, imap) as (relay, relay_port):
        for name, value in {"HOST": "127.0.0.1", "PORT": str(relay_port), "STARTTLS": "false"}.items():
            monkeypatch.setenv(f"SPOORBOEK_SMTP_{name}", value)
        fresh()
        yield relay, {"port": port, "relay": relay_port}


def nothing() -> None:
    """Do nothing: over HTTPS the end point reads what comes, and by mail the outbox brings what goes."""


def mail_employer(session: Session) -> EmployerSide:
    """Return an employer who reads the mailbox over IMAP, as the flow that sends mail does."""
    return employer(session, nothing, lambda: read_returned_mail(AnswerRound().take))


def test_a_whole_trajectory_by_mail(session: Session, imap: ImapServer, mail: Mail) -> None:
    """The same by SMTP to the bureau, and by SMTP into a mailbox that is read over IMAP with TLS; no mail is lost."""
    relay, where = mail
    ours = mail_employer(session)
    with OtherSide(mail_process.__name__, where) as theirs:
        days = list(live_both_sides(ours, {OFFERS: theirs}))
    assert said(days) == SPOKEN
    assert heard(days) == ["uitvraag", "aanmelding"]
    assert [each.outcome for each in list_messages(session, ours.number)] == ["aanvaard"] * len(SPOKEN)
    assert states(ours.number) == PATH
    assert findings(ours.number, days[-1].day) == []
    assert (relay.to_us, imap.ids(ANSWERS)) == (len(SPOKEN), len(SPOKEN))
    assert verify_record(session) == []


ANSWERED = {  # by way of sending: what the end point answers, and why it was refused, as people see it
    "forged": ("401", "vervalst"),
    "of_another_kind": ("422", "onleesbaar"),
    "of_another_case": ("404", "onbekende_verwijzing"),
    "oversized": ("413", "te_groot"),
    "too_old": ("422", "te_oud"),
    "as_agreed": ("aanvaard", None),
    "changed": ("409", "ander_bericht"),
}


@pytest.mark.drill
def test_what_a_bureau_sends_amiss_over_https_is_refused_recorded_and_acts_once(
    session: Session, door: str, tmp_path: Path
) -> None:
    """Forged, unknown, of another case, too large, too old, changed, out of order: each is told; twice is once."""
    ours, ways = employer(session, bring_due, nothing), [*ANSWERED]
    conduct = {"ways": {"ontvangstbevestiging": [*ways, "as_agreed"]}, "late": {"eindrapport": -200}}
    with https_bureau(session, OFFERS, door, tmp_path / "server.pem", **conduct) as theirs:
        days = list(live_both_sides(ours, {OFFERS: theirs}, until=AFTER_A_WEEK))
    outcomes = [outcome.split(":")[0] for each in days for kind, outcome in each.bureaus[OFFERS].sent if kind in AMISS]
    answered = [status for status, _ in ANSWERED.values()]
    assert outcomes == ["409", *answered, "herhaald"]
    refused = [each.reason for each in list_messages(session, refused=True)]
    assert refused[::-1] == ["kan_nu_niet", *filter(None, (reason for _, reason in ANSWERED.values()))]
    assert states(ours.number) == PATH[: PATH.index("intake_gehouden") + 1]
    assert tell_refusals(clock.today()) == len(refused)
    assert verify_record(session) == []


@pytest.mark.drill
def test_what_a_bureau_mails_amiss_is_refused_recorded_and_acts_once(session: Session, mail: Mail) -> None:
    """The same by mail, where the code in the subject says whose answer it is."""
    ours, ways = mail_employer(session), [*ANSWERED]
    conduct = {"ways": {"ontvangstbevestiging": [*ways, "as_agreed"]}, "late": {"eindrapport": -200}}
    with OtherSide(mail_process.__name__, {**mail[1], "conduct": conduct}) as theirs:
        list(live_both_sides(ours, {OFFERS: theirs}, until=AFTER_A_WEEK))
    refused = [each.reason for each in list_messages(session, refused=True)]
    expected = {reason for _, reason in ANSWERED.values() if reason} - {"onbekende_verwijzing"}
    assert set(refused) == expected | {
        "kan_nu_niet",
        "andere_zaak",
    }  # the code proves the case, the message names another
    assert states(ours.number) == PATH[: PATH.index("intake_gehouden") + 1]
    assert verify_record(session) == []


@pytest.mark.drill
def test_silence_and_delay_of_a_bureau_are_watched(session: Session, door: str, tmp_path: Path) -> None:
    """A receipt that never comes and an intake that is held late climb the ladder of the clock that waits for each."""
    ours = employer(session, bring_due, nothing)
    conduct = {"ways": {"ontvangstbevestiging": []}, "late": {"intake": 21}}
    with https_bureau(session, OFFERS, door, tmp_path / "server.pem", **conduct) as theirs:
        list(live_both_sides(ours, {OFFERS: theirs}, until=AFTER_A_WEEK))
    assert states(ours.number) == PATH[: PATH.index("aangemeld") + 1]
    escalated = {key.step for key in read_case_state(ours.number).record.effects if key.kind == "escalation"}
    assert {"ontvangst_aanmelding", "intake_bureau"} <= escalated
    assert verify_record(session) == []
