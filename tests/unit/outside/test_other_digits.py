"""What people type as a date or number has the digits 0 to 9: full-width or Arabic ones are refused in one sentence."""

from datetime import date
from typing import Any

import pytest

from spoorboek.cli.money.cost_lines import read_cents
from spoorboek.cli.shared.options import read_date
from spoorboek.cli.shared.suppositions import read_step_day, read_weeks_beside
from spoorboek.errors import InputError
from spoorboek.portfolio.amount_readers import read_region, read_share
from spoorboek.statute.law.terms import parse_term
from spoorboek.statute.reports.field_readers import read_day
from spoorboek.stories.story_fields import FieldReading, read_story_day
from tasks.channels.filled_form import form_day

OTHERS = [  # zero to nine, full-width, Arabic-Indic, Devanagari, bold
    str.maketrans("0123456789", "".join(chr(first + n) for n in range(10))) for first in (0xFF10, 0x660, 0x966, 0x1D7CE)
]
DAYS = {"D": date(2026, 1, 5)}
READERS: dict[str, tuple[Any, str]] = {
    "date": (read_date, "05-01-2026"),
    "ISO date": (read_date, "2026-01-05"),
    "reported day": (lambda typed: read_day(typed, "x"), "2026-01-05"),
    "story day": (lambda typed: read_story_day(typed, DAYS, "x"), "2026-03-02"),
    "story sum": (lambda typed: read_story_day(typed, DAYS, "x"), "D+7*42"),
    "story number": (lambda typed: FieldReading(DAYS, "x").number(typed), "12"),
    "step": (read_step_day, "evaluatie:2=05-01-2026"),
    "weeks": (read_weeks_beside, "26/8"),
    "amount": (lambda typed: read_cents(typed, "Prijs"), "95,50"),
    "region": (lambda typed: read_region(typed, "x"), "35"),
    "share": (lambda typed: read_share(typed, "x"), "12,5%"),
}


@pytest.mark.parametrize("digits", OTHERS, ids=["full-width", "Arabic", "Devanagari", "bold"])
@pytest.mark.parametrize("what", READERS)
def test_other_digits_are_refused(what: str, digits: dict[int, int]) -> None:
    """Neither a traceback nor another value than the person meant; with the digits 0 to 9 it is read."""
    read, typed = READERS[what]
    assert read(typed) is not None
    with pytest.raises(InputError):
        read(typed.translate(digits))


@pytest.mark.parametrize("one", range(len("05-01-2026")))
def test_one_other_digit_among_them_is_enough(one: int) -> None:
    """Copied from a document with mixed signs."""
    typed = "05-01-2026"
    changed = typed[:one] + typed[one].translate(OTHERS[0]) + typed[one + 1 :]
    if changed == typed:
        return
    with pytest.raises(InputError, match="is geen datum"):
        read_date(changed)


@pytest.mark.parametrize("digits", OTHERS)
def test_a_form_and_a_table_of_law_know_no_other_digits(digits: dict[int, int]) -> None:
    """A day of a form is left as it is, for the schema to refuse; a term of a rules file is none."""
    assert form_day("05-01-2026".translate(digits)) == "05-01-2026".translate(digits)
    with pytest.raises(ValueError, match="geen"):
        parse_term("D + " + "42".translate(digits))
