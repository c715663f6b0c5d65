"""Cases as the desk shows them: lived up to a day without an engine, with their steps stored as a wake stores them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session
from support.machine.database_server import lived_once

from models.case_lookup import find_case
from models.operators import operator_codes, seed_operators
from models.record import append_event
from models.tables import Account, Case, CaseRole, Contact
from models.virtual_calendar import set_virtual_day
from spoorboek.statute.events import EventKind
from tasks.case_state import read_case_state, store_case_state
from tasks.effects.perform import perform

ON = date(2026, 11, 23)
Told = tuple[EventKind, dict[str, Any]]


def wake_by_hand(number: str) -> None:
    """Carry out what a case asks for and store where it stands, as its run would."""
    while actions := (current := read_case_state(number)).actions:
        for action in actions:
            perform.fn(action.kind, current, action)
    store_case_state(current)


def live_case(session: Session, make_case: Callable[..., Case], sick_days: int, *told: Told, **columns: Any) -> str:
    """Open a case of somebody who fell ill so many days before ON, tell it what happened, and let it live until ON.

    What another test of the file lived just so is copied. Returns the number of the case.
    """
    wanted = repr((sick_days, told, sorted(columns.items())))
    return lived_once(session, wanted, lambda: live_anew(session, make_case, sick_days, *told, **columns))


def live_anew(session: Session, make_case: Callable[..., Case], sick_days: int, *told: Told, **columns: Any) -> str:
    """Live a case as `live_case` does, whatever was lived before; return its number."""
    if not operator_codes(session):
        seed_operators(session)
    first = ON - timedelta(sick_days)
    set_virtual_day(session, first)
    number = make_case(first, **columns).number
    for passed in range(0, sick_days + 1, 7):
        day = first + timedelta(passed)
        set_virtual_day(session, day)
        for kind, data in told:
            if day - timedelta(7) < date.fromisoformat(str(data.get("on") or data["from"])) <= day:
                append_event(session, find_case(session, number), kind, day, data, "operator-1")
        session.commit()
        wake_by_hand(number)
    set_virtual_day(session, ON)
    session.commit()
    wake_by_hand(number)
    return number


def assign(session: Session, account: Account, name: str, *numbers: str, role: str = "casemanager") -> None:
    """Give the person of an account a role in some cases."""
    contact = Contact(code=account.code, name=name, email=f"{account.code}@bedrijf.test")
    session.add(contact)
    session.flush()
    for number in numbers:
        session.add(CaseRole(case_id=find_case(session, number).id, role=role, contact_id=contact.id))
    account.contact_ids = [*account.contact_ids, contact.id]
    session.add(account)
    session.commit()
