"""The compartment of the company doctor: what was asked, profile and advice; who else sees it, and what goes wrong."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select
from support.desk.desk_cases import assign
from support.desk.referral_cases import second_track_case
from support.desk.referral_forms import day, hidden_of
from support.desk_site import DeskClient, DeskSite, text_of

from models.case_lookup import find_case
from models.tables import Case, CaseEvent, CaseRole
from spoorboek import clock
from tasks.case_state import read_case_state

pytestmark = pytest.mark.usefixtures("working_day")

WORDS = {"mogelijkheden": "Zittend werk met korte taken", "beperkingen": "Geen nachtdienst", "uren_per_week": "16"}


@pytest.fixture
def number(session: Session, make_case: Callable[..., Case]) -> str:
    """Return a case of which all is missing that a bureau must know."""
    return second_track_case(session, make_case, prepared=False)


@pytest.fixture
def doctor(desk: DeskSite, session: Session, number: str) -> DeskClient:
    """Return a client of the company doctor of that case."""
    account = desk.account("bedrijfsarts")
    assign(session, account, "Dr. B. Arts")
    row = CaseRole(case_id=find_case(session, number).id, role="bedrijfsarts", contact_id=account.contact_ids[0])
    session.add(row)
    session.commit()
    return desk.client_of(account)


def send(client: DeskClient, number: str, action: str, **fields: object) -> object:
    """Fill in a form of the compartment as it is shown, and send it."""
    path, hidden = hidden_of(client.get(f"/zaak/{number}/profiel").text, actie=action)
    return client.send_form(path, **{**hidden, **fields})


def recorded(session: Session, number: str) -> list[str]:
    """List the kinds of what was recorded of a case."""
    session.expire_all()
    query = select(CaseEvent.kind).where(CaseEvent.case_id == find_case(session, number).id)
    return list(session.exec(query.order_by(col(CaseEvent.seq))))


def test_the_doctor_records_profile_and_advice(
    desk: DeskSite, session: Session, number: str, doctor: DeskClient
) -> None:
    """Asked with its last day; recorded by the reports of before; the next form begins with what holds now."""
    page = text_of(doctor.get(f"/zaak/{number}/profiel"))
    assert "Functioneel profiel van de bedrijfsarts" in page
    refused = send(doctor, number, "profiel", bron="izp", bron_datum=day(1), **WORDS)
    assert refused.status_code == 422
    assert "ligt in de toekomst" in text_of(refused)
    assert "Geen nachtdienst" in refused.text
    sent = send(doctor, number, "profiel", bron="izp", bron_datum=day(-2), rubrieken=["werktijden"], **WORDS)
    assert sent.status_code == 303
    assert send(doctor, number, "advies", wat="advies_spoor_2", datum=day(-1)).status_code == 303
    page = doctor.get(f"/zaak/{number}/profiel").text
    assert "16 uur per week" in page
    assert page.count("Geen nachtdienst") == 2  # as it holds, and in the form for the next
    assert "(spoor 2)" in page
    facts = read_case_state(number).plan.facts
    assert facts.preparation.profile.on == clock.today() - timedelta(2)
    assert [advice.track for advice in facts.advice] == [2]
    assert recorded(session, number)[-2:] == ["profile_recorded", "advised"]


def test_only_the_doctor_has_the_compartment(
    desk: DeskSite, session: Session, number: str, doctor: DeskClient, make_case: Callable[..., Case]
) -> None:
    """No other role sees it; the doctor sees no documents, no referrals, and no case of another doctor."""
    assert send(doctor, number, "profiel", bron="izp", bron_datum=day(-2), **WORDS).status_code == 303
    for role in ("casemanager", "teamleider", "hr", "auditor", "werkgever", "leidinggevende", "bureau", "beheer"):
        client = desk.log_in(role, everyone=True)
        assert client.get(f"/zaak/{number}/profiel").status_code == 403, role
        for path in (f"/zaak/{number}", f"/zaak/{number}/verwijzing"):
            assert WORDS["beperkingen"] not in client.get(path).text, (role, path)
    page = doctor.get(f"/zaak/{number}").text
    assert 'id="stukken"' not in page
    assert f'href="/zaak/{number}/profiel"' in page
    assert f'href="/zaak/{number}/verwijzing"' not in page
    assert doctor.get(f"/zaak/{number}/verwijzing").status_code == 403
    assert doctor.get(f"/zaak/{make_case().number}/profiel").status_code == 404


def test_the_day_of_the_doctor_is_what_a_doctor_is_asked(
    desk: DeskSite, session: Session, number: str, doctor: DeskClient
) -> None:
    """Only own steps, each with the way to answer it; approvals and post are shown to who may read of them."""
    supervisor = desk.account("leidinggevende")
    assign(session, supervisor, "Lia Leiding", number, role="leidinggevende")
    shown, full = doctor.get("/vandaag"), text_of(desk.log_in("auditor", everyone=True).get("/vandaag"))
    steps = re.findall(r"/stap/(\w+)/1\"", shown.text)
    assert {"probleemanalyse"} <= set(steps) <= {"probleemanalyse", "functioneel_profiel", "actueel_oordeel"}
    assert f'href="/zaak/{number}/profiel"' in shown.text
    assert f'href="/zaak/{number}/profiel"' in doctor.get(f"/zaak/{number}/stap/probleemanalyse/1").text
    assert ("Plan van aanpak" in full, "Post mislukt" in full) == (True, True)
    assert "Plan van aanpak" not in text_of(doctor.get("/vandaag/vraag"))
    for client in (doctor, desk.client_of(supervisor)):
        page = text_of(client.get("/vandaag"))
        assert ("Goed te keuren" in page, "Post mislukt" in page) == (False, False)


HOSTILE = (
    {"actie": "verwijderen"},
    {"wat": "hersteld"},
    {"wat": "percentage"},
    {"wat": ""},
    {"datum": "30-02-2026"},
    {"formulier": "x"},
    {"versie": "1.5"},
    {"actie": "profiel"},
    {"actie": "profiel", "bron": "dossier", "bron_datum": "2026-01-05", **WORDS},
    {"actie": "profiel", "bron": "izp", "bron_datum": "2026-11-02", **WORDS, "mogelijkheden": "x" * 601},
)


def test_what_no_form_of_ours_says_records_nothing(session: Session, number: str, doctor: DeskClient) -> None:
    """Each is refused in words and nothing is written; facts that are not the doctor's cannot be told here."""
    before = recorded(session, number)
    for fields in HOSTILE:
        answer = send(doctor, number, "advies", **{"wat": "advies_spoor_1", "datum": day(), **fields})
        assert (answer.status_code, "Niet vastgelegd." in text_of(answer)) == (422, True), fields
    assert recorded(session, number) == before
