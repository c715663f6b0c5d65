"""Open the ledger, once in the life of a record: close the plain chains as they are, and state every row there is.

In a new record there is nothing to close. In an older one the plain chains are verified first and never rewritten: the
entry that closes them holds their number and last hash, and whether they were whole.
"""

from collections.abc import Iterator

from sqlalchemy import select
from sqlmodel import Session, col

from models.ledger.coverage import CASE, COVERED, THE_HOUSE, Coverage
from models.ledger.digests import Subject, case_seal
from models.ledger.entries import CLOSED, OPENED, OUTCOME, ROW, EntryDraft, append_entries
from models.ledger.stated_rows import READ_AT_ONCE, in_batches, load_rows, primary_key_of, reader_beside
from models.tables import WAITING, Case, Message
from models.verification import plain_chain_findings


def open_ledger(writing: Session) -> list[str]:
    """Open the ledger of a record that had none; return what was wrong with its plain chains, in Dutch."""
    findings = plain_chain_findings(writing)
    broken = {finding.partition(":")[0].removeprefix("Zaak ") for finding in findings}
    count = 0
    with reader_beside(writing) as own:
        for batch in in_batches(_cases(own), READ_AT_ONCE):
            append_entries(writing, [_closing(case, case.number not in broken) for case in batch])
            count += len(batch)
        for covered in COVERED:
            for drafts in in_batches(_statements(own, covered), READ_AT_ONCE):
                append_entries(writing, drafts)
        for drafts in in_batches(_outcomes(own), READ_AT_ONCE):
            append_entries(writing, drafts)
    _seal_cases(writing)
    append_entries(writing, [EntryDraft(THE_HOUSE, OPENED, data={"cases": count, "broken": sorted(broken)})])
    return findings


def _cases(reading: Session) -> Iterator[Case]:
    for case_id in reading.scalars(select(col(Case.id)).order_by(col(Case.id))).all():
        yield reading.get_one(Case, case_id)


def _closing(case: Case, whole: bool) -> EntryDraft:
    ends = {"version": case.version, "event_head": case.event_head.hex()}
    ends |= {"effects": case.effects, "effect_head": case.effect_head.hex()}
    return EntryDraft(Subject(CASE, case.id), CLOSED, data={**ends, "whole": whole})


def _statements(reading: Session, covered: Coverage) -> Iterator[EntryDraft]:
    columns = primary_key_of(covered.table)
    keys = [tuple(key) for key in reading.execute(select(*columns).order_by(*columns))]
    for loaded in load_rows(reading, covered.table, keys):
        for row in loaded.values():
            if row is not None and covered.covers(row):
                yield EntryDraft(covered.subject(row), ROW, covered.name, covered.row_key(row), covered.digest(row))


def _outcomes(reading: Session) -> Iterator[EntryDraft]:
    columns = col(Message.case_id), col(Message.id), col(Message.status)
    for case_id, message_id, status in reading.execute(select(*columns).where(col(Message.status) != WAITING)):
        yield EntryDraft(Subject(CASE, case_id), OUTCOME, "message", str(message_id), data={"status": status})


def _seal_cases(writing: Session) -> None:
    for case in writing.scalars(select(Case).order_by(col(Case.id))):
        case.seal = case_seal(case)
    writing.flush()
