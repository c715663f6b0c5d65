"""Compare the record with an anchor: nothing that was recorded before it may be changed or gone.

Only an anchor shows that a whole chain was put back to an earlier state of itself: every hash in it is right. A restore
from a backup does that too; it is an entry of its own, and explains what is missing since.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from models.ledger.anchors import HASH_BYTES, Anchor, ChainsOf
from models.ledger.checks import subject_name
from models.ledger.coverage import CASE, THE_HOUSE
from models.ledger.digests import Subject
from models.ledger.entries import RESTORED
from models.ledger.stated_rows import READ_AT_ONCE
from models.tables import CaseEffect, CaseEvent, LedgerEntry

CHAIN_WORDS = ("regels van het grootboek", "de gebeurtenissen", "de handelingen")
Position = tuple[str, int, int, int]  # kind and id of the subject, which of its chains, number of the entry


class NotedRestore(NamedTuple):
    """A restore: when it was recorded, and when the backup was made."""

    at: datetime
    backup_made_at: datetime


class Comparison(NamedTuple):
    """What changed before an anchor (in Dutch), and which chains a restore explains (names in Dutch)."""

    findings: list[str]
    explained: list[str]


def restores(reading: Session) -> list[NotedRestore]:
    """List the restores of this record, oldest first."""
    of_house = col(LedgerEntry.subject) == THE_HOUSE.kind, col(LedgerEntry.kind) == RESTORED
    columns = col(LedgerEntry.recorded_at), col(LedgerEntry.data)["backup_made_at"].astext
    found = reading.execute(select(*columns).where(*of_house).order_by(col(LedgerEntry.seq)))
    return [NotedRestore(at, datetime.fromisoformat(made_at)) for at, made_at in found]


def compare_with(reading: Session, anchor: Anchor) -> Comparison:
    """Compare the record, in the snapshot of this session, with an anchor.

    Together with the checks of `verify_record` this proves the past: the hash at an anchored end covers all before it.
    """
    anchored = {(*each.subject, place): end for each in anchor.chains for place, end in enumerate(each.ends)}
    unchanged = _unchanged(reading, {(*key, length): half for key, (length, half) in anchored.items()})
    explaining = [each for each in restores(reading) if each.backup_made_at < anchor.made_at < each.at]
    findings, explained = [], []
    for chains in anchor.chains:
        for place, (length, _) in enumerate(chains.ends):
            if length == 0 or (*chains.subject, place, length) in unchanged:
                continue
            name = subject_name(chains.subject, chains.number)
            if any(_restored_shorter(reading, chains.subject, place, length, each) for each in explaining):
                explained.append(name)
            else:
                findings.append(_finding(reading, name, chains, place))
    return Comparison(findings, sorted(set(explained)))


def _unchanged(reading: Session, wanted: Mapping[Position, str]) -> set[Position]:
    """Return the anchored ends that stand in the record as they stood, reading each chain once."""
    found = set()
    for kind, subject_id, place, seq, value in _all_entries(reading):
        position = kind, subject_id, place, seq
        if wanted.get(position) == bytes(value)[:HASH_BYTES].hex():
            found.add(position)
    return found


def _all_entries(reading: Session) -> Iterator[tuple[str, int, int, int, bytes]]:
    ledger: list[Any] = [LedgerEntry.subject, LedgerEntry.subject_id, LedgerEntry.seq, LedgerEntry.mac]
    streamed = {"yield_per": READ_AT_ONCE}
    for kind, subject_id, seq, mac in reading.execute(select(*ledger).execution_options(**streamed)):
        yield kind, subject_id, 0, seq, mac
    tables: tuple[Any, ...] = (CaseEvent, CaseEffect)
    for place, table in enumerate(tables, 1):
        columns = [table.case_id, table.seq, table.hash]
        for case_id, seq, value in reading.execute(select(*columns).execution_options(**streamed)):
            yield CASE, case_id, place, seq, value


def _restored_shorter(reading: Session, subject: Subject, place: int, length: int, restore: NotedRestore) -> bool:
    """Tell whether a chain had fewer entries than the anchor says when the record was restored."""
    return _length_at(reading, subject, place, restore.at) < length


def _length_at(reading: Session, subject: Subject, place: int, at: datetime | None = None) -> int:
    table: Any = (LedgerEntry, CaseEvent, CaseEffect)[place]
    query = select(func.coalesce(func.max(table.seq), 0))
    if place == 0:
        query = query.where(table.subject == subject.kind, table.subject_id == subject.id)
    else:
        query = query.where(table.case_id == subject.id)
    return int(reading.execute(query if at is None else query.where(table.recorded_at <= at)).scalar_one())


def _finding(reading: Session, name: str, chains: ChainsOf, place: int) -> str:
    """Say what is not as the anchor says."""
    length = chains.ends[place][0]
    present = _length_at(reading, chains.subject, place)
    if present == 0:
        return f"{name}: {CHAIN_WORDS[place]} van vóór het anker ({length}) zijn verdwenen."
    if present < length:
        return f"{name}: {CHAIN_WORDS[place]} telden er bij het anker {length}, en nu {present}."
    return f"{name}: {CHAIN_WORDS[place]} van vóór het anker zijn vervangen (nummer {length} is een ander)."
