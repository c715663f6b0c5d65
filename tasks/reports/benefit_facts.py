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
        title="Vervroegde IVA toegekend",
    ),
    "vervroegde_iva_afgewezen": ReportableFact(
        "early_benefit_decided", "vervroegde IVA afgewezen op {on}", _DECIDED, data={"granted": False}
    ),
}
SIXTY_PLUS_FACTS: Mapping[str, ReportableFact] = {
    "zestig_plus": ReportableFact(
        "sixty_plus_set", "is 60 jaar of ouder als de wachttijd eindigt", data={"applies": True}
    ),
    "zestig_plus_akkoord": ReportableFact(
        "sixty_plus_set", "op {on} stemden beiden in met de vereenvoudigde WIA-beoordeling",
        fact_day("De dag waarop beiden instemden"), data={"applies": True, "agreed": True},
        title="Beiden stemden in met de vereenvoudigde WIA-beoordeling",
    ),
    "zestig_plus_niet": ReportableFact(
        "sixty_plus_set", "geen vereenvoudigde WIA-beoordeling voor 60-plus", data={"applies": False}
    ),
}  # fmt: skip
