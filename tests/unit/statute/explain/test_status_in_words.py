"""What an explanation says of a step that was done or fell away: on which day, and by which rule."""

from datetime import date, timedelta
from typing import Any

import pytest

from spoorboek.statute.disputes import WageWarning
from spoorboek.statute.explain.explanation import explain_milestone
from spoorboek.statute.facts import CaseFacts, Sanction, SignedSettlement, Spell, StepRef
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)


def on(day: int) -> date:
    """Return the day so many days after the first sick day."""
    return D + timedelta(day)


def explained(key: str, **facts: Any) -> str:
    """Explain a step of a case with these facts."""
    plan = timeline(CaseFacts(D, **facts))
    return explain_milestone(plan, plan.milestone(key))


def test_the_day_on_which_a_step_was_done_is_told_once_it_is() -> None:
    """Recorded as done, or proved by the report of what UWV decided; nothing is said before."""
    assert "\nGedaan op 2 februari 2026." in explained("probleemanalyse", done={StepRef("probleemanalyse"): on(28)})
    assert "Gedaan op" not in explained("probleemanalyse")
    assert "\nGedaan op 15 november 2027." in explained("besluit_loonsanctie", sanction=Sanction(date(2027, 11, 15)))
    assert "Gedaan op" not in explained("besluit_loonsanctie")


@pytest.mark.parametrize(("withdrawn", "in_time"), [(113, True), (114, True), (115, False)])
def test_an_agreement_that_was_withdrawn_in_time_is_told_by_its_rule(withdrawn: int, in_time: bool) -> None:
    """BW 7:670b(2): signed on day 100, a Wednesday, so day 114 is the last of fourteen; a day later it stands."""
    assert on(114).isoweekday() == 3
    said = explained("bedenktijd_vaststellingsovereenkomst", signed=(SignedSettlement(on(100), True, on(withdrawn)),))
    assert ("(Regel: vaststellingsovereenkomst_ontbonden; vervangt de overeenkomst.)" in said) == in_time
    assert (f"Vervallen: De werknemer ontbond de overeenkomst op {on(withdrawn).day} april 2026." in said) == in_time


@pytest.mark.parametrize(
    ("refused_until", "lapses"),
    [
        (109, False),  # cooperated again before the warning: it was about something else
        (110, True),  # warned on the last day without cooperation
        (115, True),
        (None, False),  # still does not cooperate
    ],
)
def test_nothing_is_decided_about_who_cooperates_again_after_the_warning(
    refused_until: int | None, lapses: bool
) -> None:
    """The warning of day 110 is about the period it falls in, its first and last day included."""
    refusals = (Spell(on(100), on(refused_until) if refused_until else None),)
    said = explained(
        "besluit_na_waarschuwing", refusals=refusals, wage_warnings=(WageWarning(on(110), "lid_3_d", True),)
    )
    assert ("(Regel: werkt_weer_mee; vervangt wat niet meer nodig is.)" in said) == lapses
