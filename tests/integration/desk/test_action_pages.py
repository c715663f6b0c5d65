"""Actions on a case at the desk: what is offered to whom, what a form shows before it is recorded, and once-ness."""

import re
from collections.abc import Callable

import pytest
from sqlmodel import Session, col, select
from support.desk.desk_cases import ON, assign, live_case
from support.desk_site import DeskClient, DeskSite, text_of

from models.tables import Account, Case, CaseEvent

NAME, COLLEAGUE = "Zoë <b>van den Berg</b>", "Fatima El Amrani"
TODAY = ON.isoformat()


@pytest.fixture
def numbers(session: Session, make_case: Callable[..., Case]) -> tuple[str, str]:
    """Live two cases of six weeks; return their numbers."""
    return live_case(session, make_case, 40, name=NAME), live_case(session, make_case, 40, name=COLLEAGUE)


@pytest.fixture
def manager(desk: DeskSite, session: Session, numbers: tuple[str, str]) -> Account:
    """Make a casemanager who is assigned to the first case, and reaches no other."""
    account = desk.account("casemanager")
    assign(session, account, "Casper Manager", numbers[0])
    return account


def reported(session: Session) -> list[str]:
    """List the kinds of what was reported beside the sick reports."""
    session.expire_all()
    query = select(CaseEvent.kind).where(CaseEvent.kind != "sick_reported")
    return list(session.exec(query.order_by(col(CaseEvent.id))))


def hidden_of(page: str) -> dict[str, str]:
    """Return the hidden fields of the form of an action, as its page has them."""
    form = page.partition('action="/zaak/')[2].partition("</form>")[0]
    found = dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', form))
    return {name: value for name, value in found.items() if name != "csrf"}


def look(client: DeskClient, path: str, **fields: str) -> str:
    """Fill in the form of an action and ask what would follow; return that page."""
    answer = client.send_form(path, **hidden_of(client.get(path).text), **fields)
    assert answer.status_code == 200, text_of(answer)
    return answer.text


def test_an_action_shows_what_follows_and_is_recorded_once(
    desk: DeskSite, session: Session, manager: Account, numbers: tuple[str, str]
) -> None:
    """Looking records nothing; the page names dates, mails and people; recorded twice it is recorded once."""
    client, number = desk.client_of(manager), numbers[0]
    path = f"/zaak/{number}/actie/spreekuur_gemist"
    assert path in client.get(f"/zaak/{number}/acties").text
    page = look(client, path, datum=TODAY)
    said = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "klopt dit?" in said
    assert "spreekuur van 23-11-2026 niet doorgegaan" in said
    assert "Casper Manager casemanager, want werknemer heeft geen adres · m…@bedrijf.test vandaag" in said
    assert "Geen enkele datum verandert." in said
    assert reported(session) == []
    sent = hidden_of(page) | {"stap_van_formulier": "vastleggen"}
    answers = [client.send_form(path, **sent) for _ in range(2)]
    assert [answer.headers["location"] for answer in answers] == [
        f"/zaak/{number}?vastgelegd={number}.2",
        f"/zaak/{number}?vastgelegd={number}.2&al=1",
    ]
    assert reported(session) == ["paper_requested"]
    assert "Vastgelegd bij" in text_of(client.get(answers[0].headers["location"]))
    dates = look(client, f"/zaak/{number}/actie/verlof", datum="2026-12-01", tot_en_met="2027-03-20")
    assert "Einde" in dates or "Wordt" in dates
