"""The facts an operator can report about the employment and the insurance that goes with it; part of the catalogue."""

from collections.abc import Mapping

from tasks.reports.reportable_fact import FactDay, ReportableFact, fact_day

_KNOWN_ON = FactDay("known_on", "De dag waarop het vangnet bekend werd", needed=False)
_COUNTS_FROM = fact_day("De dag vanaf wanneer de vierde dag telt", "any", "from")

_BEARS_FROM = fact_day("De dag vanaf wanneer de werkgever eigenrisicodrager is", "any", "from")
_BEARS_UNTIL = fact_day("De laatste dag als eigenrisicodrager", "any", "until")

EMPLOYER_AND_EMPLOYMENT: Mapping[str, ReportableFact] = {
    "eigenrisicodrager_zw": ReportableFact(
        "own_risk_set", "werkgever is eigenrisicodrager Ziektewet vanaf {on}", _BEARS_FROM
    ),
    "eigenrisicodrager_zw_tot_en_met": ReportableFact(
        "own_risk_set",
        "werkgever is eigenrisicodrager Ziektewet van {on} t/m {until}",
        _BEARS_FROM,
        _BEARS_UNTIL,
        title="Werkgever is eigenrisicodrager Ziektewet, met een laatste dag",
    ),
    "geen_eigenrisicodrager_zw": ReportableFact(
        "own_risk_set", "werkgever is geen eigenrisicodrager Ziektewet", data={"from": None}
    ),
    "huishoudelijk_personeel": ReportableFact(
        "household_staff_set",
        "dienst in een huishouden op minder dan vier dagen per week: zes weken loon",
        data={"applies": True},
    ),
    "geen_huishoudelijk_personeel": ReportableFact(
        "household_staff_set",
        "geen dienst in een huishouden, of op vier dagen per week of meer",
        data={"applies": False},
    ),
}

DEATH_REPORT: Mapping[str, ReportableFact] = {
    "overleden": ReportableFact("died", "werknemer overleden op {on}", fact_day("De dag van het overlijden"))
}

SAFETY_NETS: Mapping[str, ReportableFact] = {
    "vangnet_geen": ReportableFact("safety_net_set", "geen vangnet", data={"safety_net": None}),
    "vangnet_vierde_dag": ReportableFact(
        "safety_net_set", "vangnet, te melden uiterlijk de vierde dag{known}", _KNOWN_ON,
        data={"safety_net": "vierde_dag"},
    ),
    "vangnet_vierde_dag_vanaf": ReportableFact(
        "safety_net_set", "vangnet, te melden uiterlijk de vierde dag, geteld vanaf {on}",
        _COUNTS_FROM, data={"safety_net": "vierde_dag"},
        title="Vangnet, te melden uiterlijk de vierde dag, geteld vanaf een latere dag",
    ),
    "vangnet_zes_weken": ReportableFact(
        "safety_net_set", "vangnet, te melden binnen zes weken{known}", _KNOWN_ON,
        data={"safety_net": "zes_weken"},
    ),
    "vangnet_zes_weken_vanaf": ReportableFact(
        "safety_net_set", "vangnet, te melden binnen zes weken of eerder de vierde dag, geteld vanaf {on}",
        _COUNTS_FROM, data={"safety_net": "zes_weken"},
        title="Vangnet, te melden binnen zes weken, geteld vanaf een latere dag",
    ),
    "vangnet_dertien_weken": ReportableFact(
        "safety_net_set", "vangnet, te melden uiterlijk de vierde dag na dertien weken",
        data={"safety_net": "dertien_weken"},
    ),
    "geen_42e_weeksmelding": ReportableFact(
        "week_42_report_set", "geen 42e-weeksmelding en geen ziekmelding bij einde dienstverband",
        data={"needed": False},
    ),
    "wel_42e_weeksmelding": ReportableFact(
        "week_42_report_set", "wel een 42e-weeksmelding en een ziekmelding bij einde dienstverband",
        data={"needed": True},
    ),
    "42e_weeksmelding_volgt_vangnet": ReportableFact(
        "week_42_report_set", "of een 42e-weeksmelding nodig is, volgt uit het vangnet", data={"needed": None},
    ),
}  # fmt: skip
