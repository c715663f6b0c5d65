"""What of the record an account may reach: from its roles, from whom it was given, and from its work."""

from datetime import date

from sqlmodel import Session

from models.accounts.account_roles import ASSIGNED, OF_EMPLOYERS, AccountRole
from models.accounts.reach import Reach
from models.operator_work import covered_by
from models.tables import Account


def reach_of(reading: Session, account: Account, on: date) -> Reach:
    """Return what an account may reach on a day; the work of an absent contact is within reach of the substitute.

    An employer reaches the cases of the employers that were named, never those of all. Somebody whose role is assigned
    per case reaches the cases in which it is.
    """
    roles = {AccountRole(role) for role in account.roles}
    assigned = roles & ASSIGNED
    return Reach(
        everyone=account.everyone and bool(roles & (OF_EMPLOYERS - {AccountRole.EMPLOYER})),
        employers=frozenset(account.employer_ids) if roles & OF_EMPLOYERS else frozenset(),
        contacts=frozenset(covered_by(reading, account.contact_ids, on)) if assigned else frozenset(),
        roles=frozenset(str(role) for role in assigned),
        bureau=account.bureau_id if AccountRole.BUREAU in roles else None,
    )
