"""See to it that every row the ledger covers gets its entry: whoever writes one through a session, writes both.

Rows are collected as they are flushed; their entries are written in one go before the transaction commits, so that a
chain is locked for milliseconds and each transaction costs four statements. What a savepoint takes back gets no entry.
"""

from typing import Any

from sqlalchemy import event, inspect
from sqlmodel import Session, SQLModel

from models.ledger.coverage import COVERED_BY_TABLE
from models.ledger.entries import ROW, EntryDraft, append_entries

WRITTEN_ROWS = "rows for the ledger"  # in `Session.info`: rows by transaction


def record_row(writing: Session, row: SQLModel) -> None:
    """Record a row that was not written by the session itself, such as one of an INSERT … RETURNING."""
    _written_rows(writing).append(row)


@event.listens_for(Session, "after_flush")
def _collect(writing: Session, _context: Any) -> None:
    changed = [row for row in writing.dirty if type(row) in COVERED_BY_TABLE and _holds_other_values(row)]
    new = [row for row in writing.new if type(row) in COVERED_BY_TABLE]
    if changed or new:
        _written_rows(writing).extend([*new, *changed])


@event.listens_for(Session, "before_commit")
def _write(writing: Session) -> None:
    writing.flush()
    rows = _written_rows(writing)
    if rows:
        unique = list({id(row): row for row in rows}.values())
        rows.clear()
        append_entries(writing, [draft for row in unique for draft in row_drafts(row)])


@event.listens_for(Session, "after_transaction_end")
def _forget(writing: Session, transaction: Any) -> None:
    writing.info.get(WRITTEN_ROWS, {}).pop(transaction, None)


def row_drafts(row: SQLModel) -> list[EntryDraft]:
    """Return the entries that state what a row holds: one for each chain that covers it."""
    return [
        EntryDraft(each.subject(row), ROW, each.name, each.row_key(row), each.digest(row))
        for each in COVERED_BY_TABLE[type(row)]
        if each.covers(row)
    ]


def _holds_other_values(row: SQLModel) -> bool:
    names = {name for each in COVERED_BY_TABLE[type(row)] for name in (*each.key, *each.hashed)}
    names |= {each.subject_column for each in COVERED_BY_TABLE[type(row)] if each.subject_column}
    attributes = inspect(row, raiseerr=True).attrs
    return any(attributes[name].history.has_changes() for name in names)


def _written_rows(writing: Session) -> list[SQLModel]:
    transaction = writing.get_nested_transaction() or writing.get_transaction()
    by_transaction: dict[Any, list[SQLModel]] = writing.info.setdefault(WRITTEN_ROWS, {})
    return by_transaction.setdefault(transaction, [])
