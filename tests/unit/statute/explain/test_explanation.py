"""Every date explains itself, in Dutch, with the sum it comes from."""

import re
from datetime import date

import pytest

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.explain.explanation import BY_ANALOGY, PlanExplainer, explain_milestone
from spoorboek.statute.explain.term_text import term_in_words
from spoorboek.statute.facts import Advice, CaseFacts, Leave, Recovery, ReturnProspect, Sanction, StepRef
from spoorboek.statute.law.milestones import rulebook
from spoorboek.statute.law.terms import parse_term
from spoorboek.statute.plan import Plan
from spoorboek.statute.timeline.course_making import make_course
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
GAP = (Recovery(date(2026, 3, 16), date(2026, 4, 5)),)
LEAVE = (Leave(date(2026, 6, 1), date(2026, 9, 20)),)
DONE = {
    StepRef("probleemanalyse"): date(2026, 2, 10),
    StepRef("plan_van_aanpak"): date(2026, 2, 20),
    StepRef("wia_aanvraag"): date(2028, 4, 1),
}
CASES = {
    "gewoon": CaseFacts(D),
    "onderbroken": CaseFacts(D, recoveries=GAP, leaves=LEAVE, done=DONE),
    "hersteld": CaseFacts(D, recoveries=(Recovery(date(2026, 3, 16)),), safety_net="vierde_dag"),
    "uit_dienst": CaseFacts(D, contract_ends_on=date(2026, 4, 12), safety_net="zes_weken", no_week_42_report=False),
    "sanctie": CaseFacts(D, sanction=Sanction(date(2027, 11, 14), date(2028, 4, 14), date(2028, 5, 15))),
    "te_late_sanctie": CaseFacts(D, sanction=Sanction(date(2028, 1, 3))),
    "aow": CaseFacts(D, aow_on=date(2026, 6, 1)),
    "bijna_aow": CaseFacts(D, aow_on=date(2028, 6, 1)),
    "advies": CaseFacts(D, done=DONE, recoveries=GAP, leaves=LEAVE, advice=(Advice(date(2026, 5, 1), 2),)),
    "uitzicht": CaseFacts(D, return_prospect=ReturnProspect(date(2026, 12, 1), True)),
    "geen_mogelijkheden": CaseFacts(D, no_possibilities=True),
    "later_mogelijkheden": CaseFacts(D, possibilities_since=date(2027, 3, 1)),
    "verlengd": CaseFacts(D, extension_until=date(2028, 7, 1), recoveries=GAP),
    "andere_oorzaak": CaseFacts(D, leaves=(Leave(date(2026, 3, 16), date(2026, 7, 5), False),)),
    "afgesproken": CaseFacts(
        D,
        deviations={StepRef("probleemanalyse"): date(2026, 3, 1)},
        postponed={StepRef("melding_42_weken"): date(2026, 10, 25)},
    ),
}
PLANS = {name: timeline(facts) for name, facts in CASES.items()}


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS.keys())
def test_every_date_of_the_plan_stands_in_its_explanation(plan: Plan) -> None:
    """Whatever the regime: opens, target, due, tolerated and agreed dates are spelled out as they are planned."""
    explainer = PlanExplainer(plan)
    for milestone in plan:
        text = explainer.explain(milestone)
        dates = (
            milestone.opens_on,
            milestone.target_on,
            milestone.due_on,
            milestone.tolerated_until,
            milestone.agreed_on,
        )
        for day in dates:
            assert day is None or dutch_date(day) in text, (milestone.ref, day, text)


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS.keys())
def test_every_sum_ends_in_the_planned_date(plan: Plan) -> None:
    """The last date of the sum, or of the rule that replaced it, is the date of the plan: not a date of its own."""
    explainer = PlanExplainer(plan)
    words = {"Opent": "opens_on", "Streefdatum": "target_on", "Uiterlijk": "due_on", "Datum": "due_on"}
    for milestone in plan:
        replaced = {name for made in milestone.trace or () for name, _, _ in made.fields}
        for line in explainer.explain(milestone).splitlines():
            word, _, rest = line.partition(": ")
            if word in words and words[word] not in replaced:
                sum_only = re.sub(r" \((keer|week) .*", "", rest)
                assert sum_only.endswith(dutch_date(getattr(milestone, words[word]))) or "verlengd" in rest, line


def test_a_plain_term_is_spelled_from_the_first_sick_day() -> None:
    """Rule and version, article, quote and address; anchor, number of days, date; the very days that were counted."""
    plan = PLANS["gewoon"]
    lines = explain_milestone(plan, plan.milestone("probleemanalyse")).splitlines()
    assert lines[0] == "Regel: probleemanalyse, versie 2026-12-01; geldt voor wie ziek werd vanaf 1 januari 2004."
    assert lines[1].startswith("Regeling procesgang eerste en tweede ziektejaar art. 2 lid 2: “binnen zes weken")
    assert lines[1].endswith("https://wetten.overheid.nl/jci1.3:c:BWBR0013540&artikel=2&lid=2")
    due = lines.index(
        "Uiterlijk: eerste ziektedag 5 januari 2026 + 42 ziektedagen = 16 februari 2026 (week 7, dag 42). "
        "Wettelijke termijn."
    )
    assert lines[due + 1] == "Geteld: 6 januari 2026 t/m 16 februari 2026 (42 dagen)."


def test_days_that_do_not_count_are_named() -> None:
    """The date without the gap, what does not count and why, and the date with it."""
    plan = PLANS["onderbroken"]
    assert (
        "eerste ziektedag 5 januari 2026 + 294 ziektedagen = 26 oktober 2026; "
        "21 dagen hersteld (16 maart 2026 t/m 5 april 2026) en 112 dagen verlof (1 juni 2026 t/m 20 september 2026) "
        "tellen niet mee, dus 8 maart 2027 (week 43, dag 294)."
    ) in explain_milestone(plan, plan.milestone("melding_42_weken"))


def test_days_that_were_counted_and_days_that_were_not_add_up() -> None:
    """The stretches counted, with their sum; recovery and leave apart, each with its ground."""
    plan = PLANS["onderbroken"]
    lines = explain_milestone(plan, plan.milestone("eerstejaarsevaluatie")).splitlines()
    counted = next(line for line in lines if line.startswith("Geteld: "))
    assert counted == (
        "Geteld: 6 januari 2026 t/m 15 maart 2026 (69 dagen), 6 april 2026 t/m 31 mei 2026 (56 dagen) en "
        "21 september 2026 t/m 16 mei 2027 (238 dagen), samen 363 dagen."
    )
    recovered, leave = (line for line in lines if line.startswith("Niet geteld: "))
    assert "21 dagen hersteld (16 maart 2026 t/m 5 april 2026): minder dan vier weken achter elkaar" in recovered
    assert "112 dagen verlof rond de bevalling (1 juni 2026 t/m 20 september 2026)" in leave
    assert recovered.endswith("(BW 7:629 lid 10, Ziektewet art. 29 lid 5, Wet WIA art. 23 lid 3)." + BY_ANALOGY)
    assert BY_ANALOGY not in explain_milestone(plan, plan.milestone("melding_42_weken"))


def test_the_end_of_the_wait_shows_all_its_days() -> None:
    """104 weeks: the first sick day and the 727 counted after it."""
    plan = PLANS["gewoon"]
    assert "Geteld: 6 januari 2026 t/m 2 januari 2028 (727 dagen)." in explain_milestone(
        plan, plan.milestone("einde_wachttijd")
    )


def test_a_term_counted_back_shows_the_days_before_the_end() -> None:
    """13 weeks are 91 whole days before the last day of the wait."""
    plan = PLANS["gewoon"]
    text = explain_milestone(plan, plan.milestone("re_integratieverslag"))
    assert "Teruggeteld: 3 oktober 2027 t/m 1 januari 2028 (91 dagen)." in text


@pytest.mark.parametrize(
    ("name", "key", "named", "not_named"),
    [
        ("gewoon", "plan_van_aanpak", "de dag waarop ‘probleemanalyse’ er is (nu telt 16 februari 2026)", "‘advies"),
        ("gewoon", "plan_van_aanpak", "een andere eerste ziektedag", "verlenging"),
        ("gewoon", "einde_wachttijd", "een verlenging van de wachttijd op gezamenlijk verzoek", "‘"),
        ("verlengd", "einde_wachttijd", "een ander einde van de verlengde wachttijd", "een andere eerste ziektedag"),
        ("onderbroken", "evaluatie", "een andere dag voor ‘plan van aanpak’", "een andere eerste ziektedag"),
        ("uit_dienst", "ziek_uit_dienst_melding", "‘laatste dag van het dienstverband’", "ten hoogste 27 dagen"),
        ("sanctie", "einde_loonsanctie", "‘vaststelling van het herstel’", "ten hoogste 27 dagen"),
        ("aow", "einde_loondoorbetaling_aow", "‘AOW-leeftijd’", "een andere eerste ziektedag"),
        ("afgesproken", "probleemanalyse", "een andere eerste ziektedag", "een gemotiveerde afwijking"),
    ],
)
def test_what_would_change_a_date_is_what_it_rests_on(name: str, key: str, named: str, not_named: str) -> None:
    """The facts its term counts from, however many steps back; nothing that would leave it where it is."""
    text = explain_milestone(PLANS[name], PLANS[name].milestone(key))
    (line,) = (line for line in text.splitlines() if line.startswith("Verandert door: "))
    assert named in line
    assert not_named not in line


def test_what_is_over_changes_no_more() -> None:
    """Of what is done or lapsed nothing is said to change."""
    for name, key in (("onderbroken", "probleemanalyse"), ("aow", "start_spoor_2")):
        assert "Verandert door" not in explain_milestone(PLANS[name], PLANS[name].milestone(key))


def test_a_term_from_another_milestone_says_whether_that_was_done() -> None:
    """Done, agreed, or standing in with its last lawful day."""
    for name, words in (
        ("gewoon", "probleemanalyse, nog niet gedaan, uiterlijk op 16 februari 2026 + 14 ziektedagen = 2 maart 2026"),
        ("onderbroken", "probleemanalyse, gedaan op 10 februari 2026 + 14 ziektedagen = 24 februari 2026"),
        ("afgesproken", "probleemanalyse, afgesproken op 1 maart 2026 + 14 ziektedagen = 15 maart 2026"),
    ):
        assert words in explain_milestone(PLANS[name], PLANS[name].milestone("plan_van_aanpak"))


def test_a_term_counted_back_explains_the_wait_too() -> None:
    """From the last day of the wait, with the sum of the wait; extended, with the day UWV confirmed."""
    text = explain_milestone(PLANS["verlengd"], PLANS["verlengd"].milestone("wia_aanvraag"))
    assert "op gezamenlijk verzoek verlengd t/m 1 juli 2028" in text
    assert "− 77 dagen = 15 april 2028" in text


def test_a_special_rule_says_what_it_replaced_and_why() -> None:
    """Rule, article, the sum of the new term, and old and new date."""
    text = explain_milestone(PLANS["sanctie"], PLANS["sanctie"].milestone("einde_loonsanctie"))
    assert "UWV stelde op 15 mei 2028 vast dat de tekortkoming is hersteld" in text
    assert "vaststelling van het herstel 15 mei 2028 + 42 dagen = 26 juni 2028" in text
    assert "te laat was (7 dagen; uiterste dag 8 mei 2028)" in text  # 21 days from 14 April: 5 May, a weekend, 8 May
    assert "Daardoor: datum 19 juni 2028 in plaats van 31 december 2028 (195 dagen eerder)." in text


def test_an_extended_term_names_the_weekdays() -> None:
    """Sunday 26 December, Christmas, to Monday 27 December."""
    text = explain_milestone(PLANS["sanctie"], PLANS["sanctie"].milestone("bezwaar_loonsanctie"))
    assert (
        "zondag 26 december 2027: verlengd over weekend en feestdagen (Atw art. 1) tot maandag 27 december 2027" in text
    )


def test_the_late_application_says_when_the_wait_itself_ended() -> None:
    """The wage goes on, the wait ended at W."""
    plan = PLANS["onderbroken"]
    text = explain_milestone(plan, plan.milestone("einde_wachttijd"))
    assert f"De wachttijd zelf eindigde op {dutch_date(plan.wait_ends_on)}." in text


def test_a_sanction_that_came_too_late_is_said_to_be_so() -> None:
    """The reader learns why it is presumably too late, that it stands, and what to do."""
    text = explain_milestone(PLANS["te_late_sanctie"], PLANS["te_late_sanctie"].milestone("besluit_loonsanctie"))
    assert "Het besluit van 3 januari 2028 kwam na 2 januari 2028, de laatste dag waarop het nog kon: vermoede" in text
    assert "Het blijft gelden zolang het niet is herroepen: maak bezwaar." in text


def test_what_lapsed_says_why() -> None:
    """The reason stands at the end."""
    text = explain_milestone(PLANS["aow"], PLANS["aow"].milestone("start_spoor_2"))
    assert text.endswith("Vervallen: De AOW-leeftijd is bereikt op 1 juni 2026.")


def test_rejected_readings_are_shown() -> None:
    """Where sources disagree, the reading that is not followed stands beside the one that is."""
    text = explain_milestone(PLANS["gewoon"], PLANS["gewoon"].milestone("re_integratieverslag"))
    (line,) = (line for line in text.splitlines() if line.startswith("Niet gevolgd: "))
    assert "dag 637). Bron: " in line
    assert line.endswith("een dag te laat.")


def test_no_placeholder_is_left_in_any_explanation() -> None:
    """All words of a sentence are filled in."""
    for plan in PLANS.values():
        explainer = PlanExplainer(plan)
        assert not [m.ref for m in plan if re.search(r"[{}]|None|timedelta", explainer.explain(m))]


def test_a_single_day_that_does_not_count_is_named_as_one() -> None:
    """One day "telt niet mee", and is one date, not a span; two single days "tellen niet mee"."""
    one, two = Recovery(date(2026, 2, 2), date(2026, 2, 2)), Recovery(date(2026, 2, 9), date(2026, 2, 9))
    plan = timeline(CaseFacts(D, recoveries=(one,)))
    assert (
        "= 16 februari 2026; 1 dag hersteld (2 februari 2026) telt niet mee, dus 17 februari 2026 (week 7, dag 42)."
    ) in explain_milestone(plan, plan.milestone("probleemanalyse"))
    plan = timeline(CaseFacts(D, recoveries=(one, two)))
    assert (
        "; 1 dag hersteld (2 februari 2026) en 1 dag hersteld (9 februari 2026) tellen niet mee, dus 18 februari 2026 ("
    ) in explain_milestone(plan, plan.milestone("probleemanalyse"))


def test_recovery_that_goes_over_into_leave_is_one_span_of_both() -> None:
    """No sick day between the two: one span, and what it was made of."""
    recovered, leave = Recovery(date(2026, 1, 26), date(2026, 1, 30)), Leave(date(2026, 1, 31), date(2026, 5, 22))
    plan = timeline(CaseFacts(D, recoveries=(recovered,), leaves=(leave,)))
    assert (
        "; 117 dagen hersteld en verlof (26 januari 2026 t/m 22 mei 2026) tellen niet mee, dus "
        in explain_milestone(plan, plan.milestone("probleemanalyse"))
    )


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (
            date(2026, 3, 2),
            "de laatste van: (eerste ziektedag 5 januari 2026) en "
            "(laatste dag van het dienstverband 2 maart 2026, maandag 2 maart 2026: een werkdag), dus 2 maart 2026 (",
        ),
        (date(2026, 3, 1), "zondag 1 maart 2026: de laatste werkdag daarvoor is vrijdag 27 februari 2026)"),
    ],
)
def test_a_term_on_a_working_day_says_whether_it_was_moved(ends: date, words: str) -> None:
    """A contract that ends on a Monday, and one that ends on a Sunday."""
    plan = timeline(CaseFacts(D, contract_ends_on=ends))
    assert words in explain_milestone(plan, plan.milestone("ziek_uit_dienst_melding"))


def test_a_term_before_an_extended_wait_has_the_whole_sum() -> None:
    """104 weeks of the law, then the day UWV confirmed, then what is counted back from that day."""
    plan = timeline(CaseFacts(D, extension_until=date(2028, 7, 1)))
    assert (
        "Uiterlijk: laatste dag van de wachttijd (eerste ziektedag 5 januari 2026 + 727 ziektedagen = 2 januari 2028, "
        "op gezamenlijk verzoek verlengd t/m 1 juli 2028): 1 juli 2028 − 77 dagen = 15 april 2028 ("
    ) in explain_milestone(plan, plan.milestone("wia_aanvraag"))


def test_a_date_that_was_replaced_says_whether_it_came_later() -> None:
    """A target that was postponed by six days; the end of a sanction that came earlier is told above."""
    text = explain_milestone(PLANS["afgesproken"], PLANS["afgesproken"].milestone("melding_42_weken"))
    assert "\nDaardoor: streefdatum 25 oktober 2026 in plaats van 19 oktober 2026 (6 dagen later).\n" in text


def test_a_term_without_a_date_cannot_be_spelled() -> None:
    """A term from the AOW age of somebody who does not reach it: a mistake of the caller, told as one."""
    with pytest.raises(ValueError, match=r"^the term has no date in this case$"):
        term_in_words(parse_term("atw(aow)"), make_course(CaseFacts(D), rulebook()))
