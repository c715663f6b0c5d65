"""Find, list and lock cases."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from models.case_numbers import normal_number
from models.tables import EMPTIED, OPEN, Case, Referral
from spoorboek.errors import InputError

BY_NUMBER = select(Case).where(col(Case.number) == bindparam("number"))  # made once: a wake asks it many times


def find_case(session: Session, number: str) -> Case:
    """Return the case with a number as a person typed it; raises InputError when there is none."""
    stored = normal_number(number)
    case = session.scalars(BY_NUMBER, {"number": stored}).one_or_none()
    if case is None:
        raise InputError(f"Zaak {stored} is niet bekend. Kijk het nummer na; `spoorboek case list` toont alle zaken.")
    if case.status == EMPTIED:
        raise InputError(f"Zaak {stored} is vernietigd: haar bewaartermijn was voorbij. Alleen het nummer is bewaard.")
    return case


def open_among(session: Session, *numbers: str) -> list[str]:
    """Return the numbers of the cases that are open: a closed one has nothing to wake for."""
    return [case.number for number in numbers if (case := find_case(session, number)).status == OPEN]


def open_cases(session: Session) -> Sequence[Case]:
    """List every open case, in the order they were opened."""
    return session.scalars(select(Case).where(col(Case.status) == OPEN).order_by(col(Case.id))).all()


def due_cases(session: Session, on: date) -> Sequence[Case]:
    """List the open cases whose wake is on a day or was before it; a case that never woke is due."""
    due = col(Case.next_wake).is_(None) | (col(Case.next_wake) <= on)
    return session.scalars(select(Case).where(col(Case.status) == OPEN, due).order_by(col(Case.id))).all()


def lock_case(session: Session, case: Case) -> Case:
    """Lock the row of a case until the transaction ends, and refresh it, so that there is one writer at a time.

    Rows that only refer to the case, such as who read its page, may be written beside it: two that did so and then both
    want the case would end each other.
    """
    locked = select(Case).where(col(Case.id) == case.id).with_for_update(key_share=True)
    return session.scalars(locked.execution_options(populate_existing=True)).one()


def lock_cases(session: Session, numbers: Collection[str]) -> Sequence[Case]:
    """Lock the cases with these stored numbers and refresh them; in one order for all who lock several."""
    locked = select(Case).where(col(Case.number).in_(numbers)).order_by(col(Case.id)).with_for_update()
    return session.scalars(locked.execution_options(populate_existing=True)).all()


def cases_numbered(session: Session, numbers: Collection[str]) -> Sequence[Case]:
    """Return the cases with these numbers, as people write them, in the order they were opened."""
    stored = {normal_number(number) for number in numbers}
    return session.scalars(select(Case).where(col(Case.number).in_(stored)).order_by(col(Case.id))).all()


def find_referral(reading: Session, case: Case, number: int) -> Referral | None:
    """Return a referral of a case; None when no bureau could be chosen for it."""
    query = select(Referral).where(col(Referral.case_id) == case.id, col(Referral.number) == number)
    return reading.scalars(query).one_or_none()
