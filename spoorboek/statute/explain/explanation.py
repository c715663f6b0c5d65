"""Explain a date in Dutch: rule, article, deciding phrase, calculation in days, and the special rules applied."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.explain.counted_days import LEFT_OUT, counted_lines
from spoorboek.statute.explain.sensitivities import sensitivity_line
from spoorboek.statute.explain.term_text import place_in_sickness, term_in_words
from spoorboek.statute.law.basis import page_sentence
from spoorboek.statute.law.milestones import MilestoneRule, Rulebook, rulebook
from spoorboek.statute.law.terms import Offset, Term
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.timeline.course import days_in_words
from spoorboek.statute.timeline.course_making import make_course
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
    """Return why a milestone of the plan has its dates; for several milestones of a plan, PlanExplainer is faster.

    `rules`: those the plan was made with (default: the shipped rules).
    """
    return PlanExplainer(plan, rules).explain(milestone)


def origin_of_date(field: str, row: MilestoneRule) -> str:
    """Return who sets a date of a row, in Dutch: the law, UWV, the house; empty where nobody does.

    `field`: opens, target, due or tolerated. What the row itself says goes before its force.
    """
    said = row.origin.get(field)
    return f"{said}." if said else {"target": "Huisregel.", "due": FORCE_WORDS[row.force]}.get(field, "")


class PlanExplainer:
    """Explains the milestones of one plan; the course of the case is computed once."""

    def __init__(self, plan: Plan, rules: Rulebook | None = None) -> None:
        """Compute the course behind `plan`, under the rules it was made with (default: the shipped rules)."""
        self.plan = plan
        self.course = make_course(plan.facts, rules or rulebook())
        date_milestones(self.course)

    def explain(self, milestone: Milestone, *, common: bool = True) -> str:
        """Return the explanation, one line per date and per rule.

        `common`: include what would change most dates of a case alike; False where that is stated once for all of them.
        """
        return "\n".join(self._lines(milestone, self.course.book.rows[milestone.key], common))

    def _lines(self, milestone: Milestone, row: MilestoneRule, common: bool) -> Iterator[str]:
        yield self._rule_line(row)
        yield from (f"{item.article}: “{item.quote}”. {item.url}" for item in row.basis)
        yield from (f"{page_sentence(page)}." for page in row.pages)
        yield from self._date_lines(milestone, row)
        yield row.why
        for replacement in milestone.trace or ():
            yield from self._replacement_lines(replacement, row)
        yield from (f"Niet gevolgd: {item.reading}.{item.by} {item.why}" for item in row.rejected)
        outstanding = milestone.status not in ("gedaan", "vervallen")
        if outstanding and (line := sensitivity_line(milestone, self.course, common=common)):
            yield line
        yield from self._status_lines(milestone)

    def _rule_line(self, row: MilestoneRule) -> str:
        """Return the line that names the rule, its version and the cases it applies to."""
        return f"Regel: {row.key}, versie {self.course.book.version}; geldt {row.validity}."

    def _date_lines(self, milestone: Milestone, row: MilestoneRule) -> Iterator[str]:
        """Yield the calculation of every date from the milestone table, before special rules."""
        self._set_anchors(milestone, row)
        for field in DATE_WORDS:
            term = getattr(row, field)
            day = self._date_before_rules(milestone, field)
            if term is None or day is None:
                continue
            repetition = ""
            if field == "target" and row.repeat:
                term = Offset(row.repeat.anchor, row.repeat.days * milestone.occurrence)
                repetition = f" (keer {milestone.occurrence}, om de {row.repeat.days} dagen)"
            date_word = self._date_word(field, row)
            place = place_in_sickness(day, self.course)
            text = (
                f"{date_word}: {term_in_words(term, self.course)}{repetition} ({place}). {origin_of_date(field, row)}"
            )
            yield text.rstrip()
            if field == ("due" if row.due else "target"):
                yield from self._counted_day_lines(term, row)

    def _date_word(self, field: str, row: MilestoneRule) -> str:
        """Return the Dutch name of a date; a day on which nobody has to act is not called a last day."""
        return DATE_WORDS[field] if row.who else NO_ACTOR.get(field, DATE_WORDS[field])

    def _counted_day_lines(self, term: Term, row: MilestoneRule) -> Iterator[str]:
        """Yield the days a term counted and skipped, noting the analogy where the row is based on the Regeling."""
        for line in counted_lines(term, self.course):
            analogous = line.startswith(LEFT_OUT) and any(item.article.startswith(REGELING) for item in row.basis[:1])
            yield line + (BY_ANALOGY if analogous else "")

    def _set_anchors(self, milestone: Milestone, row: MilestoneRule) -> None:
        """Set the anchors for this occurrence, so that the terms of the row count from it."""
        anchors = self.course.anchors
        if row.each:
            anchors[row.each] = dict(self.course.days_of(row))[milestone.occurrence]
        anchors["due"] = self._date_before_rules(milestone, "due")
        anchors["target"] = self._date_before_rules(milestone, "target")

    def _date_before_rules(self, milestone: Milestone, field: str) -> date | None:
        """Return a date as it was before the first special rule replaced it."""
        name = f"{field}_on" if field != "tolerated" else "tolerated_until"
        changes = (
            change for replacement in milestone.trace or () for change in replacement.fields if change[0] == name
        )
        day: date | None = next((before for _, before, _ in changes), getattr(milestone, name))
        return day

    def _replacement_lines(self, replacement: Replacement, row: MilestoneRule) -> Iterator[str]:
        """Yield which rule changed what, with the calculation of its terms."""
        rule = RULES_BY_NAME[replacement.rule]
        says = rule.says.format_map(self._rule_values(replacement.words))
        yield f"Bijzondere regel: {says} (Regel: {rule.name}; vervangt {rule.replaces}.)"
        yield from self._replacing_term_lines(replacement, row)
        names = {**CHANGE_WORDS, "due_on": self._date_word("due", row).lower()}
        changes = [
            _changed_date(names[name], before, after) for name, before, after in replacement.fields if name in names
        ]
        if changes:
            yield f"Daardoor: {'; '.join(changes)}."

    def _replacing_term_lines(self, replacement: Replacement, row: MilestoneRule) -> Iterator[str]:
        """Yield the calculation of the terms a rule used instead of those of the row."""
        changed = {name for name, _, _ in replacement.fields}
        for field, term in row.instead.get(replacement.rule, {}).items():
            if f"{field}_on" in changed:
                yield f"{self._date_word(field, row)}: {term_in_words(term, self.course)}."
                if field == "due":
                    yield from self._counted_day_lines(term, row)

    def _rule_values(self, words: Mapping[str, Any]) -> dict[str, str]:
        values: dict[str, Any] = {
            **self.course.anchors,
            **words,
            "aow": self.course.facts.aow_on,
            "aow_days": self._aow_days(),
        }
        return {name: _in_dutch(value) for name, value in values.items()}

    def _aow_days(self) -> str:
        return str(self.course.value("aow_days")) if "aow" in self.course.regimes else ""

    def _status_lines(self, milestone: Milestone) -> Iterator[str]:
        """Yield the status of a milestone: done, lapsed, the short or the full form."""
        row = self.course.book.rows[milestone.key]
        done = self.plan.facts.done.get(milestone.ref) or self.course.anchors.get(row.done_by or "")
        if done:
            yield f"Gedaan op {dutch_date(done)}."
        if milestone.variant:
            counted = self.course.sickness_days.index(milestone.due_on or self.plan.ends_on)
            minimum = dict(row.variants)[milestone.variant]
            yield f"Vorm: {milestone.variant}; {counted} ziektedagen na de eerste ziektedag, dus ten minste {minimum}."
        if milestone.status == "vervallen":
            yield f"Vervallen: {milestone.reason}"


def _changed_date(word: str, before: date | None, after: date | None) -> str:
    """Format one replaced date, with the number of days between the two; a date that is taken away is told as such."""
    if after is None:
        return f"{word} {dutch_date(before)} vervalt" if before else f"{word} vervalt"
    if before is None:
        return f"{word} {dutch_date(after)}"
    later = after > before
    shift = f"{days_in_words(abs(after - before))} {'later' if later else 'eerder'}"
    return f"{word} {dutch_date(after)} in plaats van {dutch_date(before)} ({shift})"


def _in_dutch(value: Any) -> str:
    if isinstance(value, date):
        return dutch_date(value)
    return days_in_words(value) if isinstance(value, timedelta) else str(value)
