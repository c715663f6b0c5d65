"""The text of a cell, or why it is none. Reasons never quote a cell: it may hold personal data."""

import re
from datetime import date

from spoorboek.errors import InputError
from spoorboek.importing.reading.sheet import CellValue
from templates.printable import UnusableText, accepted_text

LONGEST_TEXT = 200


class WrongCell(InputError):
    """De waarde kan niet worden gebruikt."""


def cell_text(value: CellValue, longest: int = LONGEST_TEXT) -> str:
    """Read text on one line, of at most so many characters; WrongCell for anything else."""
    if isinstance(value, bool | date):
        raise WrongCell("tekst verwacht, maar er staat een datum of WAAR/ONWAAR.")
    if isinstance(value, float) and not value.is_integer():
        raise WrongCell("tekst verwacht, maar er staat een getal met decimalen.")
    return _checked(str(int(value) if isinstance(value, float) else value).strip(), longest)


def cell_lines(value: CellValue) -> str:
    """Read text that may have been typed on several lines, such as an address."""
    return cell_text(re.sub(r"\s*(?:\r\n|\r|\n)\s*", " ", value.strip()) if isinstance(value, str) else value)


def _checked(text: str, longest: int) -> str:
    """Return a text on one line; WrongCell when it is no text, too long, damaged, or has letters no letter can have."""
    if text.startswith("=") and not text.startswith("=?"):
        raise WrongCell("er staat een formule in plaats van een waarde.")
    if len(text) > longest:
        raise WrongCell(f"te lang; verwacht hoogstens {longest} tekens.")
    try:
        accepted_text(text, allowed="\t")
    except UnusableText as error:
        raise WrongCell(str(error)) from None
    return " ".join(text.split())
