"""A person as somebody types one at the desk: read, checked and written by all that a row of a file goes through."""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session

from spoorboek.errors import InputError
from spoorboek.importing.case_writer import apply_cases
from spoorboek.importing.import_file import wait_for_import
from spoorboek.importing.import_report import RowReport
from spoorboek.importing.reading.cell_text import WrongCell
from spoorboek.importing.reading.cells import read_cell
from spoorboek.importing.reading.column import CellKind, Column
from spoorboek.importing.reading.columns import CASE_COLUMNS
from spoorboek.importing.reading.import_errors import ImportRefused
from spoorboek.importing.row_checks import IN_FUTURE, row_complaints
from spoorboek.importing.rows import CaseRow, case_row

COLUMNS: Mapping[str, Column] = {column.key: column for column in CASE_COLUMNS}
TYPED_DAY = "Schrijf de datum als 02-03-2026, met een jaar van vier cijfers."
# What is expected where the words of a file would speak of cells and columns.
EXPECTED: Mapping[CellKind, str] = {
    "date": TYPED_DAY,
    "bsn": "Een BSN heeft negen cijfers die samen de elfproef doorstaan. Kijk het na, of laat het leeg.",
    "phone": "Geef één telefoonnummer, zoals 06 12345678 of +32 475 123456, zonder tekst erbij.",
    "home_postcode": "Schrijf de postcode als 1234 AB. Zet een adres in het buitenland als geheel bij Adres.",
    "mail": "Geef één e-mailadres, zoals naam@bedrijf.nl.",
    "hours": "Geef het aantal uren per week, zoals 32 of 32,5; meer dan 0, hoogstens 60.",
    "personnel": "Een personeelsnummer heeft letters en cijfers, zonder spaties; hoogstens dertig.",
    "salutation": "Schrijf wat na ‘Geachte’ komt, zoals mevrouw De Boer.",
}
PLAIN_COMPLAINTS: Mapping[str, str] = {
    IN_FUTURE: "Deze dag moet nog komen. Leg het vast als hij er is.",
    "leeg, maar de naam is ingevuld; vul beide in of geen van beide.": "Vul ook het e-mailadres in, of geen van beide.",
}


class WrongFields(InputError):
    """Een of meer velden kloppen niet. `complaints`: by the name of the field, what is expected."""

    def __init__(self, complaints: Mapping[str, str]) -> None:
        self.complaints = complaints
        super().__init__(" ".join(complaints.values()))


def read_person(typed: Mapping[str, str], on: date, needed: tuple[str, ...] = ()) -> CaseRow:
    """Return the row of what was typed, by the key of its column, as of the day `on`.

    `needed`: keys that may not be empty, beside those no file may leave empty. Raises WrongFields with all complaints.
    """
    values, wrong = {}, {}
    for key, text in typed.items():
        column = COLUMNS[key]
        try:
            values[key] = read_cell(column.kind, text)
        except WrongCell as error:
            wrong[key] = EXPECTED.get(column.kind, _sentence(str(error)))
            continue
        if values[key] is None and (column.filled or key in needed):
            wrong[key] = "Vul dit in."
    for complaint in row_complaints(values, wrong, on):
        wrong.setdefault(complaint.key, PLAIN_COMPLAINTS.get(complaint.message, _sentence(complaint.message)))
    if wrong:
        raise WrongFields(wrong)
    return case_row(1, values)


def write_person(writing: Session, row: CaseRow, on: date, actor: str) -> RowReport:
    """Write a person and the case the row opens, as a file would, recorded by `actor`; one at a time with imports.

    Raises InputError for what the record contradicts.
    """
    wait_for_import(writing)
    try:
        return apply_cases(writing, [row], on, force=True, actor=actor).rows[0]
    except ImportRefused as refused:
        raise InputError(" ".join(_sentence(problem.message) for problem in refused.problems)) from None


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
