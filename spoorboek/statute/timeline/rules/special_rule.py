"""What a special rule is: a small named function that declares which dates it replaces, and says so in Dutch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from spoorboek.statute.law.terms import Term
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.course import Course

Applies = Callable[[Course], bool]
RuleChange = Callable[[Course, Milestone], Milestone]


class Replacement(NamedTuple):
    """One change of one milestone, as `explain` reads it back: which rule, its words, and (field, before, after)."""

    rule: str
    fields: tuple[tuple[str, Any, Any], ...]
    words: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SpecialRule:
    """A named rule: whether it applies to a case, which milestones it changes (None: all), and its sentence in Dutch.

    The sentence may hold anchors of the case and words of the change, such as `{advice_2}`.
    """

    name: str
    replaces: str
    milestones: frozenset[str] | None
    applies: Applies
    change: RuleChange
    says: str

    @property
    def source(self) -> str:
        """Return the text of law the rule names as its source."""
        return str(self.change.__doc__).partition("Source:")[2].strip()


def special_rule(
    name: str, *milestones: str, replaces: str, when: Applies, says: str
) -> Callable[[RuleChange], SpecialRule]:
    """Make a rule of a function `(course, milestone) -> milestone`; without milestones it looks at all of them."""

    def make(change: RuleChange) -> SpecialRule:
        return SpecialRule(name, replaces, frozenset(milestones) or None, when, change, says)

    return make


def replace_fields(milestone: Milestone, rule_name: str, fields: Mapping[str, Any], **words: Any) -> Milestone:
    """Return the milestone with these fields replaced, and the change recorded for its explanation.

    `words` are what the rule's sentence needs beside the anchors of the case.
    """
    changes = ((name, getattr(milestone, name), new) for name, new in fields.items())
    made = Replacement(rule_name, tuple(change for change in changes if change[1] != change[2]), words)
    return milestone._replace(**fields, trace=(*(milestone.trace or ()), made))


def move_dates(milestone: Milestone, rule_name: str, fields: Mapping[str, Any], **words: Any) -> Milestone:
    """Return the milestone with these fields replaced; itself, and no rule to explain, where all are so already."""
    if all(getattr(milestone, name) == new for name, new in fields.items()):
        return milestone
    return replace_fields(milestone, rule_name, fields, **words)


def lapse(milestone: Milestone, rule_name: str, reason: str) -> Milestone:
    """Return the milestone as lapsed for a reason (Dutch); what is done, or lapsed already, stays as it is."""
    if milestone.status in ("gedaan", "vervallen"):
        return milestone
    return replace_fields(milestone, rule_name, {"status": "vervallen", "reason": reason})


def dates_instead(course: Course, milestone: Milestone, rule_name: str) -> dict[str, date | None]:
    """Return the dates that the table puts in place under this rule, by their name in a milestone; none for no rule."""
    terms: Mapping[str, Term] = course.book.rows[milestone.key].instead.get(rule_name, {})
    return {f"{field}_on": term.on(course) for field, term in terms.items()}


def later_dates_instead(course: Course, milestone: Milestone, rule_name: str) -> dict[str, date | None]:
    """Return the dates that the table puts in place under this rule, none of them before the one it replaces."""
    return {
        field: max((day for day in (new, getattr(milestone, field)) if day), default=None)
        for field, new in dates_instead(course, milestone, rule_name).items()
    }


def deciding_day(milestone: Milestone) -> date:
    """Return the day that decides whether a milestone is still reached; without any date it is never reached."""
    return milestone.agreed_on or milestone.due_on or milestone.target_on or date.max
