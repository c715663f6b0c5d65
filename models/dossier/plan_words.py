"""The words of what employer and employee agreed: sealed, beside the events that hold its codes and days."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlmodel import Session, col, select

from models.tables import PlanWords


def add_words(writing: Session, case_id: int, seq: int, words: Mapping[str, str]) -> None:
    """Store the words of one event."""
    writing.add(PlanWords(case_id=case_id, seq=seq, content=json.dumps(dict(words), ensure_ascii=False)))
    writing.flush()


def read_words(reading: Session, case_id: int, events: Collection[int]) -> Mapping[str, str]:
    """Return the words of these events by name, each laid over those before it; what was emptied is left out."""
    query = select(PlanWords).where(PlanWords.case_id == case_id, col(PlanWords.seq).in_(events))
    said = {row.seq: json.loads(row.content) for row in reading.exec(query)}
    laid = {name: text for seq in events for name, text in said.get(seq, {}).items()}
    return {name: text for name, text in laid.items() if text}


def all_words(reading: Session, case_id: int) -> list[dict[str, Any]]:
    """List what was told of a case in words, the oldest first."""
    query = select(PlanWords).where(PlanWords.case_id == case_id).order_by(col(PlanWords.seq))
    return [{"dag": row.recorded_at.date(), "inhoud": json.loads(row.content)} for row in reading.exec(query)]
