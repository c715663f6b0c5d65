"""Special rules for a case whose rules were replaced: steps that were done or begun keep their dates."""

from collections.abc import Callable, Mapping
from datetime import date

from spoorboek.statute.facts import Kept, StepRef
from spoorboek.statute.law.milestones import MilestoneRule
from spoorboek.statute.law.row_fields import Repeat
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.course import Course
from spoorboek.statute.timeline.rules.special_rule import replace_fields, special_rule

DONE = "gedaan_onder_eerdere_regels"
BEGUN = "begonnen_onder_eerdere_regels"
RHYTHM = "ritme_na_eerdere_regels"


def _has_kept_dates(course: Course) -> bool:
    return bool(course.facts.kept)


@special_rule(
    BEGUN,
    replaces="de datums van een keer die al begonnen was",
    when=_has_kept_dates,
    says="Deze keer begon onder de regels van versie {version} en houdt de datums van toen.",
)
def begun_under_earlier_rules(course: Course, milestone: Milestone) -> Milestone:
    """Keep the dates of an occurrence of a repeated milestone that had begun when the rules changed.

    Source: docs/decisions/008: applying a version moves only what is not done.
    """
    kept = course.facts.kept.get(milestone.ref)
    if kept is None or not course.book.rows[milestone.key].repeat:
        return milestone
    return replace_fields(milestone, BEGUN, kept_dates_by_name(course, kept), version=kept.rules)


@special_rule(
    RHYTHM,
    replaces="het ritme na de laatste keer die al begonnen was",
    when=_has_kept_dates,
    says="Tot en met keer {number} gold het ritme van versie {version}; daarna is het om de {days} dagen.",
)
def rhythm_after_earlier_rules(course: Course, milestone: Milestone) -> Milestone:
    """Count a new rhythm from the last occurrence begun under the old one, so that none is lost or doubled.

    Source: docs/decisions/008: applying a version moves only what is not done.
    """
    row, last = course.book.rows[milestone.key], _last_kept(course, milestone.key)
    if row.repeat is None or last is None or milestone.occurrence <= last.occurrence:
        return milestone
    target = _target_after(course, row.repeat, last, milestone.occurrence)
    opens = course.sickness_days.add(target, -row.repeat.opens_before)
    values = {"number": last.occurrence, "version": course.facts.kept[last].rules, "days": row.repeat.days}
    return replace_fields(milestone, RHYTHM, {"opens_on": opens, "target_on": target}, **values)


@special_rule(
    DONE,
    replaces="de datums van wat al gedaan was",
    when=_has_kept_dates,
    says="Gedaan onder de regels van versie {version}; de datums van toen blijven staan.",
)
def done_under_earlier_rules(course: Course, milestone: Milestone) -> Milestone:
    """Keep the dates under which a step was done; when its completion is withdrawn, the present rules apply.

    Source: docs/decisions/008: applying a version moves only what is not done.
    """
    kept = course.facts.kept.get(milestone.ref)
    if kept is None or milestone.ref not in course.facts.done or course.book.rows[milestone.key].repeat:
        return milestone
    return replace_fields(milestone, DONE, kept_dates_by_name(course, kept), version=kept.rules)


def kept_dates_by_name(course: Course, kept: Kept) -> Mapping[str, date | None]:
    """Return the kept dates by their field name in a milestone."""
    days = {"opens_on": kept.opens, "target_on": kept.target, "due_on": kept.due}
    return {name: day and day.on(course.sickness_days) for name, day in days.items()}


def kept_rhythm(course: Course, row: MilestoneRule, repeat: Repeat) -> Callable[[int], date | None] | None:
    """Return a function from occurrence to target for a partly kept repeated row; None when nothing is kept."""
    last = _last_kept(course, row.key)
    if last is None:
        return None

    def target(occurrence: int) -> date | None:
        if occurrence > last.occurrence:
            return _target_after(course, repeat, last, occurrence)
        kept = course.facts.kept.get(StepRef(row.key, occurrence))
        return kept.target.on(course.sickness_days) if kept and kept.target else None

    return target


def done_without_row(course: Course, refs: set[StepRef]) -> list[Milestone]:
    """Return the steps done under earlier rules that have no row in the present table any more."""
    removed = ((ref, kept) for ref, kept in course.facts.kept.items() if ref in course.facts.done and ref not in refs)
    return [
        replace_fields(
            Milestone(*ref, None, None, None, None, "gedaan"),
            DONE,
            kept_dates_by_name(course, kept),
            version=kept.rules,
        )
        for ref, kept in removed
    ]


def _last_kept(course: Course, key: str) -> StepRef | None:
    return max((ref for ref in course.facts.kept if ref.key == key), default=None)


def _target_after(course: Course, repeat: Repeat, last: StepRef, occurrence: int) -> date:
    kept_target = course.facts.kept[last].target
    start = kept_target.on(course.sickness_days) if kept_target else course.day(repeat.anchor)
    return course.sickness_days.add(start, repeat.days * (occurrence - last.occurrence))
