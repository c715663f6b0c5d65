"""When the house calls a dossier incomplete, and whom it tells: its own norms, for the law names no numbers here."""

from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from spoorboek.errors import InputError

MOST_DAYS_OF_NORM = 366
# Papers that both sign, of which a house can have copies go out, and who can get one. Source: Regeling procesgang 4(3)
COPIED = ("plan_van_aanpak", "bijstelling_plan_van_aanpak", "evaluatie", "eerstejaarsevaluatie", "eindevaluatie")
COPIES_FOR = ("werknemer", "bedrijfsarts")


class DossierNorms(NamedTuple):
    """The norms of the nightly check of dossiers. Calendar days."""

    paper_within: int = 14  # for a paper to come in after what it shows was done
    looked_at_within: int = 7  # for somebody to look at a paper that came in
    copy_within: int = 7  # for somebody to have the copy of a paper or of the report
    opinion_within: int = 14  # for the opinion of the employee after the last evaluation
    evaluated_early: int = 14  # before the time of an agreed moment, and still an evaluation of it
    norm_grace: int = 7  # after a day that the law does not name
    advice_near: int = 14  # between an advice and the date of its paper


class FindingRung(NamedTuple):
    """A rung: so many calendar days after the finding was found, and the role that hears of it."""

    days: int
    to: str


class FindingLadder(NamedTuple):
    """Who hears of a finding, lowest rung first; `reminded_before`: days before the last one on which repair counts."""

    rungs: tuple[FindingRung, ...] = (
        FindingRung(0, "casemanager"),
        FindingRung(14, "leidinggevende"),
        FindingRung(28, "hr"),
    )
    reminded_before: int = 7


USUAL_DOSSIER_NORMS, USUAL_LADDER = DossierNorms(), FindingLadder()


def read_dossier_norms(data: object) -> DossierNorms:
    """Return the norms from parsed data; InputError naming a norm that is unknown, or no whole number from 0."""
    norms = _mapping("dossier", data, DossierNorms._fields)
    for name, value in norms.items():
        _whole_days(f"dossier.{name}", value)
    return DossierNorms(**norms)


def read_finding_ladder(data: object, roles: Collection[str]) -> FindingLadder:
    """Return the ladder of findings from parsed data; what is left out is as usual.

    `roles`: of colleagues of the house, for one mail tells of several cases. Raises InputError for another role, for
    days that are none, and for rungs that do not climb.
    """
    ladder = _mapping("findings", data, FindingLadder._fields)
    rungs = tuple(_rung(each, roles) for each in _list("findings.rungs", ladder.get("rungs"))) or USUAL_LADDER.rungs
    if any(later.days <= earlier.days for earlier, later in pairwise(rungs)):
        raise InputError("`findings.rungs` klimt: elke trede heeft meer dagen dan die ervoor.")
    before = ladder.get("reminded_before", USUAL_LADDER.reminded_before)
    return FindingLadder(rungs, _whole_days("findings.reminded_before", before))


def read_copies(data: object) -> Mapping[str, tuple[str, ...]]:
    """Return who gets a copy of which signed paper; InputError for a paper or a role that cannot be."""
    copies = _mapping("copies", data, COPIED)
    for kind, roles in copies.items():
        for role in _list(f"copies.{kind}", roles):
            if role not in COPIES_FOR:
                raise InputError(f"`copies.{kind}` noemt '{role}'; een afschrift is voor {' of '.join(COPIES_FOR)}.")
    return {kind: tuple(dict.fromkeys(roles)) for kind, roles in copies.items() if roles}


def _rung(data: object, roles: Collection[str]) -> FindingRung:
    rung = _mapping("findings.rungs", data, FindingRung._fields)
    if len(rung) < len(FindingRung._fields):
        raise InputError("elke trede van `findings.rungs` noemt `days` en `to`.")
    if not isinstance(rung["to"], str) or rung["to"] not in roles:
        known = ", ".join(sorted(roles))
        raise InputError(f"onbekend(e) rol '{rung['to']}' in `findings.rungs`; kies een collega: {known}.")
    return FindingRung(_whole_days("findings.rungs", rung["days"]), rung["to"])


def _mapping(name: str, data: object, known: Collection[str]) -> Mapping[str, Any]:
    if data is None:
        return {}
    if not isinstance(data, Mapping):
        raise InputError(f"`{name}` is een lijst van namen met een waarde.")
    for each in data:
        if each not in known:
            raise InputError(f"onbekende naam '{each}' in `{name}`; bekend zijn: {', '.join(known)}.")
    return data


def _list(name: str, data: object) -> list[Any]:
    if data is None:
        return []
    if not isinstance(data, list | tuple):
        raise InputError(f"`{name}` is een lijst, tussen blokhaken.")
    return list(data)


def _whole_days(name: str, value: object) -> int:
    if type(value) is not int or not 0 <= value <= MOST_DAYS_OF_NORM:
        raise InputError(f"`{name}` telt in hele dagen, van 0 tot en met {MOST_DAYS_OF_NORM}.")
    return value
