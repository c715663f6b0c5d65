"""Sessions at the desk: a random token in a cookie, of which the record keeps a hash alone."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Session, col

from models.tables import Account, DeskSession
from models.tables.account_tables import HALFWAY, WHOLE

TOKEN_BYTES = 32
LONGEST = timedelta(hours=10)  # a working day; then one logs in anew, whatever one did meanwhile
LONGEST_UNUSED = timedelta(minutes=60)
LONGEST_HALFWAY = timedelta(minutes=5)  # to give the second factor in
NOTED_EACH = timedelta(minutes=1)  # that a session is used is written so often at most


class FoundSession(NamedTuple):
    """A session that goes on: whose it is, and whether the second factor was given."""

    account: Account
    is_whole: bool


def new_token() -> str:
    """Return a random token for a cookie."""
    return token_urlsafe(TOKEN_BYTES)


def begin_session(writing: Session, account: Account, now: datetime, *, whole: bool) -> str:
    """Begin a session and return its token, which is not kept; ended sessions of anybody are cleared away."""
    writing.execute(delete(DeskSession).where(_ended(now)))
    token = new_token()
    ends_at = now + (LONGEST if whole else LONGEST_HALFWAY)
    stage = WHOLE if whole else HALFWAY
    row = DeskSession(
        digest=token_digest(token), account_id=account.id, began_at=now, seen_at=now, ends_at=ends_at, stage=stage
    )
    writing.add(row)
    writing.flush()
    return token


def find_session(writing: Session, token: str, now: datetime) -> FoundSession | None:
    """Return the session of a token, and note that it is used; None for one that ended, or of a closed account."""
    found = writing.get(DeskSession, token_digest(token)) if token else None
    if found is None or now >= found.ends_at or now >= found.seen_at + LONGEST_UNUSED:
        return None
    account = writing.get_one(Account, found.account_id)
    if not account.active:
        return None
    if now >= found.seen_at + NOTED_EACH:  # by statement: the row may be gone by now, in another page of this person
        used = update(DeskSession).where(col(DeskSession.digest) == found.digest).values(seen_at=now)
        writing.execute(used, execution_options={"synchronize_session": False})
    return FoundSession(account, found.stage == WHOLE)


def end_session(writing: Session, token: str) -> None:
    """End the session of a token, if there is one."""
    writing.execute(delete(DeskSession).where(col(DeskSession.digest) == token_digest(token)))


def end_sessions_of(writing: Session, account: Account, but: str = "") -> None:
    """End every session of an account, except that of the token `but`."""
    mine = col(DeskSession.account_id) == account.id, col(DeskSession.digest) != token_digest(but)
    writing.execute(delete(DeskSession).where(*mine))


def token_digest(token: str) -> bytes:
    """Return the hash by which a token is found; a token is random, so a plain hash keeps it secret."""
    return sha256(token.encode()).digest()


def _ended(now: datetime) -> ColumnElement[bool]:
    return (col(DeskSession.ends_at) <= now) | (col(DeskSession.seen_at) <= now - LONGEST_UNUSED)
