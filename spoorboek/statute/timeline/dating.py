"""Date the rows of the milestone table for one course, and apply the special rules to each milestone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import count
from types import MappingProxyType
from typing import Any

from spoorboek.statute.days.sickness_days import SicknessDays
from spoorboek.statute.errors import NotInForce
from spoorboek.statute.law.milestones import MilestoneRule, Rulebook, rulebook
from spoorboek.statute.law.row_fields import Repeat
from spoorboek.statute.plan import Milestone, PlanStatus, deadline
from spoorboek.statute.referrals.referral import CLOCK_STARTS, clock_starts
from spoorboek.statute.timeline.course import Course
from spoorboek.statute.timeline.rules import SPECIAL_RULES
from spoorboek.statute.timeline.rules.earlier_rules import done_without_row, kept_rhythm
from spoorboek.statute.timeline.rules.special_rule import SpecialRule
from spoorboek.statute.timeline.texts_in_force import text_in_force

DatedRows = Mapping[str, Sequence[Milestone]]
NO_DATED_ROWS: DatedRows = MappingProxyType({})


def date_milestones(course: Course, known: DatedRows = NO_DATED_ROWS) -> list[Milestone]:
    """Return every milestone of the case in the order of the table, repeated ones in the order of time.

    `known`: rows that were dated before and are not dated again.
    """
    active = tuple([rule for rule in SPECIAL_RULES if rule.applies(course)])
    rows: dict[str, Sequence[Milestone]] = {}
    for row, rules in _rows_with_rules(course.book, course.regimes, _reports_of(course), active):
        if row.key in known:
            rows[row.key] = known[row.key]
            _add_anchors(course, row, known[row.key][0])
        elif _has_parent(course, row) and (text := text_in_force(course, row)):
            rows[row.key] = _date_row(course, text, rules if text is row else _rules_of(text, active))
    if course.facts.kept:
        for milestone in done_without_row(course, {milestone.ref for dated in rows.values() for milestone in dated}):
            rows[milestone.key] = [*rows.get(milestone.key, ()), milestone]
    return [milestone for key in course.book.rows if key in rows for milestone in rows[key]]


def _reports_of(course: Course) -> frozenset[str]:
    """Return the kinds of reports of this case that rows are dated by.

    A case of before some row was law is held against the rows of all reports: it may need one that is not known.
    """
    complete = course.facts.first_sick_day >= course.book.complete_from
    reports = {report for report, days in course.series.items() if days or not complete}
    if referrals := course.facts.referrals:
        reports |= clock_starts(referrals) if complete else CLOCK_STARTS
    return frozenset(reports)


@lru_cache(maxsize=1024)  # most cases are of few kinds; a table of a what-if goes out again
def _rows_with_rules(
    book: Rulebook, regimes: frozenset[str], reports: frozenset[str], active: tuple[SpecialRule, ...]
) -> Sequence[tuple[MilestoneRule, Sequence[SpecialRule]]]:
    """Return the rows that apply under these regimes and reports, each with the active rules that change it."""
    rows = (row for row in book.order if row.when is None or row.when in regimes)
    return [(row, _rules_of(row, active)) for row in rows if row.each is None or row.each in reports]


def _rules_of(row: MilestoneRule, active: Sequence[SpecialRule]) -> Sequence[SpecialRule]:
    """Return the special rules that change a row: without the terms that the product gives it, a rule changes nothing.

    So a table of before, which lacks a rule or its terms, is applied as it is.
    """
    product = rulebook().rows.get(row.key, row)
    lacking = product.instead.keys() - row.instead.keys() if row is not product else ()
    return [rule for rule in active if (not rule.milestones or row.key in rule.milestones) and rule.name not in lacking]


def _has_parent(course: Course, row: MilestoneRule) -> bool:
    """Return whether the milestone that a row is part of, if any, did not lapse."""
    if row.part_of is None:
        return True
    parent = course.dated.get(row.part_of)
    return parent is not None and parent.status != "vervallen"


def _date_row(course: Course, row: MilestoneRule, rules: Sequence[SpecialRule]) -> Sequence[Milestone]:
    if row.each:
        return [_apply_rules(course, milestone, rules) for milestone in _date_per_report(course, row)]
    if row.repeat:
        repeated = _date_repeats(course, row, row.repeat)
        for rule in rules:
            repeated = [rule.change(course, milestone) for milestone in repeated]
        return repeated
    milestone = _apply_rules(course, _date_occurrence(course, row, 1), rules)
    _add_anchors(course, row, milestone)
    if row.variants:
        return _with_variant(course, row, milestone)
    return [milestone] if milestone.is_dated else []


def _apply_rules(course: Course, milestone: Milestone, rules: Sequence[SpecialRule]) -> Milestone:
    for rule in rules:
        milestone = rule.change(course, milestone)
    return milestone


def _date_occurrence(course: Course, row: MilestoneRule, occurrence: int) -> Milestone:
    """Date one milestone: due first, then target and opening, which may count back from it."""
    anchors = course.anchors
    anchors["due"] = due = row.due.on(course) if row.due else None
    anchors["target"] = target = row.target.on(course) if row.target else None
    opens = row.opens.on(course) if row.opens else None
    tolerated = row.tolerated.on(course) if row.tolerated else None
    return Milestone(row.key, occurrence, opens, target, due, tolerated, _status(course, row, occurrence))


def _status(course: Course, row: MilestoneRule, occurrence: int) -> PlanStatus:
    if (row.key, occurrence) in course.facts.done:
        return "gedaan"
    return "gedaan" if row.done_by is not None and course.anchors.get(row.done_by) is not None else "gepland"


def _date_repeats(course: Course, row: MilestoneRule, repeat: Repeat) -> Sequence[Milestone]:
    """Repeat the target until the wait or the case ends; NotInForce when the anchor has no date any more."""
    anchor = course.anchors.get(repeat.anchor)
    if anchor is None:
        raise NotInForce(
            f"'{row.label}' telt vanaf {repeat.anchor}, dat onder deze regels geen dag heeft. "
            "Laat de stap ergens anders vanaf tellen, of schaf haar ook af."
        )
    counted = (row.key, repeat, course.sickness_days, anchor, course.last_repeat_day)
    kept = course.facts.kept
    planned = list(_repeats(*counted, kept_rhythm(course, row, repeat))) if kept else _known_repeats(*counted)
    statuses = [_status(course, row, milestone.occurrence) for milestone in planned]
    if "gedaan" not in statuses:
        return planned
    return [milestone._replace(status=status) for milestone, status in zip(planned, statuses, strict=True)]


@lru_cache(maxsize=1024)  # the same for all cases of one first day without interruptions, and for a case at every wake
def _known_repeats(*counted: Any) -> Sequence[Milestone]:
    return tuple(_repeats(*counted))


def _repeats(
    key: str,
    repeat: Repeat,
    sickness_days: SicknessDays,
    anchor: date,
    until: date,
    kept_target: Callable[[int], date | None] | None = None,
) -> Iterator[Milestone]:
    """Yield a milestone every so many sickness days; `kept_target`: the day that an occurrence has of earlier rules."""
    for occurrence in count(1):
        target = sickness_days.add(anchor, repeat.days * occurrence)
        if ((kept_target and kept_target(occurrence)) or target) > until:
            return
        yield Milestone(key, occurrence, sickness_days.add(target, -repeat.opens_before), target, None)


def _date_per_report(course: Course, row: MilestoneRule) -> Iterator[Milestone]:
    """Date the row once for every report it answers."""
    report = row.each or ""
    for occurrence, day in course.days_of(row):
        course.anchors[report] = day
        yield _date_occurrence(course, row, occurrence)


def _with_variant(course: Course, row: MilestoneRule, milestone: Milestone) -> list[Milestone]:
    """Choose the variant by the sickness days up to the due date; none without that date or below the smallest."""
    if milestone.due_on is None:
        return []
    sickness_days = course.sickness_days.index(milestone.due_on)
    name = next((name for name, minimum in row.variants if sickness_days >= minimum), None)
    return [milestone._replace(variant=name)] if name else []


def _add_anchors(course: Course, row: MilestoneRule, milestone: Milestone) -> None:
    """Set the anchors of a milestone for later rows: the day it was done, else the agreed, else the last lawful day."""
    done = course.facts.done.get(row.ref)
    course.anchors[row.done_anchor] = done or deadline(milestone)
    course.anchors[row.due_anchor] = milestone.due_on
    course.dated[row.key] = milestone
