"""Cases that go to another casemanager: each with its trace, and both of them told by one mail."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from models.accounts.account_roles import AccountRole
from models.accounts.accounts import find_by_address
from models.addressees import CASE_MANAGER, Addressee, contact_in_role
from models.case_lookup import lock_cases
from models.people.case_roles import give_role
from models.tables import OPEN, Account, Case, CaseRole, Contact, Employee, EmployerRole
from spoorboek.errors import InputError
from tasks.case_state import current_day
from tasks.outbox.mail_queue import queue_once
from tasks.outbox.message_ids import mail_domain
from templates.mail.handover_texts import HandedCases, given_text, received_text
from templates.mail_texts import MailText

MANAGERS = (AccountRole.CASE_MANAGER, AccountRole.TEAM_LEADER)


class CaseToHand(NamedTuple):
    """A case that is to go to another: its number, and the id of its casemanager as it was seen; 0 for none."""

    number: str
    manager: int


class HandedCase(NamedTuple):
    """What became of one case. `former`: whose it was; `refusal`: in Dutch why it did not go, empty when it did."""

    number: str
    former: Contact | None
    refusal: str = ""


def hand_over(
    writing: Session, offered: Sequence[CaseToHand], to: Contact, actor: str, *, since: date, form_id: UUID
) -> list[HandedCase]:
    """Make somebody the casemanager of these cases, from a day on; each by itself, whatever is wrong with another.

    `since`: today or later. `form_id`: makes that each is told once. Raises InputError for a day that has passed.
    """
    on = current_day(writing)
    if since < on:
        raise InputError("Kies vandaag, of een dag die nog komt. Er is niets overgedragen.")
    cases = {case.number: case for case in lock_cases(writing, [each.number for each in offered])}
    fit = _FitManager(writing, to)
    handed = [_hand(writing, cases.get(each.number), each, to, fit) for each in offered]
    gone = [each for each in handed if not each.refusal]
    for each in gone:
        give_role(writing, cases[each.number], CASE_MANAGER, to, actor, on=on, since=since)
    if gone:
        _tell(writing, gone, to, HandedCases([each.number for each in gone], since, actor, on), form_id)
    return handed


def _hand(reading: Session, case: Case | None, offered: CaseToHand, to: Contact, fit: "_FitManager") -> HandedCase:
    """Return what becomes of one case: it goes, or why it does not."""
    if case is None or case.status != OPEN:
        return HandedCase(offered.number, None, "is intussen gesloten.")
    former = contact_in_role(reading, case, CASE_MANAGER)
    if (former.id if former else 0) != offered.manager:
        now = former.name if former else "niemand"
        return HandedCase(case.number, former, f"is intussen overgedragen; de casemanager is nu {now}.")
    if former is not None and former.id == to.id:
        return HandedCase(case.number, former, f"is al van {to.name}.")
    employee = reading.get_one(Employee, case.employee_id)
    return HandedCase(case.number, former, fit.refusal(employee.employer_id))


class _FitManager:
    """Whether somebody may be the casemanager at an employer; looked up once for each."""

    def __init__(self, reading: Session, to: Contact) -> None:
        self._reading, self._to = reading, to
        self._account = account_of(reading, to)
        self._known: dict[int, str] = {}

    def refusal(self, employer: int) -> str:
        """Return in Dutch why the cases of an employer cannot go to this person; empty when they can."""
        if employer not in self._known:
            self._known[employer] = self._refusal(employer)
        return self._known[employer]

    def _refusal(self, employer: int) -> str:
        if self._account is not None:
            sees = may_manage(self._account, employer)
            return "" if sees else f"kan niet naar {self._to.name}: diens account ziet deze werkgever niet."
        works = employer in _employers_of(self._reading, self._to)
        why = f"kan niet naar {self._to.name}: die heeft geen account, en werkt niet voor deze werkgever."
        return "" if works else why


def account_of(reading: Session, contact: Contact) -> Account | None:
    """Return the open account of a contact; None for who has none."""
    linked = select(Account).where(col(Account.active), col(Account.contact_ids).contains([contact.id]))
    account = reading.scalars(linked.order_by(col(Account.id))).first() or find_by_address(reading, contact.email)
    return account if account is not None and account.active else None


def may_manage(account: Account, employer: int) -> bool:
    """Tell whether an account may have the cases of an employer: one of those it was given, or all, or only its own."""
    roles = set(account.roles)
    if not roles & {str(role) for role in MANAGERS}:
        return False
    only_own = str(AccountRole.CASE_MANAGER) in roles and not account.employer_ids
    return account.everyone or employer in account.employer_ids or only_own


def _employers_of(reading: Session, contact: Contact) -> Collection[int]:
    of_cases = select(col(Employee.employer_id)).join(Case, col(Case.employee_id) == col(Employee.id))
    of_cases = of_cases.join(CaseRole, col(CaseRole.case_id) == col(Case.id))
    of_cases = of_cases.where(col(CaseRole.contact_id) == contact.id, col(CaseRole.role) == CASE_MANAGER)
    by_employer = select(col(EmployerRole.employer_id)).where(
        col(EmployerRole.contact_id) == contact.id, col(EmployerRole.role) == CASE_MANAGER
    )
    return set(reading.scalars(of_cases.union(by_employer)))


def _tell(writing: Session, gone: Sequence[HandedCase], to: Contact, handed: HandedCases, form_id: UUID) -> None:
    """Queue one mail to who gets the cases, and one to each whose they were."""
    numbers = defaultdict[int, list[str]](list)
    former: Mapping[int, Contact] = {each.former.id: each.former for each in gone if each.former is not None}
    for each in gone:
        if each.former is not None:
            numbers[each.former.id].append(each.number)
    one = next(iter(former.values())).name if len(former) == 1 else ""
    _mail(writing, to, received_text(to.name, one, handed), form_id)
    for id_, contact in former.items():
        part = HandedCases(numbers[id_], handed.since, handed.by, handed.today)
        _mail(writing, contact, given_text(contact.name, to.name, part), form_id)


def _mail(writing: Session, contact: Contact, text: MailText, form_id: UUID) -> None:
    addressee = Addressee(contact.name, contact.email, contact.code)
    message_id = f"<overdracht.{form_id.hex}.{contact.id}@{mail_domain()}>"
    queue_once(writing, message_id, CASE_MANAGER, addressee, text)
