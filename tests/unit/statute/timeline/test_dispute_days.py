"""What a letter about the wage is about: the warning or the measure that its number names."""

from datetime import date

from spoorboek.statute.disputes import WageMeasure, WageWarning
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.timeline.dispute_days import ended_measures, stops, suspensions, warning_letters

D = date(2026, 1, 5)
STOP = WageMeasure(date(2026, 3, 2), "lid_3_c", date(2026, 3, 8))
SUSPENSION = WageMeasure(date(2026, 4, 6), "lid_6", date(2026, 4, 12))
LASTING = WageMeasure(date(2026, 5, 4), "lid_3_e")
FACTS = CaseFacts(
    D,
    wage_warnings=(
        WageWarning(date(2026, 2, 16), "lid_3_c", letter=False),
        WageWarning(date(2026, 2, 23), "lid_3_c"),
        WageWarning(date(2026, 3, 30), "lid_6"),
    ),
    wage_measures=(STOP, SUSPENSION, LASTING),
)


def test_only_warnings_that_the_product_writes_have_a_letter() -> None:
    """One that was given already has no number; the others are numbered by day."""
    assert warning_letters(FACTS) == {1: FACTS.wage_warnings[1], 2: FACTS.wage_warnings[2]}


def test_stops_and_suspensions_are_numbered_apart() -> None:
    """And a measure that lasts has not ended."""
    assert (stops(FACTS), suspensions(FACTS)) == ({1: STOP, 2: LASTING}, {1: SUSPENSION})
    assert ended_measures(FACTS) == {1: STOP, 2: SUSPENSION}


def test_each_keeps_the_number_it_was_recorded_under() -> None:
    """Whatever is reported before it later: a warning by its day, a measure by its first, its end by the day after."""
    numbers = {
        "wage_warning_letter": {"2026-03-30": 1},
        "wage_stopped": {"2026-05-04": 3},
        "wage_resumed": {"2026-03-09": 5, "2026-04-13": 2},
    }
    facts = CaseFacts(D, wage_warnings=FACTS.wage_warnings, wage_measures=FACTS.wage_measures, numbers=numbers)
    assert warning_letters(facts) == {2: FACTS.wage_warnings[1], 1: FACTS.wage_warnings[2]}
    assert stops(facts) == {4: STOP, 3: LASTING}
    assert ended_measures(facts) == {5: STOP, 2: SUSPENSION}
