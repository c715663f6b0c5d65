"""Differences between two plans of one case: which steps moved, appeared, lapsed or were done, and why, in Dutch."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.explain.explanation import PlanExplainer
from spoorboek.statute.explain.plan_text import milestone_label
from spoorboek.statute.facts import StepRef
from spoorboek.statute.law.milestones import Rulebook, rulebook
from spoorboek.statute.plan import Milestone, Plan, deadline
from spoorboek.statute.policy.policy_reader import house_policy

ChangeKind = Literal["nieuw", "verschoven", "vervalt", "herleeft", "gedaan", "weer open", "blijft"]
WHOLE_CASE = StepRef("dossier")
REPLACED, LAPSED_LINE = "Bijzondere regel: ", "Vervallen: "
DATE_LINES = ("Uiterlijk: ", "Datum: ", "Streefdatum: ", "Opent: ")
IGNORED_LINES = (
    "Regel: ",
    "Verandert door: ",
)  # these lines differ for every step under other rules, so they are not a reason
NOT_COUNTED = re.compile(r"\d+ dag(?:en)? (?:hersteld|verlof)[^;]*? tel(?:t|len) niet mee")
REMOVED_TEXT = "Bestaat in het nieuwe plan niet meer."


class StepDates(NamedTuple):
    """The dates of a step; the agreed date of a deviation replaces the last lawful one."""

    opens_on: date | None = None
    target_on: date | None = None
    due_on: date | None = None

    @property
    def last(self) -> date:
        """Return the most important date: the last lawful day, else the target, else the opening."""
        return self.due_on or self.target_on or self.opens_on or date.max


class StepChange(NamedTuple):
    """One step that differs: its dates before and after (None where it does not exist), and the reasons, one a line."""

    ref: StepRef
    label: str
    what: ChangeKind
    before: StepDates | None
    after: StepDates | None
    why: tuple[str, ...]

    @property
    def order(self) -> tuple[date, StepRef]:
        """Return the sort key of a change: its new (else old) last date, then the step."""
        return (self.after or self.before or StepDates()).last, self.ref


class _ExplainedPlan(NamedTuple):
    plan: Plan
    explainer: PlanExplainer
    milestones: dict[StepRef, Milestone]

    def label(self, ref: StepRef) -> str:
        return milestone_label(self.milestones[ref], self.explainer.course.book)

    def lines(self, ref: StepRef) -> list[str]:
        return self.explainer.explain(self.milestones[ref]).splitlines()


def plan_diff(
    old: Plan, new: Plan, rules_before: Rulebook | None = None, rules_after: Rulebook | None = None
) -> tuple[StepChange, ...]:
    """Return everything that differs between two plans of one case, ordered by date.

    The rules are those each plan was made with (default: the shipped rules).
    """
    before, after = _explained_plan(old, rules_before), _explained_plan(new, rules_after or rules_before)
    changes = [*_step_changes(before, after), *_case_changes(old, new)]
    return tuple(sorted(changes, key=lambda change: change.order))


def _explained_plan(plan: Plan, rules: Rulebook | None) -> _ExplainedPlan:
    return _ExplainedPlan(
        plan, PlanExplainer(plan, rules or rulebook()), {milestone.ref: milestone for milestone in plan}
    )


def _step_changes(before: _ExplainedPlan, after: _ExplainedPlan) -> Iterator[StepChange]:
    for ref in before.milestones | after.milestones:
        old, new = before.milestones.get(ref), after.milestones.get(ref)
        kind = _change_kind(old, new)
        if kind is not None:
            name = (after if new else before).label(ref)
            yield StepChange(
                ref,
                name,
                kind,
                old and milestone_dates(old),
                new and milestone_dates(new),
                _reasons(before, after, ref),
            )


def _change_kind(old: Milestone | None, new: Milestone | None) -> ChangeKind | None:
    """Return the kind of change of a step; None when nothing visible changed."""
    was_active, is_active = old is not None and old.status != "vervallen", new is not None and new.status != "vervallen"
    if not was_active and not is_active:
        return None
    if not is_active:
        return "vervalt"
    if not was_active and new is not None and new.status != "gedaan":
        return "nieuw" if old is None else "herleeft"
    assert new is not None
    if old is None or (old.status == "gedaan") != (new.status == "gedaan"):
        return "gedaan" if new.status == "gedaan" else "weer open"
    same = milestone_dates(old) == milestone_dates(new) and old.variant == new.variant
    return None if same else "verschoven"


def milestone_dates(milestone: Milestone) -> StepDates:
    """Return the dates of a milestone."""
    return StepDates(milestone.opens_on, milestone.target_on, deadline(milestone))


def _reasons(before: _ExplainedPlan, after: _ExplainedPlan, ref: StepRef) -> tuple[str, ...]:
    """Return what is new in the explanation: what ended, uncounted days, rules and calculations."""
    if ref not in after.milestones:
        return (_removal_reason(before, after, ref),)
    old_lines = before.lines(ref) if ref in before.milestones else []
    new_lines = [line for line in after.lines(ref) if line not in old_lines and not line.startswith(IGNORED_LINES)]
    ended = [f"Niet langer: {line.removeprefix(LAPSED_LINE)}" for line in old_lines if line.startswith(LAPSED_LINE)]
    lapsed = [line for line in new_lines if line.startswith(LAPSED_LINE)]
    explained = [line for kind in (REPLACED, *DATE_LINES) for line in new_lines if line.startswith(kind)]
    uncounted = NOT_COUNTED.findall("\n".join(explained))
    new_uncounted = [f"{days}." for days in dict.fromkeys(uncounted) if days not in "\n".join(old_lines)]
    reasons = [*([] if lapsed else ended), *lapsed, *new_uncounted, *explained]
    return tuple([line.removeprefix(LAPSED_LINE).removeprefix(REPLACED) for line in reasons] or new_lines)


def _removal_reason(before: _ExplainedPlan, after: _ExplainedPlan, ref: StepRef) -> str:
    """Return why a step is gone: the case closes, what it is part of lapsed, it was abolished, or it is too late."""
    closed_on, course = after.plan.closed_on, after.explainer.course
    row = course.book.rows.get(ref.key)
    if closed_on and closed_on != before.plan.closed_on:
        return f"De zaak sluit op {dutch_date(closed_on)}."
    parent = after.milestones.get(StepRef(row.part_of)) if row and row.part_of else None
    if parent and parent.status == "vervallen" and parent.reason:
        return parent.reason
    if row and row.valid_until and row.valid_until < after.plan.facts.first_sick_day:
        return f"'{row.label}' is afgeschaft voor wie ziek wordt na {dutch_date(row.valid_until)}."
    return f"Deze keer valt na {dutch_date(course.last_repeat_day)}." if row and row.repeat else REMOVED_TEXT


def _case_changes(old: Plan, new: Plan) -> Iterator[StepChange]:
    """Yield changes of the case as a whole: another closing day, or another next case."""
    if old.closed_on != new.closed_on:
        why = house_policy().choice("closing", new.close_reason) if new.close_reason else ""
        yield _case_change("Sluiting van de zaak", old.closed_on, new.closed_on, why)
    if old.next_first_sick_day != new.next_first_sick_day:
        day = new.next_first_sick_day
        text = f"Een nieuwe zaak begint op {dutch_date(day)}." if day else "Er begint geen nieuwe zaak meer."
        yield _case_change("Nieuwe zaak", old.next_first_sick_day, day, text)


def _case_change(name: str, before: date | None, after: date | None, why: str) -> StepChange:
    kind: ChangeKind = "verschoven" if before and after else "nieuw" if after else "vervalt"
    old_dates, new_dates = (StepDates(due_on=day) if day else None for day in (before, after))
    return StepChange(WHOLE_CASE, name, kind, old_dates, new_dates, (why,) if why else ())
