"""Show what another edition does to one case: as JSON, and as lines for people."""

from collections.abc import Iterable, Iterator
from typing import Any

from spoorboek.statute.editions.edition import Edition
from spoorboek.statute.editions.migration import Migration
from spoorboek.statute.editions.plan_diff_text import DIFF_HEADS, plan_diff_json, plan_diff_rows
from spoorboek.statute.editions.policy_diff import PolicyChange
from spoorboek.statute.explain.plan_text import align_columns


def migration_json(migration: Migration) -> dict[str, Any]:
    """Return a migration as JSON; `late_at_once` lists steps as [key, occurrence]."""
    return {
        "changes": plan_diff_json(migration.changes),
        "kept": plan_diff_json(migration.kept),
        "policy": [change.as_json() for change in migration.policy],
        "withdrawn": [each.as_json() for each in migration.withdrawn],
        "late_at_once": [list(ref) for ref in migration.late_at_once],
    }


def migration_lines(migration: Migration, new: Edition) -> Iterator[str]:
    """Walk the lines that tell a migration: what moves and stays, what the house does otherwise, what is withdrawn."""
    if migration.changes or migration.kept:
        rows = [*plan_diff_rows(migration.changes), *_kept_rows(migration)]
        yield from align_columns([DIFF_HEADS, *rows])
    yield from _policy_lines(migration.policy)
    for each in migration.withdrawn:
        holds = f"nu {each.now:%d-%m-%Y}" if each.now else "die vervalt"
        yield f"In te trekken: {new.house.effect_name(each.key)} (ging over {each.told_date:%d-%m-%Y}, {holds})."
    for ref in migration.late_at_once:
        yield f"Let op: {new.rules.rows[ref.key].label} zou meteen te laat zijn."


def _policy_lines(changes: Iterable[PolicyChange]) -> Iterator[str]:
    """Walk what the house does otherwise, one block for all steps of which it does the same otherwise."""
    alike: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for change in changes:
        alike.setdefault((change.was, change.becomes), []).append(change.label)
    for (was, becomes), labels in alike.items():
        yield f"Huisbeleid, {'; '.join(labels)}:"
        yield from (f"  niet meer: {line}." for line in was)
        yield from (f"  voortaan: {line}." for line in becomes)


def _kept_rows(migration: Migration) -> Iterator[tuple[str, str, str, str]]:
    """Walk the rows of what keeps its dates, with what the new rules would have made of them."""
    for name, was, would, why in plan_diff_rows(migration.kept):
        yield name, was, was, f"{why} Onder de nieuwe regels: {would}." if would != "-" else why
