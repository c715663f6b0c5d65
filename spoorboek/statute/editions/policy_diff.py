"""What a house would do otherwise for the steps of a case under another house policy."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Plan
from spoorboek.statute.policy.house_policy import HousePolicy, Ladder, StepPolicy
from spoorboek.statute.timeline.course import days_in_words

POLICY_DATES = {"target_on": "streefdatum", "due_on": "uiterste datum"}
NATURE_WORDS = {
    "task": "een taak die te laat kan zijn",
    "date": "een datum die alleen komt",
    "window": "een mogelijkheid",
}
FLAG_WORDS = {
    "asks": "wordt nagevraagd bij overname",
    "superseded": "eindigt als de volgende keer begint",
    "refers": "vraagt bureaus",
    "holds": "houdt de sluiting tegen",
}


class PolicyChange(NamedTuple):
    """What the house no longer does for a step and does in its place; `ref`: the first that is still to come."""

    ref: StepRef
    label: str
    was: tuple[str, ...]
    becomes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the change as it stands in an event."""
        return {"step": self.ref.key, "occurrence": self.ref.occurrence, "was": [*self.was], "becomes": [*self.becomes]}


def policy_diff(plan: Plan, old: HousePolicy, new: HousePolicy) -> Iterator[PolicyChange]:
    """Walk what changes for the steps of a plan that are still to be done, one change per milestone."""
    first: dict[str, StepRef] = {}
    for milestone in plan:
        if milestone.status in ("gepland", "afgeweken"):
            first.setdefault(milestone.key, milestone.ref)
    for key, ref in first.items():
        before = policy_lines(old, old.steps[key]) if key in old.steps else []
        after = policy_lines(new, new.steps[key])
        if before != after:
            was = tuple(line for line in before if line not in after)
            yield PolicyChange(ref, new.steps[key].label, was, tuple(line for line in after if line not in before))


def policy_lines(house: HousePolicy, step: StepPolicy) -> list[str]:
    """Word how a house handles a step, one line for each thing it does."""
    lines = [NATURE_WORDS[step.nature], *(text for flag, text in FLAG_WORDS.items() if getattr(step, flag))]
    for paper in step.papers:
        lines.append(f"{house.documents[paper.document]} aan {house.roles[paper.to]}")
    for each in step.reminders:
        lines.append(
            f"herinnering {days_in_words(timedelta(each.days))} vóór de {POLICY_DATES[each.before]} aan "
            f"{house.roles[each.to]}"
        )
    if step.lead:
        lines.append(f"vraagt {house.roles[step.lead.role]} op tijd: {step.lead.words}")
    return lines + (_rungs(house, step.ladder) if step.ladder else [])


def _rungs(house: HousePolicy, ladder: Ladder) -> list[str]:
    return [
        f"escalatie {days_in_words(timedelta(rung.days))} na de {POLICY_DATES[ladder.after]} aan {house.roles[rung.to]}"
        for rung in ladder.rungs
    ]
