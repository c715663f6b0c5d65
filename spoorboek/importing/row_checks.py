"""Check one row with an ordered list of rules; each names the column that is wrong, and why.

Only cells that could be read are checked; blank cells are ignored.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from spoorboek.importing.reading.columns import ROLES

RowValues = Mapping[str, Any]
YOUNGEST, OLDEST = 13, 100


class RowComplaint(NamedTuple):
    """The key of the column that is wrong, and why (Dutch)."""

    key: str
    message: str


def row_complaints(values: RowValues, on: date) -> Iterator[RowComplaint]:
    """Yield what is implausible in one row, as of the day `on`."""
    for rule in ROW_RULES:
        yield from rule(values, on)


def _dates_not_in_future(values: RowValues, on: date) -> Iterator[RowComplaint]:
    for key in ("birth_date", "first_sick_day", "reported_on", "recovered_from"):
        if (day := values.get(key)) and day > on:
            yield RowComplaint(key, "de datum ligt in de toekomst; neem de regel op zodra die dag er is.")


def _dates_follow_first_sick_day(values: RowValues, _: date) -> Iterator[RowComplaint]:
    if not (first := values.get("first_sick_day")):
        return
    if (recovered := values.get("recovered_from")) and recovered <= first:
        yield RowComplaint("recovered_from", "de eerste hersteldag moet na de eerste ziektedag liggen.")
    for key in ("reported_on", "contract_ends_on", "leaves_on"):
        if (day := values.get(key)) and day < first:
            yield RowComplaint(key, "de datum ligt voor de eerste ziektedag.")


def _age_is_plausible(values: RowValues, on: date) -> Iterator[RowComplaint]:
    born = values.get("birth_date")
    if born and born <= on and not YOUNGEST <= (values.get("first_sick_day") or on).year - born.year <= OLDEST:
        yield RowComplaint("birth_date", f"de leeftijd klopt niet; verwacht {YOUNGEST} tot en met {OLDEST} jaar.")


def _contract_ends_agree(values: RowValues, _: date) -> Iterator[RowComplaint]:
    leaves, last = values.get("leaves_on"), values.get("contract_ends_on")
    if leaves and last and last != leaves - timedelta(days=1):
        yield RowComplaint("leaves_on", "de laatste dag van het dienstverband moet de dag voor 'uit dienst per' zijn.")


def _bsn_only_with_sick_day(values: RowValues, _: date) -> Iterator[RowComplaint]:
    """An employer may not hand over the BSN of people who are not ill (Autoriteit Persoonsgegevens)."""
    if values.get("bsn") and not values.get("first_sick_day"):
        yield RowComplaint(
            "bsn", "een BSN hoort alleen bij wie ziek is; maak de cel leeg of vul de eerste ziektedag in."
        )


def _case_fields_need_sick_day(values: RowValues, _: date) -> Iterator[RowComplaint]:
    if values.get("first_sick_day"):
        return
    for key in ("reported_on", "recovered_from", "safety_net", *ROLES):
        if values.get(key) not in (None, "nee"):
            yield RowComplaint(key, "ingevuld, maar er is geen eerste ziektedag.")


def _contacts_are_complete(values: RowValues, _: date) -> Iterator[RowComplaint]:
    for role in ROLES:
        name, mail = values.get(role), values.get(f"{role}_mail")
        if name and not mail and f"{role}_mail" in values:
            yield RowComplaint(f"{role}_mail", "leeg, maar de naam is ingevuld; vul beide in of geen van beide.")
        elif name and not mail:
            yield RowComplaint(role, "de kolom met het e-mailadres van deze persoon ontbreekt.")
        elif mail and not name:
            yield RowComplaint(
                f"{role}_mail", "ingevuld, maar de naam erbij ontbreekt; vul beide in of geen van beide."
            )


RowRule = Callable[[RowValues, date], Iterator[RowComplaint]]
ROW_RULES: tuple[RowRule, ...] = (
    _dates_not_in_future,
    _dates_follow_first_sick_day,
    _age_is_plausible,
    _contract_ends_agree,
    _bsn_only_with_sick_day,
    _case_fields_need_sick_day,
    _contacts_are_complete,
)
