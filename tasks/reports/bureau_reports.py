"""What people record about bureaus: a change of the register, whom the employee would like, and whom they choose."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from models.bureau_choice import Demands, case_shortlist, keep_shortlist
from models.bureaus.changes import change_bureau
from models.bureaus.register import find_bureau
from models.case_lookup import find_case
from models.edition_history import edition_in_force
from models.virtual_calendar import virtual_day
from spoorboek.clock import today
from spoorboek.errors import InputError
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.second_track.shortlist import Shortlist
from tasks.reports.report_base import locked_case_state, record_report, require_past_day

PREFER_ACTION, CHOOSE_ACTION = "Voorkeur voor een bureau", "Bureau kiezen"
CHANGE_ACTION = "Bureau wijzigen"
EXCLUSION_WORDS: Mapping[str, str] = {
    "niet_actief": "staat niet op actief",
    "buiten_regio": "werkt niet in deze regio",
    "contract_nog_niet": "het contract is nog niet begonnen",
    "contract_voorbij": "het contract is voorbij",
    "geen_capaciteit": "heeft geen plaats",
    "dienst_ontbreekt": "biedt een gevraagde dienst niet",
    "certificaat_ontbreekt": "mist een gevraagd certificaat",
    "certificaat_verlopen": "een gevraagd certificaat is verlopen",
    "weigerde_eerder": "weigerde eerder in dit dossier",
    "al_gevraagd": "is in dit dossier al gevraagd",
}
# What a bureau is good at may be asked for in terms of work alone: a case that asks for this tells what somebody has.
NOT_OF_A_CASE = frozenset({"burn_out", "burn_out_begeleiding", "rouwverwerking"})


def record_bureau_change(
    writing: Session, code: str, values: Mapping[str, Any], actor: str, reason: str | None = None
) -> str:
    """Change values of a bureau in the register, and tell what changed. Raises InputError when nothing would.

    A bureau that is taken out of use needs a reason, a code of the choice list `bureau_inactive`; nothing else has one.
    """
    bureau, house = find_bureau(writing, code), edition_in_force(writing).house
    _check_reason(
        "Waarom een bureau niet meer wordt gevraagd",
        house,
        "bureau_inactive",
        reason,
        needed=(values.get("active") is False and bureau.active),
    )
    changed = change_bureau(writing, bureau, values, actor, today(virtual_day(writing)), reason)
    if not changed:
        raise InputError(f"Bureau {bureau.code}: dit staat er al zo. Er is niets vastgelegd.")
    return f"Bureau {bureau.code}: {len(changed)} {'gegeven' if len(changed) == 1 else 'gegevens'} gewijzigd."


def prefer_bureau(writing: Session, number: str, code: str, on: date | None, actor: str) -> str:
    """Record which bureau the employee would like (an empty code: none any more), as told on a day (default: today).

    Raises InputError for an unknown bureau, an impossible day, and what is recorded already.
    """
    current = locked_case_state(writing, number)
    bureau = find_bureau(writing, code).code if code.strip() else None
    told = [event.data.get("bureau") for event in current.record.events if event.kind == "bureau_preferred"]
    if told[-1:] == [bureau] or (bureau is None and not told):
        raise InputError(f"Dossier {current.number}: deze voorkeur ligt al vast. Er is niets vastgelegd.")
    day = require_past_day(current, on or current.on, "De dag van de voorkeur")
    record_report(writing, current, "bureau_preferred", {"bureau": bureau, "on": day.isoformat()}, actor)
    told_as = f"de werknemer heeft voorkeur voor bureau {bureau}" if bureau else "de werknemer heeft geen voorkeur meer"
    return f"Dossier {current.number}: {told_as}. Dat telt zichtbaar mee op de shortlist; het besluit blijft aan u."


def choose_bureau(
    writing: Session, number: str, code: str, reason: str | None, actor: str, demands: Demands | None = None
) -> str:
    """Record that this bureau of the shortlist is asked next, and keep the shortlist it was chosen from.

    `reason`: code of the choice list `bureau_choice`; needed when another comes first. Raises InputError when the
    bureau is no candidate, and tells why.
    """
    current = locked_case_state(writing, number)
    case, bureau = find_case(writing, current.number), find_bureau(writing, code)
    weighed = case_shortlist(writing, case, demands or Demands())
    require_candidate(weighed.shortlist, bureau.code)
    first = weighed.shortlist.codes[0] == bureau.code
    house = current.edition.house
    _check_reason("Waarom niet het eerste bureau", house, "bureau_choice", reason, needed=not first)
    kept = keep_shortlist(writing, case, weighed, bureau, actor, reason)
    data = {"bureau": bureau.code, "shortlist": kept.number} | ({"reason": reason} if reason else {})
    record_report(writing, current, "bureau_chosen", data, actor)
    return (
        f"Dossier {current.number}: bureau {bureau.code} is gekozen van shortlist {kept.number} en wordt als eerste "
        "gevraagd."
    )


def require_candidate(shortlist: Shortlist, code: str) -> None:
    """Raise InputError, which says why, for a bureau that cannot be asked."""
    for each in shortlist.excluded:
        if each.code == code:
            why = "; ".join(EXCLUSION_WORDS[reason] for reason in each.reasons)
            raise InputError(f"Bureau {code} kan niet worden gekozen: {why}. Kies een ander van de shortlist.")


def require_askable(words: frozenset[str]) -> None:
    """Raise InputError for what a case may not ask for: it would tell what somebody has."""
    if found := sorted(words & NOT_OF_A_CASE):
        raise InputError(
            f"'{found[0]}' zegt iets over de gezondheid van de werknemer en hoort niet in een dossier. Vraag naar de "
            "soort beperking in termen van werk."
        )


def _check_reason(what: str, house: HousePolicy, choices: str, reason: str | None, *, needed: bool) -> None:
    known = house.choices[choices]
    if reason is None and not needed:
        return
    if not needed:
        raise InputError("Hier hoort geen reden. Laat die leeg.")
    if reason not in known:
        listed = "\n".join(f"  {code:<28} {label}" for code, label in known.items())
        told = "ontbreekt de reden" if reason is None else f"is de reden '{reason}' onbekend"
        raise InputError(f"{what}: daarvan {told}. Kies uit:\n{listed}")
