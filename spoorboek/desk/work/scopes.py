"""Whose work a page shows: one's own cases, or all within reach."""

from collections.abc import Collection
from dataclasses import replace
from enum import StrEnum

from sqlmodel import Session

from models.accounts.reach import Reach, visible_cases
from models.worklists.open_steps import CaseScope
from spoorboek.desk.visit import Viewer, Visit


class Whose(StrEnum):
    """Whose work: of who looks, or of everybody whose cases are within reach."""

    MINE, TEAM = "mij", "team"


def chosen_whose(visit: Visit) -> Whose:
    """Return what the address asks; without that one's own, for who has cases of one's own."""
    asked = visit.query.get("wie", "")
    if asked in list(Whose):
        return Whose(asked)
    return Whose.MINE if has_own_cases(visit.viewer) else Whose.TEAM


def has_own_cases(viewer: Viewer) -> bool:
    """Tell whether somebody is assigned to cases, besides what else is within reach."""
    return bool(viewer.reach.contacts and viewer.reach.roles)


def sees_more(viewer: Viewer) -> bool:
    """Tell whether more is within reach than one's own cases."""
    return viewer.reach.everyone or bool(viewer.reach.employers)


def case_scope(reading: Session, viewer: Viewer, whose: Whose) -> CaseScope:
    """Return the cases of which the work is shown; never one that is out of reach."""
    reach = own_reach(viewer.reach) if whose is Whose.MINE else viewer.reach
    return None if reach.everyone else _ids(reading, reach)


def own_reach(reach: Reach) -> Reach:
    """Return the part of a reach that somebody is assigned to."""
    return replace(reach, everyone=False, employers=frozenset())


def _ids(reading: Session, reach: Reach) -> Collection[int]:
    return list(reading.scalars(visible_cases(reach)))
