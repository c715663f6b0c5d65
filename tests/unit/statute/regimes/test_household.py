"""Service in a household on fewer than four days a week: six weeks of wage, and what rests on wage after it lapses."""

from datetime import date, timedelta

import pytest

from spoorboek.statute.facts import CaseFacts, Leave, Recovery
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)


def on(number: int) -> date:
    """Return a number of calendar days after D."""
    return D + timedelta(number)


@pytest.mark.parametrize(
    ("facts", "last"),
    [
        ({}, 41),
        ({"recoveries": (Recovery(on(40), on(49)),)}, 51),
        ({"recoveries": (Recovery(on(41), on(67)),)}, 68),
        ({"recoveries": (Recovery(on(42), on(51)),)}, 41),
        ({"leaves": (Leave(on(10), on(121)),)}, 153),
    ],
)
def test_wage_lasts_six_weeks_of_sickness(facts: dict[str, object], last: int) -> None:
    """Day 41 is the last; recovery or leave the day before it or on it moves it, and the day after does not."""
    found = timeline(CaseFacts(D, household_staff=True, **facts))  # type: ignore[arg-type]
    assert found.milestone("einde_loondoorbetaling_huishouden").due_on == on(last)


def test_what_rests_on_wage_lapses_and_the_rest_stays() -> None:
    """No report of week 42 and no second year of wage; the dismissal ban keeps its two years."""
    found, usual = timeline(CaseFacts(D, household_staff=True)), timeline(CaseFacts(D))
    lapsed = {milestone.key for milestone in found if milestone.status == "vervallen"}
    assert {"melding_42_weken", "loon_tweede_ziektejaar"} <= lapsed
    assert found.milestone("einde_opzegverbod") == usual.milestone("einde_opzegverbod")
    assert not [milestone for milestone in usual if milestone.key == "einde_loondoorbetaling_huishouden"]
