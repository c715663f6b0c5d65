"""What the fields of our forms say of the agreed plan, and how the plan fills in the fields of the next form.

A field of a form means one thing of the plan: its own name, or the name it has in the form in which it stands first.
Both ways are plain functions of names and texts, so that what was read from one form is what stands in the next.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from spoorboek.statute.dossier.agreed_plan import ADJUSTED_PLAN, GOALS, MOST_ACTIVITIES, Activity, AgreedPlan
from spoorboek.statute.dossier.paper_kinds import BOTH

PLAN = "plan_van_aanpak"
REVIEW = "evaluatie"
EVALUATIONS = (REVIEW, "eerstejaarsevaluatie", "eindevaluatie")
PLAN_FORMS = (PLAN, ADJUSTED_PLAN, *EVALUATIONS)
GOAL_FIELDS = ("einddoel", "doel")  # as the plan and as an evaluation ask it
# What is said in words, hours or codes beside goal and activities, and stands in the next form as it was said.
WORDS: tuple[str, ...] = (
    *("einddoel_uren", "advies", "evaluatie_ritme", "contact", "bureau", "bureau_wie"),
    *("uren_nu", "uren_eigen_werk", "spoor_2", "spoor_2_datum", "spoor_2_reden"),
)
BUILD_UP = re.compile(r"opbouw_([1-9])_(vanaf|uren|taken)")
ACTIVITY = re.compile(rf"(gedaan_)?({'|'.join(BOTH)})_([1-9][0-9]?)_(wat|begin|eind|klaar)")
FREE = re.compile(r"gedaan_([1-9])_(wat|wie|klaar)")  # a line for what was not in the plan
# The days of an activity, by the end of the name of its field: in a plan, and in an evaluation.
IN_PLAN: Mapping[str, str] = MappingProxyType({"begin": "begins_on", "klaar": "due_on"})
IN_EVALUATION: Mapping[str, str] = MappingProxyType({"begin": "begins_on", "eind": "due_on", "klaar": "done_on"})


class SaidOfPlan(NamedTuple):
    """What a form says of the plan that was not so before: for the event (codes, days), and in words, sealed.

    A word that was emptied is an empty text.
    """

    data: Mapping[str, Any]
    words: Mapping[str, str]

    def __bool__(self) -> bool:
        """Tell whether it says anything."""
        return bool(self.data) or bool(self.words)


def said_of_plan(kind: str, changed: Mapping[str, str], days: Mapping[str, date], plan: AgreedPlan) -> SaidOfPlan:
    """Return what the changed fields of a form of some kind say; `days`: the fields that hold a day, read as one.

    A field that ought to hold a day and holds none says nothing: who shows the form names it.
    """
    if kind not in PLAN_FORMS:
        return SaidOfPlan({}, {})
    fields = _placed(changed, plan)
    said: dict[tuple[str, int], dict[str, Any]] = {}
    words: dict[str, str] = {}
    for field, source in fields.items():
        if found := ACTIVITY.fullmatch(field):
            in_evaluation, by, number, part = found.groups()
            about = said.setdefault((by, int(number)), {"by": by, "number": int(number)})
            value = changed[source]
            if part == "wat":
                words[f"{by}_{number}_wat"] = value
                about |= {} if value else {"dropped": True}
            elif name := (IN_EVALUATION if in_evaluation else IN_PLAN).get(part):
                about |= {} if value and source not in days else {name: days[source].isoformat() if value else None}
        elif field in WORDS or BUILD_UP.fullmatch(field):
            words[field] = changed[source]
    known = {(each.by, each.number) for each in plan.activities}
    activities = [each for key, each in said.items() if key in known or words.get(f"{key[0]}_{key[1]}_wat")]
    data = {"activities": activities} if activities else {}
    asks = {"adjust": True} if kind in EVALUATIONS and changed.get("aanpak") == "ja" else {}
    return SaidOfPlan({**_goal(changed, days), **asks, **data}, words)


def plan_fields(kind: str, plan: AgreedPlan, words: Mapping[str, str]) -> Mapping[str, str]:
    """Return what stands in the fields of a next form: days as dd-mm-jjjj, choices as their code."""
    known = {name: text for name, text in words.items() if name in WORDS or BUILD_UP.fullmatch(name)}
    if plan.goal and kind == PLAN:
        known["einddoel"] = plan.goal
    if plan.goal_on:
        known["einddoel_datum"] = _printed(plan.goal_on)
    for each in listed_activities(kind, plan):
        known |= dict(_activity_fields(kind, each, words))
    return known


def listed_activities(kind: str, plan: AgreedPlan) -> tuple[Activity, ...]:
    """Return the activities a form of some kind lists: what is still to be done; at the end of a year all of them."""
    return plan.activities if kind in EVALUATIONS[1:] else plan.unfinished


def _placed(changed: Mapping[str, str], plan: AgreedPlan) -> Mapping[str, str]:
    """Return the fields by the name they have for the plan; a line beside it gets the next number of who did it."""
    placed = {name: name for name in changed if not FREE.fullmatch(name)}
    highest = {by: max((each.number for each in plan.activities if each.by == by), default=0) for by in BOTH}
    for number in range(1, 10):
        what, who = changed.get(f"gedaan_{number}_wat", ""), changed.get(f"gedaan_{number}_wie", "")
        by = next((each for each in BOTH if each in who.casefold()), None)
        if what and by and highest[by] < MOST_ACTIVITIES:
            highest[by] += 1
            for part in ("wat", "klaar"):
                if f"gedaan_{number}_{part}" in changed:
                    placed[f"gedaan_{by}_{highest[by]}_{part}"] = f"gedaan_{number}_{part}"
    return placed


def _goal(changed: Mapping[str, str], days: Mapping[str, date]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name in GOAL_FIELDS:
        if changed.get(name) in GOALS:
            said["goal"] = changed[name]
    if "einddoel_datum" in days:
        said["goal_on"] = days["einddoel_datum"].isoformat()
    elif changed.get("einddoel_datum") == "":
        said["goal_on"] = None
    return said


def _activity_fields(kind: str, activity: Activity, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    name = f"{activity.by}_{activity.number}"
    prefix, parts = ("gedaan_", IN_EVALUATION) if kind in EVALUATIONS else ("", IN_PLAN)
    yield f"{prefix}{name}_wat", words.get(f"{name}_wat", "")
    for part, day in parts.items():
        if (value := getattr(activity, day)) is not None:
            yield f"{prefix}{name}_{part}", _printed(value)


def _printed(day: date) -> str:
    return f"{day:%d-%m-%Y}"
