"""The roles an account can have; what each may do stands in one table, `spoorboek.desk.permissions`."""

from enum import StrEnum


class AccountRole(StrEnum):
    """A role at the desk. One account may have several; it may do what any of them may."""

    CASE_MANAGER = "casemanager"
    TEAM_LEADER = "teamleider"
    HR = "hr"
    SUPERVISOR = "leidinggevende"
    COMPANY_DOCTOR = "bedrijfsarts"
    EMPLOYER = "werkgever"
    BUREAU = "bureau"
    AUDITOR = "auditor"
    ADMINISTRATOR = "beheer"


# Roles whose reach is the employers an account was given, and roles that are assigned per case or employer.
OF_EMPLOYERS = frozenset(
    {AccountRole.CASE_MANAGER, AccountRole.TEAM_LEADER, AccountRole.HR, AccountRole.EMPLOYER, AccountRole.AUDITOR}
)
ASSIGNED = frozenset({AccountRole.CASE_MANAGER, AccountRole.HR, AccountRole.SUPERVISOR, AccountRole.COMPANY_DOCTOR})
# What one of these sees, no other role may act on, and the reverse; so none goes together with another.
ALONE = frozenset({AccountRole.COMPANY_DOCTOR, AccountRole.EMPLOYER, AccountRole.BUREAU, AccountRole.AUDITOR})
