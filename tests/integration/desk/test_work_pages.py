"""The pages of the work: what each role sees and may do, what a form does, and what hostile requests do not."""

from collections.abc import Callable
from io import BytesIO
from uuid import uuid4

import pytest
from openpyxl import load_workbook
from sqlmodel import Session, col, select
from support.desk.desk_cases import ON, assign, live_case
from support.desk_site import DeskClient, DeskSite, text_of

from models.case_lookup import find_case
from models.tables import Account, Case, CaseEvent, CaseReading, CaseRole, Document, Employee, EmployerRole
from spoorboek.desk.work import waking

MINE, OTHER = "Zoë <b>van den Berg</b>", "=Fatima El Amrani"
STEP = "probleemanalyse"
# The role, whether it reads documents, and whether it records steps.
SEEN_BY_ROLE = (
    ("auditor", True, False),
    ("hr", True, True),
    ("leidinggevende", False, True),
    ("bedrijfsarts", False, False),
)
TODAY = ON.isoformat()


@pytest.fixture
def numbers(session: Session, make_case: Callable[..., Case]) -> tuple[str, str]:
    """Live two cases of six weeks; return their numbers."""
    return (
        live_case(session, make_case, 40, name=MINE, personnel_number="0012345"),
        live_case(session, make_case, 40, name=OTHER),
    )


@pytest.fixture
def manager(desk: DeskSite, session: Session, numbers: tuple[str, str]) -> Account:
    """Make a casemanager who is assigned to the first case, and reaches no other."""
    account = desk.account("casemanager")
    assign(session, account, "Casper Manager", numbers[0])
    return account


def reported(session: Session) -> list[tuple[str, str]]:
    """List what was reported beside the sick reports, and by whom."""
    session.expire_all()
    query = select(CaseEvent.kind, CaseEvent.actor).where(CaseEvent.kind != "sick_reported")
    return list(session.exec(query.order_by(col(CaseEvent.id))))


def finish(client: DeskClient, number: str, **fields: str) -> object:
    """Send the form that a step is done; return the answer."""
    sent = {"formulier": str(uuid4()), "actie": "gedaan", "datum": TODAY, "terug": "/vandaag?wie=mij"}
    return client.send_form(f"/zaak/{number}/stap/{STEP}/1", **(sent | fields))


def test_nothing_is_seen_outside_the_reach(
    desk: DeskSite, session: Session, manager: Account, numbers: tuple[str, str]
) -> None:
    """Of the case of a colleague no page, file or form tells anything: it answers as one that does not exist."""
    client = desk.client_of(manager)
    mine, other = numbers
    pages = ("/vandaag", "/vandaag?wie=team", "/vandaag/deze_week?wie=team", "/zaken", "/zaken?zoek=fatima")
    for path in (*pages, "/zaken?stand=te_laat", f"/zaken?zoek={other}", f"/zaak/{mine}"):
        said = client.get(path)
        assert said.status_code == 200, path
        assert OTHER[1:] not in said.text, path
        assert other not in said.text.replace(f'value="{other}"', "").replace(f"zoek={other}", ""), path
    assert "&lt;b&gt;van den Berg" in client.get("/vandaag").text
    assert MINE not in client.get("/vandaag").text
    rows = load_workbook(BytesIO(client.get("/zaken.xlsx?wie=team").content)).active
    assert [row[0].value for row in rows.iter_rows(min_row=2)] == [mine]
    document = session.exec(select(Document.number).where(Document.case_id == find_case(session, other).id)).first()
    for path in ("", f"/stap/{STEP}/1", f"/stuk/{document}", f"/stuk/{document}/bestand", "/ontvangen/1"):
        assert client.get(f"/zaak/{other}{path}").status_code == 404
        assert client.get(f"/zaak/Z-00000{path}").status_code == 404
    assert finish(client, other).status_code == 404
    assert client.get(f"/zaak/{mine}/stuk/{document}/bestand").status_code == 422
    assert reported(session) == []
    read = session.exec(select(CaseReading.case_id).distinct()).all()
    assert read == [find_case(session, mine).id]


def test_each_role_sees_and_does_what_it_may(
    desk: DeskSite, session: Session, manager: Account, numbers: tuple[str, str]
) -> None:
    """Documents, what was recorded and forms, by role; a file of names is text for a spreadsheet."""
    number = numbers[0]
    contact, case = manager.contact_ids[0], find_case(session, number)
    employer = session.exec(select(EmployerRole.employer_id)).first() or 1
    for role in ("leidinggevende", "bedrijfsarts"):
        session.add(EmployerRole(employer_id=employer, role=role, contact_id=contact))
    session.commit()
    sees = {
        "auditor": (True, False),
        "hr": (True, True),
        "leidinggevende": (False, True),
        "bedrijfsarts": (False, False),
    }
    for role, (papers, records) in sees.items():
        client = desk.log_in(role, everyone=True, contact_ids=[contact])
        page = client.get(f"/zaak/{number}")
        assert page.status_code == 200
        assert ('id="stukken"' in page.text, 'name="formulier"' in page.text) == (papers, records), role
        assert ('name="formulier"' in client.get("/vandaag?wie=team").text) == records
        if not records:
            assert finish(client, number).status_code == 403
        document = session.exec(select(Document).where(Document.case_id == case.id)).first()
        assert document is not None
        file = client.get(f"/zaak/{number}/stuk/{document.number}/bestand")
        assert file.status_code == (200 if papers else 403)
        if papers:
            assert file.content == document.content
            assert file.headers["content-type"] == "application/pdf"
            assert file.headers["content-disposition"].startswith("inline; filename=")
            assert (file.headers["x-content-type-options"], file.headers["cache-control"]) == ("nosniff", "no-store")
            read = client.get(f"/zaak/{number}/stuk/{document.number}").text
            assert str(document.text).split()[0] in read
    assert reported(session) == []
    sheet = load_workbook(BytesIO(desk.log_in("auditor", everyone=True).get("/zaken.xlsx").content)).active
    names = {row[1].value: row[1].data_type for row in sheet.iter_rows(min_row=2)}
    assert names == {MINE: "s", OTHER: "s"}


def test_a_step_is_recorded_once_and_shown(
    desk: DeskSite, session: Session, manager: Account, numbers: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Done from the list: back in the list with what was recorded and what comes next; sent twice it acts once."""
    woken: list[tuple[str, ...]] = []
    monkeypatch.setattr(waking, "wake_now", woken.append)
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    client, number, form = desk.client_of(manager), numbers[0], str(uuid4())
    refused = finish(client, number, formulier=form, datum="2999-01-01")
    assert refused.status_code == 422
    assert "ligt in de toekomst" in text_of(refused)
    answer = finish(client, number, formulier=form, bewijs="advies_bedrijfsarts")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/vandaag?wie=mij&vastgelegd={number}.2"
    page = client.get(answer.headers["location"])
    assert f", {number} . Probleemanalyse: gedaan op 23-11-2026" in text_of(page)
    assert "Plan van aanpak" in text_of(page)
    again = finish(client, number, formulier=form)
    assert "Dit was al vastgelegd" in text_of(client.get(again.headers["location"]))
    assert reported(session) == [("step_done", manager.code)]
    waking._WAKER.submit(lambda: None).result(10)
    assert woken == [(number,)]
    colleague = desk.log_in("casemanager", everyone=True)
    assert "Vastgelegd bij" not in text_of(colleague.get(answer.headers["location"]))
    postponed = {"actie": "uitstellen", "datum": "2026-12-01", "reden": "in_overleg", "formulier": str(uuid4())}
    later = client.send_form(f"/zaak/{number}/stap/plan_van_aanpak/1", **postponed)
    assert later.headers["location"].startswith(f"/zaak/{number}?vastgelegd=")
    assert reported(session)[-1] == ("step_postponed", manager.code)


HOSTILE_FORMS = (
    {"formulier": "geen-uuid"},
    {"formulier": ""},
    {"actie": "verwijderen"},
    {"datum": ""},
    {"datum": "30-02-2026"},
    {"datum": "2026-13-45"},
    {"datum": "morgen"},
    {"datum": "٢٠٢٦-١١-٢٣"},
    {"bewijs": "zomaar"},
    {"actie": "uitstellen", "reden": ""},
    {"actie": "uitstellen", "reden": "'; drop table case_event; --", "datum": "2026-12-01"},
    {"ontvangstnummer": "12345"},
)
HOSTILE_WAYS_BACK = (
    "//evil.example/vandaag",
    "https://evil.example",
    "/vandaag\\evil",
    "/afmelden",
    "javascript:evil()",
)
HOSTILE_PATHS = (
    "/vandaag/alles",
    "/vandaag?blad=-1",
    "/vandaag/te_laat?blad=99999999999999999999",
    "/vandaag?wie=%00",
    "/vandaag?vastgelegd=Z-00000.1",
    "/vandaag?vastgelegd=<script>",
    "/zaken?zoek=%25%27%22%00",
    "/zaken?werkgever=1e9&casemanager=999999999999&stap=%00&stand=x",
    "/zaken?blad=0&zoek=" + "a" * 5000,
)


def test_hostile_requests_record_nothing_and_break_nothing(
    desk: DeskSite, session: Session, manager: Account, numbers: tuple[str, str]
) -> None:
    """Each is refused in words or answered as nothing; no form leads to a page of somebody else."""
    client, number = desk.client_of(manager), numbers[0]
    for fields in HOSTILE_FORMS:
        answer = finish(client, number, **fields)
        assert answer.status_code == 422, fields
        assert "Niet vastgelegd." in text_of(answer), fields
    for path in (
        *HOSTILE_PATHS,
        *(f"/zaak/{number}/stap/{step}" for step in ("x/1", f"{STEP}/0", f"{STEP}/-1", "x/٣")),
    ):
        answer = client.get(path)
        assert answer.status_code in (200, 404, 422), (path, answer.status_code)
        assert "<script>" not in answer.text
    assert reported(session) == []
    for back in (
        "//evil.example/vandaag",
        "https://evil.example",
        "/vandaag\\evil",
        "/afmelden",
        "javascript:alert(1)",
    ):
        page = client.get(f"/zaak/{number}/stap/{STEP}/1", params={"terug": back})
        assert "evil" not in page.text
        assert "javascript" not in page.text
    sent = finish(client, number, terug="//evil.example/vandaag?wie=mij")
    assert sent.headers["location"].startswith(f"/zaak/{number}?vastgelegd=")


def test_a_role_of_an_employer_reaches_its_cases_but_those_with_another(
    desk: DeskSite, session: Session, make_case: Callable[..., Case]
) -> None:
    """The supervisor of an employer sees its people, except the one with a supervisor of one's own."""
    own, theirs = make_case(), make_case()
    account, other = desk.account("leidinggevende"), desk.account("leidinggevende")
    for each in (account, other):
        assign(session, each, "Leo Leider")
    employer = session.exec(select(Employee.employer_id)).first()
    roles = {"role": "leidinggevende"}
    session.add(EmployerRole(employer_id=employer, contact_id=account.contact_ids[0], **roles))
    session.add(CaseRole(case_id=theirs.id, contact_id=other.contact_ids[0], **roles))
    session.commit()
    seen = [
        [each.number for each in (own, theirs) if client.get(f"/zaak/{each.number}").status_code == 200]
        for client in map(desk.client_of, (account, other))
    ]
    assert seen == [[own.number], [theirs.number]]
