"""Mails that did not arrive: list them, remember who was told, and settle them as a person decides."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, exists, func, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.case_lookup import lock_case
from models.ledger.entries import record_outcome
from models.record import append_event
from models.tables import BOUNCED, CLOSED, DROPPED, ELSEWHERE, HELD, REFUSED, SENT, WAITING, Case, CaseEffect, Message
from spoorboek.clock import now
from spoorboek.errors import InputError
from spoorboek.statute.actions import EffectKey
from spoorboek.statute.agenda.case_closing import AS_DOUBLE
from tasks.case_state import current_day
from tasks.outbox.server_replies import ANSWER, SENDING_NOT_ALLOWED

NO_ADDRESS = "geen adres; ging naar "
ALERT_ATTEMPTS = 7  # about an hour of trying
LASTING = timedelta(hours=24)  # of temporary answers about one mail: then it is trouble too
ARRIVED_AFTER_ALL, DELIVERED_ELSEWHERE, SENT_AGAIN = "toch_aangekomen", "anders_bezorgd", "opnieuw_verstuurd"
BY_HAND = "vervallen"  # decision, as the case records it
DROP_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "niet_meer_nodig": "niet meer nodig",
        "weet_het_al": "de ontvanger weet het al",
        "verkeerde_ontvanger": "voor iemand anders bedoeld",
        "klopt_niet": "de inhoud klopt niet",
    }
)


class UndeliveredMail(NamedTuple):
    """A mail that needs attention: it did not arrive, still waits after about an hour, or had no address to go to.

    `number`: of its case; None for a mail about the installation itself. `needs_person`: nobody but a person can settle
    it, also when it is refused for the time being for a day already.
    """

    id: int
    number: str | None
    role: str
    status: str
    attempts: int
    error: str | None
    subject: str
    needs_person: bool = True


def undelivered_mail(
    reading: Session, case_id: int | None = None, *, among: ColumnElement[bool] | None = None
) -> list[UndeliveredMail]:
    """List the mails, of one case or of all, that did not arrive or are not delivered after about an hour of retries.

    So is a mail with documents for a role without an address, until a person says that they arrived. A mail that was
    made again (another attempt of the same effect) or sent again is left out, and that of a case that ended as double:
    its case goes on under another number. `among`: only those of which this holds, in SQL.
    """
    if among is None and case_id is not None:
        return _listed(reading, _of_one_case(), case_id=case_id)
    wanted = _wanted() if case_id is None else _wanted() & (col(Message.case_id) == case_id)
    return _listed(reading, _undelivered(wanted if among is None else wanted & among))


@cache
def _of_one_case() -> Select[Any]:
    """Make the query of one case, by `case_id`; once, for each wake and each page of a case asks it."""
    return _undelivered(_wanted() & (col(Message.case_id) == bindparam("case_id")))


def _wanted() -> ColumnElement[bool]:
    stuck = (col(Message.status) == WAITING) & (col(Message.attempts) >= ALERT_ATTEMPTS)
    return (stuck | did_not_arrive() | without_address(WAITING, SENT)) & ~was_made_again() & ~_of_double_case()


def did_not_arrive() -> ColumnElement[bool]:
    """Tell in SQL whether a mail was refused or returned, and was not sent again."""
    again = aliased(Message)
    sent_again = exists(select(col(again.id)).where(col(again.resend_of) == col(Message.id)))
    return col(Message.status).in_((REFUSED, BOUNCED)) & ~sent_again


def lasts() -> ColumnElement[bool]:
    """Tell in SQL whether a mail waits and gets temporary answers for a day already, about itself and nothing else."""
    of_itself = or_(*(col(Message.last_error).startswith(prefix) for prefix in (ANSWER, SENDING_NOT_ALLOWED)))
    since: BindParameter[datetime] = bindparam(
        "lasting_since", callable_=_lasting_since, unique=True
    )  # read at each execution
    return (col(Message.status) == WAITING) & of_itself & (col(Message.failing_since) <= since)


def _lasting_since() -> datetime:
    return now() - LASTING


def has_undecided_mail(reading: Session, case_id: int) -> bool:
    """Tell whether a mail of a case still waits to be sent, or for a person."""
    undecided = col(Message.status).in_((WAITING, HELD)) | did_not_arrive()
    return bool(reading.scalar(select(exists().where(col(Message.case_id) == case_id, undecided))))


def untold_refusals(reading: Session) -> list[UndeliveredMail]:
    """List the mails that were refused or returned, and of which operations was not told yet."""
    return _listed(reading, _undelivered(did_not_arrive() & col(Message.told_at).is_(None)))


def mark_told(writing: Session, mails: Collection[int]) -> None:
    """Remember that operations was told of these mails, by id."""
    writing.execute(update(Message).where(col(Message.id).in_(mails)).values(told_at=now()))


def mark_delivered(writing: Session, mail: int, actor: str) -> str | None:
    """Take a mail as delivered, because a person found out that it arrived; return its case, if any."""
    moment = now()
    return settle_undelivered(writing, mail, actor, ARRIVED_AFTER_ALL, status=SENT, sent_at=moment, last_error=None)


def mark_elsewhere(writing: Session, mail: int, actor: str, on: date) -> str | None:
    """Record that a person delivered a mail in another way on a day; return its case, if any.

    Raises InputError for a day in the future, and for a mail that does not wait for a person.
    """
    if on > current_day(writing):
        raise InputError(f"{on:%d-%m-%Y} is nog niet geweest. Noem de dag waarop het bezorgd is.")
    return settle_undelivered(writing, mail, actor, DELIVERED_ELSEWHERE, status=ELSEWHERE, delivered_on=on)


def drop_by_hand(writing: Session, mail: int, reason: str, actor: str) -> str | None:
    """Let a mail lapse because a person says so; return the number of its case, if any.

    `reason`: a key of DROP_REASONS. Raises InputError for another reason, and for a mail that went, or that waits for a
    decision after a restore: that has its own.
    """
    if reason not in DROP_REASONS:
        raise InputError(f"Kies waarom de mail niet meer gaat: {', '.join(DROP_REASONS)}.")
    case = lock_case_of(writing, mail)
    waits = (col(Message.id) == mail) & ((col(Message.status) == WAITING) | did_not_arrive())
    dropped = {"status": DROPPED, "last_error": DROP_REASONS[reason], "settled_by": actor, "settled_at": now()}
    changed = writing.execute(update(Message).where(waits).values(**dropped).returning(col(Message.effect_id)))
    found = changed.one_or_none()
    if found is None:
        raise nothing_to_decide(mail)
    record_outcome(writing, case.id if case else None, mail, DROPPED)
    if case is None:
        return None
    record_decision(writing, case, [(mail, found.effect_id)], BY_HAND, actor)
    return case.number


def settle_undelivered(writing: Session, mail: int, actor: str, decision: str, **values: Any) -> str | None:
    """Change a mail that did not arrive as a person decided, and record who and what; return its case, if any.

    Raises InputError for a mail that does not wait for a person.
    """
    case = lock_case_of(writing, mail)
    settled = {"settled_by": actor, "settled_at": now(), "told_at": None, "reported_at": None}
    waits = (col(Message.id) == mail) & (did_not_arrive() | lasts() | without_address(SENT))
    changed = update(Message).where(waits).values(**values, **settled).returning(col(Message.effect_id))
    found = writing.execute(changed).one_or_none()
    if found is None:
        raise nothing_to_decide(mail)
    record_outcome(writing, case.id if case else None, mail, values["status"])
    if case is None:
        return None
    on = values.get("delivered_on")
    record_decision(writing, case, [(mail, found.effect_id)], decision, actor, on)
    return case.number


def number_of_mail(reading: Session, mail: int) -> str | None:
    """Return the number of the case a mail is about; None for a mail about no case, or one that is not there."""
    of_mail = select(col(Case.number)).join(Message, col(Message.case_id) == col(Case.id))
    return reading.scalars(of_mail.where(col(Message.id) == mail)).one_or_none()


def nothing_to_decide(mail: int) -> InputError:
    """Return the error for a mail that waits for nobody."""
    return InputError(
        f"Bericht {mail} wacht niet op iemand. `spoorboek mail list` toont de berichten die niet bezorgd zijn."
    )


def lock_case_of(writing: Session, mail: int) -> Case | None:
    """Lock the case of a mail, before the mail itself, as everybody does; None for a mail about no case."""
    of_mail = select(Case).join(Message, col(Message.case_id) == col(Case.id)).where(col(Message.id) == mail)
    case = writing.scalars(of_mail).one_or_none()
    return lock_case(writing, case) if case else None


def record_decision(
    writing: Session,
    case: Case,
    mails: Sequence[tuple[int, int | None]],
    decision: str,
    actor: str,
    on: date | None = None,
) -> None:
    """Record in the case what a person decided of mails that did not arrive: their ids and the ids of their effects."""
    effects = [writing.get(CaseEffect, effect_id) for _, effect_id in mails if effect_id]
    keys = [[getattr(effect, name) for name in EffectKey._fields] for effect in effects if effect]
    data = {"decision": decision, "mails": keys, **({"on": on} if on else {})}
    append_event(writing, case, "mail_settled", current_day(writing), data, actor)


def _listed(reading: Session, query: Select[Any], **values: Any) -> list[UndeliveredMail]:
    return [UndeliveredMail(*row) for row in reading.execute(query, values)]


def _undelivered(wanted: ColumnElement[bool]) -> Select[Any]:
    error = func.coalesce(col(Message.last_error), NO_ADDRESS + col(Message.stands_in))
    about = (col(Message.to_role), col(Message.status), col(Message.attempts), error, col(Message.subject))
    needs_person = did_not_arrive() | func.coalesce(lasts(), False) | without_address(WAITING, SENT)
    fields: list[Any] = [Message.id, Case.number, *about, needs_person]
    query = select(*fields).outerjoin_from(Message, Case, col(Message.case_id) == col(Case.id)).where(wanted)
    return query.order_by(col(Message.id))


def without_address(*statuses: str) -> ColumnElement[bool]:
    """Tell in SQL whether documents went to another role, for want of an address, and nobody settled that yet."""
    has_documents = func.cardinality(col(Message.document_ids)) > 0
    unsettled = col(Message.stands_in).is_not(None) & col(Message.settled_at).is_(None)
    return has_documents & unsettled & col(Message.status).in_(statuses)


def was_made_again() -> ColumnElement[bool]:
    """Tell in SQL whether the effect of a mail has a later attempt."""
    own, later = aliased(CaseEffect), aliased(CaseEffect)
    same = [getattr(own, name) == getattr(later, name) for name in ("case_id", *EffectKey._fields) if name != "attempt"]
    newer = select(col(own.id)).join_from(own, later, and_(*same, col(later.attempt) > col(own.attempt)))
    return exists(newer.where(col(own.id) == col(Message.effect_id)))


def _of_double_case() -> ColumnElement[bool]:
    """Tell in SQL whether a mail is about a case that ended as double."""
    closing = (col(CaseEffect.kind) == "close") & (col(CaseEffect.detail)["reason"].as_string() == AS_DOUBLE)
    ended = select(col(Case.id)).join(CaseEffect, col(CaseEffect.case_id) == col(Case.id)).where(closing)
    return exists(ended.where(col(Case.id) == col(Message.case_id), col(Case.status) == CLOSED))


def undelivered_line(mails: Sequence[UndeliveredMail]) -> str:
    """Say in one line how many mails wait for a person, for under a list of cases."""
    cases = len({mail.number for mail in mails if mail.number})
    count = "1 bericht is" if len(mails) == 1 else f"{len(mails)} berichten zijn"
    return f"{count} niet bezorgd, in {cases} {'zaak' if cases == 1 else 'zaken'}; zie `spoorboek mail list`."
