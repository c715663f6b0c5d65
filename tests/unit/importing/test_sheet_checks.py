"""A file is judged as a whole: headers, every row by itself, and the rows together; all problems at once."""

import re
from collections.abc import Mapping
from datetime import date

import pytest
from support.repository import HANDBOOK

from spoorboek.importing.reading.columns import BUREAU_COLUMNS, CASE_COLUMNS, known_headers, normal_header
from spoorboek.importing.reading.file_reader import read_sheet
from spoorboek.importing.reading.import_errors import ImportRefused
from spoorboek.importing.rows import CaseRow, ContactPart
from spoorboek.importing.sheet_checks import check_bureaus, check_cases

TODAY = date(2026, 11, 22)
ROW = {"Werkgever": "ACME", "Personeelsnummer": "007", "Naam": "Kim de Boer", "Eerste ziektedag": "2-11-2026"}


def table(*rows: Mapping[str, str]) -> bytes:
    """Write rows as a CSV file under the headers of the first."""
    return "\n".join([";".join(rows[0]), *(";".join(row.values()) for row in rows)]).encode()


def rows_of(*rows: Mapping[str, str]) -> tuple[CaseRow, ...]:
    """Check a file of these rows."""
    return check_cases(read_sheet(table(*rows), "zaken"), TODAY)


def problems(content: bytes) -> list[str]:
    """Return every problem for which a file is refused."""
    with pytest.raises(ImportRefused) as refused:
        check_cases(read_sheet(content, "zaken"), TODAY)
    return [str(problem) for problem in refused.value.problems]


def problems_of(*rows: Mapping[str, str]) -> list[str]:
    """Return every problem of a file of these rows."""
    return problems(table(*rows))


def test_a_small_file_will_do() -> None:
    """Only employer, personnel number, name and first sick day are required; all else is None: nothing said."""
    (row,) = rows_of(ROW)
    assert (row.line, row.employer.code, row.employee.personnel_number) == (2, "ACME", "007")
    assert (row.first_sick_day, row.safety_net, row.contacts) == (date(2026, 11, 2), None, {})


def test_headers_are_known_under_the_names_hr_systems_give_them() -> None:
    """Synonyms, capitals, accents, dashes and full stops do not matter."""
    synonyms = {
        "WERKGEVERCODE": "ACME",
        "Pers.nr.": "007",
        "naam_medewerker": "Kim de Boer",
        "1e verzuimdag": "2026-11-02",
        "E-MAILADRES": "kim@acme.example",
        "Verzuimcoordinator": "Jo Bos",
        "e-mail casemanager": "jo@acme.example",
        "Uren p/w": "32,5",
    }
    (row,) = rows_of(synonyms)
    assert row.employee.email == "kim@acme.example"
    assert row.contacts == {"casemanager": ContactPart("Jo Bos", "jo@acme.example")}


@pytest.mark.parametrize("columns", [CASE_COLUMNS, BUREAU_COLUMNS])
def test_no_header_means_two_columns(columns: tuple) -> None:  # type: ignore[type-arg]
    """Each header that is understood belongs to one column alone."""
    headers = [normal_header(header) for column in columns for header in {column.title, *column.synonyms}]
    assert set(headers) == set(known_headers(columns))
    owners = {header: [c.key for c in columns if header in known_headers((c,))] for header in headers}
    assert {header: keys for header, keys in owners.items() if len(keys) > 1} == {}


@pytest.mark.parametrize("columns", [CASE_COLUMNS, BUREAU_COLUMNS])
def test_the_handbook_names_every_column(columns: tuple) -> None:  # type: ignore[type-arg]
    """An operator finds each column in the handbook; what is asked of every role shares one line there."""
    page, of_roles = (HANDBOOK / "importeren.md").read_text(), r" (e-mail|telefoon|organisatie|aanhef)$"
    assert [column.title for column in columns if re.sub(of_roles, "", column.title) not in page] == []


def test_header_problems_come_with_column_and_remedy() -> None:
    """Unknown, double and missing columns are all named, and the unknown one brings the list of known ones."""
    found = problems(b"Werkgever;Naam;Medewerker;Diagnose;Datum uit dienst\nACME;Kim;Kim;x;1-1-2027\n")
    assert [problem.split(":")[0] for problem in found] == [
        "regel 1",
        "regel 1",
        "regel 1, kolom C (Naam)",
        "regel 1, kolom D",
        "regel 1, kolom E",
    ]
    assert "'Personeelsnummer' ontbreekt" in found[0]
    assert "'Eerste ziektedag' ontbreekt" in found[1]
    assert "kolom B" in found[2]
    assert "Uit dienst per, Laatste dag dienstverband" in found[4]


def test_a_title_above_the_header_is_one_problem() -> None:
    """When nothing in the first filled row is a header, one message says so instead of a list of every cell."""
    (problem,) = problems(b"Verzuimoverzicht november;;\nWerkgever;Personeelsnummer;Naam\n")[:1]
    assert "geen enkele kolom herkend" in problem


def test_a_value_without_header_is_a_problem() -> None:
    """A row with more cells than headers was shifted; trailing blanks of Excel are nothing."""
    header = b"Werkgever;Personeelsnummer;Naam;Eerste ziektedag;;\n"
    assert problems(header + b"ACME;007;Kim;2-11-2026;;x\n") == [
        "regel 2, kolom F: hier staat een waarde zonder kop erboven."
    ]


def test_all_errors_of_all_rows_are_collected_in_order_with_line_and_column() -> None:
    """One run shows everything there is to repair."""
    good = {**ROW, "BSN": "111222333"}
    found = problems_of(
        {**good, "Eerste ziektedag": "31-02-2026", "BSN": "111222334"},
        {**good, "Personeelsnummer": "", "Naam": " "},
        good,
    )
    assert [problem.split(":")[0] for problem in found] == [
        "regel 2, kolom D (Eerste ziektedag)",
        "regel 2, kolom E (BSN)",
        "regel 3, kolom B (Personeelsnummer)",
        "regel 3, kolom C (Naam)",
    ]


@pytest.mark.parametrize(
    ("change", "place", "message"),
    [
        ({"Eerste ziektedag": "23-11-2026"}, "kolom D (Eerste ziektedag)", "toekomst"),
        ({"Hersteld per": "2-11-2026"}, "kolom E (Hersteld per)", "na de eerste ziektedag"),
        ({"Hersteld per": "23-11-2026"}, "kolom E (Hersteld per)", "toekomst"),
        ({"Gemeld op": "1-11-2026"}, "kolom E (Gemeld op)", "voor de eerste ziektedag"),
        ({"Uit dienst per": "1-11-2026"}, "kolom E (Uit dienst per)", "voor de eerste ziektedag"),
        ({"Geboortedatum": "1-1-2016"}, "kolom E (Geboortedatum)", "leeftijd"),
        ({"Geboortedatum": "1-1-1920"}, "kolom E (Geboortedatum)", "leeftijd"),
        ({"Eerste ziektedag": "", "BSN": "111222333"}, "kolom E (BSN)", "alleen bij wie ziek is"),
        ({"Eerste ziektedag": "", "Vangnet": "zes weken"}, "kolom E (Vangnet)", "geen eerste ziektedag"),
        ({"HR": "Jo Bos"}, "kolom E (HR)", "ontbreekt"),
        ({"HR": "Jo Bos", "HR e-mail": ""}, "kolom F (HR e-mail)", "vul beide in"),
        ({"HR": "", "HR e-mail": "jo@acme.example"}, "kolom F (HR e-mail)", "de naam erbij"),
        (
            {"Uit dienst per": "1-1-2027", "Laatste dag dienstverband": "1-1-2027"},
            "kolom E (Uit dienst per)",
            "de dag voor",
        ),
    ],
)
def test_what_one_row_cannot_say(change: Mapping[str, str], place: str, message: str) -> None:
    """Dates in the wrong order or the future, impossible ages, half a contact, a BSN of someone who is not ill."""
    (problem,) = problems_of({**ROW, **change})
    assert problem.startswith(f"regel 2, {place}: ")
    assert message in problem


def test_out_of_service_per_a_day_ends_the_contract_the_day_before() -> None:
    """`Uit dienst per` is the first day out of service, `Laatste dag dienstverband` the last day in it."""
    (row,) = rows_of({**ROW, "Uit dienst per": "1-1-2027"})
    assert row.contract_ends_on == date(2026, 12, 31)
    (row,) = rows_of({**ROW, "Laatste dag dienstverband": "31-12-2026", "Uit dienst per": ""})
    assert row.contract_ends_on == date(2026, 12, 31)


def test_rows_may_not_contradict_each_other() -> None:
    """One row per person, one BSN per person within an employer, one set of data per employer."""
    base = {**ROW, "BSN": "111222333", "Naam werkgever": "Acme"}
    found = problems_of(
        base,
        {**base, "BSN": ""},
        {**base, "Personeelsnummer": "008"},
        {**base, "Personeelsnummer": "009", "BSN": "", "Naam werkgever": "Acme BV"},
        {**base, "Werkgever": "ANDERS", "Naam werkgever": "Anders"},
    )
    assert [problem.split(":")[0] for problem in found] == ["regel 3", "regel 4", "regel 5"]
    assert "staat al op regel 2" in found[0]
    assert "dit BSN" in found[1]
    assert "andere waarde: naam" in found[2]


def test_a_refusal_names_no_person() -> None:
    """The message of a refused file holds lines, columns and reasons, nothing of the people in it."""
    secret = {**ROW, "Naam": "Kanarie", "BSN": "123456780", "E-mail": "kanarie@", "Geboortedatum": "31-02-1980"}
    text = "\n".join(problems_of(secret, secret))
    assert len(text.splitlines()) == 6
    assert not any(part in text for part in ("Kanarie", "kanarie", "123456780", "1980"))


def test_a_register_of_bureaus_is_read_the_same_way() -> None:
    """Regions are postcode areas, no regions say the whole country; the same code twice is refused."""
    content = b"Bureau;Naam;E-mail;Regio;Volgorde\nB1;Een;een@b.example;35 10;2\nB2;Twee;twee@b.example;landelijk;1\n"
    first, second = check_bureaus(read_sheet(content, "bureaus"))
    assert (first.regions, first.rank, second.regions, second.active) == (("10", "35"), 2, (), None)
    with pytest.raises(ImportRefused, match="regel 4: deze bureaucode staat al op regel 2"):
        check_bureaus(read_sheet(content + b"b1;Drie;drie@b.example;;\n", "bureaus"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"Eerste ziektedag": "31-02-2026"}, "kolom D"),
        ({"Eerste ziektedag": "02-11-2126"}, "ligt in de toekomst"),
        ({"Eerste ziektedag": "morgen"}, "kolom D"),
        ({"Gemeld op": "30-02-2026"}, ""),
        ({"Hersteld per": "31-04-2026"}, ""),
        ({"Geboortedatum": "31-11-1980"}, ""),
        ({"Uit dienst per": "32-01-2027", "Laatste dag dienstverband": "31-12-2026"}, ""),
        ({"Casemanager": "=1", "E-mail casemanager": "jo@acme.example"}, ""),
        ({"Casemanager": "Jo Bos", "E-mail casemanager": "jo@"}, ""),
    ],
)
def test_one_wrong_cell_gives_one_problem(wrong: dict[str, str], said: str) -> None:
    """What was compared with it is not complained of as well: the first sick day is there, it is only wrong."""
    full = {
        **ROW, "Geboortedatum": "01-01-1980", "BSN": "123456782", "Gemeld op": "3-11-2026", "Hersteld per": "",
        "Vangnet": "zes weken", "Casemanager": "Jo Bos", "E-mail casemanager": "jo@acme.example",
        "Uit dienst per": "", "Laatste dag dienstverband": "",
    }  # fmt: skip
    (problem,) = problems_of({**full, **wrong})
    assert said in problem
