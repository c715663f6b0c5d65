"""What a person chooses about a row that cannot go in as it is: the ways that the messages of an import name.

Each does what a command or a cell of the file would: nothing new can be said here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from spoorboek.importing.reading.columns import SOMEBODY_ELSE
from spoorboek.importing.rows import CaseRow

RENUMBERED, SECOND_NUMBER, ANOTHER_PERSON = "hernummeren", "tweede_dienstverband", "iemand_anders"
KNOWN_NUMBER, CLEARED_BSN, CLEARED_BIRTH = "bekend_nummer", "wis_bsn", "wis_geboortedatum"
LEFT_OUT, WHOLE_FILE = "weglaten", "bestand_klopt"
WAY_WORDS: Mapping[str, str] = MappingProxyType(
    {
        RENUMBERED: "dezelfde persoon: het nummer is gewijzigd van {known} in dat van deze regel",
        SECOND_NUMBER: "dezelfde persoon: een tweede dienstverband naast {known}",
        ANOTHER_PERSON: "iemand anders",
        KNOWN_NUMBER: "dezelfde persoon: neem het nummer {known}",
        CLEARED_BSN: "dezelfde persoon: het BSN hier klopt niet, neem dat van het bestand",
        CLEARED_BIRTH: "dezelfde persoon: de geboortedatum hier klopt niet, neem die van het bestand",
        LEFT_OUT: "laat deze regel weg",
    }
)
CLEARED_FIELDS: Mapping[str, str] = MappingProxyType({CLEARED_BSN: "bsn", CLEARED_BIRTH: "geboortedatum"})


class RowChoice(NamedTuple):
    """The way a person chose for a row, and the personnel number it is about."""

    way: str
    known: str = ""


RowChoices = Mapping[int, RowChoice]
NO_CHOICES: RowChoices = MappingProxyType({})


def way_in_words(way: str, known: str) -> str:
    """Say in Dutch what a way means."""
    return WAY_WORDS[way].format(known=known)


def as_chosen(row: CaseRow, choices: RowChoices) -> CaseRow:
    """Return a row as if the file said what was chosen about it."""
    choice = choices.get(row.line)
    if choice is None:
        return row
    if choice.way == SECOND_NUMBER:
        return replace(row, employee=row.employee._replace(other_employment=choice.known))
    if choice.way == ANOTHER_PERSON:
        return replace(row, employee=row.employee._replace(other_employment=SOMEBODY_ELSE))
    if choice.way == KNOWN_NUMBER:
        return replace(row, employee=row.employee._replace(personnel_number=choice.known))
    return row


def left_out_lines(choices: RowChoices) -> frozenset[int]:
    """Return the lines that do not go in."""
    return frozenset(line for line, choice in choices.items() if choice.way == LEFT_OUT)


def chosen_among(rows: Iterable[CaseRow], choices: RowChoices) -> list[tuple[CaseRow, RowChoice]]:
    """Return the rows about which something was chosen that changes the record before they go in."""
    changing = {RENUMBERED, *CLEARED_FIELDS}
    return [(row, choices[row.line]) for row in rows if row.line in choices and choices[row.line].way in changing]
