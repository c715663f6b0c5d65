"""Reports, kind by kind: what is reported is read, and a wrong field is named by its report and its name."""

from datetime import date
from typing import Any

import pytest

from spoorboek.statute.disputes import WageMeasure, WageWarning
from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import Event
from spoorboek.statute.facts import (
    Agreement,
    CaseFacts,
    Circumstance,
    EarlyBenefit,
    Kept,
    KeptDay,
    SignedSettlement,
    Spell,
    StepRef,
    WiaDecision,
)
from spoorboek.statute.reports.facts_json import facts_from_json
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.reports.settlements import agreement_data
from spoorboek.statute.second_track_facts import Assessment, Feasibility, FunctionalProfile, SearchData

D = date(2026, 1, 5)
MAY, JUNE, JULY = "2026-05-04", "2026-06-01", "2026-07-01"
AGREED = {"from": "2025-01-01", "until": "2026-12-31", "reason": "cao", "wage_weeks": 26, "ban_weeks": 8}
ASKED_EARLY = ("step_done", {"step": "vervroegde_iva", "occurrence": 1, "on": MAY, "evidence": None})
CORRECT = "Corrigeer een van beide datums."
BEFORE = f"(4 januari 2026) ligt vóór de eerste ziektedag (5 januari 2026). {CORRECT}"
Told = tuple[str, dict[str, Any]]


def folded(*told: Told) -> CaseFacts:
    """Fold a sick report and what is told after it; the first of those is event 2."""
    reports = (("sick_reported", {"first_sick_day": "2026-01-05"}), *told)
    return fold_events([Event(seq, kind, D, data) for seq, (kind, data) in enumerate(reports, start=1)])  # type: ignore[arg-type]


def on(iso: str) -> date:
    """Read a day."""
    return date.fromisoformat(iso)


@pytest.mark.parametrize(
    ("told", "name", "read"),
    [
        ([("own_risk_set", {"from": "2026-01-01", "until": JUNE})], "own_risk", Spell(date(2026, 1, 1), on(JUNE))),
        ([("own_risk_set", {"from": "2026-01-01"}), ("own_risk_set", {"from": None})], "own_risk", None),
        (
            [("household_staff_set", {"applies": True}), ("household_staff_set", {"applies": False})],
            "household_staff",
            False,
        ),
        (
            [("household_staff_set", {"applies": False}), ("household_staff_set", {"applies": True})],
            "household_staff",
            True,
        ),
        ([("agreement_recorded", AGREED)], "agreement", Agreement(on("2025-01-01"), on("2026-12-31"), "cao", 26, 8)),
        (
            [("employer_agreement_set", AGREED)],
            "employer_agreement",
            Agreement(on("2025-01-01"), on("2026-12-31"), "cao", 26, 8),
        ),
        ([("agreement_recorded", AGREED), ("agreement_recorded", {"from": None})], "agreement", None),
        (
            [("settlement_signed", {"on": MAY, "names_right": False}), ("settlement_withdrawn", {"on": "2026-05-11"})],
            "signed",
            (SignedSettlement(on(MAY), False, date(2026, 5, 11)),),
        ),
        (
            [("circumstance_recorded", {"from": MAY, "until": JUNE, "effect": "verblijft_elders"})],
            "circumstances",
            (Circumstance(on(MAY), on(JUNE), "verblijft_elders"),),
        ),
        (
            [ASKED_EARLY, ("early_benefit_decided", {"on": JULY, "granted": True, "from": "2026-08-01"})],
            "early_benefit",
            EarlyBenefit(on(JULY), date(2026, 8, 1)),
        ),
        (
            [ASKED_EARLY, ("early_benefit_decided", {"on": JULY, "granted": False, "from": "2026-08-01"})],
            "early_benefit",
            EarlyBenefit(on(JULY)),
        ),
        (
            [("wia_decided", {"on": "2028-02-01", "outcome": "wga", "share": "80_100"})],
            "wia_decision",
            WiaDecision(date(2028, 2, 1), "wga", "80_100"),
        ),
        ([("wage_warned", {"on": MAY, "reason": "lid_6"})], "wage_warnings", (WageWarning(on(MAY), "lid_6", True),)),
        (
            [("wage_withheld", {"from": MAY, "reason": "lid_6"}), ("wage_resumed", {"on": JUNE})],
            "wage_measures",
            (WageMeasure(on(MAY), "lid_6", date(2026, 5, 31)),),
        ),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_what_is_reported_is_read(told: list[Told], name: str, read: Any) -> None:
    """Every field of a report has its place in the facts; the last report of one thing holds."""
    assert getattr(folded(*told), name) == read


@pytest.mark.parametrize(
    ("told", "name", "read"),
    [
        ([("second_track_considered", {"on": MAY})], "considered_on", on(MAY)),
        ([("assessment_recorded", {"on": JUNE, "outcome": "spoor_2"})], "assessment", Assessment(on(JUNE), "spoor_2")),
        (
            [("assessment_recorded", {"on": JUNE, "absence": "gevraagd"})],
            "assessment",
            Assessment(on(JUNE), None, "gevraagd"),
        ),
        (
            [
                ("feasibility_recorded", {"on": JUNE, "by": "werkgever", "reason": "haalbaar"}),
                ("feasibility_asked", {"on": MAY, "by": "werkgever"}),  # entered later, asked before
            ],
            "feasibility",
            Feasibility("werkgever", on(MAY), on(JUNE), "haalbaar"),
        ),
        (
            [
                ("feasibility_asked", {"on": MAY, "by": "bureau"}),
                ("feasibility_recorded", {"on": JUNE, "by": "werkgever", "reason": "haalbaar"}),  # who was not asked
            ],
            "feasibility",
            Feasibility("werkgever", None, on(JUNE), "haalbaar"),
        ),
        (
            [
                ("feasibility_recorded", {"on": JUNE, "by": "werkgever", "reason": "haalbaar"}),
                ("feasibility_asked", {"on": JUNE, "by": "werkgever"}),  # the same day: the question comes first
            ],
            "feasibility",
            Feasibility("werkgever", on(JUNE), on(JUNE), "haalbaar"),
        ),
        (
            [("profile_recorded", {"on": JUNE, "source": "izp", "number": 2})],
            "profile",
            FunctionalProfile(on(JUNE), "izp", 2),
        ),
        ([("employee_informed", {"on": JUNE})], "informed_on", on(JUNE)),
        ([("search_data_recorded", {"on": JUNE, "number": 3})], "search_data", SearchData(on(JUNE), 3)),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_what_is_reported_before_a_second_track_is_read(told: list[Told], name: str, read: Any) -> None:
    """An outcome belongs to the question of the same party before it, by day, whatever was entered first."""
    assert getattr(folded(*told).preparation, name) == read


@pytest.mark.parametrize(
    ("kind", "data", "field"),
    [
        ("agreement_recorded", AGREED, "wage_weeks"),
        ("agreement_recorded", AGREED, "ban_weeks"),
        ("agreement_recorded", AGREED, "until"),
        ("settlement_signed", {"on": MAY, "names_right": True}, "names_right"),
        ("circumstance_recorded", {"from": MAY, "until": JUNE, "effect": "telt_niet_mee"}, "effect"),
        ("circumstance_recorded", {"from": MAY, "until": JUNE, "effect": "telt_niet_mee"}, "until"),
        ("wia_decided", {"on": "2028-02-01", "outcome": "wga", "share": "35_80"}, "outcome"),
        ("wia_decided", {"on": "2028-02-01", "outcome": "wga", "share": "35_80"}, "share"),
        ("own_risk_set", {"from": "2026-01-01", "until": JUNE}, "until"),
        ("household_staff_set", {"applies": True}, "applies"),
        ("assessment_recorded", {"on": JUNE, "outcome": "spoor_2"}, "outcome"),
        ("assessment_recorded", {"on": JUNE, "absence": "gevraagd"}, "absence"),
        ("feasibility_asked", {"on": MAY, "by": "bureau"}, "by"),
        ("feasibility_recorded", {"on": JUNE, "by": "bureau", "reason": "haalbaar"}, "reason"),
        ("profile_recorded", {"on": JUNE, "source": "izp"}, "source"),
        ("wage_warned", {"on": MAY, "reason": "lid_6"}, "reason"),
        ("wage_warned", {"on": MAY, "reason": "lid_6", "letter": True}, "letter"),
        ("opinion_asked", {"on": MAY, "by": "werkgever", "reason": "passende_arbeid"}, "by"),
        ("opinion_asked", {"on": MAY, "by": "werkgever", "reason": "passende_arbeid"}, "reason"),
        ("riv_incomplete", {"on": "2027-11-08", "repair_by": "2027-11-15"}, "repair_by"),
    ],
)
def test_a_wrong_field_is_named_by_its_report(kind: str, data: dict[str, Any], field: str) -> None:
    """The number of the report, its kind and the field: so that it can be found and withdrawn."""
    with pytest.raises(FactsError) as refused:
        folded((kind, {**data, field: ["iets", "anders"]}))
    assert str(refused.value).startswith(f"Gebeurtenis 2 ({kind}), veld '{field}': verwacht ")


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ([("cooperation_refused", {"on": "2026-01-04"})], f"Het niet meewerken {BEFORE}"),
        ([("wage_warned", {"on": "2026-01-04", "reason": "lid_6"})], f"De waarschuwing over het loon {BEFORE}"),
        ([("wage_notified", {"on": "2026-01-04", "reason": "lid_6"})], f"De kennisgeving over het loon {BEFORE}"),
        (
            [("wage_withheld", {"from": "2026-01-04", "reason": "lid_6"})],
            f"Het opschorten of stoppen van het loon {BEFORE}",
        ),
        (
            [("opinion_asked", {"on": "2026-01-04", "by": "werkgever", "reason": "passende_arbeid"})],
            f"De vraag om een deskundigenoordeel {BEFORE}",
        ),
        ([("second_track_considered", {"on": "2026-01-04"})], f"De eerste twijfel {BEFORE}"),
        (
            [("assessment_recorded", {"on": "2026-01-04", "outcome": "beide"})],
            f"De uitkomst van het arbeidsdeskundig onderzoek {BEFORE}",
        ),
        (
            [("feasibility_asked", {"on": "2026-01-04", "by": "bureau"})],
            f"De vraag om een haalbaarheidsonderzoek {BEFORE}",
        ),
        (
            [("feasibility_recorded", {"on": "2026-01-04", "by": "bureau", "reason": "haalbaar"})],
            f"De uitkomst van het haalbaarheidsonderzoek {BEFORE}",
        ),
        ([("profile_recorded", {"on": "2026-01-04", "source": "izp"})], f"Het functionele profiel {BEFORE}"),
        (
            [("employee_informed", {"on": "2026-01-04"})],
            f"De dag waarop de werknemer over het tweede spoor hoorde {BEFORE}",
        ),
        ([("search_data_recorded", {"on": "2026-01-04"})], f"De dag van de zoekgegevens {BEFORE}"),
        (
            [("agreement_recorded", {**AGREED, "until": "2024-12-31"})],
            "De cao of regeling eindigt op 31 december 2024, vóór het begin op 1 januari 2025. "
            "Corrigeer een van beide.",
        ),
        (
            [("own_risk_set", {"from": "2026-01-01", "until": "2025-12-31"})],
            "Het eigenrisicodragerschap eindigt op 31 december 2025, vóór het begin op 1 januari 2026. "
            "Corrigeer een van beide.",
        ),
        (
            [("circumstance_recorded", {"from": MAY, "until": "2026-05-03", "effect": "telt_niet_voor_loon"})],
            "De periode die niet telt voor loon eindigt op 3 mei 2026, vóór het begin op 4 mei 2026. Corrigeer een van "
            "beide.",
        ),
        (
            [("circumstance_recorded", {"from": MAY, "until": "2026-05-03", "effect": "verblijft_elders"})],
            "Het verblijf elders eindigt op 3 mei 2026, vóór het begin op 4 mei 2026. Corrigeer een van beide.",
        ),
        (
            [("circumstance_recorded", {"from": MAY, "until": None, "effect": "telt_niet_mee"})],
            "De dagen die niet meetellen vanaf 4 mei 2026 hebben geen einde. Vul de laatste dag in.",
        ),
        (
            [
                ("circumstance_recorded", {"from": MAY, "until": JUNE, "effect": "telt_niet_voor_opzegverbod"}),
                ("circumstance_recorded", {"from": JUNE, "until": JULY, "effect": "telt_niet_voor_opzegverbod"}),
            ],
            "Twee perioden van ‘telt niet voor opzegverbod’ overlappen: de ene loopt van 4 mei 2026 t/m 1 juni 2026, "
            "de andere begint op 1 juni 2026. Corrigeer de datums of voeg ze samen.",
        ),
        (
            [("step_done", {"step": "intake_bureau", "occurrence": 2, "on": JUNE, "evidence": None})],
            "‘Intake bij het bureau’ volgt uit de stand van verwijzing 2. Leg de stand vast met de actie "
            "‘Verwijzing bijwerken’ of met `spoorboek referral move`.",
        ),
        (
            [("early_benefit_decided", {"on": JULY, "granted": False})],
            "UWV besliste op 1 juli 2026 over de vervroegde IVA, maar de aanvraag is niet vastgelegd. Leg eerst de "
            "aanvraag vast, of corrigeer de datum.",
        ),
        (
            [ASKED_EARLY, ("early_benefit_decided", {"on": "2026-05-03", "granted": False})],
            "UWV besliste op 3 mei 2026 over de vervroegde IVA, maar de aanvraag is van 4 mei 2026. Leg eerst de "
            "aanvraag vast, of corrigeer de datum.",
        ),
    ],
)
def test_a_report_that_cannot_be_is_refused_in_whole(told: list[Told], message: str) -> None:
    """The whole message: what, which day, what it contradicts, what to do."""
    with pytest.raises(FactsError) as refused:
        folded(*told)
    assert str(refused.value) == message


def test_the_first_doubt_is_recorded_from_the_first_day_after_week_8() -> None:
    """Day 55 is the last of week 8; day 56 is the first on which a second track may be prepared."""
    assert folded(("second_track_considered", {"on": "2026-03-02"})).preparation.considered_on == date(2026, 3, 2)
    for early in ("2026-03-01", "2026-01-05"):
        with pytest.raises(
            FactsError, match="is week 8 nog niet voorbij: het tweede spoor wordt nooit voorbereid vóór 2 maart"
        ):
            folded(("second_track_considered", {"on": early}))


def test_what_an_employer_gives_is_written_as_it_is_read() -> None:
    """The event that tells every case of an employer what is given beside the law reads back as the same."""
    given = Agreement(date(2025, 1, 1), None, "cao", 26, 8)
    for told in (given, given._replace(until=date(2026, 12, 31)), None):
        assert folded(("employer_agreement_set", dict(agreement_data(told)))).employer_agreement == told


def test_dates_kept_from_rules_of_before_keep_their_names() -> None:
    """Opening, target and last day of the very step and time they were kept for, and by which rules."""
    step = {"step": "evaluatie", "occurrence": 2, "opens": [119, MAY], "target": [147, JUNE], "due": None}
    facts = folded(("rules_changed", {"from": {"rules": "2026-01-01"}, "kept": [step]}))
    kept = facts.kept[StepRef("evaluatie", 2)]
    assert kept == Kept(KeptDay(119, on(MAY)), KeptDay(147, on(JUNE)), None, "2026-01-01")


@pytest.mark.parametrize(
    ("sanction", "message"),
    [
        (
            {"decided_on": "2028-01-03", "revoked_on": "2028-01-02"},
            f"De loonsanctie is herroepen op 2 januari 2028, vóór het besluit erover (3 januari 2028). {CORRECT}",
        ),
        (
            {"decided_on": "2028-01-03", "repair_reported_on": "2028-01-02"},
            "Het bekortingsverzoek (2 januari 2028) ligt vóór het besluit over de loonsanctie (3 januari 2028). "
            f"{CORRECT}",
        ),
        (
            {"decided_on": "2028-01-03", "repair_decided_on": "2028-02-01"},
            "UWV besliste op 1 februari 2028 over een herstel dat niet is gemeld. Vul de dag van het bekortingsverzoek "
            "in.",
        ),
        (
            {"decided_on": "2028-01-03", "refused": [{"reported_on": "2028-01-02", "decided_on": "2028-02-01"}]},
            "Het bekortingsverzoek van 2 januari 2028 is afgewezen op 1 februari 2028, maar ligt vóór de loonsanctie "
            "of is ook toegewezen. Corrigeer wat niet klopt.",
        ),
        (
            {
                "decided_on": "2028-01-03",
                "repair_reported_on": "2028-01-10",
                "repair_decided_on": "2028-02-10",
                "refused": [{"reported_on": "2028-01-10", "decided_on": "2028-02-01"}],
            },
            "Het bekortingsverzoek van 10 januari 2028 is afgewezen op 1 februari 2028, maar ligt vóór de loonsanctie "
            "of is ook toegewezen. Corrigeer wat niet klopt.",
        ),
    ],
)
def test_a_sanction_whose_days_contradict_each_other_is_refused_in_whole(
    sanction: dict[str, Any], message: str
) -> None:
    """Which two days, and what to correct; on the very day of the decision each of them may be."""
    with pytest.raises(FactsError) as refused:
        facts_from_json({"first_sick_day": "2026-01-05", "sanction": sanction})
    assert str(refused.value) == message
    days = ("decided_on", "repair_reported_on", "repair_decided_on", "revoked_on")
    of_one_day = {"first_sick_day": "2026-01-05", "sanction": dict.fromkeys(days, "2028-01-03")}
    assert facts_from_json(of_one_day).sanction is not None
