"""Keep what a check found: what is new, what came back, what is repaired. A second check of a day changes nothing."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_update
from sqlmodel import Session, col

from models.tables import OPEN, Case, RivCheck, RivFinding
from spoorboek.statute.dossier.dossier_findings import DossierFinding
from tasks.dossiers.checking import CheckedCase

Key = tuple[int, str, str]  # case, code, subject


class KeptChanges(NamedTuple):
    """How many findings are new, and how many are repaired."""

    found: int
    repaired: int


def keep_findings(writing: Session, checked: Sequence[CheckedCase], on: date) -> KeptChanges:
    """Keep what was found in some cases on a day; a finding that was repaired and is found again is a new one."""
    computed = [each for each in checked if each.plan is not None]
    ids = [each.case_id for each in computed]
    kept = _kept(writing, ids)
    first = {*ids} - {*writing.scalars(select(col(RivCheck.case_id)).where(col(RivCheck.case_id).in_(ids)))}
    standing = {key: row for key, rows in kept.items() for row in rows if row.closed_on is None}
    found = {(each.case_id, it.code, it.subject): it for each in computed for it in each.findings}
    new = [_row(key, it, on, len(kept.get(key, ())) + 1, first) for key, it in found.items() if key not in standing]
    if new:
        writing.execute(insert(RivFinding), new)
    gone = [row for key, row in standing.items() if key not in found]
    for row in gone:
        row.closed_on = on
    for key, row in standing.items():
        if key in found:
            now = found[key]
            row.since, row.helps_until, row.sentence = now.since, now.helps_until, now.sentence
    _mark(writing, ids, on)
    writing.flush()
    return KeptChanges(len(new), len(gone))


def close_findings_of_closed_cases(writing: Session, on: date) -> int:
    """Close the findings of cases that are closed: nothing is asked of them any more; return how many."""
    closed = select(col(Case.id)).where(col(Case.status) != OPEN)
    standing = select(col(RivFinding.id)).where(
        col(RivFinding.closed_on).is_(None), col(RivFinding.case_id).in_(closed)
    )
    ids = writing.scalars(standing).all()
    if ids:
        writing.execute(update(RivFinding).where(col(RivFinding.id).in_(ids)).values(closed_on=on))
    return len(ids)


def repaired_findings(reading: Session, case_id: int) -> list[tuple[str, str, date]]:
    """List what was found about a dossier and is repaired: code, subject and the day, the last one first."""
    columns = select(col(RivFinding.code), col(RivFinding.subject), col(RivFinding.closed_on))
    query = columns.where(col(RivFinding.case_id) == case_id, col(RivFinding.closed_on).is_not(None))
    rows = reading.execute(query.order_by(col(RivFinding.closed_on).desc(), col(RivFinding.id).desc()))
    return [(code, subject, on) for code, subject, on in rows if on]


def _kept(reading: Session, cases: Collection[int]) -> Mapping[Key, list[RivFinding]]:
    found: dict[Key, list[RivFinding]] = {}
    for row in reading.scalars(select(RivFinding).where(col(RivFinding.case_id).in_(cases))):
        found.setdefault((row.case_id, row.code, row.subject), []).append(row)
    return found


def _row(key: Key, finding: DossierFinding, on: date, times: int, first: Collection[int]) -> dict[str, object]:
    case_id, code, subject = key
    told = {"since": finding.since, "helps_until": finding.helps_until, "sentence": finding.sentence}
    about = {"case_id": case_id, "code": code, "subject": subject, "times": times}
    return {**about, **told, "found_on": on, "baseline": case_id in first, "rung": 0}


def _mark(writing: Session, cases: Collection[int], on: date) -> None:
    if cases:
        rows = [{"case_id": case_id, "first_on": on, "checked_on": on} for case_id in cases]
        marking = insert_or_update(RivCheck).values(rows)
        writing.execute(marking.on_conflict_do_update(index_elements=["case_id"], set_={"checked_on": on}))
