"""What was agreed, in lines for people."""

from collections.abc import Iterator, Mapping
from datetime import date

from spoorboek.statute.dossier.agreed_plan import GOALS, Activity, AgreedPlan

TEXTS: Mapping[str, str] = {
    "einddoel_uren": "uren per week bij het einddoel",
    "advies": "advies van de bedrijfsarts",
    "contact": "contact",
    "evaluatie_ritme": "evaluatie elke",
}


def plan_lines(plan: AgreedPlan, words: Mapping[str, str], on: date) -> Iterator[str]:
    """Yield the goal, what stands beside it, and each activity with its stand; nothing when nothing was agreed."""
    if plan.goal:
        by = f", te bereiken op {plan.goal_on:%d-%m-%Y}" if plan.goal_on else ""
        yield f"Einddoel: {GOALS[plan.goal]}{by}."
    for name, label in TEXTS.items():
        if text := words.get(name):
            yield f"{label[:1].upper()}{label[1:]}: {text}"
    for each in plan.activities:
        what = words.get(f"{each.by}_{each.number}_wat", "")
        yield f"- {each.by} {each.number}: {what} [{activity_stand(each, on)}]"


def activity_stand(activity: Activity, on: date) -> str:
    """Say how an activity stands on a day."""
    due = f"klaar op {activity.due_on:%d-%m-%Y}" if activity.due_on else "zonder einddatum"
    if activity.done_on:
        return f"gedaan op {activity.done_on:%d-%m-%Y}"
    return f"te laat: {due}" if activity.is_late(on) else due
