"""Death ends a case at once: nothing that is not done remains, and nothing else closes it."""

from datetime import date, timedelta
from typing import Any

import pytest

from spoorboek.statute.facts import CaseFacts, Recovery, Spell, StepRef
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
ANALYSIS = StepRef("probleemanalyse")


def on(number: int) -> date:
    """Return a number of calendar days after D."""
    return D + timedelta(number)


@pytest.mark.parametrize("died", [0, 41, 42, 43, 300, 727, 728, 800])
@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"contract_ends_on": on(301)},
        {"contract_ends_on": on(301), "own_risk": Spell(on(-9))},
        {"recoveries": (Recovery(on(290)),)},
        {"aow_on": on(280)},
        {"safety_net": "zes_weken"},
        {"stuck": (Spell(on(10)),)},
    ],
)
def test_everything_lapses_whatever_its_date(died: int, facts: dict[str, Any]) -> None:
    """Late or to come: all that is not done lapses, and the case ends by death on that day at the latest."""
    plan = timeline(CaseFacts(D, died_on=on(died), **facts))
    assert {milestone.status for milestone in plan} == {"vervallen"}
    assert plan.close_reason == "overleden"
    assert plan.closed_on is not None
    assert plan.closed_on <= on(died)


def test_what_was_done_stays_done() -> None:
    """The record of the work is kept; only the rest lapses, with the day and no cause."""
    plan = timeline(CaseFacts(D, died_on=on(100), done={ANALYSIS: on(40), StepRef("evaluatie"): on(99)}))
    assert plan.milestone("probleemanalyse").status == "gedaan"
    assert plan.milestone("plan_van_aanpak").reason == "De werknemer is overleden op 15 april 2026."
    assert plan.closed_on == on(100)
