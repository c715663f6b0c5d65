"""Bring messages to the end points of bureaus: signed, once by their number, tried again, and given up in the end."""

import ssl
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import NamedTuple

import httpx
from sqlalchemy import select, update
from sqlmodel import Session, col

from models.connection import session
from models.sealing.crypto import UnreadableError
from models.tables import Bureau, Case, Document, OutgoingMessage
from models.tables.channel_tables import DELIVERED, GIVEN_UP, TO_DELIVER
from spoorboek import clock
from tasks.channels.bureau_keys import newest_key
from tasks.channels.citizen_number import with_citizen_number
from tasks.channels.signatures import signed_headers
from tasks.outbox.due_mail import CLAIMED, pause_after
from tasks.outbox.end_points import JSON, SECURE, end_point_of
from tasks.outbox.operations_mail import queue_operations_mail
from templates.channel_texts import not_brought_text

PATIENCE = timedelta(hours=24)  # then a bureau that is asked something may be late already
MOST_IN_A_ROUND = 100
SECONDS = 15.0
NOT_BROUGHT = "bericht-niet-gebracht"  # kind of mail, part of a Message-ID
LATER = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
NO_KEY, NO_ADDRESS, UNREADABLE, NO_ANSWER = "geen sleutel", "geen https-adres", "onleesbaar", "geen verbinding"


class _Parcel(NamedTuple):
    """A message that was claimed: its row, where it goes, and the request."""

    row: int
    claimed_until: datetime
    url: str
    body: bytes
    headers: dict[str, str]


class Attempt(NamedTuple):
    """How an attempt ended: the new status, and why not, a code."""

    status: str
    error: str | None = None


def bring_due() -> dict[str, int]:
    """Bring the messages that are due; return how many were delivered, wait, and were given up.

    No transaction is open while a server is talked to. What a bureau took in and did not answer to goes again under
    the same number, which it counts once.
    """
    counts = dict.fromkeys((DELIVERED, TO_DELIVER, GIVEN_UP), 0)
    with httpx.Client(verify=ssl.create_default_context(), timeout=SECONDS, follow_redirects=False) as client:
        for _ in range(MOST_IN_A_ROUND):
            outcome = _bring_next(client)
            if outcome is None:
                break
            counts[outcome] += 1
    return counts


def _bring_next(client: httpx.Client) -> str | None:
    with session() as writing:
        due = col(OutgoingMessage.status) == TO_DELIVER, col(OutgoingMessage.next_attempt_at) <= clock.now()
        query = select(OutgoingMessage).where(*due).order_by(col(OutgoingMessage.id)).limit(1)
        row = writing.scalars(query.with_for_update(skip_locked=True)).first()
        if row is None:
            return None
        parcel = _claim(writing, row)
        if isinstance(parcel, Attempt):
            return _store(writing, row, parcel)
    attempt = _post(client, parcel)
    with session() as writing:
        ours = col(OutgoingMessage.id) == parcel.row, col(OutgoingMessage.next_attempt_at) == parcel.claimed_until
        found = writing.scalars(select(OutgoingMessage).where(*ours).with_for_update()).one_or_none()
        return _store(writing, found, attempt) if found else attempt.status


def _claim(writing: Session, row: OutgoingMessage) -> _Parcel | Attempt:
    """Take a message for as long as an attempt can last; or say why it cannot go."""
    key, url = newest_key(writing, row.bureau_id), end_point_of(writing, row.bureau_id)
    if key is None:
        return Attempt(TO_DELIVER, NO_KEY)
    if url is None or not url.startswith(SECURE):
        return Attempt(GIVEN_UP, NO_ADDRESS)
    try:
        document = writing.get_one(Document, row.document_id)
        whole = with_citizen_number(writing, row, document, url)
    except UnreadableError:
        return Attempt(GIVEN_UP, UNREADABLE)
    body = whole or document.content
    if whole and row.bsn_sent_at is None:  # from the first attempt on, whatever is answered, it may be there
        row.bsn_sent_at = clock.now()
        writing.flush()
    until = clock.now() + CLAIMED
    writing.execute(update(OutgoingMessage).where(col(OutgoingMessage.id) == row.id).values(next_attempt_at=until))
    headers = signed_headers(key.name, key.secret, row.number, body, clock.now())
    return _Parcel(row.id, until, url, body, {**headers, "Content-Type": JSON})


def _post(client: httpx.Client, parcel: _Parcel) -> Attempt:
    """Make one attempt; of the answer only its status is read."""
    try:
        with client.stream("POST", parcel.url, content=parcel.body, headers=parcel.headers) as answer:
            status = answer.status_code
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError, ValueError) as error:
        return Attempt(TO_DELIVER, f"{NO_ANSWER}: {type(error).__name__}")
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Attempt(DELIVERED)
    is_final = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in LATER
    return Attempt(GIVEN_UP if is_final else TO_DELIVER, f"http {status}")


def _store(writing: Session, row: OutgoingMessage, attempt: Attempt) -> str:
    now = clock.now()
    row.attempts += 1
    row.status, row.last_error = attempt.status, attempt.error
    row.failing_since = None if attempt.status == DELIVERED else row.failing_since or now
    if row.status == DELIVERED:
        row.delivered_at = now
    elif row.failing_since and row.failing_since <= now - PATIENCE:
        row.status = GIVEN_UP
    row.next_attempt_at = now + pause_after(row.attempts)
    writing.add(row)
    writing.flush()
    if row.status == GIVEN_UP:
        _tell(writing, row)
    return row.status


def _tell(writing: Session, row: OutgoingMessage) -> None:
    """Tell operations that a message will not be brought any more."""
    case, bureau = writing.get_one(Case, row.case_id), writing.get_one(Bureau, row.bureau_id)
    on = clock.today()
    text = not_brought_text(case.number, bureau.code, row.last_error or "", row.attempts, on)
    queue_operations_mail(writing, NOT_BROUGHT, [row.number], text, on)
