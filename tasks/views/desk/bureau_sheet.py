"""The register of bureaus as the desk shows it: the list with names, and what changed of one, in words."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from models.tables import Bureau
from models.tables.bureau_tables import ENROLLED
from spoorboek.statute.policy.house_policy import HousePolicy
from tasks.views.bureau_register import PROMISE_WORDS, register_lines

Titles = Mapping[str, str]


class RegisterRow(NamedTuple):
    """One bureau of the list. `places`: how many are taken of how many, in words."""

    code: str
    name: str
    active: bool
    services: str
    places: str
    contract_until: str
    promise: str


class RegisterChange(NamedTuple):
    """One change of a bureau: the day, what, and the code of who did."""

    day: str
    words: str
    actor: str


def register_rows(reading: Session, house: HousePolicy) -> list[RegisterRow]:
    """Return every bureau in the order of the register."""
    names = dict(reading.exec(select(Bureau.code, Bureau.name).order_by(col(Bureau.id))).all())
    return [
        RegisterRow(
            line["code"],
            names[line["code"]],
            line["active"],
            ", ".join(house.choices["service"].get(code, code) for code in line["services"]),
            _places(line),
            shown_day(line["contract_until"] or ""),
            _tally(line["answers"]),
        )
        for line in register_lines(reading)
    ]


def price_lines(found: Mapping[str, Any], house: HousePolicy) -> list[tuple[str, int, str]]:
    """Return the prices of a bureau: the service, the cents without VAT, and the days between which it holds."""
    return [
        (
            house.choices["service"].get(each["service"], each["service"]),
            each["cents"],
            " ".join(filter(None, (f"vanaf {shown_day(each['from'])}", until and f"t/m {shown_day(until)}"))),
        )
        for each in found["prices"]
        for until in [each["until"]]
    ]


def shown_day(text: str) -> str:
    """Return a day of the register in digits; anything else as it is."""
    try:
        return f"{date.fromisoformat(text):%d-%m-%Y}"
    except ValueError:
        return text


def kept_words(found: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what a bureau made of its promises, as far as there is something to see: of what, and how often."""
    return [(words, tally) for name, words in PROMISE_WORDS.items() if (tally := _tally(found[name]))]


def register_changes(found: Mapping[str, Any], titles: Titles, house: HousePolicy) -> Sequence[RegisterChange]:
    """Return the changes of a bureau, the latest first; of names and addresses only that they changed."""
    return [
        RegisterChange(
            shown_day(each["on"]),
            _act_words(each, titles, {**house.choices["service"], **house.choices["specialism"]})
            + _reason(house, each.get("reason", "")),
            each["by"],
        )
        for each in found["changes"]
    ]


def _act_words(act: Mapping[str, Any], titles: Titles, labels: Titles) -> str:
    if act["kind"] == ENROLLED:
        return "ingeschreven"
    return "; ".join(_change_words(titles.get(key, key), change, labels) for key, change in act["changed"].items())


def _change_words(title: str, change: Any, labels: Titles) -> str:
    if not isinstance(change, list) or len(change) < 2:
        return f"{title} gewijzigd"
    before, after = (_value_words(each, labels) for each in change[:2])
    return f"{title}: {after}" if before == "leeg" else f"{title}: {before} → {after}"


def _value_words(value: Any, labels: Titles) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, list):
        return ", ".join(_value_words(each, labels) for each in value if each is not None) or "leeg"
    return "leeg" if value is None else labels.get(str(value)) or shown_day(str(value))


def _reason(house: HousePolicy, code: str) -> str:
    return f" ({house.choices['bureau_inactive'].get(code, code)})" if code else ""


def _places(line: Mapping[str, Any]) -> str:
    return "" if line["capacity"] is None else f"{line['occupied']} van {line['capacity']} bezet"


def _tally(tally: Sequence[int]) -> str:
    kept, of = tally
    return f"{kept} van {of}" if of else ""
