"""Reportable facts about a benefit with a shortened wait: what UWV decided, never why."""

from collections.abc import Mapping

from tasks.reports.reportable_fact import ReportableFact, fact_day

_DECIDED = fact_day("De dag van het besluit")
EARLY_BENEFIT_ACTION = "Besluit vervroegde IVA"
EARLY_BENEFIT_FACTS: Mapping[str, ReportableFact] = {
    "vervroegde_iva_toegekend": ReportableFact(
        "early_benefit_decided",
        "vervroegde IVA toegekend op {on}, uitkering vanaf {until}",
        _DECIDED,
        fact_day("De eerste dag van de uitkering", "any", "from"),
        data={"granted": True},
    ),
    "vervroegde_iva_afgewezen": ReportableFact(
        "early_benefit_decided", "vervroegde IVA afgewezen op {on}", _DECIDED, data={"granted": False}
    ),
}
