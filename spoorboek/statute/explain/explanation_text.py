"""The text below a plan table: where its dates come from, and the last days to ask others."""

from collections import Counter
from collections.abc import Iterator
from textwrap import wrap

from spoorboek.statute.agenda.step_status import request_by
from spoorboek.statute.explain.explanation import PlanExplainer
from spoorboek.statute.explain.plan_text import align_columns, by_last_date, milestone_label
from spoorboek.statute.explain.sensitivities import common_sensitivity_line
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.plan import Milestone, Plan, last_date
from spoorboek.statute.policy.house_policy import HousePolicy

TEXT_WIDTH = 110  # columns: a terminal or a printed page beside the table above it


def explanation_text(plan: Plan) -> str:
    """Return the explanation of every date of a plan, ordered by last date and wrapped for reading.

    Occurrences of a repeated step that rest on the same rules are explained once.
    """
    return "\n".join(_lines(plan, PlanExplainer(plan)))


def _lines(plan: Plan, explainer: PlanExplainer) -> Iterator[str]:
    rows = explainer.course.book.rows
    group_sizes = Counter(_grouping_key(milestone) for milestone in plan if rows[milestone.key].repeat)
    explained = set()
    yield from ("Uitleg per stap", "", *wrap(common_sensitivity_line(), TEXT_WIDTH))
    for milestone in by_last_date(plan):
        group = _grouping_key(milestone)
        if group in explained:
            continue
        explained |= {group} & group_sizes.keys()
        suffix = f" (en nog {group_sizes[group] - 1} keer, op dezelfde manier geteld)" if group_sizes[group] > 1 else ""
        yield from ("", milestone_label(milestone) + suffix)
        for line in explainer.explain(milestone, common=False).splitlines():
            yield from wrap(line, TEXT_WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _grouping_key(milestone: Milestone) -> tuple[str, tuple[str, ...]]:
    """Return what occurrences that are counted alike have in common: the step and the special rules applied."""
    return milestone.key, tuple(replacement.rule for replacement in milestone.trace or ())


REQUEST_HEADS = ("aanvragen uiterlijk", "stap", "bij", "doorlooptijd", "klaar voor")


def requests_text(plan: Plan, policy: HousePolicy, rules: Rulebook | None = None) -> str:
    """Return an aligned table of what to ask others and by when; empty when there is nothing to ask."""
    rows = sorted(_request_rows(plan, policy, rules), key=lambda row: row[0].split("-")[::-1])
    return "\n".join(align_columns([REQUEST_HEADS, *rows])) if rows else ""


def _request_rows(plan: Plan, policy: HousePolicy, rules: Rulebook | None) -> Iterator[tuple[str, ...]]:
    for milestone in plan:
        step = policy.steps[milestone.key]
        last_day_to_ask, last = request_by(milestone, step), last_date(milestone)
        if step.lead and last_day_to_ask and last and milestone.status in ("gepland", "afgeweken"):
            who = policy.roles[step.lead.role]
            yield (
                f"{last_day_to_ask:%d-%m-%Y}",
                milestone_label(milestone, rules),
                who,
                step.lead.words,
                f"{last:%d-%m-%Y}",
            )
