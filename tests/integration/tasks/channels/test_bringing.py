"""Messages to the end point of a bureau: over real HTTPS, signed, once by their number, and given up in the end."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select
from support.bureaus.referred_cases import add_bureau, move_referral, referred_case

from models.record import append_event, write_effect
from models.tables import Bureau, BureauKey, Case, Document, Employee, Message, OutgoingMessage, Referral
from models.verification import verify_record
from spoorboek import clock
from spoorboek.demo.bureau.certificate import certificate
from spoorboek.errors import InputError
from spoorboek.statute.actions import Action
from tasks.channels.bringing import PATIENCE, bring_due
from tasks.channels.bureau_keys import SigningKey, new_key
from tasks.channels.citizen_number import REGISTRATION
from tasks.channels.signatures import read_headers, signature_fault
from tasks.outbox.end_points import queue_for_end_point
from templates.bureau_messages import check_message, message_schema

pytestmark = pytest.mark.usefixtures("working_day")
DONE, WAITS, GIVEN_UP = (
    {"afgeleverd": 1, "wacht": 0, "opgegeven": 0},
    {"afgeleverd": 0, "wacht": 1, "opgegeven": 0},
    {"afgeleverd": 0, "wacht": 0, "opgegeven": 1},
)
BSN = "111222333"
NOTHING = {"afgeleverd": 0, "wacht": 0, "opgegeven": 0}


class EndPoint:
    """The end point of a bureau: it keeps what it is sent, and answers as told; each answer is used once, then 200."""

    def __init__(self, folder: Path) -> None:
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.taken.append((dict(self.headers), body))
                self.send_response(outer.answers.pop(0) if outer.answers else 200)
                self.send_header("Location", "https://elders.example/")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.socket = certificate(folder).wrap_socket(self._server.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self._server.server_port}/berichten"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def end_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EndPoint]:
    """Run an end point with a certificate that this process trusts."""
    found = EndPoint(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    yield found
    found.close()


@pytest.fixture
def case(session: Session, make_case: Callable[..., Case]) -> Case:
    """Return a case that was referred to a bureau."""
    return referred_case(session, session.get_one(Employee, make_case().employee_id))


def bureau(session: Session) -> Bureau:
    """Return the bureau."""
    return session.exec(select(Bureau)).one()


@pytest.fixture
def key(session: Session, case: Case, end_point: EndPoint) -> SigningKey:
    """Return the key of the bureau, with which stands where it takes messages."""
    made = new_key(session, "eerste", timedelta(days=1), end_point.url)
    session.commit()
    return made


@pytest.fixture
def queued(session: Session, case: Case, key: SigningKey) -> OutgoingMessage:
    """Queue a message, as the effect that mails it does."""
    effect = write_effect(session, case, Action(clock.today(), "document", "start_spoor_2", 1, "uitvraag"))
    message = {**message_schema("uitvraag")["examples"][0], "bericht": f"{case.number}-U1-v1"}
    return queue(session, case, effect, "uitvraag", message)


def queue(session: Session, case: Case, effect: int | None, template: str, message: dict[str, Any]) -> OutgoingMessage:
    """Store a message as a document of an effect, and queue it for the bureau."""
    content = json.dumps(message).encode()
    document = Document(
        case_id=case.id, effect_id=effect, number=message["bericht"], template=template, template_version="1",
        rules="x", file_name="x.json", media_type="application/json", sha256=sha256(content).hexdigest(),
        size=len(content), content=content,
    )  # fmt: skip
    session.add(document)
    session.flush()
    queue_for_end_point(session, case, bureau(session).id, [document])
    session.commit()
    return session.exec(select(OutgoingMessage).where(OutgoingMessage.number == message["bericht"])).one()


def later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """Let time pass."""
    then = clock.now() + by
    monkeypatch.setattr(clock, "now", lambda: then)


def test_a_message_is_brought_once_and_signed(
    session: Session, end_point: EndPoint, key: SigningKey, queued: OutgoingMessage
) -> None:
    """The bureau finds its own key, the number of the message, and the same bytes as were mailed."""
    assert (bring_due(), bring_due()) == (DONE, NOTHING)
    ((headers, body),) = end_point.taken
    found = read_headers(headers)
    assert found is not None
    assert (found.key, found.number) == (key.name, queued.number)
    assert signature_fault(key.secret, found, body, clock.now()) is None
    assert json.loads(body)["bericht"] == queued.number
    assert verify_record(session) == []


def register(session: Session, case: Case, version: int) -> OutgoingMessage:
    """Queue a version of the registration, which was mailed without the BSN."""
    effect = write_effect(session, case, Action(clock.today(), "document", "start_spoor_2", 1, "aanmelding", version))
    example = json.loads(json.dumps(message_schema("aanmelding")["examples"][0]))
    example["werknemer"]["bsn"] = None
    message = {**example, "bericht": f"{case.number}-A1-v{version}", "zaak": case.number, "aanmelding": 1}
    return queue(session, case, effect, REGISTRATION, message)


def test_the_bsn_goes_over_https_alone_and_after_a_yes(
    session: Session, case: Case, end_point: EndPoint, key: SigningKey
) -> None:
    """Of a referral that a person approved and that goes on; what is kept never has it, and that it went is kept."""
    session.get_one(Employee, case.employee_id).bsn = BSN
    session.commit()
    first = register(session, case, 1)
    assert bring_due() == DONE
    append_event(session, case, "referral_approved", clock.today(), {"referral": 1}, "operator-2")
    session.commit()
    second = register(session, case, 2)
    end_point.answers = [503]
    assert bring_due() == WAITS
    session.refresh(second)
    assert second.bsn_sent_at is not None  # a bureau that fails may have it all the same
    assert verify_record(session) == []
    move_referral(session, case, "aangemeld", "ingetrokken")
    third = register(session, case, 3)
    assert bring_due() == DONE
    bodies = {json.loads(body)["bericht"]: body for _, body in end_point.taken}
    told = {name: json.loads(body)["werknemer"]["bsn"] for name, body in bodies.items()}
    assert told == {first.number: None, second.number: BSN, third.number: None}
    check_message("aanmelding", json.loads(bodies[second.number]))
    headers = next(found for found, body in end_point.taken if body == bodies[second.number])
    signed = read_headers(headers)
    assert signed is not None
    assert signature_fault(key.secret, signed, bodies[second.number], clock.now()) is None
    session.expire_all()
    assert [each.number for each in session.exec(select(OutgoingMessage)).all() if each.bsn_sent_at] == [second.number]
    assert not any(BSN.encode() in each.content for each in session.exec(select(Document)).all())
    assert session.exec(select(Message)).all() == []
    assert verify_record(session) == []


@pytest.mark.parametrize("change", ["other bureau", "no number", "another paper", "other address"])
def test_the_bsn_goes_nowhere_else(
    session: Session, case: Case, end_point: EndPoint, key: SigningKey, change: str
) -> None:
    """Not of a referral at another bureau now, not where none is known, in no other message, to no other address."""
    employee = session.get_one(Employee, case.employee_id)
    employee.bsn = None if change == "no number" else BSN
    append_event(session, case, "referral_approved", clock.today(), {"referral": 1}, "operator-2")
    row = register(session, case, 1)
    if change == "other bureau":
        session.exec(select(Referral)).one().bureau_id = add_bureau(session, "tweede").id
    if change == "other address":
        new_key(session, "eerste", timedelta(days=1), f"{end_point.url}/elders")
    if change == "another paper":
        session.get_one(Document, row.document_id).template = "uitvraag_spoor_2_bericht"
    session.commit()
    assert bring_due() == DONE
    assert BSN.encode() not in b"".join(body for _, body in end_point.taken)
    session.refresh(row)
    assert row.bsn_sent_at is None


@pytest.mark.parametrize("answer", [500, 502, 503, 429, 408, 302])
def test_what_fails_for_now_is_tried_again_later(
    session: Session,
    end_point: EndPoint,
    key: SigningKey,
    queued: OutgoingMessage,
    monkeypatch: pytest.MonkeyPatch,
    answer: int,
) -> None:
    """Not at once, and with the same number; a redirect is not followed, for it leads elsewhere."""
    end_point.answers = [answer]
    assert (bring_due(), bring_due()) == (WAITS, NOTHING)
    later(monkeypatch, timedelta(minutes=2))
    assert bring_due() == DONE
    assert {headers["Spoorboek-Bericht"] for headers, _ in end_point.taken} == {queued.number}
    assert session.exec(select(Message)).all() == []


@pytest.mark.parametrize("answer", [400, 401, 404, 409, 422])
def test_what_is_refused_is_given_up_and_told_at_once(
    session: Session, end_point: EndPoint, key: SigningKey, queued: OutgoingMessage, answer: int
) -> None:
    """The same message would be refused again; operations hears it, without anything of the message."""
    end_point.answers = [answer]
    assert (bring_due(), bring_due()) == (GIVEN_UP, NOTHING)
    (mail,) = session.exec(select(Message)).all()
    assert mail.subject.endswith("· bericht niet gebracht bij bureau eerste")
    assert f"(http {answer})" in " ".join(mail.body.split())


def test_a_bureau_that_stays_silent_is_given_up_after_a_day(
    session: Session, end_point: EndPoint, key: SigningKey, queued: OutgoingMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tried with growing pauses; the message is told once, whatever comes after."""
    end_point.close()
    assert bring_due() == WAITS
    for _ in range(3):
        later(monkeypatch, timedelta(hours=2))
        assert bring_due() == WAITS
    later(monkeypatch, PATIENCE)
    assert (bring_due(), bring_due()) == (GIVEN_UP, NOTHING)
    assert len(session.exec(select(Message)).all()) == 1
    session.expire_all()
    assert str(session.exec(select(OutgoingMessage.last_error)).one()).startswith("geen verbinding: ")


def test_a_certificate_nobody_vouches_for_gets_nothing(
    end_point: EndPoint, key: SigningKey, queued: OutgoingMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who stands between two parties is not told what they say."""
    monkeypatch.delenv("SSL_CERT_FILE")
    assert bring_due() == WAITS
    assert end_point.taken == []


def test_nothing_goes_without_a_key_that_holds(
    session: Session, end_point: EndPoint, queued: OutgoingMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that ended signs nothing; one that is made later is waited for, and the address stays as it was."""
    row = session.exec(select(BureauKey)).one()
    row.ends_at = clock.now() - timedelta(seconds=1)
    session.add(row)
    session.commit()
    assert bring_due() == WAITS
    assert end_point.taken == []
    new_key(session, "eerste", timedelta(days=1))
    session.commit()
    later(monkeypatch, timedelta(minutes=2))
    assert bring_due() == DONE


def test_a_bureau_without_an_end_point_gets_mail_alone(session: Session, case: Case, queued: OutgoingMessage) -> None:
    """Nothing is queued for it any more."""
    queue_for_end_point(session, case, bureau(session).id, [session.exec(select(Document)).one()])  # made again
    new_key(session, "eerste", timedelta(days=1), "")
    queue_for_end_point(session, case, bureau(session).id, [session.exec(select(Document)).one()])
    assert len(session.exec(select(OutgoingMessage)).all()) == 1


@pytest.mark.parametrize(
    "address", ["http://b.example/", "b.example", "https://u:p@b.example/", "https://b.example/ x"]
)
def test_an_address_without_tls_is_refused(session: Session, case: Case, address: str) -> None:
    """Nor one with a name and a password in it; no key is made then."""
    with pytest.raises(InputError, match="Verwacht een https-adres"):
        new_key(session, "eerste", timedelta(days=1), address)
    assert session.exec(select(BureauKey)).all() == []
