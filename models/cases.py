"""Lists of cases."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from models.tables import OPEN, Case


def open_cases(session: Session) -> Sequence[Case]:
    """List every open case, in the order they were opened."""
    return session.exec(select(Case).where(Case.status == OPEN).order_by(col(Case.id))).all()


def due_cases(session: Session, on: date) -> Sequence[Case]:
    """List the open cases that wake on a day or should have before it; a case that never woke is due."""
    due = col(Case.next_wake).is_(None) | (col(Case.next_wake) <= on)
    return session.exec(select(Case).where(Case.status == OPEN, due).order_by(col(Case.id))).all()
