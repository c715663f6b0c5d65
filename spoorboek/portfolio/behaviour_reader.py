"""Read the behaviour of people and the factors of wages at risk: blocks `gedrag` and `loon` of a portfolio file."""

from collections.abc import Mapping
from typing import Any

from spoorboek.errors import InputError
from spoorboek.outside.suggestions import meant_or_known
from spoorboek.portfolio.amount_readers import LONGEST, read_mapping, read_share, read_whole
from spoorboek.portfolio.portfolio import Behaviour, WageRisk
from spoorboek.portfolio.wages_at_risk import APPLICATION, WEIGHED
from spoorboek.statute.law.milestones import milestone_table
from spoorboek.statute.reports.field_readers import read_list, read_object

BEHAVIOUR_FIELDS = ("laat", "dagen_te_laat", "nooit")
WAGE_FIELDS = ("doorbetaling", "werkgeverslasten", "kans")
ON_TIME = "op_tijd"
OTHERWISE = "anders"


def read_behaviours(value: object, where: str) -> Mapping[str, Behaviour]:
    """Return the behaviours by name; `op_tijd` is always among them. InputError naming the place."""
    named = {str(name): _behaviour(data, f"{where} {name}") for name, data in read_mapping(value, where).items()}
    return {ON_TIME: Behaviour(), **named}


def read_wages(value: object, where: str) -> WageRisk:
    """Return the factors of wages at risk; the default of a factor is its lawful or its highest value."""
    data, defaults = read_object(value, where, (), WAGE_FIELDS), WageRisk()
    chances = {
        _weighed_step(key, where): read_share(share, f"{where}, kans {key}")
        for key, share in read_mapping(data.get("kans", {}), f"{where}, kans").items()
    }
    return WageRisk(
        paid=read_share(data["doorbetaling"], f"{where}, doorbetaling") if "doorbetaling" in data else defaults.paid,
        on_top=read_share(data.get("werkgeverslasten", "0%"), f"{where}, werkgeverslasten"),
        other=chances.pop(OTHERWISE, defaults.other),
        chances=chances,
    )


def _behaviour(value: object, where: str) -> Behaviour:
    data = read_object(value, where, (), (*BEHAVIOUR_FIELDS, "stappen"))
    steps = read_mapping(data.get("stappen", {}), f"{where}, stappen")
    return _from_fields(
        data, where, {_step(key, where): _step_behaviour(each, data, f"{where}, {key}") for key, each in steps.items()}
    )


def _step_behaviour(value: object, defaults: Mapping[str, Any], where: str) -> Behaviour:
    """Read the behaviour for one step; a field that is left out is as for the other steps."""
    data = read_object(value, where, (), BEHAVIOUR_FIELDS)
    return _from_fields({**{name: defaults[name] for name in BEHAVIOUR_FIELDS if name in defaults}, **data}, where, {})


def _from_fields(data: Mapping[str, Any], where: str, steps: Mapping[str, Behaviour]) -> Behaviour:
    late, never = (read_share(data.get(name, "0%"), f"{where}, {name}") for name in ("laat", "nooit"))
    if late + never > 1:
        raise InputError(f"{where}: 'laat' en 'nooit' zijn samen meer dan 100%. Verlaag een van beide.")
    days = read_list(data.get("dagen_te_laat", [7]), f"{where}, dagen_te_laat")
    if not days:
        raise InputError(f"{where}, dagen_te_laat: noem ten minste één aantal dagen, zoals [3, 10, 30].")
    days_late = tuple(read_whole(day, 1, LONGEST, f"{where}, dagen_te_laat") for day in days)
    return Behaviour(float(late), days_late, float(never), steps)


def _step(key: object, where: str) -> str:
    if key not in milestone_table():
        raise InputError(f"{where}: onbekende stap '{key}'. {meant_or_known(str(key), milestone_table())}")
    return str(key)


def _weighed_step(key: object, where: str) -> str:
    known = [*(step for step in WEIGHED if step != APPLICATION), OTHERWISE]
    if key not in known:
        raise InputError(f"{where}: '{key}' telt niet mee voor een loonsanctie. Een kans kan bij: {', '.join(known)}.")
    return str(key)
