"""Beneath the table stands where every date comes from, once each, short enough to be read at a terminal."""

from dataclasses import replace
from datetime import date

from spoorboek.statute.explained_text import WIDTH, explained_text
from spoorboek.statute.facts import CaseFacts, Recovery
from spoorboek.statute.movers import ENDS, FIRST_DAY
from spoorboek.statute.plan import Plan
from spoorboek.statute.present import label, timeline_text
from spoorboek.statute.timeline import timeline

D = date(2026, 1, 5)
PLAN = timeline(CaseFacts(D))


def heads(plan: Plan) -> list[str]:
    """Return the steps that are explained, in order."""
    return [line for line in explained_text(plan).splitlines()[1:] if line and not line.startswith(" ")]


def test_every_step_of_the_table_is_explained_in_the_order_of_the_table() -> None:
    """The reader goes down the table and finds each step below it."""
    once = [label(milestone) for milestone in PLAN if milestone.occurrence == 1]
    found = [head.partition(" (en nog")[0] for head in heads(PLAN)]
    assert set(once) <= set(found)
    table = timeline_text(PLAN)
    places = [table.index(f"  {name}  ") for name in found if name in once]
    assert places == sorted(places)


def test_what_repeats_is_explained_once_for_all_that_are_counted_alike() -> None:
    """The evaluation that falls into the first-year evaluation follows another rule, so it is explained apart."""
    evaluations = [head for head in heads(PLAN) if head.startswith("Periodieke evaluatie")]
    assert evaluations == [
        "Periodieke evaluatie 1 (en nog 13 keer, op dezelfde manier geteld)",
        "Periodieke evaluatie 7",
    ]
    assert "Valt samen met de eerstejaarsevaluatie" in " ".join(explained_text(PLAN).split())


def test_what_changes_most_dates_is_said_once() -> None:
    """Another first day, recovery, the end of the employment: above the steps, not beneath each of them."""
    text = " ".join(explained_text(PLAN).split())
    for words in (FIRST_DAY, *ENDS):
        assert text.count(words) == 1


def test_no_line_is_wider_than_a_terminal() -> None:
    """Wrapped between words, what follows of a line further in."""
    plan = timeline(replace(PLAN.facts, recoveries=(Recovery(date(2026, 3, 16), date(2026, 4, 5)),)))
    assert max(map(len, explained_text(plan).splitlines())) <= WIDTH
