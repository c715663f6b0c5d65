"""Which text of a row holds for a case: by the day of the event it attaches to, such as that of the application."""

from datetime import date

from spoorboek.statute.law.milestones import MilestoneRule
from spoorboek.statute.timeline.course import Course


def text_in_force(course: Course, row: MilestoneRule) -> MilestoneRule | None:
    """Return the text of a row that holds for this case; None when the step is abolished, or was introduced later.

    The course goes on with the table in which that text stands. Errors: NotInForce when no known text holds.
    """
    if course.facts.first_sick_day >= course.book.complete_from and not (row.valid_until or row.earlier):
        return row
    texts = sorted((row, *row.earlier), key=lambda text: text.valid_from, reverse=True)
    text = next((each for each in texts if each.valid_from <= event_day(course, each)), texts[-1])
    day = event_day(course, text)
    if (text.introduced and day < text.valid_from) or (text.valid_until and day > text.valid_until):
        return None
    if text is not row:
        course.book = course.book.with_text(text)
    course.book.check(text.key, day)
    return text


def event_day(course: Course, row: MilestoneRule) -> date:
    """Return the day of the event that a text of a row attaches to; the first sick day where the case has no other.

    `done`: the day the step was done and, until then, the last day that this text gives it.
    """
    first = course.facts.first_sick_day
    if row.valid_on == "D":
        return first
    if row.valid_on != "done":
        return course.anchors.get(row.valid_on) or first
    last = row.due or row.target or row.opens
    return course.facts.done.get(row.ref) or (last and last.on(course)) or first
