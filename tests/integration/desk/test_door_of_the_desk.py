"""What stands around every page: headers, forms of other sites, other hosts, sessions that ended, proxies."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select
from starlette.requests import Request
from support.desk_site import DeskSite, text_of

from models.accounts.account_roles import AccountRole
from models.accounts.accounts import change_scope, close_account
from models.accounts.reading_trail import note_reading, readings_of
from models.operators import remove_operator
from models.tables import Case, CaseReading, DeskSession
from models.verification import verify_record
from spoorboek import clock
from spoorboek.desk.entering import local_path
from spoorboek.desk.permissions import Permission, account_scope
from spoorboek.desk.surroundings import Surroundings
from spoorboek.desk.viewers import viewer_of
from spoorboek.settings import Settings

OURS = {"Sec-Fetch-Site": "same-origin"}


def test_every_answer_has_its_headers(desk: DeskSite) -> None:
    """Pages, redirects, errors and files: no script, no frame, no referrer; names are kept by no browser."""
    client = desk.log_in("casemanager")
    for path in ("/", "/aanmelden", "/niet-hier", "/werkplek.css", "/afmelden"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
        assert headers["cache-control"] == ("max-age=3600" if path.endswith(".css") else "no-store")
        assert "server" not in headers


def test_a_form_of_another_site_does_nothing(desk: DeskSite) -> None:
    """Without the token of this session, or from another site, nobody is logged out, nor anything else done."""
    client = desk.log_in("casemanager")
    right = {"csrf": client.csrf}
    forged: list[tuple[dict[str, Any], dict[str, str]]] = [
        ({"other": "x"}, OURS),
        ({"csrf": "0" * 64}, OURS),
        ({"csrf": [client.csrf, client.csrf]}, OURS),
        ({"csrf": desk.log_in("casemanager").csrf}, OURS),
        (right, {"Sec-Fetch-Site": "cross-site"}),
        (right, {"Sec-Fetch-Site": "same-site"}),
        (right, {"Origin": "https://evil.example"}),
    ]
    for fields, headers in forged:
        answer = client.post("/afmelden", data=fields, headers=headers)
        assert (answer.status_code, "geldt niet meer" in text_of(answer)) == (403, True)
    assert client.get("/account").status_code == 200
    assert client.post("/afmelden", data=right, headers={"Origin": "null"}).status_code == 303


def test_a_form_is_read_with_limits(desk: DeskSite) -> None:
    """What is too large, of another kind, or no text, is refused before anything looks at it."""
    client = desk.log_in("casemanager")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    bodies = [(b"x=" + b"1" * 300_000, form), (b"&".join([b"a=1"] * 6000), form), (b"a=\xff", form), (b"{}", {})]
    for body, headers in bodies:
        assert client.post("/afmelden", content=body, headers=headers | OURS).status_code == 400
    assert client.get("/account").status_code == 200


def test_only_our_own_name_is_answered(desk: DeskSite) -> None:
    """A page elsewhere that lets its name point here gets nothing."""
    assert desk.visitor().get("/aanmelden", headers={"Host": "evil.example"}).status_code == 400


def test_a_session_ends(desk: DeskSite, session: Session) -> None:
    """Unused for an hour, after ten hours, after a change of roles, when the account is closed: it is over."""

    def age(column: str, by: timedelta) -> None:
        row = session.exec(select(DeskSession)).one()
        setattr(row, column, getattr(row, column) - by)
        session.add(row)
        session.commit()

    ended = []
    for end in ("unused", "old", "changed", "closed"):
        account = desk.account("casemanager")
        client = desk.client_of(account)
        assert client.get("/account").status_code == 200
        if end == "unused":
            age("seen_at", timedelta(minutes=61))
        elif end == "old":
            age("ends_at", timedelta(hours=10, minutes=1))
        elif end == "changed":
            change_scope(session, account, account_scope([AccountRole.AUDITOR]), "operator-1")
        else:
            close_account(session, account, "operator-1")
        session.commit()
        ended.append((client.get("/").headers["location"], client.send_form("/afmelden").headers["location"]))
        session.expire_all()
        for row in session.exec(select(DeskSession)).all():
            session.delete(row)
        session.commit()
    assert ended == [("/aanmelden", "/aanmelden?verlopen=1")] * 4


def test_a_removed_operator_changes_nothing(desk: DeskSite, session: Session) -> None:
    """Who is taken off the list of operators goes on to read, and records nothing."""
    account = desk.account("casemanager")
    assert viewer_of(session, account, account.created_at.date()).may(Permission.RECORD_STEPS)
    remove_operator(session, account.code, "operator-1")
    viewer = viewer_of(session, account, account.created_at.date())
    assert (viewer.may(Permission.RECORD_STEPS), viewer.may(Permission.READ_CASES)) == (False, True)


@pytest.mark.parametrize(
    "way", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "\t//evil", "/\n/evil", ""]
)
def test_one_is_sent_nowhere_else_after_logging_in(way: str) -> None:
    """A link with a way to go on leads to a page of ours, or to the start page."""
    assert local_path(way) == "/"
    assert local_path("/zaken/Z-12345?week=8") == "/zaken/Z-12345?week=8"


def request(peer: str, *forwarded: str) -> Request:
    """Make a request of a peer, with what it says of others."""
    headers = [(b"x-forwarded-for", each.encode()) for each in forwarded]
    return Request({"type": "http", "headers": headers, "client": (peer, 1)})


def test_only_our_proxy_is_believed() -> None:
    """What anybody else says about where it comes from is not; of IPv6 a whole network counts as one source."""
    around = Surroundings(frozenset(), True, frozenset({"127.0.0.1", "10.0.0.2"}))
    assert around.source(request("127.0.0.1", "203.0.113.9")) == "203.0.113.9"
    assert around.source(request("127.0.0.1", "1.1.1.1, 203.0.113.9", "10.0.0.2")) == "203.0.113.9"
    assert around.source(request("198.51.100.1", "203.0.113.9")) == "198.51.100.1"
    assert around.source(request("127.0.0.1", "2001:db8:1:2:3::4")) == "2001:db8:1:2::/64"
    assert around.source(request("127.0.0.1", "nonsense")) == "?"
    assert around.cookie == "__Host-werkplek"


def test_the_address_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address behind a proxy is the only one; without one this machine is, by number and by name."""
    plain = Surroundings.of(Settings(desk_port=4281))
    assert plain.origins == {"http://127.0.0.1:4281", "http://localhost:4281"}
    assert plain.secure is False
    proxied = Surroundings.of(Settings(desk_address="https://Werkplek.bedrijf.example/", desk_proxies="127.0.0.1"))
    assert (proxied.origins, proxied.secure) == ({"https://werkplek.bedrijf.example"}, True)
    for wrong in (
        {"desk_address": "werkplek"},
        {"desk_proxies": "overal"},
        {"desk_host": "10.0.0.1", "desk_port": 4281},
    ):
        with pytest.raises(ValueError, match="desk_"):
            Settings(**wrong)  # type: ignore[arg-type]


def test_who_read_is_recorded_with_what_was_shown(session: Session, make_case: Callable[..., Case]) -> None:
    """A page that names a case is recorded for it, in the ledger of that case, before it is shown."""
    case = make_case(date(2026, 1, 5))
    note_reading(session, case, "casemanager-1", "Zaak", clock.now())
    session.commit()
    assert [(line.actor, line.page) for line in readings_of(session, case)] == [("casemanager-1", "Zaak")]
    assert verify_record(session) == []
    assert session.exec(select(CaseReading)).one().case_id == case.id
