"""The overview: numbers of a portfolio made by hand, added up by hand; who sees which; files that hold the same."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel import Session, select
from support.bureaus.referred_cases import RUNNING, move_referral, referred_case
from support.desk_site import DeskClient, DeskSite, text_of

from models.overview.workforce import record_workforce
from models.record import append_event
from models.tables import Case, Contact, Employee, Employer, EmployerRole, WorkforceCount
from models.verification import verify_record
from models.virtual_calendar import set_virtual_day
from tasks.case_state import read_case_state, store_case_state

TODAY = date(2026, 4, 30)
YEAR = "?periode=2026"
FILES = {
    "werk": "/overzicht",
    "einde": "/overzicht",
    "te-laat": "/overzicht/te-laat",
    "te-laat-maand": "/overzicht/te-laat",
    "spoor2": "/overzicht/spoor-2",
    "bureaus": "/overzicht/spoor-2",
    "verzuim": "/overzicht/verzuim",
}
FORMULA = "=1+1 <b>Smederij</b>"
Told = tuple[str, dict[str, Any]]


def table_of(page: str, key: str) -> list[list[str]]:
    """Return the rows of the table of one part, each cell as it is read."""
    part = page.partition(f'id="{key}"')[2].partition("</section>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", part, re.DOTALL)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


def sheet_of(client: DeskClient, key: str, query: str = YEAR) -> list[list[Any]]:
    """Return the rows of the file of one part."""
    answer = client.get(f"{FILES[key]}/bestand/{key}{query}")
    assert answer.status_code == 200
    return [[cell.value for cell in row] for row in load_workbook(BytesIO(answer.content))["Cijfers"]]


@pytest.fixture
def smithy(session: Session) -> Employer:
    """Make an employer of four people, whose name begins as a formula does."""
    made = Employer(code="smederij", name=FORMULA, postcode_area="20")
    session.add(made)
    session.flush()
    record_workforce(session, made.id, date(2026, 1, 1), 4, Decimal(100), "operator-1")
    session.commit()
    return made


@pytest.fixture
def bakery(session: Session, make_case: Callable[..., Case], smithy: Employer) -> Employer:
    """Make a portfolio on 30 April 2026: ten people with 360 hours a week, three of them ill for some time."""
    set_virtual_day(session, TODAY)

    def ill(first: date, hours: int, *told: Told) -> Case:
        case = make_case(first, hours_per_week=Decimal(hours))
        for kind, data in told:
            append_event(session, case, kind, TODAY, data, "operator-1")  # type: ignore[arg-type]
        return case

    half = ("capability_changed", {"from": "2026-01-12", "percentage": 50})
    first = ill(date(2025, 12, 22), 36, half, ("recovered", {"from": "2026-02-01"}))
    append_event(session, first, "advised", TODAY, {"on": "2026-01-15", "track": 1}, "operator-1")
    append_event(session, first, "report_withdrawn", TODAY, {"report": first.version}, "operator-1")
    better = [("recovered", {"from": day}) for day in ("2026-02-20", "2026-03-12")]
    ill(date(2026, 2, 10), 18, better[0], ("relapsed", {"on": "2026-03-02"}), better[1])
    ill(date(2026, 3, 22), 24, ("leave_recorded", {"from": "2026-04-06", "until": "2026-07-26", "same_cause": True}))
    elsewhere = ill(date(2026, 1, 5), 36)
    session.get_one(Employee, elsewhere.employee_id).employer_id = smithy.id
    employer = session.exec(select(Employer).where(Employer.code == "bakkerij")).one()
    record_workforce(session, employer.id, date(2026, 1, 1), 10, Decimal(360), "operator-1")
    session.commit()
    return employer


def test_absence_is_counted_as_the_country_does(desk: DeskSite, session: Session, bakery: Employer) -> None:
    """Part-time, half at work, over New Year, ill again within four weeks, and leave: each month by hand."""
    client = desk.log_in("teamleider", everyone=True)
    page = client.get(f"/overzicht/verzuim{YEAR}")
    rows = table_of(page.text, "verzuim")[1:]
    assert rows == [
        # 11 days and 20 half ones of somebody with 36 hours: 21 x 36 = 756 of 31 x 360 = 11,160.
        ["jan 26", "10,00", "21,00", "6,77", "naar contracturen", "0", "0,00"],
        # 10 days of 18 hours: 180 of 10,080; one report of ten people in 28 days: 0.1 x 365 / 28.
        ["feb 26", "10,00", "10,00", "1,79", "naar contracturen", "1", "1,30"],
        # 10 days of 18 hours and 10 of 24: 420 of 11,160; ill again is a report: 0.2 x 365 / 31.
        ["mrt 26", "10,00", "20,00", "3,76", "naar contracturen", "2", "2,35"],
        # 5 days of 24 hours before the leave: 120 of 10,800.
        ["apr 26", "10,00", "5,00", "1,11", "naar contracturen", "0", "0,00"],
        # 1,476 of 120 x 360 = 43,200; three reports of ten people in 120 days.
        ["hele periode", "10,00", "56,00", "3,42", "naar contracturen", "3", "0,91"],
    ]
    said = text_of(page)
    assert "Verzuimpercentage 3,42%, meldingsfrequentie 0,91 per persoon per jaar." in said
    assert "Geteld zijn: Bakkerij Kanarie." in said
    assert "Minder dan 5 mensen in dienst: =1+1" in said
    sheet = sheet_of(client, "verzuim")
    assert sheet[0][:4] == ["maand", "mensen in dienst, gemiddeld", "verzuimde dagen", "verzuimpercentage"]
    assert sheet[1:] == [[_plain(cell) for cell in row] for row in rows]
    small = client.get(f"/overzicht/verzuim{YEAR}&werkgever={_id(session, 'smederij')}")
    assert [row[1:] for row in table_of(small.text, "verzuim")[1:]] == [["—"] * 6] * 4
    assert "verzuimpercentage 0" not in small.text.lower()


def test_what_is_not_known_is_not_made_up(desk: DeskSite, session: Session, bakery: Employer) -> None:
    """Without hours everybody counts the same; a month of which one day is not known has no number."""
    client = desk.log_in("hr", employer_ids=[bakery.id])
    record_workforce(session, bakery.id, date(2026, 3, 16), None, None, "operator-1")
    record_workforce(session, bakery.id, date(2026, 4, 1), 20, None, "operator-1")
    session.commit()
    rows = table_of(client.get(f"/overzicht/verzuim{YEAR}").text, "verzuim")[1:]
    assert rows[2] == ["mrt 26", *["—"] * 6]
    assert "mrt 26: niet bekend; apr 26: 0,8%." in client.get(f"/overzicht/verzuim{YEAR}").text
    assert rows[3] == ["apr 26", "20,00", "5,00", "0,83", "per persoon", "0", "0,00"]  # 5 of 600
    # 36 of 310 + 280 + 600 = 1,190 days of people, and one report in 89 days of 1,190 / 89 people.
    assert rows[4] == ["hele periode", "13,37", "36,00", "3,03", "per persoon", "1", "0,31"]
    record_workforce(session, bakery.id, date(2026, 1, 1), 10, None, "operator-1")  # the later one holds
    session.commit()
    assert table_of(client.get(f"/overzicht/verzuim{YEAR}").text, "verzuim")[1][3:5] == ["6,77", "per persoon"]


def test_each_role_sees_the_numbers_of_its_own_cases(desk: DeskSite, session: Session, bakery: Employer) -> None:
    """No role without the permission; no second track for an employer; no share without all cases of an employer."""
    paths = ("", "/te-laat", "/spoor-2", "/verzuim", "/bestand/werk", "/spoor-2/bestand/spoor2", "/in-dienst")
    contact = Contact(code="anna", name="Anna", email="anna@bedrijf.example")
    session.add(contact)
    session.flush()
    session.add(EmployerRole(employer_id=bakery.id, role="casemanager", contact_id=contact.id))
    session.commit()
    sees = {
        "casemanager": ((200,) * 7, {"contact_ids": [contact.id]}),
        "auditor": ((200,) * 6 + (403,), {"everyone": True}),
        "werkgever": ((200, 200, 403, 200, 200, 403, 403), {"employer_ids": [bakery.id]}),
        "leidinggevende": ((403,) * 7, {"contact_ids": [contact.id]}),
        "bedrijfsarts": ((403,) * 7, {"contact_ids": [contact.id]}),
        "bureau": ((403,) * 7, {}),
        "beheer": ((403,) * 7, {}),
    }
    for role, (statuses, columns) in sees.items():
        client = desk.log_in(role, **columns)
        assert tuple(client.get(f"/overzicht{path}").status_code for path in paths) == statuses, role
        assert ("/overzicht" in client.get("/account").text) == (statuses[0] == 200), role
    for role, columns in (("casemanager", {"contact_ids": [contact.id]}), ("werkgever", {"employer_ids": [bakery.id]})):
        client = desk.log_in(role, **columns)
        page = client.get(f"/overzicht/verzuim{YEAR}&werkgever={_id(session, 'smederij')}").text
        assert "Smederij" not in page
        assert "spoor-2" not in page or role == "casemanager"
        assert ("3,42" in page) == (role == "werkgever")
    assert desk.visitor().get("/overzicht").status_code == 303


def test_people_in_service_are_told_by_who_may(desk: DeskSite, session: Session, bakery: Employer) -> None:
    """A number, a day and hours; what is odd is refused with what was typed; of another employer nothing is taken."""
    client, other = desk.log_in("hr", employer_ids=[bakery.id]), _id(session, "smederij")
    right = {"werkgever": str(bakery.id), "datum": "2026-04-01", "mensen": "1.012", "uren": "33500,5"}
    wrong = [
        {"werkgever": str(other)},
        {"werkgever": ""},
        {"werkgever": "9" * 30},
        {"datum": "2026-05-01"},
        {"datum": "1850-01-01"},
        {"datum": "gisteren"},
        {"mensen": "-3"},
        {"mensen": "0"},
        {"mensen": "<b>veel"},
        {"mensen": "9" * 9},
        {"mensen": "", "uren": "10"},
        {"uren": "1e9"},
        {"uren": "0"},
        {"mensen": "2", "uren": "400"},
    ]
    before = len(session.exec(select(WorkforceCount)).all())
    for change in wrong:
        answer = client.send_form("/overzicht/in-dienst", **(right | change))
        assert answer.status_code == 422, change
        assert "Er is niets vastgelegd" in answer.text, change
        assert "<b>veel" not in answer.text
        if "uren" not in change:
            assert 'value="33500,5"' in answer.text
    session.expire_all()
    assert len(session.exec(select(WorkforceCount)).all()) == before
    sent = client.send_form("/overzicht/in-dienst", **right)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/overzicht/in-dienst?werkgever={bakery.id}&gedaan=1")
    assert client.send_form("/overzicht/in-dienst", **right).status_code == 303
    session.expire_all()
    assert len(session.exec(select(WorkforceCount)).all()) == before + 1  # sent twice, recorded once
    said = text_of(client.get(sent.headers["location"]))
    assert "Vastgelegd." in said
    assert "01-04-2026 1012 33500,5" in said
    assert "Smederij" not in said
    newest = session.exec(select(WorkforceCount).order_by(WorkforceCount.id.desc())).first()  # type: ignore[attr-defined]
    assert newest is not None
    assert newest.actor.startswith("mens-")
    assert verify_record(session) == []
    for role in ("auditor", "werkgever"):
        reader = desk.log_in(role, employer_ids=[bakery.id])
        assert reader.send_form("/overzicht/in-dienst", **right).status_code == 403


def test_the_work_is_counted_from_the_plans(desk: DeskSite, session: Session, make_case: Callable[..., Case]) -> None:
    """Steps to come by week, the month a wait ends, and how late a step was; what was taken back counts nowhere."""
    set_virtual_day(session, TODAY)
    done = {"A": "2026-03-16", "B": "2026-03-25", "C": "2026-03-30"}
    numbers = []
    for day in done.values():
        case = make_case(date(2026, 2, 2))  # the analysis is due after six weeks, on 16 March
        told = {"step": "probleemanalyse", "occurrence": 1, "on": day}
        append_event(session, case, "step_done", TODAY, told, "operator-1")
        if day == done["C"]:
            mistake = {"step": "probleemanalyse", "occurrence": 1}
            append_event(session, case, "step_withdrawn", TODAY, mistake, "operator-1")
        numbers.append(case.number)
    session.commit()
    for number in numbers:
        store_case_state(read_case_state(number))
    client = desk.log_in("casemanager", everyone=True)
    late = client.get(f"/overzicht/te-laat{YEAR}")
    headed = ["2", "1", "1", "50,0", "9,0", "9,0"]  # 25 March is nine days after the 16th
    assert table_of(late.text, "te-laat")[1:] == [["Probleemanalyse", *headed], ["samen", *headed]]
    months = {row[0]: row[1:] for row in table_of(late.text, "te-laat-maand")[1:]}
    assert months["mrt 26"] == months["samen"] == headed
    assert months["feb 26"] == ["0", "0", "0", "—", "—", "—"]
    assert sheet_of(client, "te-laat")[1] == ["Probleemanalyse", 2, 1, 1, 50, 9, 9]
    work = client.get("/overzicht")
    ends = {row[0]: row[1] for row in table_of(work.text, "einde")[1:]}
    assert ends["jan 28"] == ends["samen"] == "3"  # 104 weeks from 2 February 2026: 30 January 2028
    rows = table_of(work.text, "werk")
    assert rows[0][0] == "Week"
    assert len(rows) == 15
    sums = [sum(int(row[place]) for row in rows[1:-1]) for place in range(1, len(rows[0]))]
    assert [int(cell) for cell in rows[-1][1:]] == sums
    assert sum(sums[:-1]) == sums[-1] > 0
    assert "<title" in work.text
    assert client.get("/overzicht/bestand/spoor2").status_code == 404


def test_the_second_track_is_counted_within_the_reach(
    desk: DeskSite, session: Session, make_case: Callable[..., Case], smithy: Employer
) -> None:
    """Three referrals, one of an employer that hr does not see: stages, bureaus and what was kept."""
    people = [session.get_one(Employee, make_case().employee_id) for _ in range(3)]
    people[2].employer_id = smithy.id
    for place, (person, states) in enumerate(zip(people, (RUNNING, RUNNING[:1], RUNNING), strict=True)):
        move_referral(session, referred_case(session, person, f"bureau-{place}"), *states)
    bakery = session.exec(select(Employer.id).where(Employer.code == "bakkerij")).one()
    team, hr = desk.log_in("teamleider", everyone=True), desk.log_in("hr", employer_ids=[bakery])
    for client, asked, running in ((team, 3, 2), (hr, 2, 1)):
        page = client.get("/overzicht/spoor-2").text
        stages = {row[0]: row[1] for row in table_of(page, "spoor2")[1:]}
        assert stages["gevraagd"] == str(asked)
        assert stages["traject loopt of liep"] == str(running)
        bureaus = table_of(page, "bureaus")
        assert [row[:2] for row in bureaus[1:]] == [[f"Bureau bureau-{place}", "1"] for place in range(asked)]
        assert ("Bureau bureau-2" in page) == (client is team)
    assert len(sheet_of(hr, "bureaus", f"?werkgever={smithy.id}")) == 3  # what is not seen is not asked either


def test_an_empty_record_says_so(desk: DeskSite, session: Session) -> None:
    """Nothing is drawn of nothing, and no page fails on odd questions."""
    client = desk.log_in("teamleider", everyone=True)
    for path in ("", "/te-laat", "/spoor-2", "/verzuim", "/in-dienst"):
        for query in ("", "?werkgever=999&periode=1850", "?werkgever=%C2%B2&periode=%00x"[:20]):
            page = client.get(f"/overzicht{path}{query}")
            assert page.status_code == 200, (path, query)
            assert "<rect class" not in page.text.partition("<h1>")[2], path
    assert "In deze periode is geen bureau gevraagd" in client.get("/overzicht/spoor-2").text
    assert "Nog niet te berekenen" in client.get("/overzicht/verzuim").text
    for key in FILES:
        assert sheet_of(client, key)


def test_names_that_look_like_formulas_are_text(desk: DeskSite, session: Session, bakery: Employer) -> None:
    """The name of an employer stands in the file as it is written, and computes nothing."""
    client, smithy = desk.log_in("teamleider", everyone=True), _id(session, "smederij")
    content = client.get(f"/overzicht/verzuim/bestand/verzuim{YEAR}&werkgever={smithy}").content
    cells = [row[0] for row in load_workbook(BytesIO(content))["Uitleg"]]
    found = next(cell for cell in cells if cell.value == FORMULA)
    assert found.data_type == "s"
    assert "&lt;b&gt;Smederij" in client.get("/overzicht").text


def _id(session: Session, code: str) -> int:
    return session.exec(select(Employer.id).where(Employer.code == code)).one()


def _plain(cell: str) -> object:
    number = cell.replace(",", ".")
    return float(number) if re.fullmatch(r"[0-9.]+", number) else cell
