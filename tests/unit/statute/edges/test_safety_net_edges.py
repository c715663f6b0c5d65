"""A safety net at the end of the employment and around recovery: no report is lost, and none comes after the employer.

ZW 38a(2): the fourth day, day 3. ZW 38a(3): day 42, Atw-extended, or the last day of an employment that ends before.
ZW 38(4): no report of week 42 and none at the end of the employment; the re-integration report stays.
"""

from typing import Any

import pytest
import yaml
from support.edge_days import due, gap, on, plan_of

from spoorboek.outside.yaml_json import parse_yaml
from spoorboek.statute.editions.edition import read_recorded_rules, shipped_rules_text
from spoorboek.statute.facts import Recovery
from spoorboek.statute.timeline.timeline import timeline

FOURTH, SIX = "vangnetmelding_vierde_dag", "vangnetmelding_zes_weken"
RECOVERY = "vangnet_hersteldmelding"


@pytest.mark.parametrize(
    ("net", "key", "ends", "last"),
    [
        ("vierde_dag", FOURTH, 0, 0),
        ("vierde_dag", FOURTH, 2, 2),
        ("vierde_dag", FOURTH, 3, 3),
        ("vierde_dag", FOURTH, 4, 3),
        ("zes_weken", SIX, 1, 1),
        ("zes_weken", SIX, 41, 41),
        ("zes_weken", SIX, 42, 42),
        ("zes_weken", SIX, 43, 42),
    ],
)
@pytest.mark.parametrize("own_statement", [None, True])
def test_the_employment_ends_around_the_last_day(
    net: Any, key: str, ends: int, last: int, own_statement: bool | None
) -> None:
    """The day before, on and after it: reported on the last day of the employment, and not again because it ends."""
    plan = plan_of(safety_net=net, contract_ends_on=on(ends), no_week_42_report=own_statement)
    assert due(plan, key) == last
    assert due(plan, "ziek_uit_dienst_melding") is None
    assert due(plan, "riv_ziek_uit_dienst") == (ends if ends >= 42 else None)


@pytest.mark.parametrize(
    ("recovered", "ends", "sick", "well"),
    [
        (10, 25, 25, 25),  # sick until day 9, the employment ends on day 25: both reports on its last day
        (24, 25, 25, 26),  # 24 + 2
        (25, 25, 25, 27),
        (10, 41, 41, 41),
        (10, 42, 42, 42),
        (10, 43, 42, 42),
        (10, 60, 42, 42),
    ],
)
def test_who_recovered_before_the_employment_ends_within_the_six_weeks(
    recovered: int, ends: int, sick: int, well: int
) -> None:
    """ZW 38a(3), second sentence, makes no difference for who recovered; 38a(6): recovery not before the sickness."""
    plan = plan_of(safety_net="zes_weken", recoveries=(Recovery(on(recovered)),), contract_ends_on=on(ends))
    assert (due(plan, SIX), due(plan, RECOVERY)) == (sick, well)


@pytest.mark.parametrize(
    ("length", "ends", "sick"),
    [
        (5, 40, 40),
        (5, 46, 46),
        (5, 47, 47),
        (5, 48, 48),  # day 42 of sickness is day 47, a Saturday: until Monday 49, but the employment ends on Sunday
        (5, 49, 49),
        (5, 50, 49),
    ],
)
def test_an_interruption_before_the_employment_ends(length: int, ends: int, sick: int) -> None:
    """Recovered from day 10 to 14 and sick again: six weeks of sickness are over on day 47."""
    plan = plan_of(safety_net="zes_weken", recoveries=(gap(10, length),), contract_ends_on=on(ends))
    assert due(plan, SIX) == sick


@pytest.mark.parametrize(
    ("from_", "ends", "last"),
    [
        (30, 31, 31),  # the four days from day 30 end on day 33, after the employment
        (30, 33, 33),
        (30, 34, 33),
        (50, 45, 42),  # that day comes after the employment: the six weeks alone
    ],
)
def test_four_days_from_a_later_day_and_the_end_of_the_employment(from_: int, ends: int, last: int) -> None:
    """ZW 38a(2)(b) within the six weeks: the earliest of all three."""
    plan = plan_of(safety_net="zes_weken", safety_net_from=on(from_), contract_ends_on=on(ends))
    assert due(plan, SIX) == last


@pytest.mark.parametrize(("from_", "ends", "last"), [(20, 19, None), (20, 20, 20), (20, 21, 21), (20, 24, 23)])
def test_a_fourth_day_that_counts_from_a_day_after_the_employment_is_no_duty(
    from_: int, ends: int, last: int | None
) -> None:
    """The term has to begin while there is an employer."""
    assert due(plan_of(safety_net="vierde_dag", safety_net_from=on(from_), contract_ends_on=on(ends)), FOURTH) == last


@pytest.mark.parametrize("known", [10, 24, 30])
def test_a_safety_net_that_is_known_later_keeps_its_four_days(known: int) -> None:
    """ZW 38b(2): four days from the day it was clear, also when the employment ended on day 25."""
    plan = plan_of(safety_net="zes_weken", safety_net_known_on=on(known), contract_ends_on=on(25))
    assert due(plan, SIX) == max(25, known + 4)


def test_a_table_of_before_reads_as_it_did() -> None:
    """Until the new table is applied: lapsed on the fourth day, and day 42 for who recovered."""
    written = parse_yaml(shipped_rules_text())
    for key in (FOURTH, SIX):
        terms = written["milestones"][key]["instead"].pop("uit_dienst_binnen_de_meldtermijn")
    written["milestones"][SIX]["instead"]["einde_dienstverband"] = terms
    book = read_recorded_rules(yaml.safe_dump({**written, "version": "2026-11-29"}), "x")
    fourth = plan_of(safety_net="vierde_dag", contract_ends_on=on(2)).facts
    assert timeline(fourth, book).milestone(FOURTH).status == "vervallen"
    well = plan_of(safety_net="zes_weken", recoveries=(Recovery(on(10)),), contract_ends_on=on(25)).facts
    assert due(timeline(well, book), SIX) == 42
    sick = plan_of(safety_net="zes_weken", contract_ends_on=on(25)).facts
    assert due(timeline(sick, book), SIX) == 25
