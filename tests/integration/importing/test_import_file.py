"""A file goes into the record as a whole or not at all, and a second time does nothing."""

import io
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlmodel import Session, SQLModel, col, func, select

from models.addressees import addressee, find_employee
from models.record import append_event, close_case, load_record
from models.tables import CLOSED, OPEN, Bureau, Case, CaseEvent, Employee, Employer
from models.verification import verify_record
from models.virtual_calendar import set_virtual_day
from spoorboek.importing.empty_workbook import write_empty_workbook
from spoorboek.importing.import_file import import_file
from spoorboek.importing.reading.import_errors import ImportRefused
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline

TODAY = date(2026, 11, 22)
BASE = {"Werkgever": "ACME", "Werkgever naam": "Acme B.V.", "Personeelsnummer": "007", "Naam": "Kim de Boer"}


@pytest.fixture(autouse=True)
def fixed_day(session: Session) -> None:
    """Let it be 22 November 2026."""
    set_virtual_day(session, TODAY)
    session.commit()


def person(number: str = "007", first: str = "2-11-2026", **more: str) -> dict[str, str]:
    """Make the row of one employee; columns in `more` with _ for a space."""
    extra = {title.replace("_", " "): value for title, value in more.items()}
    return {**BASE, "Personeelsnummer": number, "Eerste ziektedag": first, **extra}


def csv(*rows: Mapping[str, str], encoding: str = "utf-8") -> bytes:
    """Write rows as CSV, under the headers of all of them."""
    titles = list(dict.fromkeys(title for row in rows for title in row))
    lines = [";".join(titles), *(";".join(row.get(title, "") for title in titles) for row in rows)]
    return "\n".join(lines).encode(encoding)


def xlsx(*rows: Mapping[str, Any]) -> bytes:
    """Write rows as a workbook."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def take(*rows: Mapping[str, str], **options: Any) -> list[str]:
    """Import rows and return the verdicts."""
    return [row.verdict for row in import_file(csv(*rows), **options).rows]


def refused(*rows: Mapping[str, str], **options: Any) -> str:
    """Return the message with which rows are refused."""
    with pytest.raises(ImportRefused) as error:
        import_file(csv(*rows), **options)
    return str(error.value)


def count(session: Session, table: type[SQLModel]) -> int:
    """Count the rows of a table."""
    return session.exec(select(func.count()).select_from(table)).one()


def cases_of(session: Session, number: str = "007") -> list[Case]:
    """Return the cases of an employee, oldest first, as they stand now."""
    session.expire_all()
    employee = find_employee(session, "ACME", number)
    assert employee is not None
    return sorted(session.exec(select(Case).where(Case.employee_id == employee.id)), key=lambda case: case.id)


def kinds(session: Session, case: Case) -> list[str]:
    """Return the kinds of the events of a case."""
    return [event.kind for event in load_record(session, case).events]


def test_a_row_becomes_employer_employee_case_and_contacts(session: Session) -> None:
    """Everything a row says stands in the record, sealed where it is personal, and the hash chain holds."""
    row = person(
        BSN="012345672", Geboortedatum="2-3-1980", E_mail="kim@acme.example", Functie="bakker", Uren_per_week="32,5",
        Postcode_werkgever="3511 AB", Loonheffingennummer="123456789L01", AOW_datum="1-6-2047",
        Leidinggevende="Jo Bos", Leidinggevende_e_mail="jo@acme.example",
    )  # fmt: skip
    assert take(row) == ["nieuw"]
    (case,) = cases_of(session)
    employee = session.get_one(Employee, case.employee_id)
    employer = session.get_one(Employer, employee.employer_id)
    assert (employer.name, employer.loonheffingennummer, employer.postcode_area) == ("Acme B.V.", "123456789L01", "35")
    assert (employee.personnel_number, employee.bsn, employee.birth_date) == ("007", "012345672", date(1980, 3, 2))
    assert (str(employee.hours_per_week), employee.function) == ("32.50", "bakker")
    facts = fold_events(load_record(session, case).events)
    assert (facts.first_sick_day, facts.aow_on) == (date(2026, 11, 2), date(2047, 6, 1))
    assert addressee(session, case, "leidinggevende", TODAY)[:2] == ("Jo Bos", "jo@acme.example")
    assert verify_record(session) == []


def test_the_same_file_twice_changes_nothing(session: Session) -> None:
    """The second import writes no row in any table and wakes no case."""
    rows = [person(str(number), HR="Jo Bos", HR_e_mail="jo@acme.example") for number in range(3)]
    rows[1]["Hersteld per"] = "16-11-2026"
    woken: list[list[str]] = []
    assert take(*rows, after=woken.append) == ["nieuw"] * 3
    before = {table.name: session.execute(table.select()).fetchall() for table in SQLModel.metadata.sorted_tables}
    session.rollback()
    assert take(*rows, after=woken.append) == ["ongewijzigd"] * 3
    after = {table.name: session.execute(table.select()).fetchall() for table in SQLModel.metadata.sorted_tables}
    assert after == before
    assert [len(numbers) for numbers in woken] == [3]


def test_what_changed_is_told_without_telling_who(session: Session) -> None:
    """The report names columns and dates of the case; names, addresses and numbers of people stay out of it."""
    take(person(Functie="bakker"))
    report = import_file(csv(person(Functie="banketbakker", Hersteld_per="16-11-2026")))
    (case,) = cases_of(session)
    assert str(report).splitlines() == [
        f"regel 2: gewijzigd (zaak {case.number}; functie; hersteld per 16 november 2026)",
        "1 regel: 1 gewijzigd. Het hele bestand is overgenomen.",
    ]
    assert report.woken == (case.number,)
    assert kinds(session, case) == ["sick_reported", "recovered"]


def test_a_dry_run_tells_all_and_writes_nothing(session: Session) -> None:
    """The proof run gives the report of the real one, and leaves every table empty."""
    report = import_file(csv(person()), dry_run=True, after=lambda _: pytest.fail("niets te wekken"))
    assert [(row.verdict, row.number) for row in report.rows] == [("nieuw", None)]
    assert "er is niets gewijzigd" in str(report)
    assert (count(session, Employer), count(session, Employee), count(session, Case)) == (0, 0, 0)


def test_one_bad_row_refuses_the_whole_file(session: Session) -> None:
    """All rows that contradict the record are named, and nothing of the good ones stays."""
    take(person("1", Hersteld_per="9-11-2026"), person("2"))
    wrong = [person("1", Hersteld_per="10-11-2026"), person("2", "2-10-2026", Hersteld_per="1-10-2026"), person("3")]
    assert "regel 3, kolom F (Hersteld per): de eerste hersteldag" in refused(*wrong)
    wrong[1] = person("2", Vangnet="zes weken")
    message = refused(*wrong)
    assert "2 fouten" in message
    assert "regel 2: er is al hersteld gemeld" in message
    assert "regel 3: het vangnet wijkt af" in message
    assert count(session, Employee) == 2
    assert "vul 'Werkgever naam' in" in refused({**person("4"), "Werkgever": "NIEUW", "Werkgever naam": ""})


def test_a_missing_row_deletes_and_closes_nothing(session: Session) -> None:
    """Who is no longer in the file stays exactly as recorded; exactly half missing is still taken."""
    take(*[person(str(number)) for number in range(4)])
    assert take(person("0"), person("1")) == ["ongewijzigd"] * 2
    cases = session.exec(select(Case)).all()
    assert [(case.status, case.version) for case in cases] == [(OPEN, 1)] * 4


def test_a_file_that_misses_most_known_cases_is_refused_without_force(session: Session) -> None:
    """More than half missing is a broken export; a row without its first sick day counts as missing."""
    take(*[person(str(number)) for number in range(4)])
    assert "4 lopende zaken van deze werkgevers staan er 3 niet" in refused(person("0"))
    emptied = [person("0"), *(person(str(number), "") for number in (1, 2, 3))]
    assert "--force" in refused(*emptied)
    assert take(*emptied, force=True) == ["ongewijzigd"] * 4
    assert take({**person("9"), "Werkgever": "ANDERS"}) == ["nieuw"]


def test_windows_1252_and_excel_give_the_same_as_utf8(session: Session) -> None:
    """Whatever the file was saved as, the second form of it changes nothing; real dates are dates."""
    row = person(Functie="coördinator – façade")
    assert take(row) == ["nieuw"]
    assert [r.verdict for r in import_file(csv(row, encoding="cp1252")).rows] == ["ongewijzigd"]
    cells = {**row, "Eerste ziektedag": date(2026, 11, 2)}
    assert [r.verdict for r in import_file(xlsx(cells)).rows] == ["ongewijzigd"]


def test_a_number_cell_that_lost_its_zeros_is_not_a_new_employee() -> None:
    """Excel turned 007 into 7: that is the same person, whose number stays as it was first written."""
    take(person("007"))
    assert [r.verdict for r in import_file(xlsx({**person(), "Personeelsnummer": 7}), force=True).rows] == [
        "ongewijzigd"
    ]
    assert [r.verdict for r in import_file(xlsx({**person(), "Personeelsnummer": 8}), force=True).rows] == ["nieuw"]


def test_relapse_within_four_weeks_goes_on_and_later_is_a_new_case(session: Session) -> None:
    """27 recovered days: the same case, open again even when it was closed already; 28: a case that follows it."""
    take(person(first="1-9-2026"), person("2", "1-9-2026"))
    take(person(first="1-9-2026", Hersteld_per="12-10-2026"), person("2", "1-9-2026", Hersteld_per="12-10-2026"))
    for case in (cases_of(session)[0], cases_of(session, "2")[0]):
        close_case(session, case, date(2026, 11, 8))
    session.commit()
    assert take(person(first="8-11-2026"), person("2", "9-11-2026")) == ["gewijzigd", "nieuw"]
    (same,) = cases_of(session)
    assert (same.status, same.closed_on) == (OPEN, None)
    assert kinds(session, same) == ["sick_reported", "recovered", "relapsed"]
    old, new = cases_of(session, "2")
    assert (old.status, new.status, new.previous_case_id) == (CLOSED, OPEN, old.id)
    assert verify_record(session) == []


def test_another_cause_after_a_leave_ends_the_old_case_and_wakes_both(session: Session) -> None:
    """Seventeen recovered days around a leave: a new case, and the old one hears that it ended by another cause."""
    take(person(first="1-6-2026"))
    take(person(first="1-6-2026", Hersteld_per="1-7-2026"))
    (old,) = cases_of(session)
    leave = {"from": "2026-07-11", "until": "2026-10-31", "same_cause": False}
    append_event(session, old, "leave_recorded", TODAY, leave, "operator-1")
    session.commit()
    report = import_file(csv(person(first="8-11-2026")))
    old, new = cases_of(session)
    assert report.woken == (old.number, new.number)
    assert (kinds(session, old)[-1], kinds(session, new)) == ("relapsed", ["sick_reported"])
    plan = timeline(fold_events(load_record(session, old).events))
    assert (plan.closed_on, plan.close_reason) == (date(2026, 11, 7), "andere_oorzaak")
    assert take(person(first="8-11-2026")) == ["ongewijzigd"]
    assert verify_record(session) == []


def test_a_case_that_ran_elsewhere_is_adopted(session: Session) -> None:
    """Thirty weeks on the way: the sick report carries the day it was taken over; a recent one does not."""
    first = TODAY - timedelta(weeks=30)
    report = import_file(csv(person("1", first.isoformat()), person("2")))
    data = session.exec(select(CaseEvent.data)).all()
    assert [event.get("adopted_on") for event in data] == ["2026-11-22", None]
    assert [row.what[-1] for row in report.rows] == ["lopende zaak overgenomen", "nieuwe zaak"]


def test_employees_who_are_not_ill_are_known_without_a_case(session: Session) -> None:
    """A row without first sick day adds or updates the employee; over cases leave nobody behind."""
    ended = person("2", "2-1-2026", Laatste_dag_dienstverband="1-11-2026")
    report = import_file(csv(person("1", "", Functie="bakker"), ended))
    assert [row.verdict for row in report.rows] == ["nieuw", "niet overgenomen"]
    assert (count(session, Employee), count(session, Case)) == (1, 0)


def test_a_correction_by_a_person_is_not_undone(session: Session) -> None:
    """The file says another first day after a colleague recorded a recovery: held, not overwritten."""
    take(person())
    (case,) = cases_of(session)
    append_event(session, case, "recovered", TODAY, {"from": "2026-11-16"}, "operator-1")
    session.commit()
    assert take(person()) == ["ongewijzigd"]
    assert take(person(first="3-11-2026")) == ["aangehouden"]
    assert fold_events(load_record(session, case).events).first_sick_day == date(2026, 11, 2)


def test_bureaus_are_added_updated_and_never_removed(session: Session) -> None:
    """The register is kept by code; blank cells and missing rows change nothing."""
    first = b"Bureau;Naam;E-mail;Regio's;Diensten;Actief;Volgorde\nB1;Een;een@b.example;35 10;spoor 2;ja;1\n"
    second = b"Bureau;Naam;E-mail;Actief\nB2;Twee;twee@b.example;\n"
    assert [r.verdict for r in import_file(first, "bureaus").rows] == ["nieuw"]
    assert [r.verdict for r in import_file(first, "bureaus").rows] == ["ongewijzigd"]
    assert [r.verdict for r in import_file(second, "bureaus").rows] == ["nieuw"]
    report = import_file(first.replace(b";ja;1", b";nee;"), "bureaus")
    assert report.rows[0].what == ("actief",)
    bureaus = session.exec(select(Bureau).order_by(Bureau.code)).all()
    assert [(b.code, b.regions, b.rank, b.active) for b in bureaus] == [
        ("B1", ["10", "35"], 1, False), ("B2", [], 100, True),
    ]  # fmt: skip


def test_the_template_filled_in_is_taken(tmp_path: Path, session: Session) -> None:
    """The workbook we hand out is one we understand: headers, text that keeps its zeros, a list for the safety net."""
    path = tmp_path / "sjabloon.xlsx"
    write_empty_workbook(path)
    workbook = load_workbook(path)
    sheet = workbook["Zaken"]
    row = {**person(BSN="012345672", Vangnet="vierde dag"), "Eerste ziektedag": TODAY}
    for cell in sheet[1]:
        sheet.cell(2, cell.column, row.get(str(cell.value)))
    assert sheet.column_dimensions["H"].number_format == "@"
    lists = {str(each.formula1) for each in sheet.data_validations.dataValidation}
    assert {part for each in lists for part in ("ja,nee", "vierde dag", "spoor 2") if part in each} == {
        *("ja,nee", "vierde dag", "spoor 2")
    }
    workbook.save(path)
    assert [r.verdict for r in import_file(path.read_bytes()).rows] == ["nieuw"]
    assert session.exec(select(Employee)).one().bsn == "012345672"


def test_what_is_known_of_a_second_track_is_taken_once(session: Session) -> None:
    """The outcome of the assessment and the day on which the employee was told; the same file adds nothing."""
    told = {"Ingelicht over tweede spoor op": "22-11-2026", "Arbeidsdeskundig onderzoek op": "20-11-2026"}
    row = {**person("1"), **told, "Uitkomst arbeidsdeskundig onderzoek": "spoor 2"}
    take(row)
    take(row)
    kinds = ("assessment_recorded", "employee_informed")
    kept = session.exec(select(CaseEvent.data).where(col(CaseEvent.kind).in_(kinds)).order_by(CaseEvent.kind)).all()
    assert kept == [{"on": "2026-11-20", "outcome": "spoor_2"}, {"on": "2026-11-22"}]


def test_an_own_risk_is_of_the_employer_and_a_fact_of_all_its_cases(session: Session) -> None:
    """Told of one person it counts for each; the same file twice changes nothing, and a person's record stays."""
    take(person("1"), person("2"))
    risk = {"Eigenrisicodrager_ZW_vanaf": "1-1-2025"}
    take(person("1", **risk), person("2"), person("3", **risk))
    take(person("1", **risk), person("2"), person("3", **risk))
    kept = session.exec(select(CaseEvent.data).where(CaseEvent.kind == "own_risk_set")).all()
    assert kept == [{"from": "2025-01-01"}] * 3
    until = {"Eigenrisicodrager ZW t/m": "31-12-2026"}
    take(*({**person(number, **risk), **until} for number in ("1", "2", "3")))
    assert (
        session.exec(select(CaseEvent.data).where(CaseEvent.kind == "own_risk_set")).all()[3:]
        == [{"from": "2025-01-01", "until": "2026-12-31"}] * 3
    )
    assert verify_record(session) == []


def test_whether_the_reports_of_the_safety_net_are_made_is_a_fact_of_the_case(session: Session) -> None:
    """Told of a new case and of one that runs; the same file twice changes nothing, a blank cell takes nothing away."""
    effect = {"42e-weeksmelding": "nee"}
    for rows in ([person("1") | effect, person("2")], [person("1") | effect, person("2") | {"42e-weeksmelding": "ja"}]):
        for _ in range(2):
            take(*rows)
    take(person("1"), person("2"))
    told = session.exec(select(CaseEvent.data).where(CaseEvent.kind == "week_42_report_set")).all()
    assert told == [{"needed": False}, {"needed": True}]


def test_what_an_employer_gives_beside_the_law_is_a_fact_of_its_cases(session: Session) -> None:
    """Of who fell ill in the period; the same file twice changes nothing, and a change goes to whom it concerns."""
    beside = {"Cao_vanaf": "1-11-2026", "Weken_loon_naast_de_wet": "26"}
    people = [person("1", **beside), person("2", "30-10-2026"), person("3")]
    for _ in range(2):
        take(*people)
    told = select(CaseEvent.data).where(CaseEvent.kind == "employer_agreement_set")
    data = {"from": "2026-11-01", "reason": "cao", "wage_weeks": 26, "ban_weeks": 0}
    assert session.exec(told).all() == [data, data]
    source = {"Naast de wet bron": "bedrijfsregeling", "Weken opzegverbod naast de wet": "8"}
    changed = take(*({**person(number, **beside), **source} for number in ("1", "3")), person("2", "30-10-2026"))
    assert changed
    assert session.exec(told).all()[2:] == [{**data, "reason": "bedrijfsregeling", "ban_weeks": 8}] * 2
    assert verify_record(session) == []


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"Weken loon naast de wet": "26"}, "de eerste dag ontbreekt"),
        ({"Cao vanaf": "1-1-2026"}, "het aantal weken ontbreekt"),
        ({"Cao vanaf": "1-1-2026", "Weken loon naast de wet": "veel"}, "geen aantal weken"),
        ({"Cao vanaf": "1-1-2026", "Cao t/m": "1-1-2025", "Weken loon naast de wet": "4"}, "ligt vóór de eerste dag"),
        (
            {"Cao vanaf": "1-1-2026", "Weken loon naast de wet": "4", "Naast de wet bron": "krant"},
            "geen bron van het huisbeleid; bekend zijn: bedrijfsregeling, cao",
        ),
    ],
)
def test_what_is_given_beside_the_law_is_whole(columns: dict[str, str], said: str) -> None:
    """Each refusal says what is missing or wrong."""
    with pytest.raises(ImportRefused, match=said):
        import_file(csv({**person(), **columns}))


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"Eigenrisicodrager ZW t/m": "31-12-2026"}, "de eerste dag ontbreekt"),
        (
            {"Eigenrisicodrager ZW vanaf": "1-1-2027", "Eigenrisicodrager ZW t/m": "31-12-2026"},
            "ligt vóór de eerste dag als eigenrisicodrager",
        ),
    ],
)
def test_an_own_risk_without_order_is_refused(columns: dict[str, str], said: str) -> None:
    """Each names its column."""
    with pytest.raises(ImportRefused, match=said):
        import_file(csv({**person(), **columns}))
