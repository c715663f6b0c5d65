"""AOW age at its edges: before, on and after the first sick day, with a second illness and interruptions.

BW 7:629(2): six weeks "vanaf die datum", the day itself being the first of 42: the last is day a + 41. Who falls ill
after AOW age has days 0 to 41. BW 7:670(1): the ban likewise; the date is the first sick day without it. 7:629(10):
interruptions of less than four weeks are no part of the term.
"""

from datetime import date

import pytest
from support.edge_days import D, due, gap, on, plan_of

from spoorboek.statute.facts import CaseFacts, Leave, Recovery
from spoorboek.statute.timeline.timeline import timeline


@pytest.mark.parametrize(
    ("aow", "wage", "ban"),
    [
        (-1, 41, 42),
        (0, 41, 42),
        (1, 42, 43),
        (685, 726, 727),
        (686, 727, 728),  # 686 + 41 = 727 = W
        (687, 727, 729),
        (688, 727, 730),  # 688 + 42 = 730: 5 January 2028, the two years
        (689, 727, 730),
    ],
)
def test_the_term_begins_on_that_day_or_on_the_first_sick_day(aow: int, wage: int, ban: int) -> None:
    """Never longer than the 104 weeks, nor the ban than two years."""
    plan = plan_of(aow_on=on(aow))
    assert (due(plan, "einde_loondoorbetaling_aow"), due(plan, "einde_opzegverbod")) == (wage, ban)


@pytest.mark.parametrize(
    ("gaps", "wage", "ban"),
    [
        ((), 41, 42),
        ((gap(10, 1),), 42, 43),
        ((gap(10, 27),), 68, 69),
        ((gap(10, 20), gap(40, 17)), 78, 79),  # 41 + 37
        ((gap(41, 5),), 46, 47),  # recovered on the last day of the term
        ((gap(42, 5),), 41, 47),  # the day after it: while recovered nobody is protected by this ban
        ((gap(1, 27), gap(29, 27)), 95, 96),  # one sick day between: 41 + 54
    ],
)
def test_who_falls_ill_after_aow_age_and_again_within_four_weeks(
    gaps: tuple[Recovery, ...], wage: int, ban: int
) -> None:
    """One term of six weeks of sickness, however often it is interrupted."""
    plan = plan_of(aow_on=on(-300), recoveries=gaps)
    assert due(plan, "einde_loondoorbetaling_aow") == wage
    assert due(plan, "einde_opzegverbod") == ban
    assert plan.closed_on == on(wage)


@pytest.mark.parametrize(("length", "again"), [(27, None), (28, 38), (29, 39)])
def test_a_second_illness_after_four_weeks_has_six_weeks_of_its_own(length: int, again: int | None) -> None:
    """Recovered from day 10: with 28 days the case ends, and the next one begins on day 38 with days 38 to 79."""
    plan = plan_of(aow_on=on(-300), recoveries=(gap(10, length),))
    assert plan.next_first_sick_day == (on(again) if again else None)
    if again:
        second = timeline(CaseFacts(on(again), aow_on=on(-300)))
        assert due(second, "einde_loondoorbetaling_aow") == again + 41
        assert due(second, "einde_opzegverbod") == again + 42


@pytest.mark.parametrize(
    ("aow", "wage"),
    [
        (99, 140 + 10),  # the gap of day 100 to 109 lies within the term
        (100, 151),  # reached on a recovered day: the term begins on day 110
        (109, 151),
        (110, 151),
        (111, 152),
    ],
)
def test_reached_while_recovered(aow: int, wage: int) -> None:
    """A second gap of fifteen days, 200 to 214, comes after the term and moves nothing."""
    plan = plan_of(aow_on=on(aow), recoveries=(gap(100, 10), gap(200, 15)))
    assert due(plan, "einde_loondoorbetaling_aow") == wage


@pytest.mark.parametrize(("from_", "wage"), [(341, 341 + 112), (342, 341), (343, 341)])
def test_leave_on_the_last_days_of_the_term(from_: int, wage: int) -> None:
    """AOW age on day 300: the last day is 341; leave that begins on it moves it by its 112 days."""
    plan = plan_of(aow_on=on(300), leaves=(Leave(on(from_), on(from_ + 111)),))
    assert due(plan, "einde_loondoorbetaling_aow") == wage


def test_a_day_of_the_calendar() -> None:
    """AOW age on 1 June 2026: 30 days of June and 12 of July make 42, so wage until 12 July, no ban from the 13th."""
    plan = timeline(CaseFacts(D, aow_on=date(2026, 6, 1)))
    assert plan.milestone("einde_loondoorbetaling_aow").due_on == date(2026, 7, 12)
    assert plan.milestone("einde_opzegverbod").due_on == date(2026, 7, 13)
