"""Explain a date in Dutch: rule, article, the phrase that decides, the arithmetic in days, and what replaced what."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.explain.counted_days import LEFT_OUT, counted_lines
from spoorboek.statute.explain.sensitivities import sensitivity_line
from spoorboek.statute.explain.term_text import place_in_sickness, term_in_words
from spoorboek.statute.law.milestones import Basis, MilestoneRule, Rulebook, rulebook
from spoorboek.statute.law.terms import Offset, Term
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.timeline.course import chart_course, days_in_words
from spoorboek.statute.timeline.dating import date_milestones
from spoorboek.statute.timeline.rules import RULES_BY_NAME
from spoorboek.statute.timeline.rules.special_rule import Replacement

DATE_WORDS: Mapping[str, str] = {
    "opens": "Opent",
    "target": "Streefdatum",
    "due": "Uiterlijk",
    "tolerated": "Door UWV aanvaard tot en met",
}
NO_ACTOR: Mapping[str, str] = {"due": "Datum"}
REGELING = "Regeling procesgang"
BY_ANALOGY = " De Regeling procesgang zwijgt hierover en wordt net zo geteld."
FORCE_WORDS: Mapping[str, str] = {
    "statute": "Wettelijke termijn.",
    "policy": "Beoordelingsregel van UWV.",
    "norm": "Norm, geen wettelijke termijn.",
    "information": "Ter informatie.",
}
CHANGE_WORDS: Mapping[str, str] = {
    "opens_on": "opent op",
    "target_on": "streefdatum",
    "due_on": "uiterlijk",
    "agreed_on": "afgesproken datum",
}


def explain_milestone(plan: Plan, milestone: Milestone, rules: Rulebook | None = None) -> str:
    """Return why a milestone of the plan has its dates; for several of one plan, an Explainer is faster.

    `rules`: those the plan was made with (default: those of the product).
    """
    return PlanExplainer(plan, rules).explain(milestone)


def milestone_basis(key: str) -> tuple[Basis, ...]:
    """Return what the dates of a milestone rest on: article, permanent address and deciding phrase."""
    return rulebook().rows[key].basis


class PlanExplainer:
    """Explains the milestones of one plan; the course of the case is charted once."""

    def __init__(self, plan: Plan, rules: Rulebook | None = None) -> None:
        """Chart the course behind `plan`, under the rules it was made with (default: those of today)."""
        self.plan = plan
        self.course = chart_course(plan.facts, rules or rulebook())
        date_milestones(self.course)

    def explain(self, milestone: Milestone, *, common: bool = True) -> str:
        """Return the explanation, one line per date and per rule.

        `common`: with what would change most dates of a case alike; without it where that is said once for all.
        """
        return "\n".join(self._lines(milestone, self.course.book.rows[milestone.key], common))

    def _lines(self, milestone: Milestone, row: MilestoneRule, common: bool) -> Iterator[str]:
        yield self._rule(row)
        yield from (f"{item.article}: “{item.quote}”. {item.url}" for item in row.basis)
        yield from self._sums(milestone, row)
        yield row.why
        for made in milestone.trace or ():
            yield from self._replacement(made, row)
        yield from (f"Niet gevolgd: {item.reading} (bron: {item.source}). {item.why}" for item in row.rejected)
        live = milestone.status not in ("gedaan", "vervallen")
        if live and (line := sensitivity_line(milestone, self.course, common=common)):
            yield line
        yield from self._standing(milestone)

    def _rule(self, row: MilestoneRule) -> str:
        """Name the rule, the version it stands in and the cases it counts for."""
        until = f" t/m {dutch_date(row.valid_until)}" if row.valid_until else ""
        held = f"geldt voor wie ziek werd vanaf {dutch_date(row.valid_from)}{until}"
        return f"Regel: {row.key}, versie {self.course.book.version}; {held}."

    def _sums(self, milestone: Milestone, row: MilestoneRule) -> Iterator[str]:
        """Spell every date as the table gives it, before special rules."""
        self._set_anchors(milestone, row)
        for field in DATE_WORDS:
            term = getattr(row, field)
            day = self._base(milestone, field)
            if term is None or day is None:
                continue
            times = ""
            if field == "target" and row.repeat:
                term = Offset(row.repeat.anchor, row.repeat.days * milestone.occurrence)
                times = f" (keer {milestone.occurrence}, om de {row.repeat.days} dagen)"
            words = self._word(field, row)
            place = place_in_sickness(day, self.course)
            text = f"{words}: {term_in_words(term, self.course)}{times} ({place}). {self._kind(field, row)}"
            yield text.rstrip()
            if field == ("due" if row.due else "target"):
                yield from self._counted(term, row)

    def _word(self, field: str, row: MilestoneRule) -> str:
        """Name a date; a day on which nobody has to act is no last day."""
        return DATE_WORDS[field] if row.who else NO_ACTOR.get(field, DATE_WORDS[field])

    def _counted(self, term: Term, row: MilestoneRule) -> Iterator[str]:
        """Say which days a term counted and which not, and on what ground where the row rests on the Regeling."""
        for line in counted_lines(term, self.course):
            yield line + (BY_ANALOGY if line.startswith(LEFT_OUT) and row.basis[0].article.startswith(REGELING) else "")

    def _kind(self, field: str, row: MilestoneRule) -> str:
        """Say whether a date is that of the law or of the house."""
        return {"target": "Huisregel.", "due": FORCE_WORDS[row.force]}.get(field, "")

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

    def _replacement(self, made: Replacement, row: MilestoneRule) -> Iterator[str]:
        """Say which rule changed what, with the sum of the terms it put in place."""
        rule = RULES_BY_NAME[made.rule]
        says = rule.says.format_map(self._words(made.words))
        yield f"Bijzondere regel: {says} (Regel: {rule.name}; vervangt {rule.replaces}.)"
        yield from self._terms_instead(made, row)
        names = {**CHANGE_WORDS, "due_on": self._word("due", row).lower()}
        changes = [_changed(names[name], before, after) for name, before, after in made.fields if name in names]
        if changes:
            yield f"Daardoor: {'; '.join(changes)}."

    def _terms_instead(self, made: Replacement, row: MilestoneRule) -> Iterator[str]:
        """Spell the terms a rule put in place of those of the row."""
        changed = {name for name, _, _ in made.fields}
        for field, term in row.instead.get(made.rule, {}).items():
            if f"{field}_on" in changed:
                yield f"{self._word(field, row)}: {term_in_words(term, self.course)}."
                if field == "due":
                    yield from self._counted(term, row)

    def _words(self, words: Mapping[str, Any]) -> dict[str, str]:
        named: dict[str, Any] = {**self.course.anchors, **words, "aow_days": self._aow_days()}
        return {name: _worded(value) for name, value in named.items()}

    def _aow_days(self) -> str:
        return str(self.course.value("aow_days")) if "aow" in self.course.regimes else ""

    def _standing(self, milestone: Milestone) -> Iterator[str]:
        """Say what is known of it: done, lapsed, the short or the full form."""
        row = self.course.book.rows[milestone.key]
        done = self.plan.facts.done.get(milestone.ref) or self.course.anchors.get(row.done_by or "")
        if done:
            yield f"Gedaan op {dutch_date(done)}."
        if milestone.variant:
            counted = self.course.sickness_days.index(milestone.due_on or self.plan.ends_on)
            needed = dict(row.variants)[milestone.variant]
            yield f"Vorm: {milestone.variant}; {counted} ziektedagen na de eerste ziektedag, dus ten minste {needed}."
        if milestone.status == "vervallen":
            yield f"Vervallen: {milestone.reason}"


def _changed(word: str, before: date | None, after: date) -> str:
    """Word one date that was replaced, with the days between the two."""
    if before is None:
        return f"{word} {dutch_date(after)}"
    later = after > before
    shift = f"{days_in_words(abs(after - before))} {'later' if later else 'eerder'}"
    return f"{word} {dutch_date(after)} in plaats van {dutch_date(before)} ({shift})"


def _worded(value: Any) -> str:
    if isinstance(value, date):
        return dutch_date(value)
    return days_in_words(value) if isinstance(value, timedelta) else str(value)
