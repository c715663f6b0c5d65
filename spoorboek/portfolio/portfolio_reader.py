"""Read a portfolio from YAML or JSON; the first error is reported in Dutch, with its place in the file."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from spoorboek.errors import InputError
from spoorboek.outside.files import read_outside_text
from spoorboek.outside.yaml_json import DataTextError, parse_yaml
from spoorboek.portfolio.amount_readers import (
    LARGEST,
    read_amount,
    read_curve,
    read_region,
    read_regions,
    read_share,
    read_span,
    read_whole,
)
from spoorboek.portfolio.behaviour_reader import ON_TIME, read_behaviours, read_wages
from spoorboek.portfolio.portfolio import Behaviour, Inflow, KnownCase, Portfolio
from spoorboek.statute.reports.facts_json import facts_from_json
from spoorboek.statute.reports.field_readers import read_choice, read_day, read_list, read_object

Behaviours = Mapping[str, Behaviour]
PORTFOLIO_FIELDS = ("titel", "vanaf", "weken", "zaad", "loon", "gedrag", "instroom", "zaken")
INFLOW_FIELDS = ("aantal", "van", "tot", "regios", "weekloon")
KNOWN_FIELDS = ("feiten", "regio", "weekloon")
USUAL_WEEKS, MOST_WEEKS = 104, 520


def read_portfolio(path: Path) -> Portfolio:
    """Read a portfolio from a file; InputError naming the file, the place in it and what was expected."""
    try:
        text = read_outside_text(path, "een portefeuille")
    except InputError as error:
        raise InputError(
            f"Portefeuille '{path.name}' kan niet worden gelezen. {error} Geef een YAML- of JSON-bestand in UTF-8."
        ) from None
    return portfolio_from_text(text, f"Portefeuille '{path.name}'")


def portfolio_from_text(text: str, where: str = "Portefeuille") -> Portfolio:
    """Read a portfolio from YAML (JSON is YAML too); InputError as `read_portfolio`."""
    try:
        data = parse_yaml(text)
    except DataTextError as error:
        raise InputError(f"{where} is geen geldige YAML of JSON: {error}") from None
    return _portfolio(read_object(data, where, ("titel",), PORTFOLIO_FIELDS), where)


def _portfolio(found: Mapping[str, Any], where: str) -> Portfolio:
    behaviours = read_behaviours(found.get("gedrag", {}), f"{where}, gedrag")
    known = tuple(_known(item, at, behaviours) for item, at in _listed(found, "zaken", where))
    inflow = tuple(_inflow(item, at, behaviours) for item, at in _listed(found, "instroom", where))
    if not known and not inflow:
        raise InputError(f"{where}: geen enkele zaak. Vul 'zaken', 'instroom' of beide.")
    first = min([each.facts.first_sick_day for each in known] + [each.since for each in inflow])
    since = read_day(found.get("vanaf", first), f"{where}, vanaf")
    return Portfolio(
        title=str(found["titel"]),
        since=since - timedelta(days=since.weekday()),
        weeks=read_whole(found.get("weken", USUAL_WEEKS), 1, MOST_WEEKS, f"{where}, weken"),
        seed=read_whole(found.get("zaad", 1), 0, 2**31, f"{where}, zaad"),
        known=known,
        inflow=inflow,
        wages=read_wages(found.get("loon", {}), f"{where}, loon"),
    )


def _listed(found: Mapping[str, Any], field: str, where: str) -> list[tuple[Any, str]]:
    items = read_list(found.get(field, []), f"{where}, {field}")
    return [(item, f"{where}, {field} {number}") for number, item in enumerate(items, 1)]


def _known(item: object, where: str, behaviours: Behaviours) -> KnownCase:
    data = read_object(item, where, KNOWN_FIELDS, (*KNOWN_FIELDS, "gedrag"))
    try:
        facts = facts_from_json(data["feiten"])
    except InputError as error:
        raise InputError(f"{where}: {error}") from None
    wage = read_amount(data["weekloon"], f"{where}, weekloon")
    return KnownCase(facts, _behaviour(data, where, behaviours), read_region(data["regio"], f"{where}, regio"), wage)


def _inflow(item: object, where: str, behaviours: Behaviours) -> Inflow:
    data = read_object(item, where, INFLOW_FIELDS, (*INFLOW_FIELDS, "herstel", "terugval", "gedrag"))
    since, until = (read_day(data[field], f"{where}, {field}") for field in ("van", "tot"))
    if until < since:
        raise InputError(f"{where}: 'tot' ({until}) ligt vóór 'van' ({since}). Corrigeer een van beide.")
    return Inflow(
        count=read_whole(data["aantal"], 1, LARGEST, f"{where}, aantal"),
        since=since,
        until=until,
        recovered=read_curve(data.get("herstel", {}), f"{where}, herstel"),
        relapse=float(read_share(data.get("terugval", "0%"), f"{where}, terugval")),
        regions=read_regions(data["regios"], f"{where}, regios"),
        week_wage=read_span(data["weekloon"], f"{where}, weekloon"),
        behaviour=_behaviour(data, where, behaviours),
    )


def _behaviour(data: Mapping[str, Any], where: str, behaviours: Behaviours) -> Behaviour:
    return behaviours[read_choice(data.get("gedrag", ON_TIME), list(behaviours), f"{where}, gedrag")]
