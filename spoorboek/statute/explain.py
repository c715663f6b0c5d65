"""Explain a date in Dutch: rule, article, the phrase that decides, the arithmetic in days, and what replaced what."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from .calendar import dutch
from .counted import counted_line
from .course import chart, days
from .dating import date_milestones
from .movers import movers_line
from .plan import Milestone, Plan
from .rules import RULES_BY_NAME
from .rules.base import Replacement
from .spelling import place, spell
from .table import Basis, MilestoneRule, Rulebook, rulebook
from .terms import Offset

WORDS: Mapping[str, str] = {
    "opens": "Opent",
    "target": "Streefdatum",
    "due": "Uiterlijk",
    "tolerated": "Door UWV aanvaard tot en met",
}
FORCE: Mapping[str, str] = {
    "statute": "Wettelijke termijn.",
    "policy": "Beoordelingsregel van UWV.",
    "norm": "Norm, geen wettelijke termijn.",
    "information": "Ter informatie.",
}
CHANGED: Mapping[str, str] = {
    "opens_on": "opent op",
    "target_on": "streefdatum",
    "due_on": "uiterlijk",
    "agreed_on": "afgesproken datum",
}


def explain(plan: Plan, milestone: Milestone, rules: Rulebook | None = None) -> str:
    """Return why a milestone of the plan has its dates; for several of one plan, an Explainer is faster.

    `rules`: those the plan was made with (default: those of the product).
    """
    return Explainer(plan, rules).explain(milestone)


def basis(key: str) -> tuple[Basis, ...]:
    """Return what the dates of a milestone rest on: article, permanent address and deciding phrase."""
    return rulebook().rows[key].basis


class Explainer:
    """Explains the milestones of one plan; the course of the case is charted once."""

    def __init__(self, plan: Plan, rules: Rulebook | None = None) -> None:
        """Chart the course behind `plan`, under the rules it was made with (default: those of today)."""
        self.plan = plan
        self.course = chart(plan.facts, rules or rulebook())
        date_milestones(self.course)

    def explain(self, milestone: Milestone) -> str:
        """Return the explanation, one line per date and per rule."""
        return "\n".join(self._lines(milestone, self.course.book.rows[milestone.key]))

    def _lines(self, milestone: Milestone, row: MilestoneRule) -> Iterator[str]:
        yield self._rule(row)
        yield from (f"{item.article}: “{item.quote}”. {item.url}" for item in row.basis)
        yield from self._sums(milestone, row)
        yield row.why
        yield from (self._replacement(made, row) for made in milestone.trace or ())
        yield from (f"Niet gevolgd: {item.reading} (bron: {item.source}). {item.why}" for item in row.rejected)
        if milestone.status not in ("gedaan", "vervallen"):
            yield movers_line(milestone, self.course)
        yield from self._standing(milestone)

    def _rule(self, row: MilestoneRule) -> str:
        """Name the rule, the version it stands in and the cases it counts for."""
        until = f" t/m {dutch(row.valid_until)}" if row.valid_until else ""
        held = f"geldt voor wie ziek werd vanaf {dutch(row.valid_from)}{until}"
        return f"Regel: {row.key}, versie {self.course.book.version}; {held}."

    def _sums(self, milestone: Milestone, row: MilestoneRule) -> Iterator[str]:
        """Spell every date as the table gives it, before special rules."""
        self._set_anchors(milestone, row)
        for field, words in WORDS.items():
            term = getattr(row, field)
            day = self._base(milestone, field)
            if term is None or day is None:
                continue
            times = ""
            if field == "target" and row.repeat:
                term = Offset(row.repeat.anchor, row.repeat.days * milestone.occurrence)
                times = f" (keer {milestone.occurrence}, om de {row.repeat.days} dagen)"
            text = f"{words}: {spell(term, self.course)}{times} ({place(day, self.course)}). {self._kind(field, row)}"
            yield text.rstrip()
            if field == ("due" if row.due else "target") and (line := counted_line(term, self.course)):
                yield line

    def _kind(self, field: str, row: MilestoneRule) -> str:
        """Say whether a date is that of the law or of the house."""
        return {"target": "Huisregel.", "due": FORCE[row.force]}.get(field, "")

    def _set_anchors(self, milestone: Milestone, row: MilestoneRule) -> None:
        """Let the terms of the row count from this very occurrence."""
        anchors = self.course.anchors
        if row.each:
            anchors[row.each] = self.course.series[row.each][milestone.occurrence - 1]
        anchors["due"] = self._base(milestone, "due")
        anchors["target"] = self._base(milestone, "target")

    def _base(self, milestone: Milestone, field: str) -> date | None:
        """Return a date as it stood before the first rule that replaced it."""
        name = f"{field}_on" if field != "tolerated" else "tolerated_until"
        changes = (change for made in milestone.trace or () for change in made.fields if change[0] == name)
        day: date | None = next((before for _, before, _ in changes), getattr(milestone, name))
        return day

    def _replacement(self, made: Replacement, row: MilestoneRule) -> str:
        """Say which rule changed what, with the sum of the term it put in place."""
        rule = RULES_BY_NAME[made.rule]
        says = [rule.says.format_map(self._words(made.words)), *self._terms_instead(made, row)]
        changes = [_changed(name, before, after) for name, before, after in made.fields if name in CHANGED]
        effect = f" Daardoor: {'; '.join(changes)}." if changes else ""
        return f"Bijzondere regel: {' '.join(says)}{effect} (Regel: {rule.name}; vervangt {rule.replaces}.)"

    def _terms_instead(self, made: Replacement, row: MilestoneRule) -> Iterator[str]:
        """Spell the terms a rule put in place of those of the row."""
        changed = {name for name, _, _ in made.fields}
        for field, term in row.instead.get(made.rule, {}).items():
            if f"{field}_on" in changed:
                line = counted_line(term, self.course) if field == "due" else None
                yield f"{WORDS[field]}: {spell(term, self.course)}." + (f" {line}" if line else "")

    def _words(self, words: Mapping[str, Any]) -> dict[str, str]:
        named: dict[str, Any] = {**self.course.anchors, **words, "aow_days": self._aow_days()}
        return {name: _worded(value) for name, value in named.items()}

    def _aow_days(self) -> str:
        return str(self.course.value("aow_days")) if "aow" in self.course.regimes else ""

    def _standing(self, milestone: Milestone) -> Iterator[str]:
        """Say what is known of it: done, lapsed, the short or the full form."""
        done = self.plan.facts.done.get(milestone.ref)
        if done:
            yield f"Gedaan op {dutch(done)}."
        if milestone.variant:
            counted = self.course.counting.index(milestone.due_on or self.plan.ends_on)
            yield f"Vorm: {milestone.variant}; {counted} ziektedagen na de eerste ziektedag."
        if milestone.status == "vervallen":
            yield f"Vervallen: {milestone.reason}"


def _changed(name: str, before: date | None, after: date) -> str:
    """Word one date that was replaced, with the days between the two."""
    if before is None:
        return f"{CHANGED[name]} {dutch(after)}"
    later = after > before
    shift = f"{days(abs(after - before))} {'later' if later else 'eerder'}"
    return f"{CHANGED[name]} {dutch(after)} in plaats van {dutch(before)} ({shift})"


def _worded(value: Any) -> str:
    if isinstance(value, date):
        return dutch(value)
    return days(value) if isinstance(value, timedelta) else str(value)
