"""Present the differences between two plans: as JSON, and as a table in which a run of repeated steps is one row."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from spoorboek.statute.editions.plan_diff import WHOLE_CASE, StepChange, StepDates
from spoorboek.statute.explain.plan_text import align_columns

DIFF_HEADS = ("stap", "was", "wordt", "waarom")
DATE_COLUMN_WORDS = {"opens_on": "vanaf", "target_on": "streef", "due_on": "uiterlijk"}
AFTER_WORDS = {"vervalt": "vervalt", "gedaan": "gedaan", "weer open": "weer open"}
BEFORE_WORDS = {"herleeft": "verviel"}  # the dates it had before it lapsed are not shown
SHORTEST_RUN = 3  # as many consecutive occurrences with the same kind of change are shown as one row


def plan_diff_json(changes: Iterable[StepChange]) -> list[dict[str, Any]]:
    """Return changes as JSON: dates as ISO texts, `before` and `after` null where the step does not exist."""
    return [
        {
            "step": change.ref.key,
            "occurrence": change.ref.occurrence,
            "label": change.label,
            "change": change.what,
            "before": _dates_json(change.before),
            "after": _dates_json(change.after),
            "why": list(change.why),
        }
        for change in changes
    ]


def plan_diff_rows(changes: Sequence[StepChange]) -> Iterator[tuple[str, str, str, str]]:
    """Yield changes as table rows: step, old date, new date, reason; for a run of steps the first and the last date."""
    for run in _runs(changes):
        first, last = run[0], run[-1]
        name = first.label if first is last else f"{first.label} t/m {last.ref.occurrence}"
        shown_date = _shown_date(first)
        word = "op" if first.ref == WHOLE_CASE else DATE_COLUMN_WORDS[shown_date]
        before, after = (
            _date_cell(word, [getattr(side, shown_date) for side in sides if side])
            for sides in ((first.before, last.before), (first.after, last.after))
        )
        yield (
            name,
            BEFORE_WORDS.get(first.what, before),
            AFTER_WORDS.get(first.what, after),
            first.why[0] if first.why else "",
        )


def plan_diff_text(changes: Sequence[StepChange], nothing: str) -> str:
    """Return changes as an aligned table, or the text `nothing` when there are none."""
    return "\n".join(align_columns([DIFF_HEADS, *plan_diff_rows(changes)])) if changes else nothing


def _runs(changes: Sequence[StepChange]) -> Iterator[list[StepChange]]:
    """Join consecutive occurrences with the same kind of change; ordered by their first date."""
    by_step: dict[str, list[StepChange]] = {}
    for change in changes:
        by_step.setdefault(change.ref.key if change.ref.key != "dossier" else change.label, []).append(change)
    runs = [
        run
        for changes_of_step in by_step.values()
        for run in _split_into_runs(sorted(changes_of_step, key=lambda change: change.ref))
    ]
    yield from sorted(runs, key=lambda run: run[0].order)


def _split_into_runs(changes: list[StepChange]) -> Iterator[list[StepChange]]:
    run = changes[:1]
    for previous, change in pairwise(changes):
        if change.ref.occurrence == previous.ref.occurrence + 1 and previous.what == change.what:
            run.append(change)
        else:
            yield from _whole_or_single(run)
            run = [change]
    yield from _whole_or_single(run)


def _whole_or_single(run: list[StepChange]) -> Iterator[list[StepChange]]:
    yield from [run] if len(run) >= SHORTEST_RUN else ([change] for change in run)


def _shown_date(change: StepChange) -> str:
    """Return the name of the date to show: the last one that differs, else the last one there is."""
    sides = [side for side in (change.before, change.after) if side]
    names = [name for name in reversed(DATE_COLUMN_WORDS) if any(getattr(side, name) for side in sides)]
    differ = (name for name in names if len({getattr(side, name) for side in sides}) > 1)
    return next(differ, names[0] if names else "due_on")


def _date_cell(word: str, days: Iterable[date | None]) -> str:
    texts = dict.fromkeys(f"{day:%d-%m-%Y}" for day in days if day)
    return f"{word} {' … '.join(texts)}" if texts else "-"


def _dates_json(dates: StepDates | None) -> dict[str, str | None] | None:
    if dates is None:
        return None
    return {name: day.isoformat() if day else None for name, day in dates._asdict().items()}
