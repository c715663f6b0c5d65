"""Values of a bureau as a person types them, `kop=waarde`: read by the same columns, cells and checks as a file."""

from collections.abc import Sequence
from typing import Any

from spoorboek.errors import InputError
from spoorboek.importing.bureau_checks import bureau_complaints, coded_values
from spoorboek.importing.reading.cell_text import WrongCell
from spoorboek.importing.reading.cells import read_cell
from spoorboek.importing.reading.column import Column
from spoorboek.importing.reading.columns import bureau_columns, known_headers, normal_header
from spoorboek.outside.suggestions import meant_or_known
from spoorboek.statute.policy.house_policy import HousePolicy

EMPTY: dict[str, Any] = {"services": (), "specialisms": ()}  # what an empty value stands for; else for nothing


def read_assignments(assignments: Sequence[str], house: HousePolicy) -> dict[str, Any]:
    """Return the values that were typed, by the key of their column; an empty value takes away what is there.

    Raises InputError, in Dutch, for the first that is not `kop=waarde`, has an unknown heading or a wrong value.
    """
    columns = {
        key: column for key, column in known_headers(bureau_columns(house.choices)).items() if column.key != "code"
    }
    titles = {column.key: column.title for column in columns.values()}
    values: dict[str, Any] = {}
    for typed in assignments:
        column, text = _column(typed, columns)
        if column.key in values:
            raise InputError(f"'{column.title}' staat er twee keer. Geef één waarde.")
        values[column.key] = _value(column, text)
    for complaint in bureau_complaints(house, values, ()):
        raise InputError(f"'{titles[complaint.key]}': {complaint.message}")
    return coded_values(house, values)


def _column(typed: str, columns: dict[str, Column]) -> tuple[Column, str]:
    heading, is_assignment, text = typed.partition("=")
    if not is_assignment:
        raise InputError("Schrijf wat u wijzigt als kop=waarde, zoals 'capaciteit=12'. Een lege waarde maakt leeg.")
    column = columns.get(normal_header(heading))
    if column is None:
        raise InputError(f"Onbekende kop '{heading.strip()[:40]}'. {meant_or_known(normal_header(heading), columns)}")
    return column, text


def _value(column: Column, text: str) -> Any:
    try:
        value = read_cell(column.kind, text)
    except WrongCell as error:
        raise InputError(f"'{column.title}': {error}") from None
    if value is None and (column.filled or column.kind in ("regions", "yes_no", "rank")):
        raise InputError(f"'{column.title}' kan niet leeg zijn. Geef een waarde.")
    return EMPTY.get(column.key) if value is None else value
