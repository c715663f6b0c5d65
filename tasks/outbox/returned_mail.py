"""Mail that came back after a server had taken it in: read from its mailbox, and recorded as not arrived."""

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import and_, or_, select, update
from sqlmodel import Session, col

from models.connection import session
from models.ledger.entries import record_outcomes
from models.tables import BOUNCED, HELD, REFUSED, SENT, WAITING, Message, Restore
from tasks.outbox.delivery_reports import DeliveryReport, read_report
from tasks.outbox.mail_digests import went_as
from tasks.outbox.return_box import ANSWERS, OTHERS, REPORTS, ReturnBox, ReturnBoxError, at_most, open_return_box
from tasks.outbox.server_replies import PERHAPS_DELIVERED, RETURNED

NO_CODE = "zonder code"
UNTOLD: dict[str, Any] = {"told_at": None, "reported_at": None}
Take = Callable[[bytes], bool]
_read_again: set[int] = set()  # restores after which this process read the reports of before


class ReturnRound(NamedTuple):
    """The result of a round: mails that came back, other mails in the box, and in Dutch why the box was not read.

    `answers`: mails that `take` took.
    """

    returned: int = 0
    others: int = 0
    trouble: str | None = None
    answers: int = 0


def read_returned_mail(take: Take = lambda _: False) -> ReturnRound:
    """Read the mailbox mail comes back to, record what it says, and move what was read.

    `take` is given each mail that is no report, and says whether it took it, such as an answer of a bureau.

    What a report says is stored before it is moved, so that one that is interrupted is read again; reading it twice
    changes nothing. After a restore what was read since the backup is read once more, for the record does not have it.
    """
    try:
        with open_return_box() as box:
            return ReturnRound() if box is None else _read(box, take)
    except ReturnBoxError as error:
        return ReturnRound(trouble=str(error))


def note_returned_mail(writing: Session, report: DeliveryReport) -> bool:
    """Record that a mail came back, when a report says so and the mail is one of ours; tell whether it did.

    When a digest came back, so did every mail in it. Nothing changes for a mail a person settled, or that is known not
    to have arrived. One that waits or is held was sent all the same, for it came back.
    """
    if not report.failed or not report.message_ids:
        return False
    unknown = and_(Message.status == REFUSED, Message.last_error == PERHAPS_DELIVERED)  # type: ignore[arg-type]
    by_hand = col(Message.settled_at) >= col(Message.sent_at)  # somebody found out that it arrived
    sent = and_(Message.status == SENT, or_(col(Message.settled_at).is_(None), ~by_hand))  # type: ignore[arg-type]
    open_ = or_(sent, col(Message.status).in_((WAITING, HELD)), unknown)
    values = {"status": BOUNCED, "last_error": f"{RETURNED}: {report.codes or NO_CODE}", **UNTOLD}
    ours = update(Message).where(went_as(report.message_ids), open_).values(values)
    changed = writing.execute(ours.returning(col(Message.case_id), col(Message.id))).tuples().all()
    record_outcomes(writing, changed, BOUNCED)
    return bool(changed)


def _read(box: ReturnBox, take: Take) -> ReturnRound:
    returned = _read_since_restore(box)
    counts = {REPORTS: 0, OTHERS: 0, ANSWERS: 0}
    for key, raw in at_most(box.unread()):
        report = read_report(raw)
        if report is not None:
            with session() as writing:
                returned += note_returned_mail(writing, report)
        folder = REPORTS if report else ANSWERS if take(raw) else OTHERS
        counts[folder] += 1
        box.put_away(key, folder)
    return ReturnRound(returned, counts[OTHERS], answers=counts[ANSWERS])


def _read_since_restore(box: ReturnBox) -> int:
    """Read again, once for each restore, what was read since its backup was made; return how many mails came back."""
    with session() as reading:
        last = reading.scalars(select(Restore).order_by(col(Restore.id).desc()).limit(1)).first()
    if last is None or last.id in _read_again:
        return 0
    returned = 0
    for _, raw in box.read_since(last.backup_at.date()):
        if (report := read_report(raw)) is not None:
            with session() as writing:
                returned += note_returned_mail(writing, report)
    _read_again.add(last.id)
    return returned
