"""What would change a date is named with it: its own facts, and those most dates share."""

from datetime import date

import pytest
from support.invented_editions import Data, edition

from spoorboek.statute.explain.explanation import PlanExplainer
from spoorboek.statute.explain.sensitivities import (
    ENDS,
    FIRST_DAY,
    POSTPONEMENT,
    UNCOUNTED_DAYS,
    common_sensitivities,
    common_sensitivity_line,
    own_sensitivities,
    sensitivity_line,
)
from spoorboek.statute.facts import Advice, CaseFacts, IncompleteReport, ReturnProspect, Sanction, StepRef
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
AGREE = "een gemotiveerde afwijking van werkgever en werknemer (Regeling procesgang art. 5)"
LONGER = "een verlenging van de wachttijd op gezamenlijk verzoek (Wet WIA art. 24)"
OTHER_END = "een ander einde van de verlengde wachttijd"
LETTER = "een brief van UWV die te laat komt (Wet WIA art. 64 lid 6)"
LATE = "een WIA-aanvraag die te laat komt (BW art. 7:629 lid 11 onder a)"
EARLY = "een vervroegde IVA die UWV toekent (Wet WIA art. 23 lid 6)"
NO_WIA = "de AOW-leeftijd binnen de wachttijd: dan vervalt de stap"
NO_TRACK = "de AOW-leeftijd voor deze datum: dan vervalt de stap"
ANALYSIS = "de dag waarop ‘probleemanalyse’ er is (nu telt 16 februari 2026)"
EXTENSION_ASKED = "een verzoek om verlenging van de wachttijd (Ziektewet art. 38 lid 8)"
EARLY_IVA = "een aanvraag voor een vervroegde IVA (Ziektewet art. 38 lid 8)"
HOUSEHOLD = "dienst in een huishouden op minder dan vier dagen per week: dan vervalt de stap"
OWN_RISK = "een werkgever die eigenrisicodrager is voor de Ziektewet, als het dienstverband eindigt"
SAFETY_NET = "een vangnet waarbij deze melding niet hoort (Ziektewet art. 38 lid 4): dan vervalt zij"
NOTHING_POSSIBLE = "het oordeel dat er geen benutbare mogelijkheden zijn: dan vervalt de stap"
LATER = "mogelijkheden die pas later ontstaan"
SANCTION = Sanction(date(2027, 11, 14), date(2028, 4, 14), date(2028, 5, 15))
SHORT = {
    FIRST_DAY: "eerste dag",
    UNCOUNTED_DAYS: "herstel",
    POSTPONEMENT: "uitstel",
    ENDS[0]: "einde",
    ENDS[1]: "einde",
}
MOST = ["eerste dag", "herstel", "uitstel", "einde", "einde"]

OWN = {
    "ziekmelding_arbodienst": (AGREE,),
    "probleemanalyse": (AGREE,),
    "plan_van_aanpak": (ANALYSIS, AGREE, LATER, NOTHING_POSSIBLE, NO_TRACK),
    "evaluatie": (
        "de dag waarop ‘plan van aanpak’ er is (nu telt 2 maart 2026)",
        ANALYSIS,
        AGREE,
        "een grote evaluatie binnen veertien dagen: deze gaat daarin op",
    ),
    "melding_42_weken": (EARLY_IVA, EXTENSION_ASKED, HOUSEHOLD, SAFETY_NET, OWN_RISK),
    "contactmoment": (),
    "start_spoor_2": (
        "de dag waarop ‘eerstejaarsevaluatie’ er is (nu telt 3 januari 2027)",
        "mogelijkheden die pas na de eerstejaarsevaluatie ontstaan",
        "een advies voor het tweede spoor",
        "een arbeidsdeskundig onderzoek dat alleen naar het tweede spoor wijst",
        "een eerste twijfel over terugkeer in de eigen organisatie",
        "een concreet uitzicht op terugkeer binnen drie maanden",
        "een uitzicht op terugkeer dat vervalt",
        "de intake bij een bureau: dan is het begonnen",
        NOTHING_POSSIBLE,
        "marginale mogelijkheden: dan vervalt de stap zolang zij duren",
        "een schriftelijke afspraak om het tweede spoor achterwege te laten (AOW)",
        NO_TRACK,
    ),
    "wia_aanvraag": (
        LONGER,
        LETTER,
        "de melding dat UWV geen brief over de WIA-aanvraag stuurde (Wet WIA art. 64 lid 6)",
        NO_WIA,
    ),
    "riv_upload": ("de dag waarop ‘WIA-aanvraag’ er is (nu telt 17 oktober 2027)", LONGER, NO_WIA),
    "einde_wachttijd": (LONGER, LATE, EARLY),
    "eerste_wia_dag": (
        LONGER,
        LATE,
        "een loonsanctie (Wet WIA art. 25 lid 9)",
        EARLY,
        "een besluit van UWV dat de uitkering weigert: dan vervalt de dag",
        NO_WIA,
    ),
    "einde_opzegverbod": (
        "een langere loondoorbetaling (BW art. 7:670 lid 11)",
        "ziektedagen die niet meetellen voor het opzegverbod (BW art. 7:670 lid 1)",
        "de AOW-leeftijd binnen de wachttijd: nog zes weken verbod (BW art. 7:670 lid 1)",
        OWN_RISK,
    ),
}


def own(facts: CaseFacts, key: str) -> tuple[str, ...]:
    """Return what changes the dates of one step of a case."""
    explainer = PlanExplainer(timeline(facts))
    return tuple(own_sensitivities(explainer.plan.milestone(key), explainer.course))


def common(facts: CaseFacts, key: str) -> list[str]:
    """Return, in short, which of the common facts change the dates of one step of a case."""
    explainer = PlanExplainer(timeline(facts))
    return [SHORT[text] for text in common_sensitivities(explainer.plan.milestone(key), explainer.course)]


@pytest.mark.parametrize(("key", "named"), OWN.items(), ids=OWN)
def test_of_a_plain_case_every_step_names_what_it_rests_on_and_what_may_still_replace_it(
    key: str, named: tuple[str, ...]
) -> None:
    """The day it counts from first, then an agreement, then the special rules that may still come."""
    assert own(CaseFacts(D), key) == named


@pytest.mark.parametrize(
    ("facts", "key", "first"),
    [
        (
            CaseFacts(D, done={StepRef("probleemanalyse"): date(2026, 2, 10)}),
            "plan_van_aanpak",
            "een andere dag voor ‘probleemanalyse’ (nu telt 10 februari 2026)",
        ),
        (
            CaseFacts(D, deviations={StepRef("probleemanalyse"): date(2026, 3, 1)}),
            "plan_van_aanpak",
            "de dag waarop ‘probleemanalyse’ er is (nu telt 1 maart 2026)",
        ),
        (CaseFacts(D, extension_until=date(2028, 7, 1)), "eindevaluatie", OTHER_END),
        (CaseFacts(D, sanction=SANCTION), "bezwaar_loonsanctie", "een andere dag voor ‘besluit loonsanctie’"),
        (
            CaseFacts(D, sanction=SANCTION),
            "eerste_wia_dag",
            "een andere dag voor ‘laatste dag loonsanctie’ (nu telt 19 juni 2028)",
        ),
        (
            CaseFacts(D, advice=(Advice(date(2026, 5, 1), 2),)),
            "start_spoor_2",
            "een andere dag voor ‘advies voor het tweede spoor’",
        ),
        (
            CaseFacts(D, possibilities_since=date(2027, 3, 1)),
            "plan_van_aanpak",
            "een andere dag voor ‘eerste dag met mogelijkheden’",
        ),
    ],
)
def test_what_a_date_counts_from_stands_first_with_the_day_that_counts_now(
    facts: CaseFacts, key: str, first: str
) -> None:
    """A day that was reported can be another; a day that is still planned can come otherwise."""
    assert own(facts, key)[0] == first


@pytest.mark.parametrize(
    ("facts", "key", "not_named"),
    [
        (CaseFacts(D, deviations={StepRef("probleemanalyse"): date(2026, 3, 1)}), "probleemanalyse", AGREE),
        (CaseFacts(D, extension_until=date(2028, 7, 1)), "eindevaluatie", LONGER),
        (CaseFacts(D, no_possibilities=True), "plan_van_aanpak", NOTHING_POSSIBLE),
        (CaseFacts(D, possibilities_since=date(2027, 3, 1)), "plan_van_aanpak", LATER),
        (CaseFacts(D, aow_on=date(2027, 6, 1)), "wia_aanvraag", NO_WIA),
    ],
)
def test_what_has_changed_a_date_is_not_named_as_what_may_still_change_it(
    facts: CaseFacts, key: str, not_named: str
) -> None:
    """It is told as the rule that replaced the date; here stands only what is yet to come."""
    assert not_named in own(CaseFacts(D), key)
    assert not_named not in own(facts, key)


@pytest.mark.parametrize(
    ("facts", "key", "named"),
    [
        (CaseFacts(D), "probleemanalyse", MOST),
        (CaseFacts(D), "start_spoor_2", MOST),
        # Nobody has to do it, so nobody can put it off.
        (CaseFacts(D), "einde_wachttijd", ["eerste dag", "herstel", "einde", "einde"]),
        # Counted from a day that was reported: another first sick day moves nothing.
        (CaseFacts(D, done={StepRef("probleemanalyse"): date(2026, 2, 10)}), "plan_van_aanpak", MOST[1:]),
        # An agreed day is not put off but agreed anew.
        (
            CaseFacts(D, deviations={StepRef("probleemanalyse"): date(2026, 3, 1)}),
            "probleemanalyse",
            ["eerste dag", "herstel", "einde", "einde"],
        ),
        # The end of an extended wait is a date of the decision, whatever is not counted.
        (CaseFacts(D, extension_until=date(2028, 7, 1)), "eindevaluatie", MOST[2:]),
        # A term of years is longer by what is not counted, as one of weeks is.
        (CaseFacts(D), "einde_opzegverbod", ["eerste dag", "herstel", "einde", "einde"]),
        # What exists on a condition does not name the ends of a case.
        (CaseFacts(D, no_possibilities=True), "herbeoordeling_mogelijkheden", MOST[:3]),
        (CaseFacts(D, return_prospect=ReturnProspect(date(2026, 12, 1), True)), "hervraag_perspectief", MOST[2:]),
        (CaseFacts(D, sanction=SANCTION), "besluit_bekortingsverzoek", MOST[3:]),
        # What lasts beyond the end of a case is not said to end with it.
        (CaseFacts(D, sanction=SANCTION), "bezwaar_loonsanctie", ["uitstel"]),
        (CaseFacts(D, riv_incomplete=(IncompleteReport(date(2027, 11, 5)),)), "riv_aanvulling", []),
    ],
)
def test_the_common_facts_are_named_where_a_date_rests_on_them(facts: CaseFacts, key: str, named: list[str]) -> None:
    """The first sick day, days that are not counted, a target put off, the ends of a case: only where they count."""
    assert common(facts, key) == named


def test_the_line_joins_its_own_facts_and_the_common_ones() -> None:
    """In one sentence; without the common ones where those are said once for all, and nothing where nothing is left."""
    explainer = PlanExplainer(timeline(CaseFacts(D)))
    upload, contact = (explainer.plan.milestone(key) for key in ("melding_42_weken", "contactmoment"))
    whole = sensitivity_line(upload, explainer.course)
    alone = sensitivity_line(upload, explainer.course, common=False)
    assert alone == f"Verandert door: {EARLY_IVA}; {EXTENSION_ASKED}; {HOUSEHOLD}; {SAFETY_NET}; {OWN_RISK}."
    assert whole == f"{alone[:-1]}; {FIRST_DAY}; {UNCOUNTED_DAYS}; {POSTPONEMENT}; {'; '.join(ENDS)}."
    assert sensitivity_line(contact, explainer.course, common=False) is None
    assert common_sensitivity_line() == (
        "Elke datum verandert ook, voor zover hij daarop rust, door: een andere eerste ziektedag; volledig herstel van "
        "ten hoogste 27 dagen, of verlof rond de bevalling, vóór die datum: evenveel dagen later; een uitgestelde "
        "streefdatum, nooit voorbij de laatste dag; volledig herstel van 28 dagen of langer: dan eindigt de zaak; het "
        "einde van het dienstverband: daarna blijft er voor de werkgever niets over."
    )


def test_only_days_that_a_case_has_are_named() -> None:
    """Counted from the last day of the analysis, that day is what changes; a prospect nobody recorded is not."""

    def change(rows: Data) -> None:
        last = "due(probleemanalyse)"
        rows["plan_van_aanpak"] |= {"opens": last, "target": "prospect + 7", "due": f"{last} + 14"}

    rules = edition(change).rules
    explainer = PlanExplainer(timeline(CaseFacts(D), rules), rules)
    moved = list(own_sensitivities(explainer.plan.milestone("plan_van_aanpak"), explainer.course))
    other_day = "een andere dag voor ‘probleemanalyse’ (nu telt 16 februari 2026)"
    assert moved == [other_day, AGREE, LATER, NOTHING_POSSIBLE, NO_TRACK]
