"""Files that wait for an answer of who sent them: kept, found by that account alone, and gone within an hour."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy import select as columns_of
from sqlmodel import Session, col, select

from models.tables import WaitingUpload

KEPT = timedelta(hours=1)
MOST_OF_ONE = 5  # files of one account; an older one makes place


def keep_upload(
    writing: Session,
    account: int,
    purpose: str,
    content: bytes,
    name: str,
    now: datetime,
    *,
    case_id: int | None = None,
    answers: Mapping[str, Any] | None = None,
) -> WaitingUpload:
    """Keep a file, sealed, for an hour at most; return its row."""
    remove_old_uploads(writing, now)
    older = select(WaitingUpload.id).where(WaitingUpload.account_id == account)
    too_many = writing.exec(older.order_by(col(WaitingUpload.id).desc()).offset(MOST_OF_ONE - 1)).all()
    writing.execute(delete(WaitingUpload).where(col(WaitingUpload.id).in_(too_many)))
    row = WaitingUpload(
        account_id=account,
        case_id=case_id,
        made_at=now,
        ends_at=now + KEPT,
        purpose=purpose,
        digest=sha256(content).hexdigest(),
        answers=json.dumps(answers or {}),
        file_name=name,
        content=content,
    )
    writing.add(row)
    writing.flush()
    return row


def answers_of(upload: WaitingUpload) -> dict[str, Any]:
    """Return what the person chose so far."""
    answers: dict[str, Any] = json.loads(upload.answers)
    return answers


def find_upload(writing: Session, account: int, purpose: str, written: str, now: datetime) -> WaitingUpload | None:
    """Return a file that this account sent and that still waits, or was used just now; None for any other.

    The row is locked, so that what somebody answers twice at the same moment happens once.
    """
    try:
        key = UUID(written)
    except ValueError:
        return None
    of_account = select(WaitingUpload).where(WaitingUpload.key == key, WaitingUpload.account_id == account)
    query = of_account.where(WaitingUpload.purpose == purpose, WaitingUpload.ends_at > now)
    return writing.exec(query.with_for_update()).one_or_none()


class KeptUpload(NamedTuple):
    """A file of somebody, without its content: its key and name, until when it waits, whether it was used."""

    key: UUID
    name: str
    ends_at: datetime
    is_used: bool


def kept_uploads(reading: Session, account: int, purpose: str, now: datetime) -> list[KeptUpload]:
    """List the files of an account that still wait, or were used just now, the newest first."""
    columns: list[Any] = [WaitingUpload.key, WaitingUpload.file_name, WaitingUpload.ends_at]
    columns += [col(WaitingUpload.content).is_(None), WaitingUpload.id]
    query = columns_of(*columns).where(col(WaitingUpload.account_id) == account, col(WaitingUpload.purpose) == purpose)
    found = reading.execute(query.where(col(WaitingUpload.ends_at) > now).order_by(col(WaitingUpload.id).desc()))
    return [KeptUpload(*row[:4]) for row in found]


def remove_old_uploads(writing: Session, now: datetime) -> int:
    """Remove the files whose hour is over; return how many."""
    removed = writing.execute(delete(WaitingUpload).where(col(WaitingUpload.ends_at) <= now))
    return int(removed.rowcount)  # type: ignore[attr-defined]
