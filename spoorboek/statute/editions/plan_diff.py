"""What differs between two plans of one case: which steps moved, came, lapsed or were done, and why, in Dutch."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.explain.explanation import PlanExplainer
from spoorboek.statute.explain.plan_text import milestone_label
from spoorboek.statute.facts import StepRef
from spoorboek.statute.law.milestones import Rulebook, rulebook
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.policy.policy_reader import house_policy

ChangeKind = Literal["nieuw", "verschoven", "vervalt", "herleeft", "gedaan", "weer open", "blijft"]
WHOLE_CASE = StepRef("dossier")
REPLACED, LAPSED_LINE = "Bijzondere regel: ", "Vervallen: "
SUMS = ("Uiterlijk: ", "Datum: ", "Streefdatum: ", "Opent: ")
ASIDE = ("Regel: ", "Verandert door: ")  # true of every step under other rules, and no reason for any of them
NOT_COUNTED = re.compile(r"\d+ dag(?:en)? (?:hersteld|verlof)[^;]*? tel(?:t|len) niet mee")
GONE = "Bestaat in het nieuwe plan niet meer."


class StepDates(NamedTuple):
    """The dates of a step; the agreed date of a deviation stands in for the last lawful one."""

    opens_on: date | None = None
    target_on: date | None = None
    due_on: date | None = None

    @property
    def last(self) -> date:
        """Return the date people look at first: the last lawful day, else the target, else the opening."""
        return self.due_on or self.target_on or self.opens_on or date.max


class StepChange(NamedTuple):
    """One step that is different: its dates before and after (None where it is not there), and why, line by line."""

    ref: StepRef
    label: str
    what: ChangeKind
    before: StepDates | None
    after: StepDates | None
    why: tuple[str, ...]

    @property
    def order(self) -> tuple[date, StepRef]:
        """Return what changes are sorted by: the day it is about now, then the step."""
        return (self.after or self.before or StepDates()).last, self.ref


class _Side(NamedTuple):
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

    The rules are those each plan was made with (default: those that come with the product).
    """
    before, after = _side(old, rules_before), _side(new, rules_after or rules_before)
    found = [*_steps(before, after), *_course(old, new)]
    return tuple(sorted(found, key=lambda change: change.order))


def _side(plan: Plan, rules: Rulebook | None) -> _Side:
    return _Side(plan, PlanExplainer(plan, rules or rulebook()), {milestone.ref: milestone for milestone in plan})


def _steps(before: _Side, after: _Side) -> Iterator[StepChange]:
    for ref in before.milestones | after.milestones:
        one, other = before.milestones.get(ref), after.milestones.get(ref)
        what = _what(one, other)
        if what is not None:
            name = (after if other else before).label(ref)
            yield StepChange(
                ref,
                name,
                what,
                one and milestone_dates(one),
                other and milestone_dates(other),
                _why(before, after, ref),
            )


def _what(one: Milestone | None, other: Milestone | None) -> ChangeKind | None:
    """Name what happened to a step; None where nothing that anybody would see."""
    lived, lives = one is not None and one.status != "vervallen", other is not None and other.status != "vervallen"
    if not lived and not lives:
        return None
    if not lives:
        return "vervalt"
    if not lived and other is not None and other.status != "gedaan":
        return "nieuw" if one is None else "herleeft"
    assert other is not None
    if one is None or (one.status == "gedaan") != (other.status == "gedaan"):
        return "gedaan" if other.status == "gedaan" else "weer open"
    same = milestone_dates(one) == milestone_dates(other) and one.variant == other.variant
    return None if same else "verschoven"


def milestone_dates(milestone: Milestone) -> StepDates:
    """Return the dates of a milestone."""
    return StepDates(milestone.opens_on, milestone.target_on, milestone.agreed_on or milestone.due_on)


def _why(before: _Side, after: _Side, ref: StepRef) -> tuple[str, ...]:
    """Return what the new explanation says that the old one did not: what ended, days not counted, rules, sums."""
    if ref not in after.milestones:
        return (_gone(before, after, ref),)
    known = before.lines(ref) if ref in before.milestones else []
    news = [line for line in after.lines(ref) if line not in known and not line.startswith(ASIDE)]
    ended = [f"Niet langer: {line.removeprefix(LAPSED_LINE)}" for line in known if line.startswith(LAPSED_LINE)]
    lapsed = [line for line in news if line.startswith(LAPSED_LINE)]
    explained = [line for kind in (REPLACED, *SUMS) for line in news if line.startswith(kind)]
    skipped = NOT_COUNTED.findall("\n".join(explained))
    fresh = [f"{days}." for days in dict.fromkeys(skipped) if days not in "\n".join(known)]
    said = [*([] if lapsed else ended), *lapsed, *fresh, *explained]
    return tuple([line.removeprefix(LAPSED_LINE).removeprefix(REPLACED) for line in said] or news)


def _gone(before: _Side, after: _Side, ref: StepRef) -> str:
    """Say why a step is not there at all any more: the case ends, it was abolished, or its turn comes too late."""
    closes, course = after.plan.closed_on, after.explainer.course
    row = course.book.rows.get(ref.key)
    if closes and closes != before.plan.closed_on:
        return f"De zaak sluit op {dutch_date(closes)}."
    if row and row.valid_until and row.valid_until < after.plan.facts.first_sick_day:
        return f"'{row.label}' is afgeschaft voor wie ziek wordt na {dutch_date(row.valid_until)}."
    return f"Deze keer valt na {dutch_date(course.runs_until)}." if row and row.repeat else GONE


def _course(old: Plan, new: Plan) -> Iterator[StepChange]:
    """Tell when the case as a whole closes on another day, or another case follows."""
    if old.closed_on != new.closed_on:
        why = house_policy().choice("closing", new.close_reason) if new.close_reason else ""
        yield _of_case("Sluiting van de zaak", old.closed_on, new.closed_on, why)
    if old.next_first_sick_day != new.next_first_sick_day:
        day = new.next_first_sick_day
        text = f"Een nieuwe zaak begint op {dutch_date(day)}." if day else "Er begint geen nieuwe zaak meer."
        yield _of_case("Nieuwe zaak", old.next_first_sick_day, day, text)


def _of_case(name: str, before: date | None, after: date | None, why: str) -> StepChange:
    what: ChangeKind = "verschoven" if before and after else "nieuw" if after else "vervalt"
    one, other = (StepDates(due_on=day) if day else None for day in (before, after))
    return StepChange(WHOLE_CASE, name, what, one, other, (why,) if why else ())
