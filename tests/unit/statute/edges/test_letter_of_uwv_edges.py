"""No letter of UWV about the application, or a late one: WIA 64(6) at its edges.

89 weeks end on day 622: a letter of day 623 is late. 81 weeks end on day 566: the report of week 42, or what counts as
it (ZW 38(8)), has to be there before that day. The last day to apply is W - 77 = day 650.
"""

from typing import Any

import pytest
from support.edge_days import due, gap, on, plan_of

from spoorboek.statute.facts import StepRef

WIA, LETTER = StepRef("wia_aanvraag"), StepRef("uwv_brief_wia")
REPORTS = {
    "report": lambda day: {"done": {StepRef("melding_42_weken"): on(day)}},
    "request": lambda day: {"extension_requested_on": on(day)},
    "early benefit": lambda day: {"done": {StepRef("vervroegde_iva"): on(day)}},
}


def applied(day: int, **facts: Any) -> dict[str, Any]:
    """Return facts of a case with an application, beside what else was done."""
    return {**facts, "done": {**facts.get("done", {}), WIA: on(day)}}


@pytest.mark.parametrize("counts_as", REPORTS)
@pytest.mark.parametrize(("day", "excused"), [(565, True), (566, False), (567, False)])
def test_the_report_has_to_be_there_before_the_81_weeks(counts_as: str, day: int, excused: bool) -> None:
    """Applied on day 700 without any letter: in time, or 700 - 650 = 50 days late and wage until 727 + 50 = 777."""
    plan = plan_of(**applied(700, **REPORTS[counts_as](day)), no_uwv_letter_on=on(640))
    assert due(plan, WIA.key) == (700 if excused else 650)
    assert due(plan, "einde_loondoorbetaling") == (None if excused else 777)


@pytest.mark.parametrize(("day", "excused"), [(575, True), (576, False), (577, False)])
def test_the_81_weeks_are_days_of_sickness(day: int, excused: bool) -> None:
    """Ten days of recovery from day 100: day 566 of sickness is day 576, W - 77 is day 660."""
    facts = applied(700, done={StepRef("melding_42_weken"): on(day)})
    plan = plan_of(**facts, recoveries=(gap(100, 10),), no_uwv_letter_on=on(640))
    assert due(plan, WIA.key) == (700 if excused else 660)


@pytest.mark.parametrize(
    ("received", "last"),
    [
        (621, 650),
        (622, 650),  # the last day in time
        (623, 651),  # late: 623 + 28
        (624, 652),
        (628, 658),  # 656, a Saturday: until Monday
        (630, 658),
        (631, 659),
    ],
)
def test_four_weeks_after_a_late_letter(received: int, last: int) -> None:
    """ "binnen vier weken nadat deze kennisgeving is ontvangen", Atw-extended, and never before day 650."""
    plan = plan_of(done={LETTER: on(received), StepRef("melding_42_weken"): on(290)})
    assert due(plan, WIA.key) == last


@pytest.mark.parametrize(("day", "excused"), [(565, True), (566, False), (567, False)])
def test_a_late_letter_excuses_only_who_reported_in_time(day: int, excused: bool) -> None:
    """The second sentence of 64(6) is about the whole paragraph."""
    plan = plan_of(done={LETTER: on(640), StepRef("melding_42_weken"): on(day)})
    assert due(plan, WIA.key) == (668 if excused else 650)  # 640 + 28 = 668, a Thursday


@pytest.mark.parametrize(
    ("received", "delay"),
    [
        (669, 3),  # a Friday: until 669 + 28 = 697, and applied on day 700
        (670, 0),  # 698, a Saturday: until Monday 700
        (672, 0),  # 672 + 28 = 700
        (700, 0),
        (701, 0),  # no letter yet when it was applied for
    ],
)
def test_a_letter_before_the_application_is_a_letter(received: int, delay: int) -> None:
    """That there was none by day 640 helps until one is received; from then on the four weeks count."""
    done = {StepRef("melding_42_weken"): on(290), LETTER: on(received)}
    plan = plan_of(**applied(700, done=done), no_uwv_letter_on=on(640))
    assert due(plan, "einde_loondoorbetaling") == (727 + delay if delay else None)


@pytest.mark.parametrize("request_on", [293, 294, 295, 565, 566, 567])
def test_a_request_for_extension_is_the_report_whenever_it_comes(request_on: int) -> None:
    """ZW 38(8): no report of week 42 is asked any more; whether it helps with 64(6) is another matter."""
    assert due(plan_of(extension_requested_on=on(request_on)), "melding_42_weken") is None
