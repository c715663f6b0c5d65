"""What is read of the tables of law at an edge: periods that adjoin, values with their words, terms that repeat."""

from datetime import date
from typing import Any

import pytest

from spoorboek.statute.law.data_files import require_adjoining_periods
from spoorboek.statute.law.row_fields import make_repeat
from spoorboek.statute.law.terms import Offset, Term, parse_term
from spoorboek.statute.law.values import make_law_values

ENDED, STARTED = date(2025, 12, 31), date(2026, 1, 1)


@pytest.mark.parametrize(
    ("periods", "message"),
    [
        ([], None),
        ([(STARTED, None)], None),
        ([(date(2020, 1, 1), ENDED), (STARTED, None)], None),
        (
            [(date(2020, 1, 1), STARTED), (STARTED, None)],
            "loon: op 1 januari 2026 begint een nieuwe periode, maar de vorige loopt t/m 1 januari 2026. Laat ze "
            "aansluiten",
        ),
        (
            [(date(2020, 1, 1), ENDED), (date(2026, 1, 2), None)],
            "loon: op 2 januari 2026 begint een nieuwe periode, maar de vorige loopt t/m 31 december 2025. Laat ze "
            "aansluiten",
        ),
        (
            [(date(2020, 1, 1), None), (STARTED, None)],
            "loon: op 1 januari 2026 begint een nieuwe periode, maar de vorige loopt zonder einde. Laat ze aansluiten",
        ),
    ],
)
def test_periods_adjoin(periods: list[tuple[date, date | None]], message: str | None) -> None:
    """Neither a day between them nor a day of both."""
    if message is None:
        require_adjoining_periods("loon", periods)
        return
    with pytest.raises(ValueError, match="periode") as refusal:
        require_adjoining_periods("loon", periods)
    assert str(refusal.value) == message


def value(*periods: dict[str, Any], **more: Any) -> Any:
    """Read a value of law with these periods."""
    basis = {"article": "BW 7:629 lid 1", "url": "https://wetten.overheid.nl/BWBR0005290"}
    return make_law_values({"loon": {"label": "Loon", "basis": basis, "periods": list(periods), **more}})["loon"]


def period(first: date, last: date | None = None, **more: Any) -> dict[str, Any]:
    """Write a period as the table does."""
    return {"from": first, "until": last, "value": 70, "note": "n", **more}


def test_a_value_has_its_periods_in_order_each_with_its_words_if_it_has_any() -> None:
    """Whatever the order of the table; words and a page that are not given are not there."""
    found = value(period(STARTED, quote="q"), period(date(2020, 1, 1), ENDED))
    assert [(each.from_, each.until, each.quote, each.page) for each in found.periods] == [
        (date(2020, 1, 1), ENDED, "", None),
        (STARTED, None, "q", None),
    ]
    assert (found.attaches_to, value(period(STARTED), attaches_to="W").attaches_to) == ("D", "W")
    assert [each.quote for each in found.bases()] == ["q"]


def test_two_periods_of_one_first_day_are_refused_by_name() -> None:
    """Also where one of them has no end."""
    with pytest.raises(ValueError, match="loon: op 1 januari 2026 begint een nieuwe periode"):
        value(period(STARTED), period(STARTED, date(2026, 2, 1)))


def terms(**changed: Term | None) -> dict[str, Term | None]:
    """Return the terms of a row that comes again every four weeks."""
    return {"target": Offset("D", 28), "opens": Offset("target", -3), "due": None, "tolerated": None, **changed}


RHYTHM = "wat terugkomt, heeft een `target` als 'D + 28' en een `opens` als 'target - 3'"
LAWFUL = "wat terugkomt, heeft geen `due` en geen `tolerated`"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"target": None}, RHYTHM),
        ({"opens": None}, RHYTHM),
        ({"opens": Offset("D", 3)}, RHYTHM),
        ({"target": parse_term("atw(D + 28)")}, RHYTHM),
        ({"opens": parse_term("atw(target - 3)")}, RHYTHM),
        ({"due": Offset("D", 42)}, LAWFUL),
        ({"tolerated": Offset("D", 42)}, LAWFUL),
        ({"due": Offset("D", 42), "tolerated": Offset("D", 43)}, LAWFUL),
    ],
)
def test_what_comes_again_has_a_rhythm_and_no_lawful_day(changed: dict[str, Term | None], message: str) -> None:
    """The message says how one is written."""
    with pytest.raises(ValueError, match="wat terugkomt") as refusal:
        make_repeat(terms(**changed))
    assert str(refusal.value) == message


def test_a_rhythm_is_every_so_many_days_with_so_many_to_prepare() -> None:
    """From the first sick day, every 28 days, open three days before."""
    assert make_repeat(terms()) == ("D", 28, 3)


@pytest.mark.parametrize(("text", "count"), [("D + 000000042", 42), ("D + 9999", 9999), ("D + 99 years", 99)])
def test_a_count_of_nine_digits_is_read(text: str, count: int) -> None:
    """Noughts before it are no days."""
    found = parse_term(text)
    assert isinstance(found, Offset)
    assert found.count == count


@pytest.mark.parametrize(
    ("text", "most"),
    [("D + 0000000042", 9999), ("D + 000000009999999", 9999), ("D + 10000", 9999), ("D + 100 years", 99)],
)
def test_a_count_no_case_can_have_is_refused(text: str, most: int) -> None:
    """Also one that hides behind noughts."""
    number = text.split()[2]
    with pytest.raises(ValueError, match="geen aantal") as refusal:
        parse_term(text)
    assert str(refusal.value) == f"geen aantal dat een zaak kan hebben: '{number}'; verwacht hoogstens {most}"
