"""A wage sanction at its edges, with interruptions, AOW age and a late application: every day worked out by hand.

WIA 25(10), (11), (14); BW 7:629(11); Awb 6:7. Without interruptions W is day 727 (a Sunday) and the last day to apply
is day 650. L is the last paid day before the sanction: W, or later by the delay of the application. UWV decides by
L - 42; each day later takes a day off the 364; after L it is presumably too late, and stands until objected to.
"""

from typing import Any

import pytest
from support.edge_days import due, gap, on, plan_of

from spoorboek.statute.facts import Leave, Sanction, StepRef

WIA = StepRef("wia_aanvraag")
TOO_LATE = "Vermoedelijk te laat: maak bezwaar."
TWO_GAPS = (gap(100, 10), gap(200, 15))  # 25 days: W is day 752, the last day to apply day 675


@pytest.mark.parametrize(
    ("decided", "applied", "end", "objection", "too_late"),
    [
        # Applied on day 680, five days late: L = 752 + 5 = 757, decide by 757 - 42 = 715, the whole 757 + 364 = 1121.
        (714, 680, 1121, 756, False),  # 714 + 42 = 756, a Monday
        (715, 680, 1121, 757, False),
        (716, 680, 1120, 758, False),
        (756, 680, 1121 - 41, 798, False),
        (757, 680, 1121 - 42, 799, False),
        (758, 680, 1121 - 43, 800, True),
        # In time on day 675: L = 752, decide by 710, the whole 752 + 364 = 1116.
        (709, 675, 1116, 751, False),
        (710, 675, 1116, 752, False),
        (711, 675, 1115, 753, False),
        (751, 675, 1116 - 41, 793, False),
        (752, 675, 1116 - 42, 794, False),
        (753, 675, 1116 - 43, 795, True),
        # One day late on day 676: L = 753.
        (752, 676, 1117 - 41, 794, False),
        (753, 676, 1117 - 42, 795, False),
        (754, 676, 1117 - 43, 798, True),  # 754 + 42 = 796, a Saturday: until Monday 798
    ],
)
def test_two_interruptions_and_an_application_around_its_last_day(
    decided: int, applied: int, end: int, objection: int, too_late: bool
) -> None:
    """Both interruptions move W; the delay moves L alone; the objection counts from the decision, whatever moves."""
    plan = plan_of(recoveries=TWO_GAPS, done={WIA: on(applied)}, sanction=Sanction(on(decided)))
    assert due(plan, "einde_wachttijd") == 752
    assert due(plan, "einde_loonsanctie") == end
    assert due(plan, "eerste_wia_dag") == end + 1
    assert due(plan, "bezwaar_loonsanctie") == objection
    assert (plan.milestone("bezwaar_loonsanctie").reason == TOO_LATE) is too_late


@pytest.mark.parametrize(
    ("aow", "wage", "end", "ban"),
    [
        # AOW age within the wait: six weeks from that day, day a + 41, never after W; no sanction follows.
        (710, 751, None, 752),
        (711, 752, None, 753),  # 711 + 41 = 752 = W
        (712, 752, None, 754),
        # W: a sanction that stands lengthens the two years (670(11)(c)), so the six weeks are whole: 752 + 42.
        (752, 752, None, 794),
        # The day after W it is no regime of this case: the sanction has its own end.
        (753, None, 1116, 1119),  # 755 + 364
    ],
)
def test_aow_age_at_the_end_of_a_wait_with_two_interruptions(
    aow: int, wage: int | None, end: int | None, ban: int
) -> None:
    """BW 7:629(2), 7:670(1): decided on day 690, in time; the objection stands whatever comes of the sanction."""
    plan = plan_of(recoveries=TWO_GAPS, aow_on=on(aow), done={WIA: on(675)}, sanction=Sanction(on(690)))
    assert due(plan, "einde_loondoorbetaling_aow") == wage
    assert due(plan, "einde_loonsanctie") == end
    assert due(plan, "einde_opzegverbod") == ban
    assert due(plan, "bezwaar_loonsanctie") == 732  # 690 + 42, a Thursday


@pytest.mark.parametrize(
    ("decided", "objection"),
    [
        (725, 767),  # a Friday
        (726, 770),  # 726 + 42 = 768, a Saturday: until Monday
        (727, 770),  # a Sunday
        (728, 770),  # a Monday
        (729, 771),
        (787, 829),  # a Thursday, 13 April 2028
        (788, 834),  # Good Friday: over Easter, until Tuesday 18 April 2028
    ],
)
def test_the_last_day_to_object(decided: int, objection: int) -> None:
    """Awb 6:7 and 6:8(1), Atw 1(1) and 3: the 42nd day after the decision, moved over weekend and holidays."""
    assert due(plan_of(sanction=Sanction(on(decided))), "bezwaar_loonsanctie") == objection


@pytest.mark.parametrize(("decided", "late"), [(684, 0), (685, 0), (686, 1), (727, 42), (728, 43)])
@pytest.mark.parametrize(("until", "leave"), [(900, 1), (1000, 101)])
def test_leave_within_a_sanction_that_was_decided_late(decided: int, late: int, until: int, leave: int) -> None:
    """WIA 25(9), (14): 727 + 364 = 1091; the days of leave come on top, the days of delay come off."""
    plan = plan_of(sanction=Sanction(on(decided)), leaves=(Leave(on(900), on(until)),))
    assert due(plan, "einde_loonsanctie") == 1091 - late + leave


FACTS: list[dict[str, Any]] = [
    {"contract_ends_on": on(700)},
    {"recoveries": (gap(695, 28),)},
    {"aow_on": on(650)},
    {"safety_net": "zes_weken", "contract_ends_on": on(735)},
]


@pytest.mark.parametrize("facts", FACTS)
def test_nothing_takes_the_objection_away(facts: dict[str, Any]) -> None:
    """End of the employment, recovery, AOW age, a safety net: the six weeks of a decision of day 690 stand, day 732."""
    plan = plan_of(sanction=Sanction(on(690)), **facts)
    assert due(plan, "bezwaar_loonsanctie") == 732
    assert plan.ends_on >= on(732)
