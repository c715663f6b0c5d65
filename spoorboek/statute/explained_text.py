"""The explanation of every milestone of a plan, as text beneath its table."""

from collections import Counter
from collections.abc import Iterator

from .explain import Explainer
from .plan import Plan
from .present import label
from .table import Rulebook


def explained_text(plan: Plan, rules: Rulebook | None = None) -> str:
    """Return where every date of a plan comes from; of what repeats the first time, the others count the same way."""
    return "\n".join(_lines(plan, Explainer(plan, rules)))


def _lines(plan: Plan, explainer: Explainer) -> Iterator[str]:
    rows, times = explainer.course.book.rows, Counter(milestone.key for milestone in plan)
    yield "Uitleg per mijlpaal"
    for milestone in plan:
        rhythm = rows[milestone.key].repeat is not None
        if rhythm and milestone.occurrence > 1:
            continue
        more = f" (en nog {times[milestone.key] - 1} keer, op dezelfde manier geteld)" if rhythm else ""
        yield from ("", label(milestone, explainer.course.book) + more)
        yield from (f"  {line}" for line in explainer.explain(milestone).splitlines())
