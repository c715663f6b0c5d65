"""Reporting somebody sick at the desk: known or new, the four weeks, who may be there already, and what is refused."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlmodel import Session, col, select
from support.desk.desk_cases import ON, assign, live_case
from support.desk_site import DeskClient, DeskSite, text_of

from models.case_lookup import find_case
from models.record import close_case
from models.tables import Account, Case, CaseEvent, CaseRole, Employee, Employer, NextStepRow, RoleChange, WakeBasis
from models.verification import verify_record

NAME, BORN = "Zoë <b>Kers</b>", date(1980, 5, 6)
TODAY = ON.isoformat()


def events(session: Session, number: str) -> list[tuple[str, str]]:
    """List what was reported in a case, and by whom."""
    session.expire_all()
    query = select(CaseEvent.kind, CaseEvent.actor).where(CaseEvent.case_id == find_case(session, number).id)
    return list(session.exec(query.order_by(col(CaseEvent.seq))))


def send(client: DeskClient, path: str, **fields: Any) -> httpx.Response:
    """Send a form with an id of its own."""
    return client.send_form(path, **{"formulier": str(uuid4()), **fields})


def person(**fields: Any) -> dict[str, Any]:
    """Return the fields of somebody who is not known yet."""
    known = {"employer_code": "bakkerij", "name": "Nora Nieuw", "personnel_number": "900", "birth_date": "06-05-1990"}
    return {**known, "first_sick_day": "20-11-2026", "reported_on": TODAY, "casemanager": "mij", **fields}


@pytest.fixture
def manager(desk: DeskSite, session: Session) -> Account:
    """Make a casemanager of all employers, with a name and an address."""
    return desk.account("casemanager", everyone=True, email="anna@arbo.example")


def test_somebody_new_is_reported_sick_once(
    desk: DeskSite, session: Session, make_case: Callable[..., Case], manager: Account
) -> None:
    """One form opens the case under the code of who sent it, with who manages it; what comes first is shown."""
    live_case(session, make_case, 7)
    client, form = desk.client_of(manager), str(uuid4())
    fields = person(formulier=form, leidinggevende="Leo Leider", leidinggevende_mail="leo@bakkerij.example")
    answer = send(client, "/ziek-melden/nieuw", **fields)
    assert answer.status_code == 303, text_of(answer)
    page = client.get(answer.headers["location"])
    case = session.exec(select(Case).order_by(col(Case.id).desc())).first()
    assert case is not None
    assert answer.headers["location"] == f"/zaak/{case.number}?vastgelegd={case.number}.1"
    assert f", {case.number} ." in text_of(page).partition("Vastgelegd bij")[2]
    assert "Probleemanalyse" in text_of(page)
    assert "Leo Leider" in page.text
    for idle in ("opnieuw-ziek", "overname"):  # nobody recovered, and nothing is asked about before
        assert f"/zaak/{case.number}/{idle}" not in page.text
    in_vain = client.get("/ziek-melden", params={"zoek": 'Jó "Nieuw'}).text
    link = in_vain.partition('href="/ziek-melden/nieuw')[2].partition('"')[0]
    assert 'value="Jó &#34;Nieuw"' in client.get(f"/ziek-melden/nieuw{link}").text
    assert "Mens" in page.text
    assert [by for _, by in events(session, case.number)] == [manager.code]
    assert session.get(NextStepRow, case.id) is not None
    assert session.get(WakeBasis, case.id) is None
    assert [(each.role, each.actor) for each in session.exec(select(RoleChange))] == [("casemanager", manager.code)]
    again = send(client, "/ziek-melden/nieuw", **fields)
    assert "Dit was al vastgelegd" in text_of(client.get(again.headers["location"]))
    assert len(session.exec(select(Case)).all()) == 2
    assert verify_record(session) == []


def test_who_may_be_there_already_is_shown_and_a_person_decides(
    desk: DeskSite, session: Session, make_case: Callable[..., Case], manager: Account
) -> None:
    """The one identity rule: the same number, likeness or BSN is asked about; nothing is merged or added before."""
    live_case(session, make_case, 7, name=NAME, birth_date=BORN, personnel_number="0012")
    client = desk.client_of(manager)
    employee = session.exec(select(Employee)).one()
    alike = person(name=NAME.upper(), birth_date="1980-05-06")
    asked = send(client, "/ziek-melden/nieuw", **alike)
    assert asked.status_code == 200
    assert "Is dit dezelfde persoon?" in text_of(asked)
    assert "&lt;b&gt;Kers" in asked.text
    assert len(session.exec(select(Employee)).all()) == 1
    same = send(client, "/ziek-melden/nieuw", **alike, wie=f"dezelfde:{employee.id}")
    assert same.headers["location"].startswith(f"/ziek-melden/bekend/{employee.id}?dag=")
    number = send(client, "/ziek-melden/nieuw", **person(personnel_number="12"), wie="ander")
    assert "Is dit dezelfde persoon?" in text_of(number)
    assert 'value="ander"' not in number.text
    beside = send(client, "/ziek-melden/nieuw", **alike, wie=f"naast:{employee.id}")
    assert beside.status_code == 303
    page = text_of(client.get(beside.headers["location"]))
    assert "Andere zaken" in page
    other = send(client, "/ziek-melden/nieuw", **alike | {"personnel_number": "901"}, wie="ander")
    assert other.status_code == 303
    assert len(session.exec(select(Employee)).all()) == 3
    assert verify_record(session) == []


@pytest.mark.parametrize(
    ("recovered", "again", "same"),
    [(28, 1, True), (29, 1, False), (10, 0, True)],
    ids=["27 dagen", "28 dagen", "10 dagen"],
)
def test_the_four_weeks_are_shown_and_chosen(
    desk: DeskSite, session: Session, make_case: Callable[..., Case], manager: Account,
    recovered: int, again: int, same: bool,
) -> None:  # fmt: skip
    """Less than 28 days after a recovery the case goes on, else a new one begins: shown with its sum, then chosen."""
    since = ON - timedelta(recovered)
    number = live_case(session, make_case, 120, ("recovered", {"from": since.isoformat()}))
    assign(session, manager, "Casper Manager", number)
    client, day = desk.client_of(manager), ON - timedelta(again)
    employee = session.exec(select(Employee)).one()
    assert f"/zaak/{number}/opnieuw-ziek" in client.get(f"/zaak/{number}").text
    for path in (f"/ziek-melden/bekend/{employee.id}", f"/zaak/{number}/opnieuw-ziek"):
        shown = text_of(send(client, path, first_sick_day=day.strftime("%d-%m-%Y")))
        assert f"daar liggen {recovered - again} dagen tussen" in shown
        assert ("tellen als één (BW 7:629 lid 10)" in shown) == same
    before = events(session, number)
    wrong = send(client, path, first_sick_day=day.isoformat(), gevolg="nieuw" if same else "zelfde")
    assert wrong.status_code == 422
    assert "Intussen is in deze zaak iets gewijzigd" in text_of(wrong)
    assert events(session, number) == before
    form = str(uuid4())
    chosen = {"first_sick_day": day.isoformat(), "gevolg": "zelfde" if same else "nieuw", "formulier": form}
    done = send(client, path, **chosen)
    assert done.status_code == 303
    newest = session.exec(select(Case.number).order_by(col(Case.id).desc())).first()
    assert (newest == number) == same
    assert done.headers["location"].startswith(f"/zaak/{newest}?vastgelegd={newest}.")
    assert "Vastgelegd bij" in text_of(client.get(done.headers["location"]))
    session.expire_all()
    roles = session.exec(select(CaseRole.role).where(CaseRole.case_id == find_case(session, str(newest)).id)).all()
    assert roles == ["casemanager"]
    count = len(session.exec(select(CaseEvent)).all())
    send(client, path, **chosen)
    session.expire_all()
    assert len(session.exec(select(CaseEvent)).all()) == count
    assert verify_record(session) == []


WRONG = (
    ("first_sick_day", "", "Vul dit in."),
    ("first_sick_day", "31-02-2026", "Schrijf de datum als"),
    ("first_sick_day", "2031-01-01", "Deze dag moet nog komen"),
    ("birth_date", "2025-01-01", "De leeftijd klopt niet"),
    ("reported_on", "01-01-2026", "De datum ligt voor de eerste ziektedag"),
    ("employer_code", "smederij", "Kies een werkgever uit de lijst."),
    ("employer_code", "", "Kies een werkgever uit de lijst."),
    ("name", " ", "Vul dit in."),
    ("personnel_number", "12 34", "zonder spaties"),
    ("bsn", "123456789", "elfproef"),
    ("email", "anna", "Geef één e-mailadres"),
    ("home_postcode", "12", "Schrijf de postcode als 1234 AB"),
    ("hours_per_week", "veel", "Geef het aantal uren"),
    ("phone", "bel mij", "Geef één telefoonnummer"),
    ("leidinggevende", "Leo", "Vul ook het e-mailadres in"),
    ("casemanager", "999999", "Kies iemand uit de lijst."),
    ("safety_net", "zwanger", "Kies uit:"),
)


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    desk: DeskSite, session: Session, make_case: Callable[..., Case], manager: Account
) -> None:
    """Each wrong value is refused with one message at its field; nothing is recorded, and the rest is still there."""
    live_case(session, make_case, 7)
    session.add(Employer(code="smederij", name="Smederij"))
    session.commit()
    manager.everyone, manager.employer_ids = False, [session.exec(select(Employer.id)).first()]
    session.add(manager)
    session.commit()
    client = desk.client_of(manager)
    for name, value, words in WRONG:
        answer = send(client, "/ziek-melden/nieuw", **person(**{name: value}))
        assert answer.status_code == 422, (name, value)
        assert words in text_of(answer), (name, value, text_of(answer))
        assert 'aria-invalid="true"' in answer.text
        assert 'value="Nora Nieuw"' in answer.text or name == "name"
    long_ago = send(client, "/ziek-melden/nieuw", **person(first_sick_day="2020-01-06", reported_on=""))
    assert "Hier volgt geen zaak uit: afgelopen op" in text_of(long_ago)
    assert len(session.exec(select(Case)).all()) == 1
    assert len(session.exec(select(Employee)).all()) == 1


def test_nobody_is_reported_out_of_reach(desk: DeskSite, session: Session, make_case: Callable[..., Case]) -> None:
    """Who has one case finds and reports no other person of that employer, and learns nothing of them."""
    mine, other = live_case(session, make_case, 40, name="Mien Eigen"), live_case(session, make_case, 40, name=NAME)
    account = desk.account("casemanager")
    assign(session, account, "Casper Manager", mine)
    client = desk.client_of(account)
    found = text_of(client.get("/ziek-melden?zoek=mien"))
    assert "ziek sinds" in found
    assert "Kers" not in client.get("/ziek-melden?zoek=zo").text
    theirs = find_case(session, other).employee_id
    for path in (f"/ziek-melden/bekend/{theirs}", "/ziek-melden/bekend/x", "/ziek-melden/bekend/99999999999"):
        assert client.get(path).status_code == 404
        assert send(client, path, first_sick_day=TODAY).status_code == 404
    assert send(client, f"/zaak/{other}/opnieuw-ziek", first_sick_day=TODAY).status_code == 404
    assert send(client, "/ziek-melden/nieuw", **person()).status_code == 422
    busy = find_case(session, mine).employee_id
    assert "is al ziek gemeld" in text_of(client.get(f"/ziek-melden/bekend/{busy}"))
    refused = send(client, f"/ziek-melden/bekend/{busy}", first_sick_day=TODAY)
    assert refused.status_code == 422
    assert len(session.exec(select(CaseEvent).where(CaseEvent.actor == account.code)).all()) == 0


def test_somebody_known_without_a_case_or_with_an_ended_one_gets_the_next(
    desk: DeskSite, session: Session, make_case: Callable[..., Case], manager: Account
) -> None:
    """A case that ended otherwise than by recovery is followed by a new one with the same contacts; death by none."""
    ended = live_case(
        session, make_case, 200, ("contract_end_set", {"on": (ON - timedelta(60)).isoformat()}), name="Eef"
    )
    dead = live_case(session, make_case, 60, ("died", {"on": (ON - timedelta(20)).isoformat()}), name="Dirk")
    assign(session, manager, "Casper Manager", ended)
    client, case = desk.client_of(manager), find_case(session, ended)
    close_case(session, case, ON - timedelta(50))
    session.commit()
    path = f"/ziek-melden/bekend/{case.employee_id}"
    answer = send(client, path, first_sick_day=(ON - timedelta(3)).isoformat(), reported_on=TODAY)
    assert answer.status_code == 303, text_of(answer)
    newest = session.exec(select(Case).order_by(col(Case.id).desc())).first()
    assert newest is not None
    assert (newest.employee_id, newest.previous_case_id) == (case.employee_id, case.id)
    roles = session.exec(select(CaseRole.role).where(CaseRole.case_id == newest.id)).all()
    assert roles == ["casemanager"]
    gone = f"/ziek-melden/bekend/{find_case(session, dead).employee_id}"
    assert "overleden op" in text_of(client.get(gone))
    assert send(client, gone, first_sick_day=TODAY).status_code == 422
    assert {by for _, by in events(session, dead)} == {"operator-1"}


def test_two_who_report_the_same_person_at_once_make_one_case(
    desk: DeskSite, session: Session, make_case: Callable[..., Case], manager: Account
) -> None:
    """Whoever comes second waits for the first, and is told; the first sick day is not corrected behind a back."""
    live_case(session, make_case, 7)
    clients = [desk.client_of(manager), desk.log_in("teamleider", everyone=True)]
    days = ["20-11-2026", "18-11-2026"]
    with ThreadPoolExecutor(2) as both:
        sent = both.map(
            lambda client, day: send(client, "/ziek-melden/nieuw", **person(first_sick_day=day, casemanager="")),
            clients, days,
        )  # fmt: skip
        assert sorted(answer.status_code == 303 for answer in sent) == [False, True]
    session.expire_all()
    newest = session.exec(select(Case).order_by(col(Case.id).desc())).first()
    assert newest is not None
    assert [kind for kind, _ in events(session, newest.number)] == ["sick_reported"]
    assert len(session.exec(select(Case)).all()) == 2
