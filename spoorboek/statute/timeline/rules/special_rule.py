"""The special-rule record: a named function that declares which dates it replaces, with a Dutch explanation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from spoorboek.statute.law.terms import Term
from spoorboek.statute.plan import Milestone, PlanStatus, last_date
from spoorboek.statute.timeline.course import Course

Applies = Callable[[Course], bool]
RuleChange = Callable[[Course, Milestone], Milestone]


class Replacement(NamedTuple):
    """One change of one milestone for the explanation: the rule, its changed (field, before, after), and its values."""

    rule: str
    fields: tuple[tuple[str, Any, Any], ...]
    words: Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class SpecialRule:
    """A named rule: whether it applies to a case, which milestones it changes (None: all), and its Dutch explanation.

    The explanation may contain anchors of the case and values of the change, such as `{advice_2}`. `gone_with`: the row
    of the table that took the place of the rule, so that only tables without it apply the rule.
    """

    name: str
    replaces: str
    milestones: frozenset[str] | None
    applies: Applies
    change: RuleChange
    says: str
    gone_with: str | None = None

    @property
    def source(self) -> str:
        """Return the legal source from the docstring of the rule's function."""
        return str(self.change.__doc__).partition("Source:")[2].strip()


def special_rule(
    name: str, *milestones: str, replaces: str, when: Applies, says: str, gone_with: str | None = None
) -> Callable[[RuleChange], SpecialRule]:
    """Make a rule of a function `(course, milestone) -> milestone`; without `milestones` it applies to all of them."""

    def make(change: RuleChange) -> SpecialRule:
        return SpecialRule(name, replaces, frozenset(milestones) or None, when, change, says, gone_with)

    return make


def replace_fields(milestone: Milestone, rule_name: str, fields: Mapping[str, Any], **words: Any) -> Milestone:
    """Return the milestone with these fields replaced and the change added to its trace.

    `words`: values that the rule's explanation needs besides the anchors of the case.
    """
    changes = [(name, old, new) for name, new in fields.items() if (old := getattr(milestone, name)) != new]
    replacement = Replacement(rule_name, tuple(changes), words)
    return milestone._replace(**fields, trace=(*(milestone.trace or ()), replacement))


def move_dates(milestone: Milestone, rule_name: str, fields: Mapping[str, Any], **words: Any) -> Milestone:
    """Return the milestone with these fields replaced; unchanged, without a trace, when they have these values."""
    if all(getattr(milestone, name) == new for name, new in fields.items()):
        return milestone
    return replace_fields(milestone, rule_name, fields, **words)


def lapse(milestone: Milestone, rule_name: str, reason: str, **words: Any) -> Milestone:
    """Return the milestone as lapsed for a reason (Dutch); a milestone that is done or lapsed already is unchanged."""
    return _settle(milestone, rule_name, "vervallen", reason, words)


def finish(milestone: Milestone, rule_name: str, reason: str, **words: Any) -> Milestone:
    """Return the milestone as done by another report, for a reason (Dutch); unchanged when done or lapsed already."""
    return _settle(milestone, rule_name, "gedaan", reason, words)


def _settle(
    milestone: Milestone, rule_name: str, status: PlanStatus, reason: str, words: Mapping[str, Any]
) -> Milestone:
    """Settle a milestone that is not yet: what nearly every change of a plan does, so without `replace_fields`."""
    if milestone.status in ("gedaan", "vervallen"):
        return milestone
    changes = (("status", milestone.status, status), ("reason", milestone.reason, reason))
    trace = (*(milestone.trace or ()), Replacement(rule_name, changes, words))
    return Milestone(*milestone[:6], status, reason, milestone.variant, milestone.agreed_on, trace)


def dates_instead(course: Course, milestone: Milestone, rule_name: str) -> dict[str, date | None]:
    """Return the dates the table gives under this rule, by field name; empty when it gives none."""
    terms: Mapping[str, Term] = course.book.rows[milestone.key].instead.get(rule_name, {})
    return {f"{field}_on": term.on(course) for field, term in terms.items()}


def later_dates_instead(course: Course, milestone: Milestone, rule_name: str) -> dict[str, date | None]:
    """Return the dates the table gives under this rule, none of them earlier than the date it replaces."""
    return {
        field: max((day for day in (new, getattr(milestone, field)) if day), default=None)
        for field, new in dates_instead(course, milestone, rule_name).items()
    }


def deciding_day(milestone: Milestone) -> date:
    """Return the day that decides whether a milestone is reached; `date.max` when it has no date."""
    return last_date(milestone) or date.max
