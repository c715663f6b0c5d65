"""Word a term of the rules in Dutch, without dates of a case: "eerste ziektedag + 42 ziektedagen (6 weken)"."""

from collections.abc import Mapping

from spoorboek.statute.days.calendar import week_of
from spoorboek.statute.explain.term_text import ANCHOR_NAMES, PICK_WORDS, UNIT_WORDS
from spoorboek.statute.law.labels import in_sentence
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.law.terms import Adjusted, ByValue, Offset, Pick, Term, split_anchor

MOVED_WORDS: Mapping[str, str] = {
    "atw": "verlengd over weekend en feestdagen",
    "workday_from": "of de eerste werkdag daarna",
    "workday_until": "of de laatste werkdag daarvoor",
}
DAYS_A_WEEK = 7


def general_term(term: Term, book: Rulebook) -> str:
    """Word a term: its anchor, what is added or subtracted, and how many weeks that is."""
    if isinstance(term, Pick):
        return f"{PICK_WORDS[term.which]}: ({') en ('.join(general_term(part, book) for part in term.terms)})"
    if isinstance(term, Adjusted):
        return f"{general_term(term.term, book)}, {MOVED_WORDS[term.how]}"
    anchor = _anchor(term.anchor, book)
    if isinstance(term, ByValue):
        return f"{anchor} + [{in_sentence(book.values[term.value].label)}](#waarde-{term.value})"
    if not term.count:
        return anchor
    sign, number = ("+" if term.count > 0 else "−"), abs(term.count)
    return f"{anchor} {sign} {number} {UNIT_WORDS[term.unit][number != 1]}{_in_weeks(term)}"


def _anchor(name: str, book: Rulebook) -> str:
    """Name the anchor of a term; a milestone is the day it is done, or its last day."""
    kind, key = split_anchor(name)
    if not key:
        return ANCHOR_NAMES[name]
    label = in_sentence(book.rows[key].label)
    return label if kind == "done" else f"uiterlijke datum van {label}"


def _in_weeks(term: Offset) -> str:
    """Return how many weeks a number of days is, or which week it ends; empty when it is neither."""
    number = abs(term.count)
    if term.unit in ("sick", "cal") and number > DAYS_A_WEEK and number % DAYS_A_WEEK == 0:
        return f" ({number // DAYS_A_WEEK} weken)"
    if term.anchor == "D" and term.unit == "sick" and (number + 1) % DAYS_A_WEEK == 0:
        return f" (laatste dag van week {week_of(number)})"
    return ""
