"""Import at the desk: seen before it is done, chosen where somebody must, confirmed as shown, and within reach."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlmodel import Session, col, select
from support.desk_site import DeskClient, DeskSite, text_of
from support.hostile.papers import pdf
from support.import_rows import as_csv, imported, row_of

from models.accounts.accounts import acts_of
from models.case_lookup import find_case
from models.record import append_event
from models.tables import Account, Case, Employee, Employer, PersonIdentity, WaitingUpload
from models.verification import verify_record
from spoorboek import clock

FORMULA = '=HYPERLINK("http://evil.example","klik")'
KIM = row_of(BSN="111222333", Geboortedatum="1-1-1980")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> Path:
    """Give the installation a folder of its own."""
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path))
    fresh()
    return tmp_path


@pytest.fixture
def manager(desk: DeskSite) -> DeskClient:
    """Return a casemanager of every employer, who is logged in."""
    return desk.log_in("casemanager", everyone=True)


def look(client: DeskClient, content: bytes, **fields: str) -> tuple[str, str]:
    """Send a file to look at; return the address of what it would do, and what that says."""
    answer = client.send_file("/import", "lijst.csv", content, **({"soort": "zaken", "verborgen": "refuse"} | fields))
    assert answer.status_code == 303, text_of(answer)
    path = answer.headers["location"]
    return path, text_of(client.get(path))


def act(client: DeskClient, path: str, action: str, **fields: str) -> str:
    """Send a form of the page of a file; return what is said then."""
    answer = client.send_form(path, actie=action, **fields)
    return text_of(client.get(answer.headers["location"]) if answer.status_code == 303 else answer)


def confirm(client: DeskClient, path: str) -> str:
    """Confirm what the page shows now."""
    seen = re.search(r'name="gezien" value="([0-9a-f]{64})"', client.get(path).text)
    return act(client, path, "overnemen", gezien=seen[1] if seen else "")


def count(session: Session, table: type = Case) -> int:
    """Count the rows of a table as they are now."""
    session.expire_all()
    return len(session.exec(select(table)).all())


def test_a_file_is_seen_then_done_once(desk: DeskSite, session: Session) -> None:
    """Nothing changes until what is shown is confirmed; a second time changes nothing; who did it is recorded."""
    account = desk.account("casemanager", everyone=True)
    client = desk.client_of(account)
    path, told = look(client, as_csv(KIM, row_of(Personeelsnummer="A002", Naam="@Zo")))
    assert "nieuw 2" in told
    assert "Kim de Boer" in told
    assert (count(session), count(session, Employee)) == (0, 0)
    assert "lijst.csv : nog niet overgenomen" in text_of(client.get("/import"))
    assert "Overgenomen" in confirm(client, path)
    done = client.get(path).text
    numbers = set(re.findall(r"/zaak/(Z-[0-9A-Z]{5})", done))
    assert {find_case(session, number).number for number in numbers} == numbers
    assert (len(numbers), count(session)) == (2, 2)
    assert "Overgenomen" in confirm(client, path)
    assert "lijst.csv : overgenomen" in text_of(client.get("/import"))
    assert "lijst.csv" not in desk.log_in("casemanager", everyone=True).get("/import").text
    assert count(session) == 2
    (waiting,) = session.exec(select(WaitingUpload)).all()
    assert waiting.content is None
    assert [act.kind for act in acts_of(session, session.get_one(Account, account.id))] == ["import"]
    book = load_workbook(BytesIO(client.get(f"{path}/regels.xlsx").content)).active
    assert [(row[3].value, row[3].data_type) for row in book.iter_rows(min_row=2)][1] == ("@Zo", "s")
    assert verify_record(session) == []


def test_what_changed_meanwhile_is_shown_again(session: Session, manager: DeskClient) -> None:
    """Another import between looking and confirming: nothing is done, and the page shows what the file would do now."""
    path, told = look(manager, as_csv(KIM))
    assert "nieuw 1" in told
    seen = re.search(r'name="gezien" value="([0-9a-f]{64})"', manager.get(path).text)
    assert seen
    imported(KIM)
    assert "Intussen is er iets veranderd" in act(manager, path, "overnemen", gezien=seen[1])
    assert count(session) == 1
    assert "ongewijzigd 1" in text_of(manager.get(path))
    assert "Overgenomen" in confirm(manager, path)
    assert count(session) == 1


def test_each_conflict_is_a_choice_of_a_person(session: Session, manager: DeskClient) -> None:
    """The ways that a command names are the choices on the page; another way, or one of another row, is none."""
    imported(KIM, row_of(Personeelsnummer="B1", Naam="Bo Bos", Geboortedatum="2-2-1982"))
    new_number, alike = KIM | {"Personeelsnummer": "A777"}, row_of(Personeelsnummer="B2", Naam="Bo Bos")
    content = as_csv(new_number, alike | {"Geboortedatum": "2-2-1982"}, row_of(Personeelsnummer="C1", Naam="Cor"))
    path, told = look(manager, content)
    assert "kan zo niet 2" in told
    assert "spoorboek person" not in told
    assert "Overnemen" not in told
    assert "kan zo niet 2" in act(manager, path, "kiezen", **{"keuze-2": "iemand_anders", "keuze-4": "weglaten"})
    page = act(manager, path, "kiezen", **{"keuze-2": "hernummeren", "keuze-3": "iemand_anders"})
    assert "kan zo niet" not in page
    assert session.exec(select(Employee.personnel_number).order_by(col(Employee.id))).all() == ["A001", "B1"]
    assert "Overgenomen" in confirm(manager, path)
    session.expire_all()
    found = session.exec(select(Employee).order_by(col(Employee.id))).all()
    assert [each.personnel_number for each in found] == ["A777", "B1", "B2", "C1"]
    path, _ = look(manager, as_csv(*(each for each in (new_number | {"BSN": "123456782"},))))
    assert "bestand_klopt" not in manager.get(path).text
    act(manager, path, "kiezen", **{"keuze-2": "wis_bsn", "klopt": "ja"})
    assert "Het bestand klopt" in text_of(manager.get(path))
    act(manager, path, "kiezen", klopt="ja")
    assert "Overgenomen" in confirm(manager, path)
    session.expire_all()
    assert session.get_one(Employee, found[0].id).bsn == "123456782"
    path, _ = look(manager, as_csv(new_number | {"BSN": "111222333"}))
    act(manager, path, "kiezen", **{"keuze-2": "weglaten", "klopt": "ja"})
    assert "weggelaten 1" in text_of(manager.get(path)) or "geen enkele regel" in text_of(manager.get(path))
    assert verify_record(session) == []


def test_two_employments_are_chosen(session: Session, manager: DeskClient) -> None:
    """Somebody with two numbers in one file has two employments when a person says so."""
    path, told = look(manager, as_csv(KIM, KIM | {"Personeelsnummer": "A002"}))
    assert "kan zo niet 1" in told
    act(manager, path, "kiezen", **{"keuze-3": "tweede_dienstverband"})
    assert "Overgenomen" in confirm(manager, path)
    assert count(session) == 2
    assert [each for each in session.exec(select(PersonIdentity.beside_id)).all() if each]


def test_errors_stand_by_row_and_cell(session: Session, manager: DeskClient) -> None:
    """Each wrong cell is named with its row, and the list is a file too; a file that is none says what it is."""
    wrong = row_of(Eerste_ziektedag="31-2-2026", Naam=FORMULA.replace('"', ""))
    path, told = look(manager, as_csv(wrong, row_of(Personeelsnummer="X", Mail="geen adres")))
    assert "kolom E (Eerste ziektedag)" in told
    assert "Het bestand gaat als geheel of helemaal niet" in told
    book = load_workbook(BytesIO(manager.get(f"{path}/regels.xlsx").content)).active
    rows = [[cell.value for cell in row] for row in book.iter_rows(min_row=2)]
    assert any(row[0] == 2 and "Eerste ziektedag" in row[5] for row in rows)
    assert all(cell.data_type != "f" for row in book.iter_rows() for cell in row)
    for content, said in ((b"", "leeg"), (pdf(), "PDF"), (b"PK\x03\x04" + b"x" * 90, ""), (b"\xff\xfe\0", "UTF-16")):
        path, told = look(manager, content)
        assert said in told
        assert "Overnemen" not in told
        assert confirm(manager, path)
    assert count(session, Employer) == 0


def test_a_file_speaks_of_one_s_own_employers_alone(desk: DeskSite, session: Session, manager: DeskClient) -> None:
    """Rows of another employer are refused for who does not see it; a file is of who sent it, for an hour."""
    imported(KIM, row_of(Werkgever="CB2", Werkgever_naam="Ander BV", Personeelsnummer="Z9", Naam="Zoë Kanarie"))
    mine = session.exec(select(Employer).where(Employer.code == "CB1")).one()
    client = desk.log_in("casemanager", employer_ids=[mine.id])
    stranger = row_of(Werkgever="CB2", Personeelsnummer="Z9", Naam="Zoë Kanarie", BSN="123456782")
    for other in (stranger, row_of(Werkgever="NIEUW", Werkgever_naam="Nieuw BV")):
        path, told = look(client, as_csv(KIM, other))
        assert "hoort niet bij de werkgevers" in told
        assert "Overgenomen" not in confirm(client, path)
    path, told = look(client, as_csv(KIM))
    assert "ongewijzigd 1" in told
    assert "er niet meer" in text_of(manager.get(path))
    assert "alleen wie die allemaal ziet" in text_of(
        client.send_file("/import", "b.csv", b"x", soort="bureaus", verborgen="refuse")
    )
    for waiting in session.exec(select(WaitingUpload)).all():
        waiting.ends_at = clock.now()
        session.add(waiting)
    session.commit()
    assert "er niet meer" in text_of(client.get(path))
    for role in ("hr", "auditor", "beheer"):
        assert desk.log_in(role, everyone=True).get("/import").status_code == 403


def test_a_held_difference_is_settled_on_the_page(desk: DeskSite, session: Session, manager: DeskClient) -> None:
    """What a file says otherwise than a person recorded waits after the import, and is kept or taken, once."""
    imported(KIM)
    number = session.exec(select(Case.number)).one()
    form = {"formulier": "0b9d6f4e-3a52-4b6c-9f0e-1f1f1f1f1f1f"}

    append_event(
        session, find_case(session, number), "contract_end_set", clock.today(), {"on": "2027-06-30"}, "operator-1"
    )
    session.commit()
    path, told = look(manager, as_csv(KIM | {"Laatste dag dienstverband": "31-3-2027"}))
    assert "aangehouden 1" in told
    assert "1 verschil wacht" in told
    assert "1 verschil wacht" in confirm(manager, path)
    listed = text_of(manager.get("/import/verschillen"))
    assert ("Kim de Boer" in listed, "31 maart 2027" in listed) == (True, True)
    outside = desk.log_in("casemanager")
    assert "Kim" not in outside.get("/import/verschillen").text
    sequence = re.search(r'name="nummer" value="(\d+)"', manager.get("/import/verschillen").text)
    assert sequence
    about = {"waar": number, "nummer": sequence[1], "besluit": "bestand"} | form
    assert outside.send_form("/import/verschillen", **about).status_code == 422
    assert manager.send_form("/import/verschillen", **about).status_code == 303
    assert manager.send_form("/import/verschillen", **about).status_code == 422
    assert "Er wacht geen verschil" in text_of(manager.get("/import/verschillen"))
    assert verify_record(session) == []
