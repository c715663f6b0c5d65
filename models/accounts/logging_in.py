"""Log in: a password, then a second factor; both take their time and tell nothing of whether an account exists."""

from datetime import datetime
from enum import Enum
from typing import NamedTuple

from sqlmodel import Session

from models.accounts.accounts import (
    BY_RECOVERY_CODE,
    LOGGED_IN,
    count_wrong_code,
    find_by_address,
    note_act,
)
from models.accounts.attempts import attempt_key, begin_attempt, forget_attempts
from models.accounts.passwords import is_password
from models.accounts.second_factor import matching_step, use_recovery_code
from models.accounts.sessions import begin_session
from models.operator_work import contacts_with_address
from models.tables import Account


class FirstStep(NamedTuple):
    """What became of a password: the token of a session that waits for the second factor, or how long to wait."""

    token: str = ""
    wait_seconds: int = 0


class SecondStep(Enum):
    """What became of a second factor that is not the right one."""

    WRONG = "fout"
    LAPSED = "vervallen"


def give_password(writing: Session, email: str, password: str, source: str, now: datetime) -> FirstStep:
    """Take address and password. What is wrong with them is not told, and takes as long whatever it is."""
    key = attempt_key(writing, email, source)
    if wait := begin_attempt(writing, key, now):
        return FirstStep(wait_seconds=wait)
    account = find_by_address(writing, email)
    usable = account is not None and account.active and account.totp_secret is not None
    right = is_password(account.password if account and usable else None, password)
    if not right or account is None:
        return FirstStep()
    forget_attempts(writing, key, now)
    return FirstStep(begin_session(writing, account, now, whole=False))


def give_code(writing: Session, account: Account, given: str, now: datetime) -> str | SecondStep:
    """Take the second factor of somebody whose password was right; return the token of the session that begins."""
    writing.refresh(account, with_for_update=True)
    step = matching_step(account.totp_secret or "", given, now, account.totp_step)
    if step is None and not use_recovery_code(writing, account, given):
        return SecondStep.LAPSED if count_wrong_code(writing, account) else SecondStep.WRONG
    if step is None:
        note_act(writing, account, BY_RECOVERY_CODE, account.code)
    else:
        account.totp_step = step
    account.wrong_codes = 0
    return enter(writing, account, now)


def enter(writing: Session, account: Account, now: datetime) -> str:
    """Begin a whole session and return its token; whose work this person does is looked up anew."""
    found = contacts_with_address(writing, account.email or "")
    if found != account.contact_ids:
        account.contact_ids = found
    writing.add(account)
    note_act(writing, account, LOGGED_IN, account.code)
    return begin_session(writing, account, now, whole=True)
