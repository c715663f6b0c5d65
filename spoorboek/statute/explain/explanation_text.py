"""What stands beneath the table of a plan: where its dates come from, and what must be asked of others by when."""

from collections import Counter
from collections.abc import Iterator
from textwrap import wrap

from spoorboek.statute.agenda.step_status import last_date, request_by
from spoorboek.statute.explain.explanation import PlanExplainer
from spoorboek.statute.explain.plan_text import align_columns, by_last_date, milestone_label
from spoorboek.statute.explain.sensitivities import common_sensitivity_line
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.policy.house_policy import HousePolicy

TEXT_WIDTH = 110  # columns: a terminal or a printed page beside the table above it


def explanation_text(plan: Plan) -> str:
    """Return where the dates of a plan come from, step by step in the order of the table, wrapped to be read.

    Of what repeats, the occurrences that rest on the same rules are explained once.
    """
    return "\n".join(_lines(plan, PlanExplainer(plan)))


def _lines(plan: Plan, explainer: PlanExplainer) -> Iterator[str]:
    rows = explainer.course.book.rows
    alike = Counter(_kind(milestone) for milestone in plan if rows[milestone.key].repeat)
    explained = set()
    yield from ("Uitleg per stap", "", *wrap(common_sensitivity_line(), TEXT_WIDTH))
    for milestone in by_last_date(plan):
        kind = _kind(milestone)
        if kind in explained:
            continue
        explained |= {kind} & alike.keys()
        more = f" (en nog {alike[kind] - 1} keer, op dezelfde manier geteld)" if alike[kind] > 1 else ""
        yield from ("", milestone_label(milestone) + more)
        for line in explainer.explain(milestone, common=False).splitlines():
            yield from wrap(line, TEXT_WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _kind(milestone: Milestone) -> tuple[str, tuple[str, ...]]:
    """Name what occurrences that are counted alike have in common: the step, and the special rules it met."""
    return milestone.key, tuple(made.rule for made in milestone.trace or ())


REQUEST_HEADS = ("aanvragen uiterlijk", "stap", "bij", "doorlooptijd", "klaar voor")


def requests_text(plan: Plan, policy: HousePolicy, rules: Rulebook | None = None) -> str:
    """Return an aligned table of what must be asked by when; empty when nothing must."""
    rows = sorted(_rows(plan, policy, rules), key=lambda row: row[0].split("-")[::-1])
    return "\n".join(align_columns([REQUEST_HEADS, *rows])) if rows else ""


def _rows(plan: Plan, policy: HousePolicy, rules: Rulebook | None) -> Iterator[tuple[str, ...]]:
    for milestone in plan:
        step = policy.steps[milestone.key]
        ask, last = request_by(milestone, step), last_date(milestone)
        if step.lead and ask and last and milestone.status in ("gepland", "afgeweken"):
            who = policy.roles[step.lead.role]
            yield f"{ask:%d-%m-%Y}", milestone_label(milestone, rules), who, step.lead.words, f"{last:%d-%m-%Y}"
