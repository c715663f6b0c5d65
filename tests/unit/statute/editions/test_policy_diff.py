"""What a house does for a step, line by line, and for which steps of a case another house is told."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType

from support.invented_editions import edition, gentle_house

from spoorboek.statute.editions.policy_diff import house_diff, policy_diff, policy_lines
from spoorboek.statute.facts import CaseFacts, StepRef
from spoorboek.statute.policy.house_policy import NO_LADDER
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


def test_what_a_house_does_for_all_cases_is_named_once() -> None:
    """Mail days, who gets one mail a morning, questions, lead times and papers at closing: also what comes new."""
    new = house_policy()
    asked = new.lead_times["bureau"]._replace(days=10)
    old = replace(
        new, mail_days="every", digest=frozenset(), questions=NO_LADDER, closing_papers={}, lead_times={"bureau": asked}
    )
    changes = {each.about: each for each in house_diff(old, new)}
    assert list(changes) == ["mail", "vragen over de overname", "doorlooptijden", "stukken bij sluiting"]
    assert changes["mail"].was == ("mail gaat op elke dag",)
    assert changes["mail"].becomes[0] == "mail gaat op werkdagen"
    assert "de mail van één ochtend aan casemanager gaat in één bericht" in changes["mail"].becomes
    assert "re-integratiebureau: 10 dagen (huisbeleid)" in changes["doorlooptijden"].was
    assert "re-integratiebureau: 14 dagen (huisbeleid)" in changes["doorlooptijden"].becomes
    assert changes["vragen over de overname"].becomes
    assert changes["stukken bij sluiting"].becomes
    assert list(house_diff(new, house_policy())) == []


def test_a_step_that_ends_with_the_next_and_one_that_is_a_possibility_say_so() -> None:
    """A contact moment reminds the manager alone; an early benefit is nobody's task."""
    assert policy_lines(house_policy(), house_policy().steps["contactmoment"]) == [
        "een taak die te laat kan zijn",
        "eindigt als de volgende keer begint",
        "herinnering 3 dagen vóór de streefdatum aan leidinggevende",
    ]
    assert policy_lines(house_policy(), house_policy().steps["vervroegde_iva"]) == ["een mogelijkheid"]
