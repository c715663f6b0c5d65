"""Cases whose wake keeps failing: why, when they are woken again, and whether operations was told.

A case that fails is woken again after a quarter of an hour, an hour, four hours, and then once a day. New facts and a
person who wakes it begin anew.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from models.tables import Case, WakeTrouble
from spoorboek.clock import now as read_clock

NOT_DONE = "Niet gelukt"  # begins a reason that is about the case, and not about the installation
PAUSES = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(days=1))
SLACK = timedelta(minutes=1)  # a round starts a little earlier or later than the one before
MOST_RETRIES = 20  # in one round, so that many failing cases leave room for the others
TIME_TO_FAIL = timedelta(minutes=10)  # after which a wake that was tried again and is still failing has failed again


def pause_after_attempts(attempts: int) -> timedelta:
    """Return how long a case is left alone after so many attempts."""
    return PAUSES[min(attempts, len(PAUSES) - 1)]


def note_failure(writing: Session, case: Case, reason: str) -> WakeTrouble:
    """Note why the wake of a case failed; a failure that was noted before keeps its count."""
    values = {"case_id": case.id, "version": case.version, "reason": reason, "attempts": 0}
    _upsert(writing, [values | {"since": read_clock(), "tried_at": read_clock()}], ["reason"])
    return writing.get_one(WakeTrouble, case.id, populate_existing=True)


def forget_trouble(writing: Session, case_id: int) -> None:
    """Forget the trouble of a case, after a wake that succeeded."""
    writing.execute(delete(WakeTrouble).where(col(WakeTrouble.case_id) == case_id))


def trouble_of(reading: Session, case_id: int) -> WakeTrouble | None:
    """Return the trouble of a case; None when its last wake succeeded."""
    return reading.get(WakeTrouble, case_id)


def cases_to_leave(reading: Session, now: datetime | None = None) -> frozenset[str]:
    """Return the numbers of the cases that are not woken again in this round."""
    now = now or read_clock()
    query = select(WakeTrouble, col(Case.number), col(Case.version)).join(Case, col(Case.id) == WakeTrouble.case_id)
    failing = reading.execute(query.order_by(col(WakeTrouble.tried_at), col(WakeTrouble.case_id))).all()
    due = [number for trouble, number, version in failing if may_be_woken_again(trouble, version, now)]
    return frozenset(number for _, number, _ in failing) - frozenset(due[:MOST_RETRIES])


def failing_cases(reading: Session) -> frozenset[str]:
    """Return the numbers of all cases whose last wake failed."""
    return frozenset(reading.scalars(select(col(Case.number)).join(WakeTrouble, col(Case.id) == WakeTrouble.case_id)))


def may_be_woken_again(trouble: WakeTrouble, version: int, now: datetime) -> bool:
    """Tell whether a failing case may be woken again, given the version of its facts."""
    return version != trouble.version or now >= next_attempt(trouble) - SLACK


def next_attempt(trouble: WakeTrouble) -> datetime:
    """Return when a failing case is woken again."""
    return trouble.tried_at + pause_after_attempts(trouble.attempts)


def count_attempts(writing: Session, reasons: Mapping[str, str], now: datetime | None = None) -> Sequence[WakeTrouble]:
    """Count an attempt for cases, by number, that were woken again; return their troubles.

    `reasons`: why each was woken, used when its wake could not note a reason itself.
    """
    now = now or read_clock()
    cases = writing.scalars(select(Case).where(col(Case.number).in_(reasons))).all()
    troubles = select(WakeTrouble).where(col(WakeTrouble.case_id).in_([case.id for case in cases]))
    known = {each.case_id: each for each in writing.scalars(troubles)}
    rows = []
    for case in cases:
        old = known.get(case.id)
        again = old is not None and old.version == case.version
        rows.append(
            {
                "case_id": case.id,
                "version": case.version,
                "since": old.since if old else now,
                "tried_at": now,
                "attempts": old.attempts + 1 if old and again else 1,
                "reason": old.reason if old else reasons[case.number],
            }
        )
    if rows:
        _upsert(writing, rows, ["version", "tried_at", "attempts"])
    found = troubles.order_by(col(WakeTrouble.case_id)).execution_options(populate_existing=True)
    return writing.scalars(found).all()


def take_untold(writing: Session, now: datetime | None = None) -> Sequence[tuple[Case, WakeTrouble]]:
    """Return the cases that failed again after they were woken and were not told to operations; mark them told."""
    now = now or read_clock()
    untold = (
        select(Case, WakeTrouble)
        .join(WakeTrouble, col(Case.id) == WakeTrouble.case_id)
        .where(col(WakeTrouble.told_at).is_(None), col(WakeTrouble.attempts) >= 1)
        .where(col(WakeTrouble.tried_at) <= now - TIME_TO_FAIL)
        .order_by(col(Case.id))
    )
    found = [(case, trouble) for case, trouble in writing.execute(untold)]
    for _, trouble in found:
        trouble.told_at = now
    return found


def _upsert(writing: Session, rows: Sequence[Mapping[str, object]], changed: Sequence[str]) -> None:
    statement = insert(WakeTrouble).values(list(rows))
    new = {name: statement.excluded[name] for name in changed}
    writing.execute(statement.on_conflict_do_update(index_elements=["case_id"], set_=new))
