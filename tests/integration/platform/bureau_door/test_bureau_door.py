"""The end point for bureaus: a real HTTPS server with a certificate of its own, and bureaus that behave and do not."""

import json
import logging
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select
from support.bureaus.referred_cases import bureau_message, referred_case
from support.bureaus.simulator import BureauSimulator
from support.mail_server import free_port

from models.record import load_record
from models.tables import BureauKey, Case, Employee, IncomingMessage
from models.verification import verify_record
from spoorboek import clock
from spoorboek.demo.bureau.certificate import certificate
from spoorboek.platform.bureau_door import app as door_app
from spoorboek.platform.bureau_door import process
from spoorboek.platform.bureau_door.certificate import UnusableCertificate, check_certificate
from spoorboek.platform.port import bind_server
from spoorboek.settings import Settings, SettingsError, settings
from tasks.channels.bureau_keys import new_key
from tasks.channels.message_list import list_messages
from templates.bureau_messages import MOST_BYTES

pytestmark = pytest.mark.usefixtures("working_day")
WEEK = timedelta(days=7)
Woken = list[str]


@pytest.fixture
def case(session: Session, make_case: Callable[..., Case]) -> Case:
    """Return a case that was referred to a bureau."""
    return referred_case(session, session.get_one(Employee, make_case(name="Tamar Kanarie").employee_id))


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> Woken:
    """Collect the cases that are woken."""
    found: Woken = []
    monkeypatch.setattr(process, "wake", found.extend)
    return found


@pytest.fixture
def bureau(
    session: Session,
    case: Case,
    woken: Woken,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fresh: Callable[[], None],
) -> Iterator[BureauSimulator]:
    """Run the end point with TLS, and return a bureau that has a key."""
    certificate(tmp_path)
    port = free_port()
    for name, value in {"PORT": port, "CERTIFICATE": "server.pem", "CERTIFICATE_KEY": "server.pem"}.items():
        monkeypatch.setenv(f"SPOORBOEK_BUREAU_{name}", str(port if name == "PORT" else tmp_path / str(value)))
    fresh()
    check_certificate(settings())
    key = new_key(session, "eerste", WEEK)
    session.commit()
    server = process.server(settings())
    runs = threading.Thread(target=server.run, args=([bind_server(port)],))
    runs.start()
    while not server.started:
        time.sleep(0.05)
    yield BureauSimulator(key, f"https://127.0.0.1:{port}{door_app.PATH}", tmp_path / "server.pem")
    server.should_exit = True
    runs.join(20)


def answers(session: Session, case: Case) -> list[str]:
    """List what was recorded of the answers of bureaus."""
    session.expire_all()
    return [e.data["answer"] for e in load_record(session, case).events if e.kind == "bureau_answered"]


def test_a_signed_message_is_taken_once(session: Session, case: Case, bureau: BureauSimulator, woken: Woken) -> None:
    """Sent twice, or recorded by who listened in and sent again: the same answer, and no second act."""
    bureau.twice = True
    first, second = bureau.send(bureau_message(case, "weigering"))
    assert (first.status_code, first.json()) == (200, {"uitkomst": "aanvaard", "ontvangst": 1})
    assert (second.status_code, second.json()["uitkomst"]) == (200, "herhaald")
    assert (answers(session, case), woken) == (["geweigerd"], [case.number])
    assert verify_record(session) == []


def test_a_forged_message_is_refused_and_kept_as_a_line(session: Session, case: Case, bureau: BureauSimulator) -> None:
    """Another secret, another body, no signature, an unknown key: one answer for all, and nothing of it is kept."""
    right = bureau_message(case, "weigering")
    bureau.send(bureau_message(case, "voortgang"))
    body = json.dumps(right).encode()
    found = [bureau.slip(body), bureau.unsigned(body)]
    bureau.forges = True
    found += bureau.send(right)
    bureau.key = bureau.key._replace(name="eerste-00000000")
    found += bureau.send(right)
    assert {(each.status_code, each.json()["detail"]) for each in found} == {(401, door_app.UNSIGNED)}
    assert answers(session, case) == []
    rows = session.exec(select(IncomingMessage).order_by("id")).all()[1:]  # type: ignore[arg-type]
    assert [(each.case_id, each.content, each.size) for each in rows] == [(None, None, len(body))] * 4
    refused = [each.reason for each in list_messages(session, refused=True)]
    assert sorted(map(str, refused)) == ["onbekend_bureau", "onbekend_bureau", "vervalst", "vervalst"]


@pytest.mark.parametrize("minutes", [-6, 6, -60 * 24 * 365])
def test_a_signature_of_another_time_is_refused(
    session: Session, case: Case, bureau: BureauSimulator, minutes: int
) -> None:
    """So what was recorded once cannot be sent tomorrow, nor signed for tomorrow today; the answer says why."""
    bureau.clock = timedelta(minutes=minutes)
    (answer,) = bureau.send(bureau_message(case, "weigering"))
    assert answer.status_code == 401
    assert answer.json()["detail"].startswith("De tijd van de handtekening wijkt")
    bureau.clock = timedelta(minutes=4 if minutes > 0 else -4)
    assert bureau.send(bureau_message(case, "weigering"))[0].status_code == 200


def test_every_fault_is_told_to_the_bureau_and_no_value(case: Case, bureau: BureauSimulator) -> None:
    """As RFC 9457 has it: what is wrong and where, and never what was sent."""
    (answer,) = bureau.send(bureau_message(case, "weigering", reden="Kanarie", diagnose="Kanarie"))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.json()["fouten"]) == 2
    assert "Kanarie" not in answer.text


def test_a_bureau_learns_nothing_of_cases_of_others(case: Case, bureau: BureauSimulator) -> None:
    """A referral to another bureau and one that does not exist give the same answer."""
    found = [bureau.send(bureau_message(case, "weigering", zaak="Z-ZZZZZ"))[0].json() for _ in range(2)]
    other = bureau.send(bureau_message(case, "weigering", aanmelding=2))[0].json()
    assert {name: other[name] for name in ("status", "detail", "fouten")} == {
        name: found[0][name] for name in ("status", "detail", "fouten")
    }
    assert other["status"] == 404


def test_the_number_that_was_signed_is_that_of_the_message(case: Case, bureau: BureauSimulator) -> None:
    """Else one signature could stand for two messages."""
    body = json.dumps(bureau_message(case, "weigering")).encode()
    answer = bureau.post(body, bureau.headers("een-ander", body))
    assert (answer.status_code, answer.json()["fouten"]) == (422, ["/bericht: verwacht het nummer dat is ondertekend."])


@pytest.mark.parametrize("body", [b"x" * (MOST_BYTES + 1), b"x" * 10_000_000])
def test_a_large_body_is_not_read(session: Session, case: Case, bureau: BureauSimulator, body: bytes) -> None:
    """Neither when its length is stated, nor when it comes in pieces; that it came stands there, without content."""
    headers = bureau.headers("x", b"")
    assert bureau.post(body, headers).status_code == 413
    host, port = "127.0.0.1", int(bureau.url.split(":")[2].split("/")[0])
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with context.wrap_socket(socket.create_connection((host, port), timeout=20)) as raw:
        raw.sendall(f"POST {door_app.PATH} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        try:
            for _ in range(0, len(body), 65536):
                raw.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        except OSError:
            pass  # the server answered and left
        assert raw.recv(20).startswith(b"HTTP/1.1 413")
    assert [(each.reason, each.case, each.bureau) for each in list_messages(session)] == [("te_groot", None, None)] * 2
    assert [each.content for each in session.exec(select(IncomingMessage))] == [None, None]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"a":' * 9000, b'{"zaak": NaN}', b'{"a": 1, "a": 2}', b"PK\x03\x04", b"\xff\xfe{"]
)
def test_signed_garbage_is_refused_in_a_sentence(session: Session, bureau: BureauSimulator, body: bytes) -> None:
    """A key gives no right to break anything; what names no case that is known is not kept."""
    answer = bureau.post(body, bureau.headers("x", body))
    assert answer.status_code == 404
    assert "Traceback" not in answer.text
    assert session.exec(select(IncomingMessage.size)).one() == len(body)


def test_there_is_one_address_and_nothing_to_look_at(bureau: BureauSimulator) -> None:
    """No pages, no description, no server header; any other request gets the same sentence."""
    import httpx

    for path in ("/", "/docs", "/openapi.json", "/berichten/", "/berichten/../x"):
        answer = httpx.get(bureau.url.removesuffix(door_app.PATH) + path, verify=False)
        assert answer.status_code in (404, 405)
        assert answer.json()["detail"] == f"Alleen POST {door_app.PATH} bestaat hier."
        assert "server" not in answer.headers


def test_who_asks_too_often_waits(case: Case, bureau: BureauSimulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """A number at once, then one each two seconds; the answer says how long, and nothing is read of the others."""
    found = [bureau.unsigned(b"{}").status_code for _ in range(door_app.REQUESTS[0] + 3)]
    assert found[0] == 401
    last = bureau.unsigned(b"{}")
    assert (last.status_code, last.headers["retry-after"]) == (429, "2")


def test_forgeries_cannot_fill_the_record(session: Session, bureau: BureauSimulator) -> None:
    """Some are recorded, so that operations hears; the others are refused alike."""
    for _ in range(25):
        bureau.unsigned(b"{}")
    assert len(list_messages(session)) == door_app.KEPT_FORGERIES[0]


def test_an_error_here_tells_nothing_of_itself(
    case: Case, bureau: BureauSimulator, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The bureau hears that it failed; the log has the kind of error, and nothing of what was sent."""
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(door_app, "receive", lambda _: json.loads("Kanarie"))
    (answer,) = bureau.send(bureau_message(case, "weigering"))
    assert (answer.status_code, answer.json()["title"]) == (500, "Internal Server Error")
    assert "Kanarie" not in answer.text
    ours = [each.getMessage() for each in caplog.records if each.name.startswith("spoorboek")]
    assert any("JSONDecodeError" in line for line in ours)
    assert not any("Kanarie" in line or case.number in line for line in ours)


def test_a_new_key_takes_over_from_the_old(
    session: Session, case: Case, bureau: BureauSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both hold for a while, so that nothing is refused meanwhile; then the old one is of nobody."""
    old, new = bureau.key, new_key(session, "eerste", WEEK)
    session.commit()
    assert old.secret != new.secret
    for number, key in enumerate((old, new)):
        bureau.key = key
        assert bureau.send(bureau_message(case, "voortgang", bericht=f"n{number}"))[0].status_code == 200
    row = session.exec(select(BureauKey).where(BureauKey.name == old.name)).one()
    row.ends_at = clock.now() - timedelta(seconds=1)
    session.add(row)
    session.commit()
    bureau.key = old
    assert bureau.send(bureau_message(case, "voortgang", bericht="n3"))[0].status_code == 401


def test_the_process_takes_messages_while_the_engine_is_away(
    session: Session, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process of its own with TLS: what it takes is recorded, the wake waits, the log has no content."""
    certificate(tmp_path)
    port, pem, key = free_port(), str(tmp_path / "server.pem"), new_key(session, "eerste", WEEK)
    session.commit()
    own = {
        "SPOORBOEK_BUREAU_PORT": str(port),
        "PREFECT_API_URL": "http://127.0.0.1:9/api",
        "PREFECT_HOME": str(tmp_path),
    }
    own |= {"SPOORBOEK_BUREAU_CERTIFICATE": pem, "SPOORBOEK_BUREAU_CERTIFICATE_KEY": pem}
    command = [sys.executable, "-P", "-m", "spoorboek.platform.bureau_door.process"]
    with (tmp_path / "log").open("wb") as log:
        door = subprocess.Popen(command, env={**os.environ, **own}, stdout=log, stderr=log)
    try:
        bureau = BureauSimulator(key, f"https://127.0.0.1:{port}{door_app.PATH}", tmp_path / "server.pem")
        await_port(port)
        (answer,) = bureau.send(bureau_message(case, "weigering"))
        assert (answer.status_code, answer.json()["uitkomst"]) == (200, "aanvaard")
        assert bureau.unsigned(b"{}").status_code == 401
    finally:
        door.terminate()
        door.wait(20)
    assert answers(session, case) == ["geweigerd"]
    written = (tmp_path / "log").read_text()
    assert "POST 200" in written
    assert "POST 401" in written
    assert not any(word in written for word in (case.number, "geen_plaats", key.secret, "Traceback"))


def await_port(port: int) -> None:
    """Wait until somebody listens on a port."""
    end = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def test_a_door_to_the_outside_needs_a_certificate(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without TLS it listens to this machine alone; a certificate that cannot be used is told before the start."""
    monkeypatch.setenv("SPOORBOEK_BUREAU_PORT", "4300")
    monkeypatch.setenv("SPOORBOEK_BUREAU_HOST", "0.0.0.0")
    settings.cache_clear()
    with pytest.raises(SettingsError, match=r"SPOORBOEK_BUREAU_CERTIFICATE_KEY klopt niet.*van buiten te bereiken"):
        settings()
    monkeypatch.setenv("SPOORBOEK_BUREAU_CERTIFICATE", str(tmp_path / "weg.pem"))
    monkeypatch.setenv("SPOORBOEK_BUREAU_CERTIFICATE_KEY", str(tmp_path / "weg.pem"))
    with pytest.raises(UnusableCertificate, match=r"weg\.pem"):
        check_certificate(Settings())
    settings.cache_clear()
