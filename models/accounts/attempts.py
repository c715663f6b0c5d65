"""Attempts to log in that failed: the next from the same source waits, longer each time; nobody else does."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from models.identity.identities import keyed_hash
from models.tables import LoginAttempt

WITHOUT_WAITING = 4
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN = timedelta(hours=24)


def attempt_key(reading: Session, address: str, source: str) -> str:
    """Return the key of attempts for one address from one source, by which neither can be found."""
    return keyed_hash(reading, "aanmelden", address.strip().casefold(), source)


def begin_attempt(writing: Session, key: str, now: datetime) -> int:
    """Count an attempt as failed before it is looked at; return after how many seconds it may be made, 0 for now.

    The row stays locked until the transaction ends: attempts of one source for one address are looked at one by one.
    """
    first = {"attempt_key": key, "last_at": now, "free_at": now, "failures": 0}
    new = insert(LoginAttempt).values(**first)
    writing.execute(new.on_conflict_do_update(index_elements=["attempt_key"], set_={"attempt_key": key}))  # locks it
    row = writing.exec(select(LoginAttempt).where(col(LoginAttempt.attempt_key) == key)).one()
    if now < row.free_at:
        return max(1, round((row.free_at - now).total_seconds()))
    row.failures = 1 if now - row.last_at > FORGOTTEN else row.failures + 1
    row.last_at, row.free_at = now, now + wait_after(row.failures)
    writing.add(row)
    writing.flush()
    return 0


def forget_attempts(writing: Session, key: str, now: datetime) -> None:
    """Forget the attempts of one address from one source, which succeeded, and all that are long ago."""
    old = col(LoginAttempt.last_at) < now - FORGOTTEN
    writing.execute(delete(LoginAttempt).where((col(LoginAttempt.attempt_key) == key) | old))


def wait_after(failures: int) -> timedelta:
    """Return how long to wait after so many failures: nothing at first, then twice as long each time."""
    beyond = min(failures - WITHOUT_WAITING, 12)
    return min(timedelta(seconds=2**beyond), LONGEST_WAIT) if beyond > 0 else timedelta()
