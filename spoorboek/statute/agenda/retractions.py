"""Retract messages about dates that no longer apply since the rules changed."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from spoorboek.statute.actions import Action, Effect, EffectKey, Record
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import DateAnchor, Milestone, Plan, anchor_date
from spoorboek.statute.policy.house_policy import HousePolicy

NEW_RULES = "nieuwe_regels"


class Retraction(NamedTuple):
    """A reminder, late mark or escalation to retract: the date it was about and the new date (None: no date any more).

    `to`: the role to inform; None when nobody was informed, or the retraction of a later message of the step informs
    them.
    """

    key: EffectKey
    old_date: date
    new_date: date | None
    to: str | None

    def as_json(self) -> dict[str, Any]:
        """Return the retraction as stored in the event."""
        new_date = self.new_date.isoformat() if self.new_date else None
        return {**self.key._asdict(), "told": self.old_date.isoformat(), "now": new_date, "to": self.to}


def find_retractions(
    before: Plan,
    after: Plan,
    record: Record,
    policy: HousePolicy,
    on: date,
    corrected: Collection[StepRef] = (),
) -> list[Retraction]:
    """List the messages about dates of `before` that `after` no longer has, for steps that are not done.

    Of a done step that is `corrected`: what said that it was late, when by the right date it was done in time.
    """
    old, new = ({milestone.ref: milestone for milestone in plan} for plan in (before, after))
    latest_by_role: dict[tuple[StepRef, str | None], Retraction] = {}
    all_retractions = []
    for effect in record.effects.values():
        ref = StepRef(effect.key.step, effect.key.occurrence)
        done = after.facts.done.get(ref)
        told = done is None or (ref in corrected and effect.key.kind != "reminder")
        retraction = _retraction(effect, old.get(ref), new.get(ref), policy, done or on) if told else None
        if retraction is not None:
            all_retractions.append(retraction)
            latest_by_role[ref, retraction.to] = retraction
    latest_keys = {retraction.key for retraction in latest_by_role.values()}
    return [
        retraction if retraction.key in latest_keys else retraction._replace(to=None) for retraction in all_retractions
    ]


def retraction_actions(index: RecordIndex, on: date) -> Iterator[Action]:
    """Retract each message that a change of rules made wrong, once."""
    for item in index.retractions:
        name = f"{item['kind']}:{item['name']}"
        ref = StepRef(item["step"], item["occurrence"])
        if index.effect(ref, "withdrawal", name, item["attempt"]) is None:
            detail = {"why": NEW_RULES, "told": item["told"], "now": item["now"]} | (
                {"to": item["to"]} if item["to"] else {}
            )
            yield Action(on, "withdrawal", *ref, name, item["attempt"], detail)


def _retraction(
    effect: Effect, old: Milestone | None, new: Milestone | None, policy: HousePolicy, on: date
) -> Retraction | None:
    """Return the retraction of one effect, when it is about a date of the old plan that the new one does not have."""
    date_of_effect = _date_of_effect(effect, policy)
    if (
        date_of_effect is None
        or old is None
        or old.status == "vervallen"
        or anchor_date(old, date_of_effect[0]) != date_of_effect[1]
    ):
        return None
    name, old_date = date_of_effect
    new_date = anchor_date(new, name) if new is not None and new.status != "vervallen" else None
    still_late = effect.key.kind != "reminder" and new_date is not None and new_date < on
    still_true = new_date == old_date or still_late
    return None if still_true else Retraction(effect.key, old_date, new_date, effect.detail.get("to"))


def _date_of_effect(effect: Effect, policy: HousePolicy) -> tuple[DateAnchor, date] | None:
    """Return the date an effect is about (reminded of, or passed) with its anchor; None when it is about no date."""
    key, detail = effect.key, effect.detail
    if key.kind == "reminder" and "date" in detail:
        return detail["before"], date.fromisoformat(detail["date"])
    if key.kind == "late":
        return "due_on", date.fromisoformat(key.name)
    ladder = policy.steps[key.step].ladder if key.kind == "escalation" and key.step in policy.steps else None
    return (ladder.after, effect.on - timedelta(days=detail["days_late"])) if ladder else None
