"""A portfolio file is read strictly: what it says is what is simulated, and a slip is named with its place."""

from datetime import date
from decimal import Decimal

import pytest

from spoorboek.errors import InputError
from spoorboek.portfolio.portfolio import Behaviour
from spoorboek.portfolio.portfolio_reader import portfolio_from_text

FLOW = "{aantal: 3, van: 2027-01-06, tot: 2027-02-01, regios: {'10': 1}, weekloon: [500, 900]}"
WHOLE = """
titel: Drie vestigingen
vanaf: 2027-01-06
weken: 52
zaad: 9
loon: {doorbetaling: 100%, werkgeverslasten: 22.5%, kans: {start_spoor_2: 40%, anders: 5%}}
gedrag:
  druk: {laat: 20%, dagen_te_laat: [3, 10], nooit: 5%, stappen: {start_spoor_2: {laat: 60%}}}
instroom:
  - {aantal: 10, van: 2027-01-06, tot: 2027-12-31, herstel: {42: 80%, 7: 55%}, terugval: 5%, regios: {"01": 2, 30: 1},
     weekloon: [450, 1400], gedrag: druk}
zaken:
  - {feiten: {first_sick_day: 2026-06-01, done: {probleemanalyse: 2026-07-08}}, regio: "10", weekloon: 812.50}
"""


def test_a_whole_file_is_read_as_it_stands() -> None:
    """Every field of the format, weeks from the Monday on or before the day named, days of the curve in order."""
    told = portfolio_from_text(WHOLE)
    assert (told.title, told.since, told.weeks, told.seed) == ("Drie vestigingen", date(2027, 1, 4), 52, 9)
    assert told.until == date(2028, 1, 2)
    (flow,), (one,) = told.inflow, told.known
    assert (flow.count, flow.recovered, flow.relapse) == (10, ((7, 0.55), (42, 0.8)), 0.05)
    assert (flow.regions, flow.week_wage) == ({"01": 2, "30": 1}, (450, 1400))
    assert flow.behaviour.of("start_spoor_2") == Behaviour(0.6, (3, 10), 0.05)
    assert flow.behaviour.of("probleemanalyse").late == 0.2
    assert (one.region, one.week_wage, one.behaviour) == ("10", Decimal("812.5"), Behaviour())
    assert one.facts.first_sick_day == date(2026, 6, 1)
    assert (told.wages.paid, told.wages.on_top) == (1, Decimal("0.225"))
    assert (told.wages.chance("start_spoor_2"), told.wages.chance("eindevaluatie")) == (Decimal("0.4"), Decimal("0.05"))


def test_what_is_left_out_has_its_usual_value() -> None:
    """104 weeks from the first case on, nobody recovers, everybody on time, the most a sanction can cost."""
    told = portfolio_from_text(f"titel: Kort\ninstroom: [{FLOW}]")
    assert (told.since, told.weeks, told.seed) == (date(2027, 1, 4), 104, 1)
    assert (told.inflow[0].recovered, told.inflow[0].behaviour) == ((), Behaviour())
    assert (told.wages.paid, told.wages.on_top, told.wages.chance("eindevaluatie")) == (Decimal("0.70"), 0, 1)


def test_json_is_read_too() -> None:
    """JSON is YAML: the same file in either notation."""
    told = portfolio_from_text(
        '{"titel": "J", "zaken": [{"feiten": {"first_sick_day": "2027-01-05"}, "regio": "10", "weekloon": 9}]}'
    )
    assert told.known[0].facts.first_sick_day == date(2027, 1, 5)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("titel: Drie vestigingen\n", ""), "'titel' ontbreekt"),
        (("weken: 52", "wekn: 52"), "onbekende sleutel 'wekn'"),
        (("weken: 52", "weken: 0"), "weken: verwacht een geheel getal van 1 t/m 520"),
        (("weken: 52", "weken: ja"), "weken: verwacht een geheel getal"),
        (("vanaf: 2027-01-06", "vanaf: 6 januari"), "vanaf: verwacht een datum"),
        (("laat: 20%", "laat: 0.2"), "laat: verwacht een percentage"),
        (("laat: 20%", "laat: 120%"), "laat: verwacht een percentage"),
        (("laat: 20%", "laat: 98%"), "samen meer dan 100%"),
        (("dagen_te_laat: [3, 10]", "dagen_te_laat: []"), "noem ten minste één aantal dagen"),
        (("start_spoor_2: {laat", "spoor_2: {laat"), "onbekende stap 'spoor_2'"),
        (("start_spoor_2: 40%", "melding_42_weken: 40%"), "telt niet mee voor een loonsanctie"),
        (("gedrag: druk", "gedrag: rustig"), "verwacht een van: op_tijd, druk"),
        (("7: 55%", "7: 95%"), "op dag 42 is niet meer hersteld dan op dag 7"),
        (("tot: 2027-12-31", "tot: 2026-12-31"), "ligt vóór 'van'"),
        (('{"01": 2, 30: 1}', "{}"), "noem ten minste één regio"),
        (('"01": 2', '"Utrecht": 2'), "'Utrecht' is geen regio"),
        (("[450, 1400]", "[1400, 450]"), r"verwacht \[laagste, hoogste\]"),
        (("weekloon: 812.50", "weekloon: veel"), "zaken 1, weekloon: verwacht een bedrag"),
        (('regio: "10"', "regio: 1000"), "'1000' is geen regio"),
        (("probleemanalyse: 2026-07-08", "probleemanalise: 2026-07-08"), "zaken 1: Onbekende stap 'probleemanalise'"),
        (("done: {probleemanalyse: 2026-07-08}", "done: {probleemanalyse: 2025-07-08}"), "zaken 1: .*vóór de eerste"),
        (("aantal: 10", "aantal: -1"), "instroom 1, aantal: verwacht een geheel getal van 1"),
        (("zaken:\n", "zaken: niemand\n#"), "zaken: verwacht een lijst"),
        (("loon: {", "loon: ["), "geen geldige YAML"),
    ],
    ids=lambda change: change[1][:40] if isinstance(change, tuple) else None,
)
def test_a_slip_is_named_with_its_place(change: tuple[str, str], complaint: str) -> None:
    """One message in Dutch: where it stands, what was expected."""
    assert change[0] in WHOLE
    with pytest.raises(InputError, match=complaint):
        portfolio_from_text(WHOLE.replace(*change, 1))


def test_a_file_without_cases_is_refused() -> None:
    """There is nothing to simulate."""
    with pytest.raises(InputError, match="geen enkele zaak"):
        portfolio_from_text("titel: Leeg")
