"""A mail to a colleague leads to the page of its step; one to who has no account of the house names none."""

import re
from collections.abc import Callable

import pytest
from sqlmodel import Session, col, select
from support.desk.desk_cases import assign, live_case
from support.desk_site import DeskSite, text_of

from models.tables import Case, Contact, DigestLine, Employee, Employer, EmployerRole, Message
from tasks.desk_links import desk_page

ADDRESS = "https://werkplek.huis.example"
LINK = re.compile(rf"^{ADDRESS}(/\S+)$", re.MULTILINE)


@pytest.fixture
def mails(
    session: Session,
    make_case: Callable[..., Case],
    monkeypatch: pytest.MonkeyPatch,
    fresh: Callable[[], None],
) -> Callable[[str], list[Message]]:
    """Return a way to live a case with everybody in it, given the address of the desk, and read its mails."""

    def lived(address: str) -> list[Message]:
        monkeypatch.setenv("SPOORBOEK_DESK_ADDRESS", address)
        fresh()
        number = live_case(session, make_case, 210, name="Noor Canarie", email="noor@thuis.example")
        employer = session.exec(select(Employer)).first()
        assert employer is not None
        for role in ("casemanager", "leidinggevende", "hr", "directie", "bedrijfsarts"):
            contact = Contact(code=role, name=f"Mens {role}", email=f"{role}@huis.example")
            session.add(contact)
            session.flush()
            session.add(EmployerRole(employer_id=employer.id, role=role, contact_id=contact.id))
        session.commit()
        assert session.exec(select(Employee)).first() is not None
        live_case(session, make_case, 330, name="Tweede Canarie", email="tweede@thuis.example")
        assert number
        return list(session.exec(select(Message).order_by(col(Message.id))))

    return lived


def test_a_link_lands_on_the_page_of_its_step(
    desk: DeskSite, session: Session, mails: Callable[[str], list[Message]]
) -> None:
    """Every link in a mail of the house is a page that is there, of the case and the step of that mail."""
    linked = {mail.to_role: found for mail in mails(ADDRESS) if (found := LINK.findall(mail.body))}
    assert {"casemanager", "leidinggevende"} <= linked.keys()
    assert linked.keys() <= {"casemanager", "leidinggevende", "hr", "bedrijfsarts"}
    account = desk.account("casemanager", everyone=True)
    assign(session, account, "Casper")
    client, paths = desk.client_of(account), {path for found in linked.values() for path in found}
    assert any("/stap/" in path for path in paths)
    for path in paths:
        answer = client.get(path)
        assert (answer.status_code, "Deze pagina bestaat niet" in answer.text) == (200, False), path
    step = next(path for path in sorted(paths) if "/stap/" in path)
    assert "Waarom deze datum" in text_of(client.get(step))
    stranger = desk.visitor().get(step)
    assert stranger.headers["location"].startswith("/aanmelden?naar=%2Fzaak%2F")
    lines = [line.text for line in session.exec(select(DigestLine))]
    assert any(LINK.search(text) for text in lines)


def test_who_has_no_account_gets_no_address(mails: Callable[[str], list[Message]]) -> None:
    """Employees, bureaus, management and operations read no address of the house."""
    found = mails(ADDRESS)
    outside = [mail for mail in found if mail.to_role in ("werknemer", "bureau", "directie", "operatie")]
    assert {"werknemer"} <= {mail.to_role for mail in outside}
    assert [mail.subject for mail in outside if "huis.example/" in mail.body and mail.stands_in is None] == []
    assert [desk_page("/vandaag", role) for role in ("werknemer", "bureau", "uwv", "directie", "operatie")] == [
        None
    ] * 5


def test_without_an_address_no_mail_has_a_link(mails: Callable[[str], list[Message]], session: Session) -> None:
    """An installation that does not say where its desk is names no address of one machine in a mail."""
    found = mails("")
    assert found
    assert [mail.subject for mail in found if "http" in mail.body.replace("https://wetten.overheid.nl", "")] == []
    assert [line.text for line in session.exec(select(DigestLine)) if "http" in line.text] == []
