"""Migrate a running case to another edition: which steps move, which keep their dates, which messages to retract.

Pure: the record of a case and two editions in, the changes out. To apply it, `Migration.data` is recorded as one event
of kind `rules_changed`: facts, plan and agenda follow from the events.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from spoorboek.statute.actions import Record
from spoorboek.statute.agenda.agenda import CaseDay
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.agenda.retractions import Retraction, find_retractions
from spoorboek.statute.editions.corrections import corrected_steps, corrections_between, with_reasons
from spoorboek.statute.editions.edition import Edition, EditionNames
from spoorboek.statute.editions.kept_dates import kept_step_json, kept_steps
from spoorboek.statute.editions.plan_diff import StepChange, plan_diff
from spoorboek.statute.editions.plan_diff_text import plan_diff_json
from spoorboek.statute.editions.policy_diff import PolicyChange, policy_diff, question_policy_change
from spoorboek.statute.events import Event
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Milestone, Plan, deadline
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline


@dataclass(frozen=True, slots=True)
class Migration:
    """What changes for one case when another edition replaces its own.

    `changes`: steps that move, appear or lapse. `kept`: steps that are done or begun and keep their dates, with the
    dates the new rules would have given. `policy`: changes of house policy. `withdrawn`: messages that are no longer
    true, to be retracted. `late_at_once`: steps whose new last day has passed already, though the old one had not.
    `questions`: steps asked about without an answer, when the new policy is the first with a ladder for them: that
    ladder counts from this change.
    `kept_data`: all kept dates as stored in the event. `released`: steps that keep no dates of earlier rules any more,
    because some of them were never law.
    """

    before: EditionNames
    after: EditionNames
    changes: tuple[StepChange, ...]
    kept: tuple[StepChange, ...]
    policy: tuple[PolicyChange, ...]
    withdrawn: tuple[Retraction, ...]
    late_at_once: tuple[StepRef, ...]
    kept_data: tuple[Mapping[str, Any], ...]
    questions: tuple[StepRef, ...] = ()
    released: tuple[StepRef, ...] = ()

    def __bool__(self) -> bool:
        """Return whether anything changes for this case."""
        return bool(self.changes or self.kept or self.policy or self.withdrawn or self.questions)

    @property
    def data(self) -> dict[str, Any]:
        """Return the payload of the `rules_changed` event."""
        refs = {"questions": self.questions, "released": self.released}
        return {
            "from": self.before._asdict(),
            "to": self.after._asdict(),
            "changes": plan_diff_json(self.changes),
            "kept": [dict(item) for item in self.kept_data],
            "policy": [change.as_json() for change in self.policy],
            "withdrawn": [retraction.as_json() for retraction in self.withdrawn],
        } | {name: [[*ref] for ref in steps] for name, steps in refs.items() if steps}


def plan_migration(record: Record, old: Edition, new: Edition, on: date) -> Migration:
    """Return what changes for a case when `new` replaces `old` on a day; nothing is written.

    Errors: FactsError or NotInForce when the case cannot be planned under the new rules.
    """
    before = timeline(fold_events(record.events, old.rules), old.rules)
    corrections = corrections_between(old.rules, new.rules, before.facts.first_sick_day)
    corrected = corrected_steps(before, corrections)
    released = tuple(ref for ref in corrected if ref in before.facts.kept)
    bare = Migration(old.names, new.names, (), (), (), (), (), (), released=released)
    replanned = plan_after_migration(record, bare, new, on)
    kept = kept_steps(before, replanned, record, new.rules, corrections)
    draft = replace(bare, kept_data=tuple(map(kept_step_json, kept)))
    after = plan_after_migration(record, draft, new, on)
    questions = _unanswered(after, record, new, on)
    new_ladder = question_policy_change(old.house, new.house) if questions else None
    return replace(
        draft,
        changes=with_reasons(plan_diff(before, after, old.rules, new.rules), corrections),
        kept=tuple(kept_step.change for kept_step in kept if kept_step.change),
        policy=(*policy_diff(after, old.house, new.house), *([new_ladder] if new_ladder else [])),
        withdrawn=tuple(find_retractions(before, after, record, old.house, on, corrected)),
        late_at_once=tuple(_late_at_once(before, after, on)),
        questions=questions if new.house.questions.rungs and not old.house.questions.rungs else (),
    )


def record_with_migration(record: Record, migration: Migration, on: date) -> Record:
    """Return the record with a migration added."""
    event = Event(max(event.seq for event in record.events) + 1, "rules_changed", on, migration.data)
    return Record((*record.events, event), record.effects)


def plan_after_migration(record: Record, migration: Migration, new: Edition, on: date) -> Plan:
    """Return the plan of a case after a migration."""
    return timeline(fold_events(record_with_migration(record, migration, on).events, new.rules), new.rules)


def _unanswered(plan: Plan, record: Record, edition: Edition, on: date) -> tuple[StepRef, ...]:
    steps = CaseDay(plan, RecordIndex(record), edition.house, on).steps
    return tuple(step.ref for step in steps if step.unanswered)


def _late_at_once(before: Plan, after: Plan, on: date) -> list[StepRef]:
    old_last_dates = {milestone.ref: _last_day(milestone) for milestone in before}
    outstanding = (milestone for milestone in after if milestone.status in ("gepland", "afgeweken"))
    return [
        milestone.ref
        for milestone in outstanding
        if _last_day(milestone) < on <= old_last_dates.get(milestone.ref, date.max)
    ]


def _last_day(milestone: Milestone) -> date:
    return deadline(milestone) or date.max
