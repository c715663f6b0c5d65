"""A term of the table in Dutch, for no case in particular: "eerste ziektedag + 42 ziektedagen (6 weken)"."""

from collections.abc import Mapping

from spoorboek.statute.days.calendar import week_of
from spoorboek.statute.explain.term_text import ANCHORS, PICKS, UNITS
from spoorboek.statute.law.milestones import Rulebook, in_sentence
from spoorboek.statute.law.terms import Adjusted, ByValue, Offset, Pick, Term, kind_and_key

MOVED: Mapping[str, str] = {
    "atw": "verlengd over weekend en feestdagen",
    "workday_from": "of de eerste werkdag daarna",
    "workday_until": "of de laatste werkdag daarvoor",
}
WEEK = 7


def worded(term: Term, book: Rulebook) -> str:
    """Word a term: its anchor, what is added or taken off, and which weeks that is."""
    if isinstance(term, Pick):
        return f"{PICKS[term.which]}: ({') en ('.join(worded(part, book) for part in term.terms)})"
    if isinstance(term, Adjusted):
        return f"{worded(term.term, book)}, {MOVED[term.how]}"
    anchor = _anchor(term.anchor, book)
    if isinstance(term, ByValue):
        return f"{anchor} + [{in_sentence(book.values[term.value].label)}](#waarde-{term.value})"
    if not term.count:
        return anchor
    sign, number = ("+" if term.count > 0 else "−"), abs(term.count)
    return f"{anchor} {sign} {number} {UNITS[term.unit][number != 1]}{_in_weeks(term)}"


def _anchor(name: str, book: Rulebook) -> str:
    """Name what a term counts from; a milestone stands for the day it is done, or for its last day."""
    kind, key = kind_and_key(name)
    if not key:
        return ANCHORS[name]
    label = in_sentence(book.rows[key].label)
    return label if kind == "done" else f"uiterlijke datum van {label}"


def _in_weeks(term: Offset) -> str:
    """Say how many weeks a number of days is, or which week it ends; nothing where it is neither."""
    number = abs(term.count)
    if term.unit in ("sick", "cal") and number > WEEK and number % WEEK == 0:
        return f" ({number // WEEK} weken)"
    if term.anchor == "D" and term.unit == "sick" and (number + 1) % WEEK == 0:
        return f" (laatste dag van week {week_of(number)})"
    return ""
