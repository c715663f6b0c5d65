"""Reportable facts about a signed settlement, and about periods by what they do, never why."""

from collections.abc import Mapping

from tasks.reports.reportable_fact import FactDay, ReportableFact, fact_day

_SIGNED = fact_day("De dag van de ondertekening", "past")
_FROM = fact_day("De eerste dag", "any", "from")
_UNTIL, _UNTIL_IF_KNOWN = fact_day("De laatste dag", "any", "until"), FactDay("until", "De laatste dag", "any", False)

SETTLEMENT_FACTS: Mapping[str, ReportableFact] = {
    "vaststellingsovereenkomst_getekend": ReportableFact(
        "settlement_signed", "vaststellingsovereenkomst getekend op {on}, het recht van ontbinding staat erin", _SIGNED,
        data={"names_right": True},
    ),
    "getekend_zonder_ontbindingsrecht": ReportableFact(
        "settlement_signed", "vaststellingsovereenkomst getekend op {on}, zonder het recht van ontbinding", _SIGNED,
        data={"names_right": False},
    ),
    "vaststellingsovereenkomst_ontbonden": ReportableFact(
        "settlement_withdrawn", "vaststellingsovereenkomst door de werknemer ontbonden op {on}",
        fact_day("De dag van de ontbinding", "past"),
    ),
}  # fmt: skip
CIRCUMSTANCE_ACTION = "Omstandigheid vastleggen"
CIRCUMSTANCE_FACTS: Mapping[str, ReportableFact] = {
    "telt_niet_voor_opzegverbod": ReportableFact(
        "circumstance_recorded", "telt niet voor het opzegverbod, van {on} t/m {until}", _FROM, _UNTIL,
        data={"effect": "telt_niet_voor_opzegverbod"},
    ),
    "telt_niet_voor_loon": ReportableFact(
        "circumstance_recorded", "telt niet voor loon vanaf {on}{through}; de wachttijd loopt door",
        _FROM, _UNTIL_IF_KNOWN, data={"effect": "telt_niet_voor_loon"},
    ),
    "telt_niet_mee": ReportableFact(
        "circumstance_recorded", "telt niet mee van {on} t/m {until}; wat daarna komt schuift op", _FROM, _UNTIL,
        data={"effect": "telt_niet_mee"},
    ),
    "verblijft_elders": ReportableFact(
        "circumstance_recorded", "verblijft elders vanaf {on}{through}; geen datum verandert", _FROM, _UNTIL_IF_KNOWN,
        data={"effect": "verblijft_elders"},
    ),
}  # fmt: skip
AGREEMENT_ACTION = "Cao of regeling vastleggen"
AGREEMENT_FACTS: Mapping[str, ReportableFact] = {
    "naast_de_wet": ReportableFact(
        "agreement_recorded",
        "{reason} vanaf {on}{through}: {wage_weeks} weken loon en {ban_weeks} weken opzegverbod naast de wet",
        fact_day("De eerste dag van de cao of regeling", "any", "from"),
        FactDay("until", "De laatste dag van de cao of regeling", "any", False),
        asks="weeks",
        title="Weken loon of opzegverbod naast de wet",
    ),
}
