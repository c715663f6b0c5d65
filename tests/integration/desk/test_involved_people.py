"""Who is involved: roles now and from a day on, contact data and absence, each with its trace; and what is refused."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlmodel import Session, col, select
from support.desk.desk_cases import ON, assign, live_case
from support.desk_site import DeskClient, DeskSite, text_of
from support.import_rows import imported, row_of

from models.addressees import addressee
from models.case_lookup import find_case
from models.people.case_roles import begin_planned_roles, planned_roles, record_absence
from models.tables import Account, Case, CaseRole, Contact, Employee, EmployerRole, PartyValue, RoleChange, WakeBasis
from models.verification import verify_record
from spoorboek.errors import InputError

TODAY = ON.isoformat()


@pytest.fixture
def number(session: Session, make_case: Callable[..., Case]) -> str:
    """Live a case of six weeks."""
    return live_case(session, make_case, 40, name="Zoë Kers", personnel_number="77")


@pytest.fixture
def manager(desk: DeskSite, session: Session, number: str) -> Account:
    """Make a casemanager of all employers, who manages the case."""
    account = desk.account("casemanager", everyone=True, email="anna@arbo.example")
    assign(session, account, "Anna de Wit", number)
    return account


def send(client: DeskClient, number: str, form: str, **fields: Any) -> httpx.Response:
    """Send one of the forms of the page."""
    path = f"/zaak/{number}/betrokkenen"
    return client.send_form(path, **{"formulier": str(uuid4()), "blok": form, **fields})


def contact_of(session: Session, number: str, role: str) -> str:
    """Return the name of who has a role in a case; empty for nobody."""
    session.expire_all()
    query = select(Contact.name).join(CaseRole, col(CaseRole.contact_id) == col(Contact.id))
    own = (CaseRole.case_id == find_case(session, number).id) & (CaseRole.role == role)
    return next(iter(session.exec(query.where(own))), "")


def test_a_role_goes_to_another_now_or_on_a_day(
    desk: DeskSite, session: Session, manager: Account, number: str
) -> None:
    """Given today it holds at once; for a day to come it is planned, begins that day, and can be called off."""
    client = desk.client_of(manager)
    new = {"wie": "nieuw", "naam": "Leo <b>Leider</b>", "mail": "leo@bakkerij.example", "vanaf": TODAY}
    answer = send(client, number, "rol-leidinggevende", **new)
    assert answer.headers["location"] == f"/zaak/{number}/betrokkenen?gedaan=rol"
    page = client.get(answer.headers["location"])
    assert "De rol is vastgelegd." in text_of(page)
    assert "Leo &lt;b&gt;Leider" in page.text
    assert contact_of(session, number, "leidinggevende") == "Leo <b>Leider</b>"
    later, own = ON + timedelta(8), manager.contact_ids[0]
    planned = send(client, number, "rol-leidinggevende", wie=str(own), vanaf=later.isoformat())
    assert planned.status_code == 303
    assert contact_of(session, number, "leidinggevende") == "Leo <b>Leider</b>"
    assert "vanaf 01-12-2026: Anna de Wit" in text_of(client.get(f"/zaak/{number}/betrokkenen"))
    plan = planned_roles(session)[0]
    assert begin_planned_roles(session, later - timedelta(1)) == []
    dropped = send(client, number, f"plan-{plan.id}")
    assert dropped.status_code == 303
    assert begin_planned_roles(session, later) == []
    send(client, number, "rol-leidinggevende", wie=str(own), vanaf=later.isoformat())
    session.expire_all()
    assert begin_planned_roles(session, later) == [number]
    assert begin_planned_roles(session, later) == []
    session.commit()
    assert contact_of(session, number, "leidinggevende") == "Anna de Wit"
    kinds = [each.kind for each in session.exec(select(RoleChange).order_by(col(RoleChange.id)))]
    assert kinds == ["gewijzigd", "gepland", "vervallen", "gepland", "ingegaan"]
    assert {each.actor for each in session.exec(select(RoleChange))} == {manager.code}
    assert "leidinggevende is sinds 1 december 2026 Anna de Wit" in text_of(
        client.get(f"/zaak/{number}/betrokkenen")
    ).replace("Leidinggevende", "leidinggevende")
    assert verify_record(session) == []


def test_mail_goes_to_the_substitute_of_who_is_absent(
    desk: DeskSite, session: Session, manager: Account, number: str
) -> None:
    """From the first day of absence to the last the substitute takes over, and is shown; cleared, all is as before."""
    client = desk.client_of(manager)
    stand_in = Contact(code="waarnemer", name="Wim Waarnemer", email="wim@arbo.example")
    session.add(stand_in)
    session.flush()
    session.add(CaseRole(case_id=find_case(session, number).id, role="hr", contact_id=stand_in.id))
    session.commit()
    absent = {"van": TODAY, "tot": "30-11-2026", "vervanger": str(stand_in.id)}
    assert send(client, number, "afwezig-casemanager", **absent).status_code == 303
    session.expire_all()
    case = find_case(session, number)
    mailed = [addressee(session, case, "casemanager", ON + timedelta(days)).name for days in (-1, 0, 7, 8)]
    assert mailed == ["Anna de Wit", "Wim Waarnemer", "Wim Waarnemer", "Anna de Wit"]
    page = text_of(client.get(f"/zaak/{number}/betrokkenen"))
    assert "afwezig t/m 30 november 2026; Wim Waarnemer neemt waar" in page
    assert "eerste dag van afwezigheid van casemanager gewijzigd" in page
    back = send(client, number, "afwezig-casemanager", van="", tot="", vervanger="")
    assert back.status_code == 303
    session.expire_all()
    own = session.get_one(Contact, manager.contact_ids[0])
    assert (own.absent_from, own.absent_until, own.substitute_id) == (None, None, None)
    assert verify_record(session) == []


def test_contact_data_are_corrected_with_their_trace(
    desk: DeskSite, session: Session, manager: Account, number: str
) -> None:
    """What differs is recorded, as by the command: no file turns it back, and who did it stands below."""
    client = desk.client_of(manager)
    changed = {"e_mail": "zoe@kers.example", "telefoon": "06 12345678", "aanhef": "mevrouw Kers", "postcode": "1234ab"}
    assert send(client, number, "persoon-zelf", **changed).status_code == 303
    session.expire_all()
    employee = session.exec(select(Employee)).one()
    assert (employee.email, employee.postcode, employee.salutation) == ("zoe@kers.example", "1234 AB", "mevrouw Kers")
    fields = {(each.field, each.actor) for each in session.exec(select(PartyValue))}
    assert fields == {(each, manager.code) for each in ("email", "phone", "salutation", "postcode")}
    assert send(client, number, "persoon-zelf", **changed).status_code == 303
    page = client.get(f"/zaak/{number}/betrokkenen")
    assert text_of(page).count("telefoon van werknemer gewijzigd") == 1
    mail = send(client, number, "contact-casemanager", e_mail="anders@arbo.example", organisatie="Arbo Noord")
    assert mail.status_code == 303
    session.expire_all()
    assert session.get_one(Contact, manager.contact_ids[0]).email == "anders@arbo.example"
    assert session.get(WakeBasis, find_case(session, number).id) is None
    assert verify_record(session) == []


WRONG = (
    ("rol-casemanager", {"wie": "", "vanaf": TODAY}, "Kies iemand uit de lijst"),
    ("rol-casemanager", {"wie": "999999", "vanaf": TODAY}, "Kies iemand uit de lijst"),
    ("rol-casemanager", {"wie": "mij", "vanaf": TODAY}, "heeft deze rol al"),
    ("rol-hr", {"wie": "mij", "vanaf": "2026-01-01"}, "of een dag die nog komt"),
    ("rol-hr", {"wie": "mij", "vanaf": "morgen"}, "Schrijf de datum als"),
    ("rol-hr", {"wie": "mij", "vanaf": ""}, "Vul een datum in."),
    ("rol-hr", {"wie": "nieuw", "naam": "", "mail": "x", "vanaf": TODAY}, "Geef één e-mailadres"),
    ("rol-koning", {"wie": "mij", "vanaf": TODAY}, "Deze rol bestaat niet"),
    ("contact-casemanager", {"e_mail": ""}, "Dit kan niet leeg zijn"),
    ("contact-hr", {"e_mail": "a@b.nl"}, "Niemand heeft deze rol nu"),
    ("persoon-zelf", {"telefoon": "bel mij"}, "Geef één telefoonnummer"),
    ("persoon-zelf", {"postcode": "99"}, "Schrijf de postcode als"),
    ("afwezig-casemanager", {"van": TODAY, "tot": "2026-01-01"}, "ligt vóór de eerste"),
    ("afwezig-casemanager", {"van": "", "tot": TODAY}, "Vul de eerste dag in"),
    ("afwezig-casemanager", {"van": TODAY, "vervanger": "mij"}, "Niemand vervangt zichzelf"),
    ("afwezig-casemanager", {"van": TODAY, "vervanger": "12345"}, "Kies iemand uit de lijst"),
    ("plan-999", {}, "staat niet meer gepland"),
    ("plan-", {}, "niet volledig"),
    ("verwijder-alles", {}, "niet volledig"),
    ("", {}, "niet volledig"),
)


def test_what_is_wrong_is_said_and_changes_nothing(
    desk: DeskSite, session: Session, manager: Account, number: str
) -> None:
    """Each refusal stands on the page, with what was typed; roles, people and traces stay as they were."""
    client = desk.client_of(manager)
    for form, fields, words in WRONG:
        answer = send(client, number, form, **fields)
        assert answer.status_code == 422, (form, fields)
        assert words in text_of(answer), (form, fields, text_of(answer))
    kept = send(client, number, "rol-hr", wie="nieuw", naam="Half Af", mail="geen", vanaf=TODAY)
    assert 'value="Half Af"' in kept.text
    assert '<details class="actie" open>' in kept.text
    session.expire_all()
    assert session.exec(select(RoleChange)).all() == []
    assert session.exec(select(PartyValue)).all() == []
    assert len(session.exec(select(Contact)).all()) == 1


def test_each_role_sees_what_it_may(desk: DeskSite, session: Session, manager: Account, number: str) -> None:
    """A supervisor sees who is involved and no home address or trace, and changes nothing; others out of reach: 404."""
    case, client = find_case(session, number), desk.client_of(manager)
    send(client, number, "persoon-zelf", adres="Kerkstraat 1", e_mail="zoe@kers.example")
    boss = desk.account("leidinggevende")
    contact = Contact(code="baas", name="Bas Baas", email="bas@bakkerij.example")
    session.add(contact)
    session.flush()
    employee = session.get_one(Employee, case.employee_id)
    session.add(EmployerRole(employer_id=employee.employer_id, role="leidinggevende", contact_id=contact.id))
    boss.contact_ids = [contact.id]
    session.add(boss)
    session.commit()
    page = desk.client_of(boss).get(f"/zaak/{number}/betrokkenen")
    assert "voor alle zaken van de werkgever" in text_of(page)
    assert "Kerkstraat" not in page.text
    assert "zoe@kers" not in page.text
    assert 'name="blok"' not in page.text
    assert send(desk.client_of(boss), number, "persoon-zelf", telefoon="0612345678").status_code == 403
    assert "Kerkstraat" in desk.log_in("auditor", everyone=True).get(f"/zaak/{number}/betrokkenen").text
    stranger = desk.log_in("casemanager")
    assert stranger.get(f"/zaak/{number}/betrokkenen").status_code == 404
    assert send(stranger, number, "persoon-zelf", telefoon="0612345678").status_code == 404


def test_a_chain_of_absence_has_an_end(session: Session) -> None:
    """Somebody who is absent then, without another who is there, takes over from nobody; nor does one in a circle."""
    people = [Contact(code=f"c{each}", name=f"C{each}", email=f"c{each}@a.example") for each in range(3)]
    session.add_all(people)
    session.flush()
    one, two, three = people
    record_absence(session, two, ON, None, None, "operator-1")
    with pytest.raises(InputError, match="zelf afwezig"):
        record_absence(session, one, ON, None, two, "operator-1")
    record_absence(session, two, ON, None, three, "operator-1")
    record_absence(session, one, ON, None, two, "operator-1")
    with pytest.raises(InputError, match="zelf afwezig"):
        record_absence(session, three, ON, None, one, "operator-1")
    assert three.absent_from is None


def test_no_file_turns_back_a_role_that_a_person_gave(
    desk: DeskSite, session: Session, manager: Account, number: str
) -> None:
    """A file that names another goes in, says that the role stays, and changes who has another role."""
    client = desk.client_of(manager)
    manager_of_file = {"Casemanager": "Cas Oud", "Casemanager e-mail": "cas@arbo.example"}
    report = imported(row_of(**manager_of_file))
    known = str(report.rows[0].number)
    assert contact_of(session, known, "casemanager") == "Cas Oud"
    given = {"wie": str(manager.contact_ids[0]), "vanaf": TODAY}
    assert send(client, known, "rol-casemanager", **given).status_code == 303
    hr = {"HR": "Hans Hr", "HR e-mail": "hr@zorg.example"}
    again = imported(row_of(**manager_of_file, **hr))
    assert "casemanager blijft: iemand gaf die rol hier aan een ander" in again.rows[0].what
    assert contact_of(session, known, "casemanager") == "Anna de Wit"
    assert contact_of(session, known, "hr") == "Hans Hr"
    same = imported(row_of(**manager_of_file, **hr))
    assert same.rows[0].verdict == "ongewijzigd"
