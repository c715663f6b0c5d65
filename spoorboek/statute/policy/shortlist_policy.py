"""What a house weighs when it looks for a bureau: published weights, and what it asks of every bureau."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple, get_args

from spoorboek.errors import InputError
from spoorboek.statute.bureau_services import ASKED_SERVICES, WHOLE_TRACK, standard_services

PartName = Literal[
    "voorkeur", "specialismen", "tarief", "wachttijd", "certificaten", "antwoord", "intake", "rapportage", "resultaat"
]
PART_NAMES: tuple[PartName, ...] = get_args(PartName)
FULL_SCORE = 100
FIELDS = frozenset({"weights", "longest_wait", "demands", "asks", "usual"})
MOST_ASKED = 9  # bureaus at once
DEMANDS = {"services": "service", "certificates": "certificate"}  # by field of `demands`: its choice list


class ShortlistPolicy(NamedTuple):
    """How a shortlist is scored. `weights`: points a part can give at most, together 100; none: rank and code decide.

    `longest_wait`: calendar days of waiting from which that part gives nothing. `services`, `certificates`: what every
    bureau must have. `asks`: how many bureaus are asked at once, without a name; 0: none. `usual`: what is
    asked for where nobody said which services; it excludes no bureau.
    """

    weights: Mapping[PartName, int] = {}
    longest_wait: int = 28
    services: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    asks: int = 0
    usual: tuple[str, ...] = (WHOLE_TRACK,)


NO_WEIGHTS = ShortlistPolicy()


def read_shortlist_policy(data: Mapping[str, Any] | None, choices: Mapping[str, Mapping[str, str]]) -> ShortlistPolicy:
    """Make the policy from the field `second_track` of a house policy; without it rank and code alone decide.

    Errors: InputError naming the weight, day or code that is wrong, and what was expected.
    """
    if data is None:
        return NO_WEIGHTS
    _require_mapping("second_track", data)
    _require_names("second_track", data, FIELDS)
    weights, demands = data.get("weights") or {}, data.get("demands") or {}
    for name, part in (("second_track: weights", weights), ("second_track: demands", demands)):
        _require_mapping(name, part)
    _require_names("second_track: weights", weights, PART_NAMES)
    _require_names("second_track: demands", demands, DEMANDS)
    for name, points in weights.items():
        if not _is_whole(points) or not 0 <= points <= FULL_SCORE:
            raise InputError(f"`second_track: weights: {name}` moet een heel getal van 0 tot en met {FULL_SCORE} zijn.")
    if weights and sum(weights.values()) != FULL_SCORE:
        raise InputError(
            f"de gewichten in `second_track: weights` zijn samen {sum(weights.values())}; verwacht {FULL_SCORE}."
        )
    longest = data.get("longest_wait", NO_WEIGHTS.longest_wait)
    if not _is_whole(longest) or not 1 <= longest <= 365:
        raise InputError("`second_track: longest_wait` moet een heel aantal dagen van 1 tot en met 365 zijn.")
    asks = data.get("asks", NO_WEIGHTS.asks)
    if not _is_whole(asks) or not 0 <= asks <= MOST_ASKED:
        raise InputError(f"`second_track: asks` moet een heel getal van 0 tot en met {MOST_ASKED} zijn.")
    demanded = {
        field: _codes(field, demands.get(field) or [], choices.get(kind, {})) for field, kind in DEMANDS.items()
    }
    usual = _codes("services", data.get("usual") or list(NO_WEIGHTS.usual), ASKED_SERVICES, "usual")
    ordered = {name: weights.get(name, 0) for name in PART_NAMES} if weights else {}
    return ShortlistPolicy(ordered, longest, **demanded, asks=asks, usual=usual)


def _codes(field: str, codes: Any, known: Mapping[str, str], where: str = "") -> tuple[str, ...]:
    named_in = f"second_track: {where or f'demands: {field}'}"
    if not isinstance(codes, list):
        raise InputError(f"`{named_in}` moet een lijst van codes zijn.")
    named = standard_services(codes) if field == "services" else codes
    _require_names(named_in, named, known)
    return tuple(sorted(set(named)))


def _require_mapping(where: str, data: Any) -> None:
    if not isinstance(data, Mapping):
        raise InputError(f"`{where}` moet uit namen met waarden bestaan.")


def _require_names(where: str, names: Iterable[str], known: Iterable[str]) -> None:
    for name in names:
        if name not in (listed := list(known)):
            raise InputError(f"onbekende naam '{name}' in `{where}`; verwacht: {', '.join(sorted(listed))}.")


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
