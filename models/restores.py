"""Restores from a backup: record one, and find the lost time that still matters."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from models.tables import CaseEffect, Restore
from spoorboek.statute.actions import EffectKey, Record

REENTRY_DAYS = timedelta(days=14)  # calendar days in which people enter again what was lost


def append_restore(
    writing: Session, backup_at: datetime, restored_at: datetime, from_day: date, until_day: date, actor: str
) -> Restore:
    """Record that this record was restored: what was done from the backup until now is lost here."""
    restore = Restore(backup_at=backup_at, restored_at=restored_at, from_day=from_day, until_day=until_day, actor=actor)
    writing.add(restore)
    writing.flush()
    return restore


def restore_in_mind(reading: Session, on: date) -> Restore | None:
    """Return the last restore while people may still enter again what it lost, on a day; None otherwise."""
    last = reading.scalars(select(Restore).order_by(col(Restore.id).desc()).limit(1)).one_or_none()
    return last if last is not None and on <= last.until_day + REENTRY_DAYS else None


def record_before_restore(reading: Session, case_id: int, record: Record, restore: Restore) -> Record:
    """Return what is known of a case now, with only the effects that the backup held."""
    since = select(*(getattr(CaseEffect, name) for name in EffectKey._fields)).where(
        col(CaseEffect.case_id) == case_id, col(CaseEffect.recorded_at) > restore.restored_at
    )
    later = {EffectKey(*row) for row in reading.execute(since)}
    return Record(record.events, {key: effect for key, effect in record.effects.items() if key not in later})
