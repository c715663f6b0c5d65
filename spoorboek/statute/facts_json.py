"""FACTS.json: the facts of a case as a file people can write."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, TypeVar, get_args

from .checks import checked, step_known
from .errors import FactsError
from .facts import Advice, CaseFacts, Leave, Recovery, ReturnProspect, SafetyNet, Sanction, StepRef
from .reading import optional, read_choice, read_day, read_flag, read_list, read_object

T = TypeVar("T")
KEYS = (
    "first_sick_day",
    "recoveries",
    "leaves",
    "done",
    "deviations",
    "postponed",
    "safety_net",
    "contract_ends_on",
    "aow_on",
    "no_possibilities",
    "possibilities_since",
    "return_prospect",
    "advice",
    "sanction",
    "extension_until",
)


def facts_from_text(text: str) -> CaseFacts:
    """Return the facts written as JSON text; FactsError when it is not JSON, or not facts that hold together."""
    try:
        data = json.loads(text, object_pairs_hook=_no_double_keys)
    except json.JSONDecodeError as error:
        raise FactsError(f"Geen geldige JSON: regel {error.lineno}, kolom {error.colno}.") from None
    return facts_from_json(data)


def facts_from_json(data: object) -> CaseFacts:
    """Return the facts of parsed JSON; FactsError names the place, what was expected, or what contradicts what."""
    found = read_object(data, "De feiten", ("first_sick_day",), KEYS)
    return checked(
        CaseFacts(
            first_sick_day=read_day(found["first_sick_day"], "first_sick_day"),
            recoveries=_each(found, "recoveries", _recovery),
            leaves=_each(found, "leaves", _leave),
            done=_steps(found, "done"),
            deviations=_steps(found, "deviations"),
            postponed=_steps(found, "postponed"),
            safety_net=optional(found.get("safety_net"), "safety_net", _safety_net),
            contract_ends_on=optional(found.get("contract_ends_on"), "contract_ends_on", read_day),
            aow_on=optional(found.get("aow_on"), "aow_on", read_day),
            no_possibilities=read_flag(found.get("no_possibilities", False), "no_possibilities"),
            possibilities_since=optional(found.get("possibilities_since"), "possibilities_since", read_day),
            return_prospect=optional(found.get("return_prospect"), "return_prospect", _prospect),
            advice=_each(found, "advice", _advice),
            sanction=optional(found.get("sanction"), "sanction", _sanction),
            extension_until=optional(found.get("extension_until"), "extension_until", read_day),
        )
    )


def _no_double_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [key for key, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise FactsError(f"De sleutel '{double}' staat er twee keer. Laat er één staan.")
    return found


def _each(found: Mapping[str, Any], name: str, read: Callable[[object, str], T]) -> tuple[T, ...]:
    items = optional(found.get(name), name, read_list) or []
    return tuple(read(item, f"{name}[{place}]") for place, item in enumerate(items))


def _recovery(value: object, where: str) -> Recovery:
    item = read_object(value, where, ("from",), ("from", "until"))
    return Recovery(read_day(item["from"], f"{where}.from"), optional(item.get("until"), f"{where}.until", read_day))


def _leave(value: object, where: str) -> Leave:
    item = read_object(value, where, ("from", "until"), ("from", "until", "same_cause"))
    same_cause = read_flag(item.get("same_cause", True), f"{where}.same_cause")
    return Leave(read_day(item["from"], f"{where}.from"), read_day(item["until"], f"{where}.until"), same_cause)


def _safety_net(value: object, where: str) -> SafetyNet:
    group: SafetyNet = read_choice(value, get_args(SafetyNet), where)
    return group


def _prospect(value: object, where: str) -> ReturnProspect:
    keys = ("on", "within_3_months")
    item = read_object(value, where, keys, keys)
    return ReturnProspect(
        read_day(item["on"], f"{where}.on"), read_flag(item["within_3_months"], f"{where}.within_3_months")
    )


def _advice(value: object, where: str) -> Advice:
    item = read_object(value, where, ("on", "track"), ("on", "track"))
    return Advice(read_day(item["on"], f"{where}.on"), read_choice(item["track"], (1, 2), f"{where}.track"))


def _sanction(value: object, where: str) -> Sanction:
    keys = ("decided_on", "repair_reported_on", "repair_decided_on")
    item = read_object(value, where, keys[:1], keys)
    decided, reported, repaired = (optional(item.get(key), f"{where}.{key}", read_day) for key in keys)
    if decided is None:
        raise FactsError(f"{where}.decided_on: verwacht een datum.")
    return Sanction(decided, reported, repaired)


def _steps(found: Mapping[str, Any], name: str) -> Mapping[StepRef, date]:
    """Read a date per step; a list holds a date for each occurrence of a repeated one, null where it was not done."""
    steps: dict[StepRef, date] = {}
    value = {} if found.get(name) is None else found[name]
    if not isinstance(value, Mapping):
        raise FactsError(f"{name}: verwacht een object met per stap een datum.")
    for key, days in value.items():
        listed = days if isinstance(days, list) else [days]
        for occurrence, day in enumerate(listed, start=1):
            ref = StepRef(key, occurrence)
            step_known(ref)
            if day is not None:
                steps[ref] = read_day(day, f"{name}.{key}")
    return MappingProxyType(steps)
