"""The edition of before the corrections of November 2026, and cases lived under it: see tests/homes/README.md."""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from support.repository import TESTS

from spoorboek.statute.actions import Action, Record
from spoorboek.statute.agenda.agenda import make_agenda
from spoorboek.statute.editions.edition import Edition, read_policy, read_recorded_rules
from spoorboek.statute.events import Event
from spoorboek.statute.plan import Plan
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline

KEPT = TESTS / "homes" / "before_the_corrections"


def old_text(name: str) -> str:
    """Return a text as the record of such a home has it: `rules` or `house`."""
    return (KEPT / f"{name}.yaml").read_text(encoding="utf-8")


@cache
def edition_before_the_corrections() -> Edition:
    """Return the edition as a home that has it in force reads it."""
    rules = read_recorded_rules(old_text("rules"), "De regels")
    return Edition(rules, read_policy(old_text("house"), "Het huisbeleid", rules))


@cache
def old_stories() -> Mapping[str, Mapping[str, Any]]:
    """Return the stories as the code of then lived them: `events`, `plan`, `closed` and `actions` of each case."""
    stories: Mapping[str, Mapping[str, Any]] = json.loads((KEPT / "stories.json").read_text(encoding="utf-8"))
    return stories


def events_of(story: Mapping[str, Any]) -> tuple[Event, ...]:
    """Return the events of a case."""
    return tuple(Event(seq, kind, date.fromisoformat(on), data) for seq, kind, on, data in story["events"])


def planned(events: tuple[Event, ...], edition: Edition) -> Plan:
    """Plan a case by an edition."""
    return timeline(fold_events(events, edition.rules), edition.rules)


def lived(events: tuple[Event, ...], edition: Edition) -> tuple[Record, list[Action]]:
    """Live a case by an edition: woken on each day something is reported, and on each day it asked for."""
    record, told, actions = Record(()), list(events), list[Action]()
    wake: date | None = events[0].on
    while wake:
        reported = [event for event in told if event.on <= wake]
        told = told[len(reported) :]
        record = Record((*record.events, *reported), record.effects)
        plan = planned(record.events, edition)
        while (agenda := make_agenda(plan, record, edition.house, wake)).actions:
            actions += agenda.actions
            record = record.after(agenda.actions)
        if agenda.needs_answer and not told:
            break
        wake = min((day for day in (told[0].on if told else None, agenda.next_wake) if day), default=None)
    return record, actions


def dates_in_words(plan: Plan) -> dict[str, str]:
    """Return the dates and the status of each step of a plan, as `stories.json` has them."""
    return {
        f"{each.key} {each.occurrence}": " ".join(
            [day.isoformat() if day else "-" for day in (each.opens_on, each.target_on, each.due_on)] + [each.status]
        )
        for each in plan
    }
