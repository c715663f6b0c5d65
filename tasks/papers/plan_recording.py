"""What employer and employee agreed comes into the record: from a form a person looked at, or from a file.

Codes and days go into an event, the words beside it, sealed.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from models.dossier.plan_words import add_words, read_words
from spoorboek.outside.form_days import read_form_day
from spoorboek.outside.plain_words import harm_in
from spoorboek.statute.dossier.agreed_plan import AGREED, AgreedPlan, agreed_plan
from spoorboek.statute.dossier.plan_forms import PLAN_FORMS, SaidOfPlan, said_of_plan
from tasks.case_state import CaseState
from tasks.papers.returned_form import DAY_HINT, FieldChange
from tasks.reports.report_base import record_report

DAY_FIELD = re.compile(r"einddoel_datum|.*_(begin|eind|klaar)")
DONE_FIELD = re.compile(r"gedaan_.*_klaar")
YEARS_AHEAD = 5
MOST_NAMED = 5


def record_agreed(
    writing: Session, current: CaseState, paper: int, kind: str, changes: Sequence[FieldChange], on: date, actor: str
) -> tuple[CaseState, str]:
    """Record what a form says of the plan, once for each paper; return the case and what was taken over, in Dutch."""
    if kind not in PLAN_FORMS or any(each.data.get("paper") == paper for each in _standing(current)):
        return current, ""
    changed = {each.field.name: plain_text_of(each.field.value) for each in changes}
    days = {name: day for name, text in changed.items() if (day := plan_day(current, name, text))}
    unread = [
        each.field
        for each in changes
        if DAY_FIELD.fullmatch(each.field.name)
        and each.field.value not in ("",)
        and each.field.name not in days
        and each.field.question.endswith(DAY_HINT)
    ]
    plan = agreed_plan(current.record.events)
    said = said_of_plan(kind, changed, days, plan)
    if said:
        current = store_agreed(writing, current, said, {"on": on, "paper": paper, "type": kind}, actor)
    told = taken_over(said)
    if unread:
        named = ", ".join(
            f"{each.question.removesuffix(DAY_HINT).strip()} ('{each.value[:20]}')" for each in unread[:MOST_NAMED]
        )
        told += f" Niet overgenomen, want geen dag die kan: {named}."
    return current, told.strip()


def store_agreed(
    writing: Session, current: CaseState, said: SaidOfPlan, about: Mapping[str, Any], actor: str
) -> CaseState:
    """Append one event with what was agreed, and keep its words beside it."""
    after = record_report(writing, current, AGREED, {**about, **said.data}, actor)
    add_words(writing, after.case_id, max(each.seq for each in after.record.events), said.words)
    return after


def taken_over(said: SaidOfPlan) -> str:
    """Say in Dutch what of the plan was recorded."""
    count = len(said.data.get("activities", ()))
    parts = [
        *(["het einddoel"] if {"goal", "goal_on"} & said.data.keys() else []),
        *([f"{count} activiteit{'en' if count != 1 else ''}"] if count else []),
        *(["afspraken"] if any(not name.endswith("_wat") for name in said.words) else []),
    ]
    return f"Overgenomen voor het volgende formulier: {', '.join(parts)}." if parts else ""


def plan_words_of(reading: Session, current: CaseState, plan: AgreedPlan) -> Mapping[str, str]:
    """Return the words of the plan as it is agreed now."""
    return read_words(reading, current.case_id, plan.events)


def plain_text_of(text: str) -> str:
    """Return a text that a form held, as text: composed, with plain ends of lines, without what no eye sees."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if char == "\n" or not harm_in(char)).strip()


def plan_day(current: CaseState, name: str, text: str) -> date | None:
    """Return the day in a field; None where it holds none, or one that cannot be: years away, or done in the future."""
    day, first = read_form_day(text) if DAY_FIELD.fullmatch(name) else None, current.plan.facts.first_sick_day
    if day is None or not first <= day <= first + timedelta(366 * YEARS_AHEAD):
        return None
    return None if DONE_FIELD.fullmatch(name) and day > current.on else day


def _standing(current: CaseState) -> Iterator[Any]:
    plan = agreed_plan(current.record.events)
    return (each for each in current.record.events if each.seq in plan.events)
