"""The questions of a portfolio in one table: many answers at once, each by itself, once, and only what may be seen."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select
from support.desk.adopted_cases import adopt_case
from support.desk.desk_cases import ON, assign
from support.desk_site import DeskClient, DeskSite, text_of

from models.case_lookup import find_case
from models.tables import Account, Case, CaseEvent
from spoorboek.desk.takeover import overname_pages
from tasks.case_state import case_state_in

ANALYSIS, PLAN, REPORT = "probleemanalyse", "plan_van_aanpak", "melding_42_weken"
RIGHT_DAY = (ON - timedelta(days=270)).strftime("%d-%m-%Y")


@pytest.fixture
def numbers(session: Session, make_case: Callable[..., Case]) -> tuple[str, ...]:
    """Adopt three cases of 300 days."""
    return tuple(adopt_case(session, make_case, name=name) for name in ("Ada <i>Aa", "Bea Bee", "Cor Cee"))


@pytest.fixture
def manager(desk: DeskSite, session: Session, numbers: tuple[str, ...]) -> Account:
    """Make a casemanager of the first two cases, who reaches no other."""
    account = desk.account("casemanager")
    assign(session, account, "Casper Manager", *numbers[:2])
    return account


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Return the list of what is woken after each answer."""
    found: list[tuple[str, ...]] = []
    monkeypatch.setattr(overname_pages, "wake_soon", lambda numbers: found.append(tuple(numbers)))
    return found


def send(client: DeskClient, fields: dict[str, str], doe: str = "vastleggen", **more: object) -> object:
    """Send the table with these fields."""
    sent = {"formulier": str(uuid4()), "doe": doe, **fields, **more}
    return client.send_form("/overname?wie=mij", **sent)


def told(session: Session, number: str) -> list[tuple[str, str | None, str]]:
    """List what was reported about a case after it was opened: kind, step, by whom."""
    session.expire_all()
    query = select(CaseEvent).where(CaseEvent.case_id == find_case(session, number).id, CaseEvent.seq > 1)
    return [(each.kind, each.data.get("step"), each.actor) for each in session.exec(query.order_by(col(CaseEvent.id)))]


def test_right_rows_are_recorded_and_wrong_rows_keep_what_was_typed(
    desk: DeskSite, session: Session, manager: Account, numbers: tuple[str, ...], woken: list[tuple[str, ...]]
) -> None:
    """Each row by itself; the reason stands in its row; what was not recorded is still there; a case wakes once."""
    client, (one, two, other) = desk.client_of(manager), numbers
    page = client.get("/overname").text
    assert "Ada &lt;i&gt;Aa" in page
    assert other not in page
    fields = {
        f"d.{one}.{ANALYSIS}.1": RIGHT_DAY,
        f"a.{one}.{PLAN}.1": "niet_gedaan",
        f"d.{one}.{REPORT}.1": "31-02-2026",
        f"a.{two}.{ANALYSIS}.1": "nvt:onderbroken",
        f"d.{two}.{PLAN}.1": "01-01-1999",
        f"a.{two}.ziekmelding_arbodienst.1": "niet_gedaan",
        f"d.{two}.ziekmelding_arbodienst.1": RIGHT_DAY,
        f"d.{other}.{ANALYSIS}.1": RIGHT_DAY,
        f"d.{one}.bestaat_niet.1": RIGHT_DAY,
    }
    answer = send(client, fields)
    assert answer.status_code == 422
    said = text_of(answer)
    assert "3 antwoorden vastgelegd. 5 antwoorden niet: de reden staat erbij." in said
    for why in ("Deze datum bestaat niet", "ligt vóór de eerste ziektedag", "Maak een van beide leeg"):
        assert why in said
    assert f"Probleemanalyse in zaak {other}: Deze zaak bestaat niet, of u hebt er geen toegang toe." in said
    assert 'value="31-02-2026"' in answer.text
    assert 'value="01-01-1999"' in answer.text
    assert told(session, one) == [("step_done", ANALYSIS, manager.code), ("step_not_done", PLAN, manager.code)]
    assert told(session, two) == [("step_not_applicable", ANALYSIS, manager.code)]
    assert told(session, other) == []
    assert woken == [(one, two)]
    left = client.get("/overname").text
    assert (f"d.{one}.{ANALYSIS}.1" in left, f"d.{one}.{REPORT}.1" in left) == (False, True)
    assert "Te laat" in text_of(client.get("/vandaag?wie=mij"))


def test_a_form_is_recorded_once_and_a_colleague_is_told(
    desk: DeskSite, session: Session, manager: Account, numbers: tuple[str, ...], woken: list[tuple[str, ...]]
) -> None:
    """Sent twice it acts once; what a colleague answered meanwhile is told, and stays."""
    client, form, one = desk.client_of(manager), str(uuid4()), numbers[0]
    fields = {f"d.{one}.{ANALYSIS}.1": RIGHT_DAY}
    assert send(client, fields, formulier=form).status_code == 200
    again = send(client, fields, formulier=form)
    assert "Dit is al vastgelegd" in text_of(again)
    colleague = desk.account("casemanager", everyone=True)
    stale = desk.client_of(colleague).send_form(
        "/overname?wie=team",
        **{"formulier": str(uuid4()), "doe": "vastleggen", f"a.{one}.{ANALYSIS}.1": "niet_gedaan"},
    )
    assert stale.status_code == 422
    assert f"Het laatst vastgelegd, door {manager.code}: Probleemanalyse: gedaan op" in text_of(stale)
    assert told(session, one) == [("step_done", ANALYSIS, manager.code)]
    assert woken == [(one,)]


def test_filling_and_checking_record_nothing(
    desk: DeskSite, session: Session, manager: Account, numbers: tuple[str, ...]
) -> None:
    """One answer in the ticked rows, a pasted column, or a check: all is still to be recorded, and lines must match."""
    client, (one, two, _) = desk.client_of(manager), numbers
    rows = [f"{one}.{ANALYSIS}.1", f"{two}.{ANALYSIS}.1"]
    filled = send(client, {f"d.{one}.{PLAN}.1": "keep"}, "invullen", dag=RIGHT_DAY, v=rows).text
    assert filled.count(f'value="{RIGHT_DAY}"') == 2
    assert 'value="keep"' in filled
    for wrong in ({"dag": RIGHT_DAY}, {"v": rows}):
        assert send(client, {}, "invullen", **wrong).status_code == 422
    pasted = send(client, {}, "plakken", v=rows, plak="01-03-2026\r\n02-03-2026").text
    assert pasted.index('value="01-03-2026"') < pasted.index('value="02-03-2026"')
    named = client.send_form(
        f"/overname?stap={ANALYSIS}", formulier=str(uuid4()), doe="plakken", plak=f"{two}\t02-03-2026\n"
    ).text
    assert f'name="d.{two}.{ANALYSIS}.1" value="02-03-2026"' in named
    for paste in ("01-03-2026", "", f"{two}\t02-03-2026", "Z-00000 1-1-2026", "x\n" * 500):
        refused = send(client, {}, "plakken", v=rows if paste[:1] in "0x" else [], plak=paste)
        assert refused.status_code == 422, paste
    ticked = send(client, {f"d.{rows[0].removesuffix('.1')}.1": RIGHT_DAY}, "alles").text
    assert ticked.count(" checked>") == ticked.count('name="v"') - 1
    checked = send(client, {f"d.{rows[0]}": RIGHT_DAY, f"d.{rows[1]}": "2999-01-01"}, "nakijken")
    assert "1 antwoord in orde. 1 antwoord klopt nog niet. Er is nog niets vastgelegd." in text_of(checked)
    assert "in de toekomst" in text_of(checked)
    assert [told(session, number) for number in numbers] == [[], [], []]
    assert case_state_in(session, one).version == 1


HOSTILE = (
    {"a.Z-00000.x.1": "gedaan"},
    {"a.Z-7K3Q9.../../x.1": "gedaan", "d.": "x", "a": "y"},
    {"doe": "verwijderen"},
    {"doe": ""},
    {"formulier": "geen"},
    {"v": "Z-7K3Q9'; drop table case_event; --"},
)


def test_hostile_tables_record_nothing(
    desk: DeskSite, session: Session, manager: Account, numbers: tuple[str, ...]
) -> None:
    """Made-up rows, steps and answers are refused in words; who may not record gets no table."""
    client, one = desk.client_of(manager), numbers[0]
    for fields in HOSTILE:
        answer = client.send_form("/overname", **({"formulier": str(uuid4()), "doe": "vastleggen"} | fields))
        assert answer.status_code in (200, 422), fields
        assert "<script>" not in answer.text
    for choice in ("nvt:", "nvt:zomaar", "<script>", "gedaan", "afgeweken"):
        answer = send(client, {f"a.{one}.{ANALYSIS}.1": choice})
        assert answer.status_code == 422, choice
        assert "<script>" not in answer.text
    for path in ("/overname?stap=%00", "/overname?werkgever=1e9&casemanager=x", f"/overname?stap={'x' * 500}"):
        assert client.get(path).status_code in (200, 404), path
    assert client.get(f"/zaak/{numbers[2]}/overname").status_code == 404
    for role in ("auditor", "bedrijfsarts", "werkgever", "beheer"):
        reader = desk.log_in(role)
        assert (reader.get("/overname").status_code, send(reader, {}).status_code) == (403, 403)
    assert [told(session, number) for number in numbers] == [[], [], []]
    own = client.get(f"/zaak/{one}/overname")
    assert own.text.count('name="v"') == own.text.count(f'value="{one}.')
