"""Check one row of a register of bureaus: codes of the house, periods with an order, and what belongs together."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any

from spoorboek.importing.reading.columns import CONTACT_ROLES, PRICE
from spoorboek.importing.row_complaint import RowComplaint
from spoorboek.outside.suggestions import meant_or_known
from spoorboek.statute.policy.house_policy import HousePolicy

BureauValues = dict[str, Any]
CODED = {"services": "service", "specialisms": "specialism"}  # by column: its choice list
PERIODS = {"contract_until": "contract_from", "prices_until": "prices_from"}
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
FAR = "het jaartal klopt niet; verwacht 2000 tot en met 2100."


def bureau_complaints(house: HousePolicy, values: Mapping[str, Any], wrong: Collection[str]) -> Iterator[RowComplaint]:
    """Yield what is wrong in one row; a column that could not be read gives no second complaint."""
    known = set(wrong)
    for complaint in (each for rule in BUREAU_RULES for each in rule(house, values)):
        if known.isdisjoint((complaint.key, complaint.against)):
            known.add(complaint.key)
            yield complaint


def coded_values(house: HousePolicy, values: Mapping[str, Any]) -> BureauValues:
    """Return the values of a row that passed, with codes of the house in the place of words."""
    coded = {
        key: tuple(sorted(house.coded(kind, values[key]))) for key, kind in CODED.items() if values.get(key) is not None
    }
    return {**values, **coded}


def _codes_are_known(house: HousePolicy, values: Mapping[str, Any]) -> Iterator[RowComplaint]:
    for key, kind in CODED.items():
        choices = house.choices[kind]
        unknown = house.coded(kind, values.get(key) or ()) - choices.keys()
        if unknown:
            told = "1 woord staat" if len(unknown) == 1 else f"{len(unknown)} woorden staan"
            yield RowComplaint(key, f"{told} niet in de lijst. {meant_or_known('', choices)}")


def _days_are_plausible(_: HousePolicy, values: Mapping[str, Any]) -> Iterator[RowComplaint]:
    for key, value in values.items():
        if isinstance(value, date) and not EARLIEST <= value <= LATEST:
            yield RowComplaint(key, FAR)


def _periods_have_an_order(_: HousePolicy, values: Mapping[str, Any]) -> Iterator[RowComplaint]:
    for last, first in PERIODS.items():
        since, until = values.get(first), values.get(last)
        if since and until and until < since:
            yield RowComplaint(last, "ligt vóór de eerste dag van de periode.", first)


def _prices_have_a_day(_: HousePolicy, values: Mapping[str, Any]) -> Iterator[RowComplaint]:
    priced = [key for key, value in values.items() if key.startswith(PRICE) and value is not None]
    if values.get("prices_from") is None:
        yield from (
            RowComplaint(key, "een tarief zonder eerste dag; vul 'Tarieven vanaf' in.", "prices_from") for key in priced
        )
    if values.get("prices_until") and not (values.get("prices_from") and priced):
        yield RowComplaint("prices_until", "ingevuld, maar er is geen tarief met een eerste dag.", "prices_from")


def _contacts_have_a_name(_: HousePolicy, values: Mapping[str, Any]) -> Iterator[RowComplaint]:
    for role in CONTACT_ROLES:
        for key in (f"{role}_mail", f"{role}_phone"):
            if values.get(key) and not values.get(role):
                yield RowComplaint(key, "ingevuld, maar de naam erbij ontbreekt; vul die ook in.", role)
        if values.get(role) and not (values.get(f"{role}_mail") or values.get(f"{role}_phone")):
            yield RowComplaint(role, "een contactpersoon heeft een e-mailadres of een telefoonnummer nodig.", role)


BUREAU_RULES: tuple[Callable[[HousePolicy, Mapping[str, Any]], Iterator[RowComplaint]], ...] = (
    _days_are_plausible,
    _codes_are_known,
    _periods_have_an_order,
    _prices_have_a_day,
    _contacts_have_a_name,
)
