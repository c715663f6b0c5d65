"""What a house does for a step, line by line, and for which steps of a case another house is told."""

from datetime import date
from types import MappingProxyType

from support.invented_editions import edition, gentle_house

from spoorboek.statute.editions.policy_diff import policy_diff, policy_lines
from spoorboek.statute.facts import CaseFacts, StepRef
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.timeline.timeline import timeline

ANALYSIS = StepRef("probleemanalyse")


def test_everything_a_house_does_for_a_step_is_a_line() -> None:
    """Its nature, what it asks, papers, reminders, whom it asks in time, and every rung."""
    assert policy_lines(house_policy(), house_policy().steps["start_spoor_2"]) == [
        "een taak die te laat kan zijn",
        "wordt nagevraagd bij overname",
        "vraagt bureaus",
        "Informatie over het tweede spoor aan werknemer",
        "herinnering 7 dagen vóór de streefdatum aan casemanager",
        "herinnering 3 dagen vóór de uiterste datum aan casemanager",
        "vraagt re-integratiebureau op tijd: 14 dagen (huisbeleid)",
        "escalatie 1 dag na de uiterste datum aan casemanager",
        "escalatie 3 dagen na de uiterste datum aan leidinggevende",
        "escalatie 7 dagen na de uiterste datum aan HR",
        "escalatie 14 dagen na de uiterste datum aan directie",
    ]


def test_another_house_is_told_of_what_is_still_to_come() -> None:
    """Also of a step whose day was agreed otherwise; not of one that is done."""
    agreed = MappingProxyType({ANALYSIS: date(2026, 3, 2)})
    new = edition(house=gentle_house).house
    for facts, told in (
        (CaseFacts(date(2026, 1, 5), deviations=agreed), True),
        (CaseFacts(date(2026, 1, 5), done=agreed), False),
    ):
        changes = policy_diff(timeline(facts), house_policy(), new)
        assert (ANALYSIS in {change.ref for change in changes}) is told


def test_a_step_that_ends_with_the_next_and_one_that_is_a_possibility_say_so() -> None:
    """A contact moment reminds the manager alone; an early benefit is nobody's task."""
    assert policy_lines(house_policy(), house_policy().steps["contactmoment"]) == [
        "een taak die te laat kan zijn",
        "eindigt als de volgende keer begint",
        "herinnering 3 dagen vóór de streefdatum aan leidinggevende",
    ]
    assert policy_lines(house_policy(), house_policy().steps["vervroegde_iva"]) == ["een mogelijkheid"]
