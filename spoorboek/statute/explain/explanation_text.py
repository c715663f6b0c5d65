"""The explanation of every milestone of a plan, as text beneath its table."""

from collections import Counter
from collections.abc import Iterator
from textwrap import wrap

from spoorboek.statute.explain.explanation import Explainer
from spoorboek.statute.explain.plan_text import label, ordered
from spoorboek.statute.explain.sensitivities import common_line
from spoorboek.statute.plan import Milestone, Plan

WIDTH = 110  # columns: a terminal or a printed page beside the table above it


def explained_text(plan: Plan) -> str:
    """Return where the dates of a plan come from, step by step in the order of the table, wrapped to be read.

    Of what repeats, the occurrences that rest on the same rules are explained once.
    """
    return "\n".join(_lines(plan, Explainer(plan)))


def _lines(plan: Plan, explainer: Explainer) -> Iterator[str]:
    rows = explainer.course.book.rows
    alike = Counter(_kind(milestone) for milestone in plan if rows[milestone.key].repeat)
    told = set()
    yield from ("Uitleg per stap", "", *wrap(common_line(), WIDTH))
    for milestone in ordered(plan):
        kind = _kind(milestone)
        if kind in told:
            continue
        told |= {kind} & alike.keys()
        more = f" (en nog {alike[kind] - 1} keer, op dezelfde manier geteld)" if alike[kind] > 1 else ""
        yield from ("", label(milestone) + more)
        for line in explainer.explain(milestone, common=False).splitlines():
            yield from wrap(line, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _kind(milestone: Milestone) -> tuple[str, tuple[str, ...]]:
    """Name what occurrences that are counted alike have in common: the step, and the special rules it met."""
    return milestone.key, tuple(made.rule for made in milestone.trace or ())
