"""A plan as people and as machines read it: the table of `timeline`, and its JSON."""

from dataclasses import replace
from datetime import date

from spoorboek.statute.explain.explanation import PlanExplainer
from spoorboek.statute.explain.plan_text import by_last_date, milestone_label, timeline_json, timeline_text
from spoorboek.statute.facts import CaseFacts, Recovery, StepRef
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
PLAN = timeline(CaseFacts(D))
RELAPSED = CaseFacts(D, recoveries=(Recovery(date(2026, 3, 16), date(2026, 4, 5)),))
REPORT = "melding_42_weken"
KEYS = (
    *("key", "occurrence", "label", "force", "opens_on", "target_on", "due_on", "tolerated_until", "status", "reason"),
    *("basis", "explanation"),
)


def test_a_milestone_in_json_has_its_dates_its_force_and_its_article() -> None:
    """Dates are ISO texts; what is not there is null; nothing is left out of a milestone."""
    first, *_, report = [one for one in timeline_json(PLAN)["milestones"] if one["key"] in ("probleemanalyse", REPORT)]
    assert first.pop("explanation") == PlanExplainer(PLAN).explain(PLAN.milestone("probleemanalyse"))
    assert first == {
        "key": "probleemanalyse",
        "occurrence": 1,
        "label": "Probleemanalyse",
        "force": "statute",
        "opens_on": "2026-01-19",
        "target_on": "2026-02-15",
        "due_on": "2026-02-16",
        "tolerated_until": None,
        "status": "gepland",
        "reason": None,
        "basis": [
            {
                "article": "Regeling procesgang eerste en tweede ziektejaar art. 2 lid 2",
                "url": "https://wetten.overheid.nl/jci1.3:c:BWBR0013540&artikel=2&lid=2",
                "quote": "binnen zes weken na de eerste dag van ongeschiktheid tot het verrichten van arbeid",
            }
        ],
    }
    assert (report["due_on"], report["tolerated_until"]) == ("2026-10-26", "2026-10-26")


def test_the_json_of_a_plan_has_every_milestone_in_the_order_of_the_plan() -> None:
    """The rules it was made under, the first day as it counts, and each milestone with the same keys."""
    found = timeline_json(timeline(RELAPSED))
    assert {key: value for key, value in found.items() if key != "milestones"} == {
        "rules": PLAN.rules,
        "effective_first_sick_day": "2026-01-26",
        "closed_on": None,
    }
    assert [(one["key"], one["occurrence"]) for one in found["milestones"]] == [
        (one.key, one.occurrence) for one in timeline(RELAPSED)
    ]
    assert {tuple(one) for one in found["milestones"]} == {KEYS}


def test_the_json_names_the_form_of_a_report_and_an_agreed_day_only_where_there_is_one() -> None:
    """The short report at the end of an employment in week 8; an analysis the two agreed to have later."""
    agreed = replace(PLAN.facts, deviations={StepRef("probleemanalyse"): date(2026, 2, 23)})
    found = timeline_json(timeline(replace(agreed, contract_ends_on=date(2026, 2, 28))))
    assert found["closed_on"] == "2026-02-28"
    extra = {one["key"]: (one.get("variant"), one.get("agreed_on")) for one in found["milestones"] if len(one) > 12}
    assert extra == {"probleemanalyse": (None, "2026-02-23"), "riv_ziek_uit_dienst": ("verkort", None)}


def test_the_table_has_the_days_that_matter_above_it() -> None:
    """First day, what it counts as after a gap, the last day of the wait, the version of the rules."""
    assert timeline_text(timeline(RELAPSED)).splitlines()[:7] == [
        "Eerste ziektedag: 5 januari 2026",
        "Telt als: 26 januari 2026 (dagen hersteld of met verlof tellen niet mee)",
        "Laatste dag van de wachttijd: 23 januari 2028",
        f"Regels: {PLAN.rules}",
        "",
        "week  opent       streefdatum  uiterlijk   mijlpaal                                           stand",
        "1     05-01-2026  06-01-2026   -           Ziekmelding aan arbodienst of bedrijfsarts         gepland",
    ]
    assert not any(line.startswith(("Telt", "Zaak", "Nieuwe")) for line in timeline_text(PLAN).splitlines())


def test_a_case_that_closed_says_when_why_and_what_follows() -> None:
    """28 recovered days end the case; the new sick day opens the next one."""
    text = timeline_text(timeline(CaseFacts(D, recoveries=(Recovery(date(2026, 3, 16), date(2026, 4, 12)),))))
    assert "\nZaak sluit op: 12 april 2026 (Vier weken volledig hersteld)\nNieuwe zaak vanaf: 13 april 2026\n" in text


def test_rows_stand_in_the_order_of_their_last_day_with_the_week_it_lies_in() -> None:
    """The week counts days of sickness; an agreed day stands in place of the last one; a reason stands behind."""
    rows = timeline_text(timeline(replace(RELAPSED, deviations={StepRef("probleemanalyse"): date(2026, 2, 23)})))
    (analysis,) = (line for line in rows.splitlines() if "Probleemanalyse" in line)
    assert analysis.split() == ["8", "19-01-2026", "15-02-2026", "23-02-2026", "Probleemanalyse", "afgeweken"]
    waiting = timeline(replace(PLAN.facts, no_possibilities=True))
    assert f"  vervallen: {waiting.milestone('plan_van_aanpak').reason}\n" in timeline_text(waiting)
    days = [max(filter(None, (one.opens_on, one.target_on, one.due_on))) for one in by_last_date(PLAN)]
    assert days == sorted(days)


def test_a_name_has_its_number_when_it_repeats_and_its_form_when_it_has_one() -> None:
    """The third evaluation; the short report when sickness ends with the employment."""
    leaving = timeline(replace(PLAN.facts, contract_ends_on=date(2026, 2, 28)))
    assert milestone_label(PLAN.milestone("probleemanalyse")) == "Probleemanalyse"
    assert milestone_label(PLAN.milestone("evaluatie", 3)) == "Periodieke evaluatie 3"
    assert milestone_label(leaving.milestone("riv_ziek_uit_dienst")).endswith(" (verkort)")
