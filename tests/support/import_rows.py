"""Rows of a file of cases as tests write them, and what the import says of them."""

from collections.abc import Mapping
from typing import Any

import pytest

from spoorboek.importing.import_file import import_file
from spoorboek.importing.import_report import ImportReport
from spoorboek.importing.reading.import_errors import ImportRefused

PERSON = {
    "Werkgever": "CB1",
    "Werkgever naam": "Zorg BV",
    "Personeelsnummer": "A001",
    "Naam": "Kim de Boer",
    "Eerste ziektedag": "2-11-2026",
}


def row_of(**columns: str) -> dict[str, str]:
    """Make the row of one person; columns are named as in a file, with _ for a space."""
    return PERSON | {name.replace("_", " "): value for name, value in columns.items()}


def as_csv(*rows: Mapping[str, str]) -> bytes:
    """Write rows as CSV, under the headers of all of them."""
    titles = list(dict.fromkeys(title for row in rows for title in row))
    return "\n".join([";".join(titles), *(";".join(row.get(each, "") for each in titles) for row in rows)]).encode()


def imported(*rows: Mapping[str, str], **options: Any) -> ImportReport:
    """Import a file of these rows."""
    return import_file(as_csv(*rows), force=True, **options)


def verdicts(*rows: Mapping[str, str]) -> list[str]:
    """Import a file of these rows and return the verdicts."""
    return [each.verdict for each in imported(*rows).rows]


def refusal(*rows: Mapping[str, str]) -> str:
    """Return the message with which a file of these rows is refused."""
    with pytest.raises(ImportRefused) as refused:
        imported(*rows)
    return str(refused.value)
