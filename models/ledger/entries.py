"""Write entries of the ledger: each at the end of the chain of its subject, in the transaction of what it states."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Integer, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from models.ledger.coverage import CASE, THE_HOUSE
from models.ledger.digests import BROKEN, Subject, entry_mac, head_seal, same
from models.tables import Case, LedgerEntry, LedgerHead
from spoorboek.clock import now

ROW, OUTCOME, CLOSED, OPENED, RESTORED, DESTROYED = "row", "outcome", "closed", "opened", "restored", "destroyed"
CORRECTED = "corrected"
APPENDED_AT_ONCE = 2000  # entries; a statement has at most 65,535 parameters


class EntryDraft(NamedTuple):
    """An entry that is to be written at the end of the chain of its subject; the fields are those of `LedgerEntry`."""

    subject: Subject
    kind: str
    of_table: str = ""
    row_key: str = ""
    digest: bytes = b""
    data: Mapping[str, Any] = {}
    recorded_at: datetime | None = None


class ChainEnd(NamedTuple):
    """The end of a chain: the number of its last entry, and its hash."""

    seq: int = 0
    mac: bytes = b""


def record_outcome(writing: Session, case_id: int | None, message_id: int, status: str) -> None:
    """Write what became of a mail: sent, refused, or another status that it keeps from here."""
    record_outcomes(writing, [(case_id, message_id)], status)


def record_outcomes(writing: Session, mails: Iterable[tuple[int | None, int]], status: str) -> None:
    """Write what became of mails that share it, each by its case (None: the house) and its id."""
    of_mails = ((Subject(CASE, case_id) if case_id else THE_HOUSE, message_id) for case_id, message_id in mails)
    append_entries(
        writing,
        [
            EntryDraft(subject, OUTCOME, "message", str(found_id), data={"status": status})
            for subject, found_id in of_mails
        ],
    )


def record_correction(writing: Session, kind: str, subject_id: int, what: str, actor: str) -> None:
    """Write who corrected which column of an employee, employer or contact; the row itself gets its own entry.

    `kind`: of the subject. `actor`: a code.
    """
    append_entries(writing, [EntryDraft(Subject(kind, subject_id), CORRECTED, data={"what": what, "actor": actor})])


def record_restore(writing: Session, *, backup_made_at: datetime, backup_head: str, actor: str) -> None:
    """Write that the record was restored from a backup; to be called once, in the database that was restored.

    `backup_head`: what `verify` printed (`one_head`) when the backup was made, at `backup_made_at`. From this entry
    `verify --since ANCHOR` explains why what was recorded between the backup and now is not there. `actor`: a code.
    """
    data = {"backup_made_at": backup_made_at.isoformat(), "backup_head": backup_head, "actor": actor}
    append_entries(writing, [EntryDraft(THE_HOUSE, RESTORED, data=data)])


def record_destroyed(
    writing: Session, subject: Subject, of_table: str, row_keys: Sequence[str], *, reason: str, actor: str
) -> None:
    """Write that rows were destroyed because their time had run; `verify` then misses neither row nor content.

    `row_keys` name the rows as their entries do (`Coverage.row_key`). To be written in the transaction that destroys.
    `reason` and `actor` are codes.
    """
    data = {"reason": reason, "actor": actor}
    append_entries(writing, [EntryDraft(subject, DESTROYED, of_table, key, data=data) for key in row_keys])


def record_chains_destroyed(writing: Session, case: Case, *, reason: str, actor: str) -> None:
    """Write that the events and effects of a case were destroyed, all that it has now; see `record_destroyed`."""
    ends = {"version": case.version, "event_head": case.event_head.hex()}
    ends |= {"effects": case.effects, "effect_head": case.effect_head.hex()}
    append_entries(
        writing, [EntryDraft(Subject(CASE, case.id), DESTROYED, data={"reason": reason, "actor": actor, **ends})]
    )


def append_entries(writing: Session, drafts: Sequence[EntryDraft]) -> None:
    """Write entries at the ends of their chains, which stay locked until the transaction ends."""
    ordered = sorted(drafts, key=lambda draft: draft.subject)
    for start in range(0, len(ordered), APPENDED_AT_ONCE):
        _append_batch(writing, ordered[start : start + APPENDED_AT_ONCE])


def _append_batch(writing: Session, drafts: Sequence[EntryDraft]) -> None:
    at, rows, heads = now(), [], []
    ends = _locked_ends(writing, sorted({draft.subject for draft in drafts}))
    for subject, of_subject in groupby(drafts, key=lambda draft: draft.subject):
        end = ends.get(subject, ChainEnd())
        for draft in of_subject:
            entry = _entry(draft, end, at)
            rows.append(entry)
            end = ChainEnd(entry["seq"], entry["mac"])
        seal = head_seal(subject, end.seq, end.mac)
        heads.append({**_columns(subject), "length": end.seq, "mac": end.mac, "seal": seal})
    writing.execute(insert(LedgerEntry), rows)
    new = insert(LedgerHead)
    changed = {name: new.excluded[name] for name in ("length", "mac", "seal")}
    writing.execute(new.on_conflict_do_update(index_elements=["subject", "subject_id"], set_=changed), heads)


def _entry(draft: EntryDraft, end: ChainEnd, at: datetime) -> dict[str, Any]:
    draft = draft._replace(recorded_at=at)
    mac = entry_mac(end.mac, draft.subject, end.seq + 1, draft)
    return {**draft._asdict(), **_columns(draft.subject), "seq": end.seq + 1, "mac": mac, "data": dict(draft.data)}


def _columns(subject: Subject) -> dict[str, Any]:
    return {"subject": subject.kind, "subject_id": subject.id}


def _locked_ends(writing: Session, subjects: Sequence[Subject]) -> dict[Subject, ChainEnd]:
    """Lock the ends of chains and return them. An end that is not what was sealed is continued as a visible break.

    Never as if it were right: what was cut off would be forgotten with the next entry.
    """
    wanted = tuple_(col(LedgerHead.subject), col(LedgerHead.subject_id)).in_(subjects)
    columns: list[Any] = [LedgerHead.subject, LedgerHead.subject_id, LedgerHead.length, LedgerHead.mac, LedgerHead.seal]
    locking = select(*columns).where(wanted).order_by(*columns[:2]).with_for_update()
    heads = {Subject(kind, id): (length, mac, seal) for kind, id, length, mac, seal in writing.execute(locking)}
    last = _last_numbers(writing, subjects)  # a statement of its own: it sees what was committed while this one waited
    return {
        subject: ChainEnd(heads[subject][0], heads[subject][1])
        if subject in heads and _is_whole(subject, *heads[subject], last.get(subject, 0))
        else ChainEnd(max(last.get(subject, 0), heads.get(subject, (0,))[0]), BROKEN)
        for subject in heads.keys() | last.keys()
    }


def _is_whole(subject: Subject, length: int, mac: bytes, seal: bytes, last: int) -> bool:
    return length == last and same(seal, head_seal(subject, length, mac))


def _last_numbers(reading: Session, subjects: Sequence[Subject]) -> dict[Subject, int]:
    kind, subject_id = col(LedgerEntry.subject), col(LedgerEntry.subject_id)
    query = select(kind, subject_id, func.max(col(LedgerEntry.seq)).cast(Integer))
    found = reading.execute(query.where(tuple_(kind, subject_id).in_(subjects)).group_by(kind, subject_id))
    return {Subject(kind, id): last for kind, id, last in found}
