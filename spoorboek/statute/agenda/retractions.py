"""What people were told about a date that no longer holds since the rules changed, and taking it back."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from spoorboek.statute.actions import Action, Effect, EffectKey, Record
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.policy.house_policy import DateAnchor, HousePolicy

NEW_RULES = "nieuwe_regels"


class Retraction(NamedTuple):
    """A reminder, mark or escalation that is taken back: the date it was about, the date that holds now (or none).

    `to`: who is told; None where nobody was, or where a later message of the same step says so already.
    """

    key: EffectKey
    told_date: date
    now: date | None
    to: str | None

    def as_json(self) -> dict[str, Any]:
        """Return the withdrawal as it stands in the event."""
        now = self.now.isoformat() if self.now else None
        return {**self.key._asdict(), "told": self.told_date.isoformat(), "now": now, "to": self.to}


def find_retractions(before: Plan, after: Plan, record: Record, house: HousePolicy, on: date) -> list[Retraction]:
    """List what was told about dates of `before` that `after` no longer has, of steps that are not done."""
    old, new = ({milestone.ref: milestone for milestone in plan} for plan in (before, after))
    found: dict[tuple[StepRef, str | None], Retraction] = {}
    listed = []
    for effect in record.effects.values():
        ref = StepRef(effect.key.step, effect.key.occurrence)
        taken = _taken_back(effect, old.get(ref), new.get(ref), house, on) if ref not in after.facts.done else None
        if taken is not None:
            listed.append(taken)
            found[ref, taken.to] = taken
    newest = {each.key for each in found.values()}
    return [each if each.key in newest else each._replace(to=None) for each in listed]


def retraction_actions(index: RecordIndex, on: date) -> Iterator[Action]:
    """Take back what a change of rules made untrue, each once."""
    for item in index.withdrawn:
        name = f"{item['kind']}:{item['name']}"
        ref = StepRef(item["step"], item["occurrence"])
        if index.effect(ref, "withdrawal", name, item["attempt"]) is None:
            detail = {"why": NEW_RULES, "told": item["told"], "now": item["now"]} | (
                {"to": item["to"]} if item["to"] else {}
            )
            yield Action(on, "withdrawal", *ref, name, item["attempt"], detail)


def _taken_back(
    effect: Effect, old: Milestone | None, new: Milestone | None, house: HousePolicy, on: date
) -> Retraction | None:
    """Return the withdrawal of one effect, when it was about a date of the old plan that the new one does not have."""
    subject = _subject(effect, house)
    if subject is None or old is None or old.status == "vervallen" or _anchor(old, subject[0]) != subject[1]:
        return None
    name, told_date = subject
    now = _anchor(new, name) if new is not None and new.status != "vervallen" else None
    still_passed = effect.key.kind != "reminder" and now is not None and now < on
    holds = now == told_date or still_passed
    return None if holds else Retraction(effect.key, told_date, now, effect.detail.get("to"))


def _subject(effect: Effect, house: HousePolicy) -> tuple[DateAnchor, date] | None:
    """Return which date an effect was about: the reminded one, the one that passed; None where it was about none."""
    key, detail = effect.key, effect.detail
    if key.kind == "reminder" and "date" in detail:
        return detail["before"], date.fromisoformat(detail["date"])
    if key.kind == "late":
        return "due_on", date.fromisoformat(key.name)
    ladder = house.steps[key.step].ladder if key.kind == "escalation" else None
    return (ladder.after, effect.on - timedelta(days=detail["days_late"])) if ladder else None


def _anchor(milestone: Milestone, name: DateAnchor) -> date | None:
    return milestone.agreed_on or (milestone.target_on if name == "target_on" else milestone.due_on)
