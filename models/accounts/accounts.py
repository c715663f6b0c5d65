"""Accounts: made by somebody who may, begun by whom they are for, changed and closed, each with a trace."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from models.accounts.account_links import use_links
from models.accounts.account_roles import ALONE, AccountRole
from models.accounts.passwords import hash_password
from models.accounts.sessions import end_sessions_of
from models.identity.identities import keyed_hash
from models.operators import let_record, let_record_no_more, operator_codes
from models.tables import Account, AccountAct
from spoorboek.clock import AMSTERDAM
from spoorboek.errors import InputError
from spoorboek.outside.mail_addresses import is_mail_address
from spoorboek.outside.plain_words import harm_in
from spoorboek.settings import check_operator_code, settings

MADE, INVITED, BEGUN, CHANGED, CLOSED = "aangemaakt", "uitgenodigd", "begonnen", "gewijzigd", "gesloten"
LOGGED_IN, LOGGED_OUT, BY_RECOVERY_CODE = "aangemeld", "afgemeld", "herstelcode gebruikt"
RESET_ASKED, PASSWORD_CHOSEN, PASSWORD_LAPSED = "herstel gevraagd", "wachtwoord gekozen", "wachtwoord vervallen"
CODES_RENEWED = "herstelcodes vernieuwd"
SHOWN_ACTS = 50
MOST_WRONG_CODES = 10
LONGEST_NAME = 100  # characters


class Scope(NamedTuple):
    """What an account is for: its roles, whether they record things, and whose cases or referrals it may see."""

    roles: frozenset[AccountRole]
    records: bool
    everyone: bool = False
    employer_ids: tuple[int, ...] = ()
    bureau_id: int | None = None


class ActLine(NamedTuple):
    """Something that was done with an account: when (in words), what, and the code of who did it."""

    moment: str
    kind: str
    actor: str


def make_account(writing: Session, code: str, name: str, email: str, scope: Scope, actor: str) -> Account:
    """Make an account nobody can log in with yet; empty name and address are asked of whom it is for.

    Raises InputError for a code, name or address that is unfit or taken, and for roles that do not go together.
    """
    account = Account(code=code)
    _set_scope(account, scope)
    try:
        check_operator_code(code)
    except ValueError as error:
        raise InputError(f"'{code}' kan geen code zijn: {error}.") from None
    if writing.exec(select(Account.id).where(col(Account.code) == code)).first():
        raise InputError(f"Code '{code}' heeft al een account. Kies een andere code.")
    if name or email:
        set_person(writing, account, name, email)
    writing.add(account)
    writing.flush()
    note_act(writing, account, MADE, actor, _told(scope))
    _join_operators(writing, account, scope, actor)
    return account


def set_person(writing: Session, account: Account, name: str, email: str) -> None:
    """Write whose account it is. Raises InputError for what is no name or address, or an address that is taken.

    A closed account gives up its address: who comes back is invited with the same one.
    """
    name, email = " ".join(name.split()), email.strip()
    if not name or len(name) > LONGEST_NAME or harm_in(name):
        raise InputError("Vul een naam in van ten hoogste 100 tekens.")
    if not is_mail_address(email):
        raise InputError("Vul een e-mailadres in, zoals naam@bedrijf.nl.")
    taken = find_by_address(writing, email)
    if taken is not None and taken.code != account.code:
        if taken.active:
            raise InputError("Dit e-mailadres hoort al bij een ander account.")
        taken.email_hash = None
        writing.add(taken)
        writing.flush()
    account.name, account.email, account.email_hash = name, email, _address_hash(writing, email)


def find_by_address(reading: Session, email: str) -> Account | None:
    """Return the account of an address, however it is written; None without one."""
    return reading.exec(select(Account).where(col(Account.email_hash) == _address_hash(reading, email))).one_or_none()


def find_by_code(reading: Session, code: str) -> Account:
    """Return the account of a code; raises InputError when there is none."""
    account = reading.exec(select(Account).where(col(Account.code) == code)).one_or_none()
    if account is None:
        raise InputError(f"Er is geen account met de code '{code}'. `spoorboek desk list` toont ze.")
    return account


def names_by_code(reading: Session) -> dict[str, str]:
    """Return the names of the people with an account, by their code: for a page that says who did something."""
    return {account.code: account.name for account in all_accounts(reading) if account.name}


def begin_account(writing: Session, account: Account, password: str, totp_secret: str, step: int) -> None:
    """Let whom an account is for log in from now on; sessions and links of before end."""
    account.totp_secret, account.totp_step = totp_secret, step
    _choose_password(writing, account, password)
    note_act(writing, account, BEGUN, account.code)


def change_password(writing: Session, account: Account, password: str, but: str = "") -> None:
    """Give an account another password; its sessions end, but the one of the token `but`, and so do its links."""
    _choose_password(writing, account, password, but)
    note_act(writing, account, PASSWORD_CHOSEN, account.code)


def change_scope(writing: Session, account: Account, scope: Scope, actor: str) -> None:
    """Give an account other roles or another reach; its sessions end. Raises InputError for one's own account."""
    _refuse_own(account, actor, "Uw eigen rollen kunt u niet wijzigen; vraag het een andere beheerder.")
    _set_scope(account, scope)
    writing.add(account)
    end_sessions_of(writing, account)
    note_act(writing, account, CHANGED, actor, _told(scope))
    _join_operators(writing, account, scope, actor)


def close_account(writing: Session, account: Account, actor: str) -> None:
    """Let nobody log in with an account any more; what was recorded with it stays. Raises InputError for one's own."""
    _refuse_own(account, actor, "Uw eigen account kunt u niet sluiten; vraag het een andere beheerder.")
    account.active, account.password, account.totp_secret = False, None, None
    account.identity_hash = account.identity_issuer = None
    writing.add(account)
    end_sessions_of(writing, account)
    use_links(writing, account)
    note_act(writing, account, CLOSED, actor)
    let_record_no_more(writing, account.code, actor)


def count_wrong_code(writing: Session, account: Account) -> bool:
    """Count a second factor that was wrong after the right password; tell whether the password lapsed of it.

    Whoever gets so far knows the password. So nobody else can bring this about, and the password is known to another.
    """
    account.wrong_codes += 1
    lapses = account.wrong_codes >= MOST_WRONG_CODES
    if lapses:
        account.password = None
        end_sessions_of(writing, account)
        note_act(writing, account, PASSWORD_LAPSED, account.code)
    writing.add(account)
    writing.flush()
    return lapses


def note_act(writing: Session, account: Account, kind: str, actor: str, detail: dict[str, Any] | None = None) -> None:
    """Record what was done with an account, and by whom; it stands in the ledger."""
    writing.add(AccountAct(account_id=account.id, kind=kind, actor=actor, detail=detail or {}))
    writing.flush()


def acts_of(reading: Session, account: Account) -> list[ActLine]:
    """List what was done with an account, the latest first."""
    query = select(AccountAct).where(col(AccountAct.account_id) == account.id).order_by(col(AccountAct.id).desc())
    rows = reading.exec(query.limit(SHOWN_ACTS))
    return [ActLine(f"{row.recorded_at.astimezone(AMSTERDAM):%d-%m-%Y %H:%M}", row.kind, row.actor) for row in rows]


def all_accounts(reading: Session) -> Sequence[Account]:
    """List every account, by code."""
    return reading.exec(select(Account).order_by(col(Account.code))).all()


def has_administrator(reading: Session) -> bool:
    """Tell whether somebody can log in who manages the accounts."""
    return any(can_log_in(each) and AccountRole.ADMINISTRATOR in each.roles for each in all_accounts(reading))


def can_log_in(account: Account) -> bool:
    """Tell whether somebody can log in with an account: with a password, where those are used, or elsewhere."""
    by_password = account.password is not None and settings().desk_passwords
    elsewhere = account.identity_issuer is not None and account.identity_issuer == settings().oidc_issuer
    return account.active and (by_password or elsewhere)


def free_code(reading: Session, role: AccountRole) -> str:
    """Return a code nobody has or had, after a role, such as `casemanager-3`."""
    taken = {account.code for account in all_accounts(reading)} | set(operator_codes(reading))
    return next(code for number in range(1, len(taken) + 2) if (code := f"{role}-{number}") not in taken)


def _choose_password(writing: Session, account: Account, password: str, but: str = "") -> None:
    account.password, account.wrong_codes = hash_password(password), 0
    writing.add(account)
    use_links(writing, account)
    end_sessions_of(writing, account, but)


def _set_scope(account: Account, scope: Scope) -> None:
    if not scope.roles:
        raise InputError(f"Kies ten minste één rol: {', '.join(AccountRole)}.")
    if len(scope.roles) > 1 and (alone := sorted(scope.roles & ALONE)):
        raise InputError(
            f"Bij de rol {alone[0]} hoort geen tweede rol: wat iemand daarmee ziet, is niet voor ander werk. Geef voor "
            "dat andere werk een tweede account, met een ander e-mailadres."
        )
    if AccountRole.EMPLOYER in scope.roles and (scope.everyone or not scope.employer_ids):
        raise InputError("Noem bij de rol werkgever een of meer werkgevers; nooit alle.")
    if (AccountRole.BUREAU in scope.roles) != (scope.bureau_id is not None):
        raise InputError("Noem bij de rol bureau één bureau, en alleen bij die rol.")
    account.roles = sorted(scope.roles)
    account.everyone, account.employer_ids = scope.everyone, sorted(scope.employer_ids)
    account.bureau_id = scope.bureau_id


def _told(scope: Scope) -> dict[str, Any]:
    return {
        "rollen": sorted(scope.roles),
        "allen": scope.everyone,
        "werkgevers": sorted(scope.employer_ids),
        "bureau": scope.bureau_id,
    }


def _join_operators(writing: Session, account: Account, scope: Scope, actor: str) -> None:
    """See to it that who records here is an operator of the record too, and nobody else who has an account."""
    if scope.records:
        let_record(writing, account.code, actor)
    else:
        let_record_no_more(writing, account.code, actor)


def _refuse_own(account: Account, actor: str, message: str) -> None:
    if account.code == actor:
        raise InputError(message)


def _address_hash(reading: Session, email: str) -> str:
    return keyed_hash(reading, "account", email.strip().casefold())
