"""Present a plan: as the JSON of `spoorboek timeline`, and as a text table."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.explain.explanation import PlanExplainer
from spoorboek.statute.law.milestones import Rulebook, rulebook
from spoorboek.statute.plan import Milestone, Plan, deadline
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.timeline.interruptions import sickness_days_of

PLAN_HEADS = ("week", "opent", "streefdatum", "uiterlijk", "mijlpaal", "stand")


def timeline_json(plan: Plan) -> dict[str, Any]:
    """Return the plan as the JSON of `spoorboek timeline`; dates are ISO texts.

    `variant` and `agreed_on` are only present on milestones that have them.
    """
    explainer = PlanExplainer(plan)
    return {
        "rules": plan.rules,
        "effective_first_sick_day": plan.effective_first_sick_day.isoformat(),
        "closed_on": _iso(plan.closed_on),
        "milestones": [_milestone_json(milestone, explainer) for milestone in plan],
    }


def _milestone_json(milestone: Milestone, explainer: PlanExplainer) -> dict[str, Any]:
    row = explainer.course.book.rows[milestone.key]
    extra = {"variant": milestone.variant, "agreed_on": _iso(milestone.agreed_on)}
    return {
        "key": milestone.key,
        "occurrence": milestone.occurrence,
        "label": milestone_label(milestone),
        "force": row.force,
        "opens_on": _iso(milestone.opens_on),
        "target_on": _iso(milestone.target_on),
        "due_on": _iso(milestone.due_on),
        "tolerated_until": _iso(milestone.tolerated_until),
        "status": milestone.status,
        "reason": milestone.reason,
        "basis": [{"article": item.article, "url": item.url, "quote": item.quote} for item in row.basis],
        "explanation": explainer.explain(milestone),
    } | {name: value for name, value in extra.items() if value}


def milestone_label(milestone: Milestone, rules: Rulebook | None = None) -> str:
    """Return the Dutch name of a milestone, with its number when it repeats and its variant when it has one."""
    row = (rules or rulebook()).rows[milestone.key]
    number = f" {milestone.occurrence}" if row.repeats else ""
    return f"{row.label}{number}" + (f" ({milestone.variant})" if milestone.variant else "")


def timeline_text(plan: Plan) -> str:
    """Return the plan as a text table ordered by date, with the key dates of the case above it."""
    sickness_days = sickness_days_of(plan.facts)
    rows = [
        PLAN_HEADS,
        *(_cells(milestone, sickness_days.index(_days(milestone)[-1])) for milestone in by_last_date(plan)),
    ]
    return "\n".join((*_heading(plan), "", *align_columns(rows)))


def by_last_date(plan: Plan) -> list[Milestone]:
    """Return the milestones of a plan in the order of their last date."""
    return sorted(plan, key=lambda milestone: _days(milestone)[-1])


def _heading(plan: Plan) -> Iterator[str]:
    yield f"Eerste ziektedag: {dutch_date(plan.facts.first_sick_day)}"
    if plan.effective_first_sick_day != plan.facts.first_sick_day:
        yield f"Telt als: {dutch_date(plan.effective_first_sick_day)} (dagen hersteld of met verlof tellen niet mee)"
    yield f"Laatste dag van de wachttijd: {dutch_date(plan.wait_ends_on)}"
    if plan.close_reason:
        yield f"Zaak sluit op: {dutch_date(plan.ends_on)} ({house_policy().choice('closing', plan.close_reason)})"
    if plan.next_first_sick_day:
        yield f"Nieuwe zaak vanaf: {dutch_date(plan.next_first_sick_day)}"
    yield f"Regels: {plan.rules}"


def _days(milestone: Milestone) -> list[date]:
    """Return the dates of a milestone in order; an agreed day replaces the last lawful one."""
    days = (milestone.opens_on, milestone.target_on, deadline(milestone))
    return sorted(day for day in days if day)


def _cells(milestone: Milestone, sickness_day: int) -> tuple[str, ...]:
    days = (milestone.opens_on, milestone.target_on, deadline(milestone))
    status = f"{milestone.status}: {milestone.reason}" if milestone.reason else milestone.status
    return (
        str(sickness_day // 7 + 1),
        *(f"{day:%d-%m-%Y}" if day else "-" for day in days),
        milestone_label(milestone),
        status,
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def align_columns(rows: Sequence[Sequence[str]], gap: str = "  ") -> Iterator[str]:
    """Yield the rows as lines with each column as wide as its widest cell; the last column is not padded."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield gap.join(map(str.ljust, row, widths)).rstrip()
