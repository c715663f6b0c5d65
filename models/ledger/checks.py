"""Check the ledger: each chain to its sealed end, and each row against what the ledger stated of it. In Dutch."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from itertools import groupby
from typing import Any

from sqlalchemy import and_, bindparam, func, select, tuple_
from sqlmodel import Session, col

from models.ledger.coverage import BUREAU, CASE, CONTACT, COVERED, EMPLOYEE, EMPLOYER, HOUSE, THE_HOUSE, Coverage
from models.ledger.digests import Subject, entry_mac, head_seal, same
from models.ledger.entries import DESTROYED, OUTCOME
from models.ledger.stated_rows import (
    READ_AT_ONCE,
    STREAMED,
    StatedRow,
    in_batches,
    load_rows,
    reader_beside,
    stated_rows,
)
from models.tables import WAITING, Case, Document, LedgerEntry, LedgerHead, Message

NOUNS = {EMPLOYEE: "Werknemer", EMPLOYER: "Werkgever", CONTACT: "Contactpersoon", BUREAU: "Bureau"}


def subject_name(subject: Subject, number: str | None = None) -> str:
    """Name a chain in Dutch, without a person: the number of a case (where known), else kind and row number."""
    if subject.kind == HOUSE:
        return "Het huis"
    if subject.kind == CASE:
        return f"Zaak {number}" if number else f"Zaak met rijnummer {subject.id}"
    return f"{NOUNS[subject.kind]} {subject.id}"


def ledger_findings(reading: Session) -> Iterator[str]:
    """Check every chain and every covered row, streaming; yield what is altered, missing or misplaced."""
    yield from chain_findings(reading)
    for covered in COVERED:
        yield from row_findings(reading, covered)
    yield from outcome_findings(reading)


def chain_findings(reading: Session, subjects: Sequence[Subject] | None = None) -> Iterator[str]:
    """Recompute the chains of all subjects, or of these, up to their sealed ends."""
    for subject, entries in read_chains(reading, subjects):
        yield from one_chain_findings(subject, entries)


def read_chains(reading: Session, subjects: Sequence[Subject] | None = None) -> Iterator[tuple[Subject, Iterator[Any]]]:
    """Yield all chains, or those of these subjects, each with its entries in order, streaming.

    Each entry comes with the end that was sealed; a chain that has only an end gives one entry without a `seq`.
    """
    values = None if subjects is None else {"subjects": [tuple(each) for each in subjects]}
    rows = reading.execute(_chain_rows(subjects is not None), values, execution_options=STREAMED)
    for (kind, subject_id), entries in groupby(rows, key=lambda row: (row.of_kind, row.of_id)):
        yield Subject(kind, subject_id), entries


@cache
def _chain_rows(of_subjects: bool) -> Any:
    entries, heads = select(LedgerEntry.__table__), select(LedgerHead.__table__)  # type: ignore[attr-defined]
    if of_subjects:
        subjects: Any = bindparam("subjects", expanding=True)
        entries = entries.where(tuple_(col(LedgerEntry.subject), col(LedgerEntry.subject_id)).in_(subjects))
        heads = heads.where(tuple_(col(LedgerHead.subject), col(LedgerHead.subject_id)).in_(subjects))
    entry, head = entries.subquery(), heads.subquery()
    pair = and_(entry.c.subject == head.c.subject, entry.c.subject_id == head.c.subject_id)
    place = func.coalesce(entry.c.subject, head.c.subject), func.coalesce(entry.c.subject_id, head.c.subject_id)
    ends = head.c.length, head.c.mac.label("end_mac"), head.c.seal
    named = and_(place[0] == CASE, col(Case.id) == place[1])
    columns: Any = (place[0].label("of_kind"), place[1].label("of_id"), col(Case.number).label("number"), *ends)
    query = select(*columns, *entry.c).select_from(head.join(entry, pair, full=True).outerjoin(Case, named))
    return query.order_by(*place, entry.c.seq)


def one_chain_findings(subject: Subject, rows: Iterable[Any]) -> Iterator[str]:
    """Recompute one chain up to its sealed end; yield what is wrong, in Dutch."""
    name, seq, previous, head = "", 0, b"", None
    for row in rows:
        head, name = row, name or subject_name(subject, row.number or _number_in(row))
        if row.seq is None:
            break
        if row.seq != seq + 1:
            yield _gap(name, seq + 1, row.seq - 1)
        elif not same(entry_mac(previous, subject, row.seq, row), row.mac):
            yield f"{name}: regel {row.seq} van het grootboek is gewijzigd of verplaatst (controlegetal klopt niet)."
        seq, previous = row.seq, row.mac
    yield from _end_findings(name, subject, head, seq, previous)


def _gap(name: str, first: int, last: int) -> str:
    lines = f"regel {first} ontbreekt" if first == last else f"regel {first} tot en met {last} ontbreken"
    return f"{name}: in het grootboek {lines}."


def _end_findings(name: str, subject: Subject, head: Any, seq: int, last: bytes) -> Iterator[str]:
    if head.length is None:
        yield f"{name}: de eindstand van het grootboek ontbreekt."
    elif not same(head.seal, head_seal(subject, head.length, head.end_mac)):
        yield f"{name}: de eindstand van het grootboek is gewijzigd."
    elif head.length > seq:
        yield _gap(name, seq + 1, head.length)
    elif head.length < seq or not same(head.end_mac, last):
        yield f"{name}: de laatste regels van het grootboek horen er niet bij; de eindstand telt er {head.length}."


def _number_in(row: Any) -> str | None:
    """Return the number of a case from its own first entry, when its row is not there any more."""
    return row.row_key if row.seq is not None and row.of_table == Case.__tablename__ else None


def row_findings(reading: Session, covered: Coverage) -> Iterator[str]:
    """Compare the rows of a table with what the ledger stated."""
    with reader_beside(reading) as own:
        for batch in in_batches(stated_rows(reading, covered), READ_AT_ONCE):
            for row, problem in _problems(own, covered, batch):
                number = _case_number(own, row.subject) or _stated_number(covered, row)
                yield f"{subject_name(row.subject, number)}: {row_noun(covered, row.row_key)} {problem}."


def _problems(reading: Session, covered: Coverage, batch: Sequence[StatedRow]) -> Iterator[tuple[StatedRow, str]]:
    to_compare = {}
    for row in batch:
        if row.primary_key is None:
            if row.stated != DESTROYED:
                yield row, "ontbreekt"
        elif row.stated is None:
            yield row, "hoort er niet bij: het grootboek kent dit niet"
        elif row.stated != DESTROYED:
            to_compare[row.primary_key] = row
    for loaded in load_rows(reading, covered.table, to_compare):
        for key, content in loaded.items():
            if problem := _content_problem(covered, to_compare[key], content):
                yield to_compare[key], problem


def _content_problem(covered: Coverage, row: StatedRow, content: Any) -> str | None:
    if content is None:
        return "is niet te lezen"
    if is_as_stated(covered, row.digest, content):
        return None
    if not same(row.digest or b"", covered.digest(content)):
        return "is gewijzigd of verwisseld (controlegetal klopt niet)"
    return "heeft een andere inhoud dan is vastgelegd"


def is_as_stated(covered: Coverage, digest: bytes | None, row: Any) -> bool:
    """Tell whether a row holds what the ledger stated of it, a document its content too."""
    whole = not isinstance(row, Document) or sha256(row.content).hexdigest() == row.sha256
    return whole and same(digest or b"", covered.digest(row))


def row_noun(covered: Coverage, row_key: str) -> str:
    """Name a row of a table in Dutch within its chain."""
    return covered.noun if covered.subject_column == "id" else f"{covered.noun} {row_key}"


def _stated_number(covered: Coverage, row: StatedRow) -> str | None:
    return row.row_key if covered.table is Case else None


def _case_number(reading: Session, subject: Subject) -> str | None:
    query = select(col(Case.number)).where(col(Case.id) == subject.id)
    return reading.scalars(query).one_or_none() if subject.kind == CASE else None


def outcome_findings(reading: Session) -> Iterator[str]:
    """Compare what became of each mail with what the ledger stated last: sent, refused, none."""
    row_key = col(LedgerEntry.row_key)
    of_message = col(LedgerEntry.of_table) == Message.__tablename__
    latest = (
        select(row_key, col(LedgerEntry.subject_id), col(LedgerEntry.data)["status"].astext.label("status"))
        .distinct(row_key)
        .where(col(LedgerEntry.kind) == OUTCOME, of_message)
        .order_by(row_key, col(LedgerEntry.seq).desc())
        .subquery()
    )
    chain = func.coalesce(col(Message.case_id), THE_HOUSE.id)
    own = and_(func.concat(col(Message.id)) == latest.c.row_key, chain == latest.c.subject_id)
    stated = func.coalesce(latest.c.status, WAITING)
    columns = col(Message.case_id), col(Case.number), col(Message.id), col(Message.status), stated
    query = select(*columns).outerjoin_from(Message, Case, col(Message.case_id) == col(Case.id))
    query = query.outerjoin(latest, own).where(col(Message.status) != stated)
    for case_id, number, found_id, status, right in reading.execute(query.order_by(col(Message.id))):
        name = subject_name(Subject(CASE, case_id) if case_id else THE_HOUSE, number)
        yield f"{name}: bericht {found_id} staat op '{status}', en volgens het grootboek is het '{right}'."
