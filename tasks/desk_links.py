"""Addresses of pages of the desk, for mails to colleagues: only where the house says at which address people reach it.

Outsiders get none: employees and bureaus have no account there, and their mails name no address of the house.
"""

from models.accounts.account_roles import AccountRole
from spoorboek.settings import settings
from spoorboek.statute.facts import StepRef

# The roles in a case whose people can log in at the desk and see it there.
AT_THE_DESK = frozenset({AccountRole.CASE_MANAGER, AccountRole.HR, AccountRole.SUPERVISOR, AccountRole.COMPANY_DOCTOR})
CASES_PAGE, TODAY_PAGE, QUESTIONS_PAGE, STATE_PAGE = "/zaken", "/vandaag", "/vandaag/vraag", "/toestand"
UNDELIVERED_PART = f"{TODAY_PAGE}#niet-bezorgd"


def desk_page(path: str, role: str) -> str | None:
    """Return the address of a page for a reader in this role; None where no link goes."""
    address = settings().desk_address
    return f"{address}{path}" if address and role in AT_THE_DESK else None


def desk_origin() -> str | None:
    """Return the address of the desk for a page of Prefect; None where there is no desk."""
    configuration = settings()
    return configuration.desk_origins[0] if configuration.desk_port or configuration.desk_address else None


def case_path(number: str, step: StepRef | None = None) -> str:
    """Return the path of the page of a case, or of one of its steps."""
    return f"/zaak/{number}/stap/{step.key}/{step.occurrence}" if step else f"/zaak/{number}"
