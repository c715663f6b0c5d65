"""Employers and bureaus at the desk: who sees them, what is changed with its trace, and what is refused."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlmodel import Session, col, select
from support.desk.desk_cases import ON, live_case
from support.desk_site import DeskClient, DeskSite, text_of
from support.logos import logo

from models.bureaus.changes import enrol_bureau
from models.edition_history import edition_in_force
from models.record import own_risks_of
from models.tables import (
    Bureau,
    BureauAct,
    BureauTerms,
    Case,
    CaseEvent,
    CaseRole,
    Contact,
    Employer,
    EmployerAgreement,
    EmployerRole,
    Letterhead,
    PartyValue,
    RetentionAct,
)
from models.verification import verify_record
from tasks.papers.letterhead_recording import LetterheadChange, record_letterhead


@pytest.fixture
def employer(session: Session, make_case: Callable[..., Case]) -> Employer:
    """Live a case at an employer, beside one that has none."""
    live_case(session, make_case, 40, name="Zoë Kers")
    session.add(Employer(code="smederij", name="Smederij <b>Vonk</b>"))
    session.commit()
    return session.exec(select(Employer).where(Employer.code == "bakkerij")).one()


@pytest.fixture
def bureau(session: Session, employer: Employer) -> str:
    """Enrol a bureau."""
    values = {"name": "Stap <b>Verder</b>", "email": "post@stap.example", "regions": (), "services": ()}
    enrol_bureau(session, "stap", values, "operator-1", ON)
    session.commit()
    return "/bureaus/stap"


def send(client: DeskClient, path: str, form: str, **fields: Any) -> httpx.Response:
    """Send one of the forms of a page."""
    return client.send_form(path, **{"formulier": str(uuid4()), "blok": form, **fields})


def test_what_holds_for_an_employer_is_recorded_and_shown(desk: DeskSite, session: Session, employer: Employer) -> None:
    """Data, own risk, a collective agreement and a role hold in all cases, each under the code of who recorded it."""
    account = desk.account("casemanager", everyone=True)
    client, path = desk.client_of(account), "/werkgevers/bakkerij"
    forms: list[tuple[str, dict[str, Any]]] = [
        ("gegevens", {"adres": "Ovenweg 3", "postcode": "3511 AB", "plaats": "Utrecht", "telefoon": "030 1234567"}),
        ("eigenrisico", {"risico": ["zw", "wga"], "vanaf": "2026-01-01"}),
        ("regeling", {"sinds": "2026-01-01", "bron": "cao", "loon": "26"}),
        ("rol", {"rol": "hr", "wie": "nieuw", "naam": "Hans Hr", "mail": "hr@bakkerij.example"}),
        ("briefhoofd", {"kleur": "#17405f", "retour": "Postbus 1, 3500 AA Utrecht"}),
    ]
    for form, fields in forms:
        answer = send(client, path, form, **fields)
        assert answer.status_code == 303, (form, text_of(answer))
    page = text_of(client.get(f"{path}?gedaan=rol"))
    for words in ("Vastgelegd.", "Ovenweg 3", "Ziektewet vanaf 1 januari 2026", "de WGA", "26 weken loon", "Hans Hr"):
        assert words in page, words
    assert "kleur #17405f" in page
    for words in ("rol hr van werkgever gewijzigd", "eigenrisicodrager: de Ziektewet", "briefhoofd gewijzigd"):
        assert words in page, words
    session.expire_all()
    told = set(session.exec(select(CaseEvent.kind).where(CaseEvent.actor == account.code)))
    assert told == {"own_risk_set", "employer_agreement_set"}
    assert own_risks_of(session, employer.id)["risks"] == ["wga", "zw"]
    assert session.exec(select(EmployerRole.role)).all() == ["hr"]
    assert {each.actor for each in session.exec(select(PartyValue))} == {account.code}
    assert session.exec(select(Letterhead.actor)).all() == [account.code]
    assert verify_record(session) == []


WRONG_OF_EMPLOYER = (
    ("gegevens", {"postcode": "12"}, "Schrijf de postcode als"),
    ("gegevens", {"telefoon": "bel"}, "Geef één telefoonnummer"),
    ("eigenrisico", {"risico": ["wga"], "vanaf": "2026-01-01"}, "De dagen horen bij de Ziektewet"),
    ("eigenrisico", {"risico": ["zw"], "vanaf": "2026-05-01", "tot": "2026-01-01"}, "na een eerste dag"),
    ("eigenrisico", {"risico": ["zw"], "tot": "2026-01-01"}, "na een eerste dag"),
    ("regeling", {"sinds": "", "bron": "cao"}, "Vul een datum in."),
    ("regeling", {"sinds": "2026-01-01", "bron": "zomaar"}, "zomaar"),
    ("regeling", {"sinds": "2026-01-01", "bron": "cao", "loon": "veel"}, "Geef een aantal weken"),
    ("regeling", {"sinds": "2026-01-01", "eind": "2025-01-01", "bron": "cao"}, "ligt vóór de eerste"),
    ("rol", {"rol": "koning", "wie": "mij"}, "Kies een rol uit de lijst"),
    ("rol", {"rol": "hr", "wie": "77"}, "Kies iemand uit de lijst"),
    ("briefhoofd", {"kleur": "roze"}, "Deze kleur is niet te lezen"),
    ("weg", {}, "niet volledig"),
)


def test_what_is_wrong_of_an_employer_changes_nothing(desk: DeskSite, session: Session, employer: Employer) -> None:
    """Each is refused in words on the page, in the form that was sent; nothing is written."""
    client = desk.log_in("casemanager", everyone=True)
    for form, fields, words in WRONG_OF_EMPLOYER:
        answer = send(client, "/werkgevers/bakkerij", form, **fields)
        assert answer.status_code == 422, (form, fields)
        assert words in text_of(answer), (form, text_of(answer))
    session.expire_all()
    for table in (PartyValue, EmployerAgreement, RetentionAct, EmployerRole, Letterhead):
        assert session.exec(select(table)).all() == [], table


def test_an_employer_is_seen_and_changed_within_reach(desk: DeskSite, session: Session, employer: Employer) -> None:
    """Who sees one employer finds no other; who has one case there reads, and changes nothing that holds in all."""
    record_letterhead(session, "bakkerij", LetterheadChange(logo()), "operator-1")
    session.commit()
    client = desk.log_in("werkgever", employer_ids=[employer.id])
    assert "Vonk" not in client.get("/werkgevers").text
    assert client.get("/werkgevers/bakkerij").status_code == 200
    picture = client.get("/werkgevers/bakkerij/briefhoofd.png")
    assert (picture.headers["content-type"], picture.content[:4]) == ("image/png", b"\x89PNG")
    for path in ("/werkgevers/smederij", "/werkgevers/smederij/briefhoofd.png", "/werkgevers/x%2F..%2Fy"):
        assert client.get(path).status_code == 404
    assert send(client, "/werkgevers/bakkerij", "gegevens", plaats="Elders").status_code == 403
    assert "&lt;b&gt;Vonk" in desk.log_in("casemanager", everyone=True).get("/werkgevers").text
    contact = Contact(code="cm", name="Cas", email="cas@arbo.example")
    session.add(contact)
    session.flush()
    session.add(EmployerRole(employer_id=employer.id, role="casemanager", contact_id=contact.id))
    session.commit()
    own = desk.log_in("casemanager", contact_ids=[contact.id])
    assert 'name="blok"' not in own.get("/werkgevers/bakkerij").text
    assert send(own, "/werkgevers/bakkerij", "gegevens", plaats="Elders").status_code == 403
    assert session.exec(select(PartyValue)).all() == []


def test_a_bureau_is_changed_with_its_trace(desk: DeskSite, session: Session, bureau: str) -> None:
    """What differs is recorded by the same report as the command; names stay out of the trace."""
    account = desk.account("casemanager", everyone=True)
    client = desk.client_of(account)
    choices = edition_in_force(session).house.choices
    service, reason = next(iter(choices["service"])), next(iter(choices["bureau_inactive"]))
    forms: list[tuple[str, dict[str, Any]]] = [
        ("voorwaarden", {"capacity": "12", "waiting_days": "5", "contract_until": "2027-12-31"}),
        ("aanbod", {"services": [service]}),
        ("tarieven", {"prices_from": "2026-12-01", f"price_{service}": "4.250,50"}),
        ("contacten", {"contactpersoon": "Eva Stap", "contactpersoon_mail": "eva@stap.example"}),
        ("algemeen", {"active": "nee", "reden": reason}),
    ]
    for form, fields in forms:
        answer = send(client, bureau, form, **fields)
        assert answer.status_code == 303, (form, text_of(answer))
    page = client.get(bureau)
    for words in ("31-12-2027", "€ 4.250,50", "Eva Stap", "Dit bureau is niet actief", "Capaciteit: 12"):
        assert words in text_of(page), words
    assert "&lt;b&gt;Verder" in page.text
    session.expire_all()
    acts = session.exec(select(BureauAct).where(BureauAct.kind == "gewijzigd").order_by(col(BureauAct.id))).all()
    assert [each.actor for each in acts] == [account.code] * 5
    assert "Eva" not in str([each.detail for each in acts])
    assert verify_record(session) == []


WRONG_OF_BUREAU = (
    ("voorwaarden", {"capacity": "veel"}, "Verwacht een heel getal"),
    ("voorwaarden", {"contract_from": "2027-01-01", "contract_until": "2026-01-01"}, "ligt vóór"),
    ("voorwaarden", {"contract_from": "1999-01-01"}, "jaartal"),
    ("algemeen", {"email": "geen"}, "Geef één e-mailadres"),
    ("algemeen", {"name": ""}, "kan niet leeg zijn"),
    ("algemeen", {"active": "nee"}, "Kies waarom dit bureau"),
    ("algemeen", {}, "Dit staat er al zo"),
    ("tarieven", {"prices_until": "2026-12-31"}, "geen tarief"),
    ("contacten", {"contactpersoon": "Eva Stap"}, "een e-mailadres of een telefoonnummer nodig"),
    ("weg", {}, "niet volledig"),
)


def test_what_is_wrong_of_a_bureau_changes_nothing(desk: DeskSite, session: Session, bureau: str) -> None:
    """Each is refused in words; who reads the register only, and a bureau itself, changes and sees nothing more."""
    client = desk.log_in("casemanager", everyone=True)
    for form, fields, words in WRONG_OF_BUREAU:
        answer = send(client, bureau, form, **fields)
        assert answer.status_code == 422, (form, fields, text_of(answer))
        assert words in text_of(answer), (form, text_of(answer))
    assert client.get("/bureaus/x").status_code == 404
    auditor = desk.log_in("auditor", everyone=True)
    assert 'name="blok"' not in auditor.get(bureau).text
    assert send(auditor, bureau, "voorwaarden", capacity="3").status_code == 403
    own = desk.log_in("bureau", bureau_id=session.exec(select(Bureau.id)).one())
    assert own.get(bureau).status_code == 403
    session.expire_all()
    assert session.exec(select(BureauAct.kind)).all() == ["ingeschreven"]
    assert session.exec(select(BureauTerms)).all() == []
    assert session.exec(select(CaseRole)).all() == []
