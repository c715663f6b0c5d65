"""Show what differs between two plans: as JSON, and as a table in which a run of repeated steps is one row."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from spoorboek.statute.editions.plan_diff import WHOLE_CASE, StepChange, StepDates
from spoorboek.statute.explain.plan_text import align_columns

DIFF_HEADS = ("stap", "was", "wordt", "waarom")
DATE_COLUMN_WORDS = {"opens_on": "vanaf", "target_on": "streef", "due_on": "uiterlijk"}
AFTER_WORDS = {"vervalt": "vervalt", "gedaan": "gedaan", "weer open": "weer open"}
BEFORE_WORDS = {"herleeft": "verviel"}  # the dates it had then say nothing
SHORTEST_RUN = 3  # so many occurrences of a repeated step in a row, changed alike, are one row


def plan_diff_json(changes: Iterable[StepChange]) -> list[dict[str, Any]]:
    """Return changes as JSON: dates as ISO texts, `before` and `after` null where the step is not there."""
    return [
        {
            "step": change.ref.key,
            "occurrence": change.ref.occurrence,
            "label": change.label,
            "change": change.what,
            "before": _json(change.before),
            "after": _json(change.after),
            "why": list(change.why),
        }
        for change in changes
    ]


def plan_diff_rows(changes: Sequence[StepChange]) -> Iterator[tuple[str, str, str, str]]:
    """Walk changes as rows of the table: step, old date, new date, why; of a run the first and the last date."""
    for run in _runs(changes):
        first, last = run[0], run[-1]
        name = first.label if first is last else f"{first.label} t/m {last.ref.occurrence}"
        shown = _shown(first)
        word = "op" if first.ref == WHOLE_CASE else DATE_COLUMN_WORDS[shown]
        before, after = (
            _worded(word, [getattr(side, shown) for side in sides if side])
            for sides in ((first.before, last.before), (first.after, last.after))
        )
        yield (
            name,
            BEFORE_WORDS.get(first.what, before),
            AFTER_WORDS.get(first.what, after),
            first.why[0] if first.why else "",
        )


def plan_diff_text(changes: Sequence[StepChange], nothing: str) -> str:
    """Return changes as an aligned table, or the sentence that says that there are none."""
    return "\n".join(align_columns([DIFF_HEADS, *plan_diff_rows(changes)])) if changes else nothing


def _runs(changes: Sequence[StepChange]) -> Iterator[list[StepChange]]:
    """Join occurrences that follow each other and changed alike; steps in the order of their first date."""
    by_step: dict[str, list[StepChange]] = {}
    for change in changes:
        by_step.setdefault(change.ref.key if change.ref.key != "dossier" else change.label, []).append(change)
    runs = [run for found in by_step.values() for run in _split(sorted(found, key=lambda change: change.ref))]
    yield from sorted(runs, key=lambda run: run[0].order)


def _split(changes: list[StepChange]) -> Iterator[list[StepChange]]:
    run = changes[:1]
    for one, other in pairwise(changes):
        if other.ref.occurrence == one.ref.occurrence + 1 and one.what == other.what:
            run.append(other)
        else:
            yield from _joined(run)
            run = [other]
    yield from _joined(run)


def _joined(run: list[StepChange]) -> Iterator[list[StepChange]]:
    yield from [run] if len(run) >= SHORTEST_RUN else ([change] for change in run)


def _shown(change: StepChange) -> str:
    """Choose the date that tells most: the last one that differs, or the last one there is."""
    sides = [side for side in (change.before, change.after) if side]
    names = [name for name in reversed(DATE_COLUMN_WORDS) if any(getattr(side, name) for side in sides)]
    differ = (name for name in names if len({getattr(side, name) for side in sides}) > 1)
    return next(differ, names[0] if names else "due_on")


def _worded(word: str, days: Iterable[date | None]) -> str:
    written = dict.fromkeys(f"{day:%d-%m-%Y}" for day in days if day)
    return f"{word} {' … '.join(written)}" if written else "-"


def _json(dates: StepDates | None) -> dict[str, str | None] | None:
    if dates is None:
        return None
    return {name: day.isoformat() if day else None for name, day in dates._asdict().items()}
