"""The course of one case: day counting, anchors, regimes and closings, worked out before any milestone is dated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, NamedTuple

from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.days.sickness_days import SicknessDays
from spoorboek.statute.facts import CaseFacts, StepRef
from spoorboek.statute.law.milestones import MilestoneRule, Rulebook
from spoorboek.statute.law.terms import split_anchor
from spoorboek.statute.plan import Milestone
from spoorboek.statute.referrals.referral import clock_day

ClosingKind = Literal["hersteld", "andere_oorzaak", "einde_dienstverband", "aow", "overleden"]
BEARS_OWN_RISK, LEAVING_REPORT = "eigenrisicodrager", "ziek_uit_dienst_melding"
PLAN_STEP, WIA = StepRef("plan_van_aanpak"), StepRef("wia_aanvraag")
LAST_PAID_DAY = "einde_loondoorbetaling"
SETTLED = "onderzoek_wijst_naar_spoor_2"


class Closing(NamedTuple):
    """Why a case closes early: milestones from day `from_` on lapse; `on` is the last day of the case."""

    from_: date
    on: date
    kind: ClosingKind
    reason: str


@dataclass(slots=True)
class Course:
    """The state that terms and rules read while a plan is made; `anchors` grows as milestones are dated.

    `legal_wait_end`: the end of the 104 weeks, before any extension. `series`: the dates of the reports that each
    create an occurrence of a milestone, by its number and in the order of the dates. `closings`: everything that may
    close the case early. `dated`: the milestones dated so far.
    """

    facts: CaseFacts
    book: Rulebook
    sickness_days: SicknessDays
    anchors: dict[str, date | None]
    legal_wait_end: date
    regimes: frozenset[str]
    series: Mapping[str, Mapping[int, date]]
    next_first_sick_day: date | None
    closings: list[Closing] = field(default_factory=list)
    dated: dict[str, Milestone] = field(default_factory=dict)

    def value(self, name: str) -> int:
        """Return a dated value of law for the day it attaches to: as a rule the first sick day of this case."""
        dated = self.book.values[name]
        return dated.period(self.day(dated.attaches_to)).value

    def day(self, anchor: str) -> date:
        """Return the date of an anchor that must exist in this case; KeyError when it does not."""
        found = self.anchors[anchor]
        if found is None:
            raise KeyError(anchor)
        return found

    def has_terms_for(self, key: str, rule_name: str) -> bool:
        """Return whether the table names a rule under `instead` of a row; else it is of before that rule."""
        row = self.book.rows.get(key)
        return row is not None and rule_name in row.instead

    def report_day(self, report: str, occurrence: int) -> date | None:
        """Return the day of the report that an occurrence of a milestone answers; None when there is none."""
        if report in self.series:
            return self.series[report].get(occurrence)
        if report in ("sanction", "wia_decided"):
            return self.anchors.get(report)
        return self.facts.done.get(StepRef(split_anchor(report)[1]))

    def days_of(self, row: MilestoneRule) -> Sequence[tuple[int, date]]:
        """Return the occurrences of a row that answers reports, each with the day of its report.

        Of a clock of referrals they are the numbers of those for which it runs, or ran.
        """
        if not row.of_referral:
            return list(self.series[row.each or ""].items())
        if not (referrals := self.facts.referrals):
            return ()
        days = [(each.number, clock_day(each, row.each or "", row.until)) for each in referrals]
        return [(number, day) for number, day in days if day]

    @property
    def wait_ends_on(self) -> date:
        """Return W, the last day of the wait."""
        return self.day("W")

    @property
    def last_paid_day(self) -> date:
        """Return L, the last day of wage before any sanction: W, or later after a late application."""
        return self.anchors.get(f"due({LAST_PAID_DAY})") or self.wait_ends_on

    @property
    def extended(self) -> bool:
        """Return whether UWV confirmed an end of the wait after the 104 weeks."""
        return self.wait_ends_on > self.legal_wait_end

    @property
    def aow_age_on(self) -> date:
        """Return the day on which AOW age is reached, which may be before the sickness; KeyError when unknown."""
        if self.facts.aow_on is None:
            raise KeyError("aow")
        return self.facts.aow_on

    @property
    def goes_on_at_own_risk(self) -> bool:
        """Return whether the employer guides the employee after the employment, at his own risk, until W.

        Not those under a safety net of UWV. Source: ZW 63a(1): "de personen, bedoeld in artikel 29, tweede lid,
        onderdelen a, b en c".
        """
        return BEARS_OWN_RISK in self.regimes and self.facts.safety_net is None

    @property
    def closing(self) -> Closing | None:
        """Return the earliest closing, or None; death goes before all others, for it ends everything at once."""
        return min(self.closings, key=lambda closing: (closing.kind != "overleden", closing), default=None)

    @property
    def last_repeat_day(self) -> date:
        """Return the last day on which a repeated milestone can still occur."""
        closing = self.closing
        return min(self.wait_ends_on, closing.from_ - DAY) if closing else self.wait_ends_on


def days_in_words(count: timedelta) -> str:
    """Format a number of days: "1 dag", "21 dagen"."""
    return "1 dag" if count.days == 1 else f"{count.days} dagen"
