"""From the cookie of a request to who looks: what the account may do and reach on this day."""

from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session

from models.accounts.account_reach import reach_of
from models.accounts.account_roles import AccountRole
from models.accounts.sessions import find_session
from models.operators import operator_codes
from models.tables import Account
from spoorboek.desk.permissions import CHANGES_CASES, permissions_of
from spoorboek.desk.visit import NOBODY, Viewer


class Recognised(NamedTuple):
    """Who looks, and the account of somebody whose second factor is still asked."""

    viewer: Viewer
    halfway: Account | None = None


def recognise_visitor(record: Session, token: str, now: datetime, on: date) -> Recognised:
    """Return who looks; NOBODY without a session that goes on, or before the second factor was given."""
    found = find_session(record, token, now)
    if found is None:
        return Recognised(NOBODY)
    return Recognised(viewer_of(record, found.account, on)) if found.is_whole else Recognised(NOBODY, found.account)


def viewer_of(record: Session, account: Account, on: date) -> Viewer:
    """Return the viewer an account is; one that is no operator of the record (any more) changes no case."""
    roles = tuple(AccountRole(role) for role in account.roles)
    permissions = permissions_of(roles)
    if permissions & CHANGES_CASES and account.code not in operator_codes(record):
        permissions -= CHANGES_CASES
    return Viewer(account.id, account.code, account.name or "", roles, permissions, reach_of(record, account, on))
