"""The timetable of one case: facts in, dated milestones out."""

from collections.abc import Iterable
from datetime import date, timedelta
from operator import attrgetter

from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.law.milestones import Rulebook, rulebook
from spoorboek.statute.plan import Milestone, Plan, last_date
from spoorboek.statute.timeline.course import Closing, Course
from spoorboek.statute.timeline.course_making import make_course
from spoorboek.statute.timeline.dating import NO_DATED_ROWS, DatedRows, date_milestones
from spoorboek.statute.timeline.rules.referral_clocks import INTAKE


def timeline(facts: CaseFacts, rules: Rulebook | None = None) -> Plan:
    """Return the dated plan of a case under `rules` (default: the shipped rules).

    Errors: NotInForce when the case began before a rule it needs was law.
    """
    return plan_from_course(make_course(facts, rules or rulebook()))


def plan_from_course(course: Course, known: DatedRows = NO_DATED_ROWS) -> Plan:
    """Return the plan for a course; `known` as for `date_milestones`."""
    facts, milestones = course.facts, tuple(date_milestones(course, known))
    closing = _effective_closing(course, milestones) if course.closings else None
    last = min(course.closings, key=attrgetter("on")) if closing else None
    closed_on = last.on if last else None
    return Plan(
        rules=course.book.version,
        facts=facts,
        effective_first_sick_day=facts.first_sick_day + _uncounted_days(course),
        closed_on=closed_on,
        close_reason=closing.kind if closing and closing.kind == "overleden" else last and last.kind,
        ends_on=_ends_on(course, milestones, closed_on),
        wait_ends_on=early - DAY if (early := course.anchors["early_benefit"]) else course.wait_ends_on,
        milestones=milestones,
        next_first_sick_day=course.next_first_sick_day if closing else None,
        watches_referrals=INTAKE in course.book.rows,
    )


def _ends_on(course: Course, milestones: tuple[Milestone, ...], closed_on: date | None) -> date:
    """Return the last day of the case: that of its last milestone, or the day it closes early.

    A milestone that outlives the case keeps it open until it is done or over, such as the term of an objection; the
    house alone decides whether the case waits for what comes after it.
    """
    rows = course.book.rows
    if closed_on is None:
        kept = [each for each in milestones if each.status != "vervallen"]
        return _last_date([each for each in kept if each.key not in rows or not rows[each.key].after_the_case])
    lasting = (m for m in milestones if m.status == "gepland" and m.key in rows and rows[m.key].outlives_case)
    return max([closed_on, *(day for milestone in lasting if (day := last_date(milestone)))])


def _effective_closing(course: Course, milestones: tuple[Milestone, ...]) -> Closing | None:
    """Return what closes the case early; None when everything in the case is over before that."""
    closing = course.closing
    if closing is None or closing.kind == "overleden":
        return closing
    return closing if closing.from_ <= _last_date(milestones) else None


def _uncounted_days(course: Course) -> timedelta:
    """Return the number of uncounted days within the wait."""
    return sum((gap.length for gap in course.sickness_days.gaps if gap.from_ <= course.wait_ends_on), timedelta())


def _last_date(milestones: Iterable[Milestone]) -> date:
    """Return the last date of any of these milestones."""
    return max([day for each in milestones for day in (each.opens_on, each.target_on, each.due_on) if day])
