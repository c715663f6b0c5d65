"""What is told of the special rule behind a date: in its own words, and only where it did something."""

from datetime import date, timedelta
from typing import Any

import pytest

from spoorboek.statute.explain.explanation import explain_milestone
from spoorboek.statute.facts import (
    Advice,
    CaseFacts,
    IncompleteReport,
    Leave,
    Recovery,
    ReturnProspect,
    Sanction,
    Spell,
    StepRef,
    WiaDecision,
)
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
WIA, ANALYSIS = StepRef("wia_aanvraag"), StepRef("probleemanalyse")


def on(number: int) -> date:
    """Return a number of days after D: D+727 is 2 January 2028, the last day of the wait."""
    return D + timedelta(number)


def planned(key: str, **facts: Any) -> tuple[Milestone, str]:
    """Plan a case; return a milestone of it and what is told of it."""
    plan = timeline(CaseFacts(D, **facts))
    return plan.milestone(key), explain_milestone(plan, plan.milestone(key))


LATE: dict[str, Any] = {"done": {WIA: on(660)}}  # ten days after the last lawful one, D+650
REPAIRED: dict[str, Any] = {"sanction": Sanction(on(680), on(760), on(790))}  # UWV had until D+781: nine days late
DROPPED = (Spell(on(30), on(40)),)


@pytest.mark.parametrize(
    ("key", "facts", "told"),
    [
        (
            "einde_wachttijd",
            LATE,
            "De WIA-aanvraag kwam 10 dagen te laat; het loon loopt evenveel langer door (BW 7:629 lid 11 onder a). "
            "De wachttijd zelf eindigde op 2 januari 2028. (Regel: te_late_aanvraag; ",
        ),
        ("eerste_wia_dag", LATE, "Daardoor: datum 13 januari 2028 in plaats van 3 januari 2028 (10 dagen later)."),
        (
            "einde_opzegverbod",
            LATE,
            "verlengd met de tijd waarmee de loondoorbetaling is verlengd: 10 dagen, tot en met 12 januari 2028 (BW",
        ),
        (
            "einde_loonsanctie",
            REPAIRED,
            "UWV stelde op 5 maart 2028 vast dat de tekortkoming is hersteld: de loonsanctie eindigt zes weken daarna, "
            "en evenveel eerder als het besluit te laat was (9 dagen; uiterste dag 25 februari 2028)",
        ),
        ("eerste_wia_dag", REPAIRED, "(Regel: loonsanctie; vervangt de dag na de wachttijd.)"),
        (
            "einde_loonsanctie",
            {"sanction": Sanction(on(680)), "leaves": (Leave(on(728), on(728)),)},
            "Verlof rond de bevalling telt niet mee: de loonsanctie loopt 1 dag langer door (Wet WIA art. 25 lid 9).",
        ),
        (
            "einde_loonsanctie",
            {"sanction": Sanction(on(680)), "aow_on": on(900)},
            "De AOW-leeftijd (23 juni 2028) wordt in de loonsanctie bereikt.",
        ),
        (
            "bezwaar_loonsanctie",
            {"sanction": Sanction(on(728))},
            "Het besluit van 3 januari 2028 kwam na 2 januari 2028, de laatste dag waarop het nog kon: vermoedelijk te",
        ),
        (
            "einde_loonsanctie",
            {"sanction": Sanction(on(690))},
            "UWV besliste op 26 november 2027 over de loonsanctie, 5 dagen te laat (uiterste dag 21 november 2027)",
        ),
        (
            "bezwaar_loonsanctie",
            {"sanction": Sanction(on(680), revoked_on=on(700))},
            "De loonsanctie is herroepen op 6 december 2027: zij verlengt het loon niet",
        ),
        (
            "besluit_loonsanctie",
            LATE,
            "Daardoor: uiterlijk 1 december 2027 in plaats van 21 november 2027 (10 dagen later).",
        ),
        (
            "wia_aanvraag",
            {"no_uwv_letter_on": on(655), "done": {StepRef("melding_42_weken"): on(290)}},
            "UWV stuurde geen brief over de WIA-aanvraag (zo gemeld op 22 oktober 2027): een aanvraag na deze datum",
        ),
        (
            "riv_aanvulling",
            {"riv_incomplete": (IncompleteReport(on(700), on(710)),)},
            "UWV stelt in de brief van 6 december 2027 een termijn tot en met 16 december 2027 (Wet",
        ),
        (
            "besluit_wia",
            {**REPAIRED, **LATE},
            "Door de loonsanctie is de behandeling van de aanvraag opgeschort. UWV beslist binnen zes weken nadat het",
        ),
        (
            "eerste_wia_dag",
            {"wia_decision": WiaDecision(on(700), "geweigerd")},
            "Vervallen: UWV weigerde de WIA-uitkering op 6 december 2027.",
        ),
        (
            "melding_42_weken",
            {"extension_requested_on": on(250)},
            "Vervallen: Het verzoek om verlenging van 12 september 2026 geldt als melding.",
        ),
        (
            "re_integratieverslag",
            {"extension_until": on(800)},
            "Op gezamenlijk verzoek verlengde UWV het tijdvak van het loon na de wachttijd tot en met 15 maart 2028",
        ),
        (
            "probleemanalyse",
            {"deviations": {ANALYSIS: on(60)}},
            "afgesproken is 6 maart 2026 (Regeling procesgang art.",
        ),
        ("probleemanalyse", {"postponed": {ANALYSIS: on(60)}}, "De streefdatum is uitgesteld tot 6 maart 2026; nooit"),
        (
            "melding_42_weken",
            {"done": {StepRef("vervroegde_iva"): on(100)}},
            "(Regel: vervroegde_iva_geldt_als_melding; vervangt de 42e-weeksmelding.)",
        ),
        (
            "vangnetmelding_zes_weken",
            {"safety_net": "zes_weken", "contract_ends_on": on(38)},
            "Daardoor: uiterlijk 12 februari 2026 in plaats van 16 februari 2026 (4 dagen eerder).",
        ),
        (
            "eindevaluatie",
            {"leaves": (Leave(on(100), on(200), same_cause=False),)},
            "De ziekte na het verlof heeft duidelijk een andere oorzaak: een nieuwe zaak (BW 7:629 lid 10). (Regel: ",
        ),
        (
            "hervraag_perspectief",
            {"return_prospect": ReturnProspect(on(300), True, on(320))},
            "Het uitzicht op terugkeer van 1 november 2026 is er sinds 21 november 2026 niet meer: vanaf die dag",
        ),
        (
            "start_spoor_2",
            {"return_prospect": ReturnProspect(on(330), True)},
            "(Regel: uitzicht_op_terugkeer; vervangt eerdere start.)",
        ),
        (
            "start_spoor_2",
            {"marginal": Spell(on(30))},
            "Vervallen: De mogelijkheden zijn marginaal sinds 4 februari 2026; eerst de eigen organisatie.",
        ),
        ("vaststellingsovereenkomst", {"settlement": DROPPED}, "De vaststellingsovereenkomst is van de baan. (Regel: "),
        (
            "deskundigenoordeel",
            {"stuck": DROPPED},
            "De re-integratie liep weer voordat een oordeel nodig was. (Regel: ",
        ),
        (
            "melding_42_weken",
            {"contract_ends_on": on(200)},
            "Na het einde van het dienstverband blijft er voor de werkgever geen mijlpaal over (Ziektewet art.",
        ),
        (
            "vangnetmelding_vierde_dag",
            {"safety_net": "vierde_dag", "safety_net_known_on": on(77)},
            "Het was pas op 23 maart 2026 redelijkerwijs duidelijk dat een vangnetbepaling geldt: melden kan in elk "
            "geval tot en met de vierde dag daarna",
        ),
        (
            "start_spoor_2",
            {"advice": (Advice(on(100), 2),)},
            "Het advies van 15 april 2026 wijst naar het tweede spoor: dan begint het zo tijdig mogelijk",
        ),
    ],
    ids=str,
)
def test_a_special_rule_tells_what_it_did(key: str, facts: dict[str, Any], told: str) -> None:
    """In a whole Dutch sentence, with the days of this very case."""
    assert told in planned(key, **facts)[1]


@pytest.mark.parametrize(
    ("key", "facts", "rule"),
    [
        ("einde_wachttijd", {"done": {WIA: on(650)}}, "te_late_aanvraag"),  # on the last lawful day
        ("einde_opzegverbod", {"done": {WIA: on(650)}}, "verlenging_opzegverbod"),
        # Recovery since moved the 104 weeks past the day UWV confirmed: nothing is extended any more.
        (
            "re_integratieverslag",
            {"extension_until": on(727), "recoveries": (Recovery(on(600), on(610)),)},
            "vrijwillige_verlenging",
        ),
        (
            "einde_loonsanctie",
            {"sanction": Sanction(on(680)), "leaves": (Leave(on(600), on(650)),)},
            "verlof_in_loonsanctie",
        ),
        # Repaired before the wait ends, so the sanction adds no day to it.
        ("eerste_wia_dag", {"sanction": Sanction(on(670), on(672), on(674))}, "loonsanctie;"),
        ("vangnetmelding_zes_weken", {"safety_net": "zes_weken", "contract_ends_on": on(42)}, "einde_dienstverband"),
        ("vangnetmelding_zes_weken", {"safety_net": "zes_weken", "safety_net_known_on": D}, "vangnet_later_bekend"),
        ("start_spoor_2", {"return_prospect": ReturnProspect(on(20), True, on(40))}, "uitzicht_vervallen"),
    ],
    ids=str,
)
def test_a_rule_that_moves_nothing_is_not_told(key: str, facts: dict[str, Any], rule: str) -> None:
    """Its condition holds, but no date is another than it was: there is nothing to explain."""
    milestone, text = planned(key, **facts)
    assert rule not in text
    assert not milestone.trace


@pytest.mark.parametrize(
    ("ends", "target", "due"),
    [
        (34, 34, 34),
        (38, 35, 38),
        (41, 35, 41),
        (42, 35, 42),
        (43, 35, 42),
        (300, 35, 42),
        (728, 35, 42),  # after the wait
    ],
)
def test_the_six_week_report_is_never_later_than_six_weeks(ends: int, target: int, due: int) -> None:
    """ZW 38a(3): the last day of the employment counts only when that is earlier; the work is planned as ever."""
    report, _ = planned("vangnetmelding_zes_weken", safety_net="zes_weken", contract_ends_on=on(ends))
    assert (report.target_on, report.due_on) == (on(target), on(due))


def test_the_benefit_starts_after_the_later_of_delay_and_sanction() -> None:
    """A sanction repaired at once ends with the wait; the delay of ten days still has to be paid."""
    first_day, _ = planned("eerste_wia_dag", sanction=Sanction(on(670), on(672), on(674)), **LATE)
    assert first_day.due_on == on(738)


def test_what_lapsed_keeps_its_first_reason() -> None:
    """No possibilities, and then the contract ends: the plan was not asked for already."""
    plan, text = planned("plan_van_aanpak", no_possibilities=True, contract_ends_on=on(20))
    assert plan.reason == "Er zijn geen benutbare mogelijkheden."
    assert "Vervallen: Er zijn geen benutbare mogelijkheden." in text
    assert "Regel: einde_dienstverband" not in text


@pytest.mark.parametrize(
    ("key", "name"), [("vaststellingsovereenkomst", "settlement"), ("deskundigenoordeel", "stuck")]
)
def test_only_the_state_that_ended_lapses(key: str, name: str) -> None:
    """Ended and begun anew: the first advice lapses, the second stands; one of two of the same day still lasts."""
    states: dict[str, Any] = {name: (Spell(on(30), on(40)), Spell(on(60)))}
    first, second = (m for m in timeline(CaseFacts(D, **states)) if m.key == key)
    assert (first.status, second.status) == ("vervallen", "gepland")
    both = planned(key, **{name: (Spell(on(30), on(40)), Spell(on(30)))})[0]
    assert both.status == "gepland"
