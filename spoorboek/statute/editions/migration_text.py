"""Present the migration of one case: as JSON, and as lines of text."""

from collections.abc import Iterable, Iterator
from typing import Any

from spoorboek.statute.editions.edition import Edition
from spoorboek.statute.editions.migration import Migration
from spoorboek.statute.editions.plan_diff_text import DIFF_HEADS, plan_diff_json, plan_diff_rows
from spoorboek.statute.editions.policy_diff import PolicyChange
from spoorboek.statute.explain.plan_text import align_columns


def migration_json(migration: Migration) -> dict[str, Any]:
    """Return a migration as JSON; `late_at_once`, and `questions` if there are any, list steps as [key, occurrence]."""
    return {
        "changes": plan_diff_json(migration.changes),
        "kept": plan_diff_json(migration.kept),
        "policy": [change.as_json() for change in migration.policy],
        "withdrawn": [retraction.as_json() for retraction in migration.withdrawn],
        "late_at_once": [list(ref) for ref in migration.late_at_once],
    } | ({"questions": [list(ref) for ref in migration.questions]} if migration.questions else {})


def migration_lines(migration: Migration, new: Edition) -> Iterator[str]:
    """Yield the lines of a migration: moved and kept steps, changed house policy, messages to retract."""
    if migration.changes or migration.kept:
        rows = [*plan_diff_rows(migration.changes), *_kept_rows(migration)]
        yield from align_columns([DIFF_HEADS, *rows])
    yield from _policy_lines(migration.policy)
    for item in migration.withdrawn:
        now = f"nu {item.new_date:%d-%m-%Y}" if item.new_date else "die vervalt"
        yield f"In te trekken: {new.house.effect_name(item.key)} (ging over {item.old_date:%d-%m-%Y}, {now})."
    if migration.questions:
        labels = "; ".join(dict.fromkeys(new.rules.rows[ref.key].label for ref in migration.questions))
        yield f"Onbeantwoord, de ladder telt vanaf vandaag: {labels}."
    for ref in migration.late_at_once:
        yield f"Let op: {new.rules.rows[ref.key].label} zou meteen te laat zijn."


def _policy_lines(changes: Iterable[PolicyChange]) -> Iterator[str]:
    """Yield the changes of house policy, one block for all steps with the same change."""
    labels_by_change: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for change in changes:
        labels_by_change.setdefault((change.was, change.becomes), []).append(change.label)
    for (was, becomes), labels in labels_by_change.items():
        yield f"Huisbeleid, {'; '.join(labels)}:"
        yield from (f"  niet meer: {line}." for line in was)
        yield from (f"  voortaan: {line}." for line in becomes)


def _kept_rows(migration: Migration) -> Iterator[tuple[str, str, str, str]]:
    """Yield the table rows of steps that keep their dates, with the dates the new rules would have given."""
    for name, old_dates, new_dates, why in plan_diff_rows(migration.kept):
        yield name, old_dates, old_dates, f"{why} Onder de nieuwe regels: {new_dates}." if new_dates != "-" else why
