"""The one table of permissions: what each role may do. What does not stand in it, nobody may."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from models.accounts.account_roles import AccountRole
from models.accounts.accounts import Scope


class Permission(StrEnum):
    """Something one may or may not do at the desk. Reading a case is reading the cases within one's reach."""

    ANYBODY = "iedereen"  # also who is not logged in
    OWN_ACCOUNT = "eigen account"
    READ_CASES = "zaken lezen"
    READ_DOCUMENTS = "stukken lezen"
    READ_PROFILE = "functioneel profiel lezen"
    READ_REFERRALS = "verwijzingen lezen"
    ANSWER_REFERRALS = "eigen verwijzingen beantwoorden"  # of a bureau: those it was asked for, and no other
    READ_OVERVIEW = "overzicht lezen"
    READ_REGISTER = "bureauregister lezen"
    READ_TRACK_FIGURES = "cijfers van het tweede spoor lezen"
    READ_TRAIL = "inzage nalezen"
    READ_UNSEEN = "zaken zonder mens zien"
    READ_STATE = "toestand lezen"
    RECORD_STEPS = "stappen vastleggen"
    RECORD_FACTS = "feiten vastleggen"
    RECORD_PROFILE = "profiel en advies vastleggen"
    SEE_ACTIONS = "acties zien"
    RECORD_PAPERS = "stukken opnemen"
    HAND_OVER = "zaken overdragen"
    PREPARE_REFERRALS = "verwijzingen voorbereiden"
    APPROVE_REFERRALS = "verwijzingen goedkeuren"
    IMPORT = "importeren"
    MEND_MAIL = "post herstellen"
    MANAGE_ACCOUNTS = "accounts beheren"


P, R = Permission, AccountRole
READING = frozenset({P.READ_CASES, P.READ_DOCUMENTS, P.READ_REFERRALS})
FIGURES = frozenset({P.READ_OVERVIEW, P.READ_TRACK_FIGURES})
RECORDING = frozenset({P.RECORD_STEPS, P.RECORD_FACTS, P.RECORD_PAPERS, P.SEE_ACTIONS})
OF_CASE_MANAGER = (
    READING | RECORDING | FIGURES | {P.READ_REGISTER, P.PREPARE_REFERRALS, P.HAND_OVER, P.IMPORT, P.MEND_MAIL}
)
PERMISSIONS: Mapping[AccountRole, frozenset[Permission]] = {
    R.CASE_MANAGER: OF_CASE_MANAGER,
    R.TEAM_LEADER: OF_CASE_MANAGER | {P.APPROVE_REFERRALS, P.READ_TRAIL, P.READ_UNSEEN},
    R.HR: READING | RECORDING | FIGURES,
    R.SUPERVISOR: frozenset({P.READ_CASES, P.RECORD_STEPS, P.SEE_ACTIONS}),
    R.COMPANY_DOCTOR: frozenset({P.READ_CASES, P.READ_PROFILE, P.RECORD_PROFILE, P.SEE_ACTIONS}),
    R.EMPLOYER: frozenset({P.READ_CASES, P.READ_OVERVIEW}),
    R.BUREAU: frozenset({P.READ_REFERRALS, P.ANSWER_REFERRALS}),
    R.AUDITOR: READING | FIGURES | {P.READ_REGISTER, P.READ_TRAIL, P.READ_UNSEEN},
    R.ADMINISTRATOR: frozenset({P.READ_STATE, P.READ_UNSEEN, P.MANAGE_ACCOUNTS}),
}
# Who records is an operator of the record too, so that the run forms and the commands know the same people.
CHANGES_CASES = frozenset(
    {P.RECORD_STEPS, P.RECORD_FACTS, P.RECORD_PROFILE, P.RECORD_PAPERS, P.PREPARE_REFERRALS, P.APPROVE_REFERRALS}
)


def permissions_of(roles: Iterable[AccountRole]) -> frozenset[Permission]:
    """Return what somebody with these roles may do; everybody with an account may use that account."""
    held = [PERMISSIONS[role] for role in roles]
    return frozenset({P.ANYBODY, P.OWN_ACCOUNT}).union(*held) if held else frozenset({P.ANYBODY})


def account_scope(
    roles: Iterable[AccountRole], *, everyone: bool = False, employers: Iterable[int] = (), bureau: int | None = None
) -> Scope:
    """Return what an account with these roles is for; who may change a case is an operator of the record."""
    kept = frozenset(roles)
    return Scope(kept, bool(permissions_of(kept) & CHANGES_CASES), everyone, tuple(employers), bureau)
