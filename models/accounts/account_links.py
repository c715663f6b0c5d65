"""Links that work once: to begin with an account, or to choose another password. The record keeps hashes of them."""

from datetime import datetime, timedelta
from secrets import token_urlsafe

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from models.accounts.second_factor import new_totp_secret
from models.accounts.sessions import TOKEN_BYTES, token_digest
from models.tables import Account, AccountLink
from models.tables.account_tables import INVITATION, PASSWORD_RESET

VALID_FOR = {INVITATION: timedelta(days=3), PASSWORD_RESET: timedelta(hours=1)}
MOST_AN_HOUR = 3  # of one kind, for one account


def make_link(writing: Session, account: Account, kind: str, now: datetime) -> str:
    """Make a link and return what is secret in it; a new invitation takes the place of an earlier one."""
    gone = col(AccountLink.ends_at) <= now
    if kind == INVITATION:
        gone |= (col(AccountLink.account_id) == account.id) & (col(AccountLink.kind) == INVITATION)
    writing.execute(delete(AccountLink).where(gone))
    token = token_urlsafe(TOKEN_BYTES)
    secret = new_totp_secret() if kind == INVITATION else None
    ends_at = now + VALID_FOR[kind]
    link = AccountLink(
        account_id=account.id, made_at=now, ends_at=ends_at, kind=kind, digest=token_digest(token), totp_secret=secret
    )
    writing.add(link)
    writing.flush()
    return token


def may_have_another(reading: Session, account: Account, kind: str, now: datetime) -> bool:
    """Tell whether an account may get one more link of a kind this hour, so that nobody can flood a mailbox."""
    recent = (
        col(AccountLink.account_id) == account.id,
        col(AccountLink.kind) == kind,
        col(AccountLink.made_at) > now - timedelta(hours=1),
    )
    return reading.exec(select(func.count()).select_from(AccountLink).where(*recent)).one() < MOST_AN_HOUR


def find_link(reading: Session, token: str, kind: str, now: datetime) -> AccountLink | None:
    """Return the link somebody follows; None for one that was used, is too old, or never was. It stays locked."""
    return link_of_digest(reading, token_digest(token), kind, now)


def link_of_digest(reading: Session, digest: bytes, kind: str, now: datetime) -> AccountLink | None:
    """Return the link of a hash, as `find_link` does of what is hashed."""
    query = select(AccountLink).where(col(AccountLink.digest) == digest, col(AccountLink.kind) == kind)
    return reading.exec(query.where(col(AccountLink.ends_at) > now).with_for_update()).one_or_none()


def use_links(writing: Session, account: Account) -> None:
    """Let no link of an account work any more."""
    writing.execute(delete(AccountLink).where(col(AccountLink.account_id) == account.id))
