"""Date the rows of the table for one course, then let the special rules look at each."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from types import MappingProxyType

from spoorboek.statute.errors import NotInForce
from spoorboek.statute.law.milestones import MilestoneRule, Repeat
from spoorboek.statute.plan import Milestone, PlanStatus
from spoorboek.statute.timeline.course import Course
from spoorboek.statute.timeline.rules import SPECIAL_RULES
from spoorboek.statute.timeline.rules.earlier_rules import done_without_row, kept_rhythm
from spoorboek.statute.timeline.rules.special_rule import SpecialRule

DatedRows = Mapping[str, Sequence[Milestone]]
NO_DATED_ROWS: DatedRows = MappingProxyType({})


def date_milestones(course: Course, known: DatedRows = NO_DATED_ROWS) -> list[Milestone]:
    """Return every milestone of the case in the order of the table, repeated ones in the order of time.

    `known`: rows that are dated already, and not dated again.
    """
    active = [rule for rule in SPECIAL_RULES if rule.applies(course)]
    rows: dict[str, Sequence[Milestone]] = {}
    old = course.facts.first_sick_day < course.book.complete_from
    for row in course.book.order:
        if row.key in known:
            rows[row.key] = known[row.key]
            _remember(course, row, known[row.key][0])
        elif _plays(course, row):
            if old:
                course.book.check(row.key, course.facts.first_sick_day)
            rows[row.key] = _row(course, row, [r for r in active if not r.milestones or row.key in r.milestones])
    if course.facts.kept:
        for milestone in done_without_row(course, {milestone.ref for dated in rows.values() for milestone in dated}):
            rows[milestone.key] = [*rows.get(milestone.key, ()), milestone]
    return [milestone for key in course.book.rows for milestone in rows.get(key, ())]


def _plays(course: Course, row: MilestoneRule) -> bool:
    """Tell whether the row has a part in this case: still law, its regime holds, what it is part of did not lapse."""
    if row.when and row.when not in course.regimes:
        return False
    if row.valid_until and course.facts.first_sick_day > row.valid_until:
        return False
    if row.part_of is None:
        return True
    whole = course.dated.get(row.part_of)
    return whole is not None and whole.status != "vervallen"


def _row(course: Course, row: MilestoneRule, rules: Sequence[SpecialRule]) -> list[Milestone]:
    if row.repeat or row.each:
        many = _repeated(course, row, row.repeat) if row.repeat else _per_report(course, row)
        return [_ruled(course, milestone, rules) for milestone in many] if rules else list(many)
    milestone = _ruled(course, _dated(course, row, 1), rules)
    _remember(course, row, milestone)
    if row.variants:
        return _varied(course, row, milestone)
    return [milestone] if milestone.due_on or milestone.target_on or milestone.opens_on else []


def _ruled(course: Course, milestone: Milestone, rules: Sequence[SpecialRule]) -> Milestone:
    for rule in rules:
        milestone = rule.change(course, milestone)
    return milestone


def _dated(course: Course, row: MilestoneRule, occurrence: int) -> Milestone:
    """Date one milestone: due first, then target and opening, which may count back from it."""
    anchors = course.anchors
    anchors["due"] = due = row.due.on(course) if row.due else None
    anchors["target"] = target = row.target.on(course) if row.target else None
    opens = row.opens.on(course) if row.opens else None
    tolerated = row.tolerated.on(course) if row.tolerated else None
    return Milestone(row.key, occurrence, opens, target, due, tolerated, _status(course, row, occurrence))


def _status(course: Course, row: MilestoneRule, occurrence: int) -> PlanStatus:
    proven = row.done_by is not None and course.anchors.get(row.done_by) is not None
    return "gedaan" if proven or (row.key, occurrence) in course.facts.done else "gepland"


def _repeated(course: Course, row: MilestoneRule, repeat: Repeat) -> Iterator[Milestone]:
    """Repeat the target until the wait or the case ends; NotInForce when what it counts from has no day any more."""
    anchor, last, add = course.anchors.get(repeat.anchor), course.runs_until, course.sickness_days.add
    if anchor is None:
        raise NotInForce(
            f"'{row.label}' telt vanaf {repeat.anchor}, dat onder deze regels geen dag heeft. "
            "Laat de stap ergens anders vanaf tellen, of schaf haar ook af."
        )
    moved = kept_rhythm(course, row, repeat) if course.facts.kept else None
    for occurrence in count(1):
        target = add(anchor, repeat.days * occurrence)
        if ((moved and moved(occurrence)) or target) > last:
            return
        opens = add(target, -repeat.opens_before)
        yield Milestone(row.key, occurrence, opens, target, None, None, _status(course, row, occurrence))


def _per_report(course: Course, row: MilestoneRule) -> Iterator[Milestone]:
    """Date the row once for every report it follows."""
    each = row.each or ""
    for occurrence, day in enumerate(course.series[each], start=1):
        course.anchors[each] = day
        yield _dated(course, row, occurrence)


def _varied(course: Course, row: MilestoneRule, milestone: Milestone) -> list[Milestone]:
    """Choose the variant by the days of sickness up to the due date; without that date, or under the smallest, none."""
    if milestone.due_on is None:
        return []
    counted = course.sickness_days.index(milestone.due_on)
    name = next((name for name, needed in row.variants if counted >= needed), None)
    return [milestone._replace(variant=name)] if name else []


def _remember(course: Course, row: MilestoneRule, milestone: Milestone) -> None:
    """Let later rows count from this one: the day it was done, else the agreed, else the last lawful day."""
    done = course.facts.done.get(row.ref)
    course.anchors[row.done_anchor] = done or milestone.agreed_on or milestone.due_on
    course.anchors[row.due_anchor] = milestone.due_on
    course.dated[row.key] = milestone
