"""Actions on a case at the desk: what is offered to whom, what a form shows before it is recorded, and once-ness."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select
from support.desk.desk_cases import ON, assign, live_case
from support.desk_site import DeskClient, DeskSite, text_of

from models.case_lookup import find_case
from models.record import append_event
from models.tables import Account, Case, CaseEvent, Contact, Employee, EmployerRole

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


def words(page: str) -> str:
    """Return what a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


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


def test_the_dates_that_move_are_shown_with_old_new_and_why(
    desk: DeskSite, manager: Account, numbers: tuple[str, str]
) -> None:
    """Leave moves the last day of the wait by as many days; a report that cannot be keeps what was typed."""
    client, number = desk.client_of(manager), numbers[0]
    path = f"/zaak/{number}/actie/verlof"
    said = words(look(client, path, datum="2026-12-01", tot_en_met="2027-03-20"))
    assert (
        "Laatste dag wachttijd en loondoorbetaling uiterlijk 10-10-2028 uiterlijk 28-01-2029 110 dagen verlof" in said
    )
    form = hidden_of(client.get(path).text)
    refused = client.send_form(path, **form, datum="2027-03-20", tot_en_met="2026-12-01")
    assert refused.status_code == 422
    assert 'value="2027-03-20"' in refused.text
    assert "Niet vastgelegd." in refused.text
    wrong = client.send_form(path, **form, datum="30-02-2027", tot_en_met="")
    assert wrong.status_code == 422
    assert (wrong.text.count('aria-invalid="true"'), 'aria-describedby="datum-fout"' in wrong.text) == (2, True)


def test_what_changed_meanwhile_is_shown_before_anything_is_recorded(
    desk: DeskSite, session: Session, manager: Account, numbers: tuple[str, str]
) -> None:
    """Two people on one case: the second sees what the first recorded, and decides anew; then it is recorded."""
    client, number = desk.client_of(manager), numbers[0]
    path = f"/zaak/{number}/actie/percentage"
    sent = hidden_of(look(client, path, datum=TODAY, percentage="40")) | {"stap_van_formulier": "vastleggen"}
    case = find_case(session, number)
    append_event(session, case, "advised", ON, {"on": TODAY, "track": 1}, "operator-2")
    session.commit()
    again = client.send_form(path, **sent)
    assert again.status_code == 200
    assert "Intussen is in deze zaak iets vastgelegd." in again.text
    assert "Advies bedrijfsarts van 23-11-2026 (spoor 1)" in again.text
    assert reported(session) == ["advised"]
    confirmed = client.send_form(path, **hidden_of(again.text), stap_van_formulier="vastleggen")
    assert confirmed.status_code == 303
    assert reported(session) == ["advised", "capability_changed"]


def test_each_role_gets_its_own_actions(desk: DeskSite, session: Session, numbers: tuple[str, str]) -> None:
    """The supervisor steps alone, the company doctor advice and possibilities alone, who only reads nothing."""
    number, contact = numbers[0], Contact(code="leider", name="Leo", email="leo@bedrijf.test")
    session.add(contact)
    session.flush()
    employer = session.exec(select(Employee.employer_id)).first()
    for role in ("leidinggevende", "bedrijfsarts"):
        session.add(EmployerRole(employer_id=employer, role=role, contact_id=contact.id))
    session.commit()
    offered = {}
    for role in ("leidinggevende", "bedrijfsarts", "hr", "auditor"):
        client = desk.log_in(role, everyone=role in ("hr", "auditor"), contact_ids=[contact.id])
        page = client.get(f"/zaak/{number}/acties")
        offered[role] = set(re.findall(rf"/zaak/{number}/actie/([a-z0-9_]+)", page.text))
        assert page.status_code == (403 if role == "auditor" else 200)
        assert ("/acties" in client.get(f"/zaak/{number}").text) == (role != "auditor")
        for key in ("overleden", "stap_afronden", "advies_spoor_2"):
            path = f"/zaak/{number}/actie/{key}"
            if key not in offered[role]:
                assert (client.get(path).status_code, client.send_form(path).status_code) == (403, 403), (role, key)
    assert offered["auditor"] == set()
    assert {key.partition("_")[0] for key in offered["leidinggevende"]} == {"stap"}
    assert offered["bedrijfsarts"] == {
        "advies_spoor_1",
        "advies_spoor_2",
        "geen_mogelijkheden",
        "marginale_mogelijkheden",
        "weer_mogelijkheden",
        "uitzicht_binnen_3_maanden",
        "geen_uitzicht_binnen_3_maanden",
    }
    assert offered["hr"] > offered["bedrijfsarts"] | offered["leidinggevende"]
    assert reported(session) == []


HOSTILE = (
    ("percentage", {"datum": TODAY, "percentage": "100"}),
    ("percentage", {"datum": TODAY, "percentage": "-1"}),
    ("percentage", {"datum": TODAY, "percentage": "٤٠"}),
    ("percentage", {"datum": TODAY, "percentage": "9" * 30}),
    ("hersteld", {"datum": "2999-01-01"}),
    ("hersteld", {"datum": "0001-01-01"}),
    ("hersteld", {"datum": "<script>"}),
    ("loon_waarschuwing", {"datum": TODAY, "reden": "zomaar"}),
    ("stap_afronden", {"stap": "probleemanalyse.99999999999999999999", "datum": TODAY}),
    ("stap_opnieuw", {"stap": "probleemanalyse.1", "wijze": "alles"}),
    ("dubbel", {"ander": "Z-00000", "reden": "andere"}),
    ("dubbel", {"ander": "x" * 5000, "reden": "nummer"}),
)


def test_hostile_values_record_nothing_and_break_nothing(
    desk: DeskSite, session: Session, manager: Account, numbers: tuple[str, str]
) -> None:
    """Each is refused in words; of a case out of reach nothing is told, also not as the other half of a double."""
    client, (number, other) = desk.client_of(manager), numbers
    for key, fields in HOSTILE:
        for way in ("bekijken", "vastleggen", "iets"):
            sent = {"formulier": str(uuid4()), "versie": "1", "stap_van_formulier": way, **fields}
            answer = client.send_form(f"/zaak/{number}/actie/{key}", **sent)
            assert answer.status_code == (200 if way == "iets" else 422), (key, fields, way)
            assert "<script>" not in answer.text
    reason = re.findall(r'<option value="([a-z_]+)"', client.get(f"/zaak/{number}/actie/dubbel").text)[0]
    sent = {"formulier": str(uuid4()), "stap_van_formulier": "bekijken", "reden": reason}
    double = f"/zaak/{number}/actie/dubbel"
    hidden, absent = (client.send_form(double, **sent, ander=each) for each in (other, "Z-ZZZZZ"))
    assert hidden.text.replace(other, "Z-ZZZZZ") == absent.text
    assert (COLLEAGUE in hidden.text, hidden.status_code) == (False, 422)
    for path in ("/acties", "/actie/hersteld"):
        assert client.get(f"/zaak/{other}{path}").status_code == 404
    for key in ("niet_hier", "bureau_akkoord", "opnieuw_uitgevallen"):
        assert client.get(f"/zaak/{number}/actie/{key}").status_code in (404, 422)
    for form in ("", "geen-uuid"):
        sent = {"formulier": form, "versie": "1", "stap_van_formulier": "vastleggen", "datum": TODAY}
        assert client.send_form(f"/zaak/{number}/actie/hersteld", **sent).status_code == 422
    assert reported(session) == []


def test_a_step_leads_to_what_can_be_done_with_it(
    desk: DeskSite, session: Session, manager: Account, numbers: tuple[str, str]
) -> None:
    """From the page of a step to its form, with the step chosen; done, it can be said not to be done after all."""
    client, number = desk.client_of(manager), numbers[0]
    step = f"/zaak/{number}/stap/probleemanalyse/1"
    assert "stap_intrekken" not in client.get(step).text
    done = {"formulier": str(uuid4()), "actie": "gedaan", "datum": TODAY}
    assert client.send_form(step, **done).status_code == 303
    path = f"/zaak/{number}/actie/stap_intrekken"
    assert f"{path}?stap=probleemanalyse.1" in client.get(step).text
    assert '<option value="probleemanalyse.1" selected>' in client.get(f"{path}?stap=probleemanalyse.1").text
    page = look(client, path, stap="probleemanalyse.1")
    assert "weer open" in page
    sent = hidden_of(page) | {"stap_van_formulier": "vastleggen"}
    assert client.send_form(path, **sent).status_code == 303
    assert reported(session) == ["step_done", "step_withdrawn"]


def test_what_touches_other_cases_says_so(
    desk: DeskSite, session: Session, numbers: tuple[str, str], make_case: Callable[..., Case]
) -> None:
    """What holds for all cases of an employer, and two cases that are one: nothing is recorded by looking."""
    for _ in range(10):
        make_case(ON)
    client, (number, other) = desk.log_in("casemanager", everyone=True), numbers
    path = f"/zaak/{number}/actie/naast_de_wet_werkgever"
    source = re.findall(r'<option value="([a-z_]+)"', client.get(path).text)[0]
    weeks = {"bron": source, "datum": "2026-01-01", "weken_loon": "8", "weken_opzegverbod": "0"}
    assert "Dit raakt ook 2 andere zaken" in words(look(client, path, **weeks))
    path = f"/zaak/{number}/actie/dubbel"
    reason = re.findall(r'<option value="([a-z_]+)"', client.get(path).text)[0]
    said = words(look(client, path, ander=other, reden=reason))
    assert f"Dossier {other} is dubbel en eindigt; {number} loopt door." in said
    assert reported(session) == []
