"""The facts of one case that the law depends on: immutable, dated, without personal data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal, NamedTuple

from spoorboek.statute.days.sickness_days import SicknessDays
from spoorboek.statute.disputes import ExpertOpinion, WageMeasure, WageNotice, WageWarning
from spoorboek.statute.referrals.referral import ReferralFacts
from spoorboek.statute.second_track_facts import NO_PREPARATION, BureauNews, Preparation


class StepRef(NamedTuple):
    """One occurrence of one milestone: `StepRef("evaluatie", 2)` is the second evaluation."""

    key: str
    occurrence: int = 1


class Recovery(NamedTuple):
    """Fully recovered days, first and last inclusive; `until` is None while still recovered."""

    from_: date
    until: date | None = None


class Leave(NamedTuple):
    """Leave around childbirth (WAZO), first and last day inclusive.

    `same_cause`: the sickness after the leave has the same cause as the sickness before it.
    """

    from_: date
    until: date
    same_cause: bool = True


class Advice(NamedTuple):
    """An advice of the bedrijfsarts that changes the plan, and the track it recommends."""

    on: date
    track: Literal[1, 2]


class ReturnProspect(NamedTuple):
    """Whether there is a concrete prospect of a lasting return to the own employer within three months.

    `lost_on`: the day on which an earlier prospect turned out to be gone.
    """

    on: date
    within_3_months: bool
    lost_on: date | None = None


class Spell(NamedTuple):
    """A period during which a state lasts, first and last day inclusive; `until` is None while it lasts."""

    from_: date
    until: date | None = None


class RefusedRepair(NamedTuple):
    """A report of repair of which UWV found that the shortcoming was not repaired (WIA 25(13))."""

    reported_on: date
    decided_on: date


class Sanction(NamedTuple):
    """A wage sanction of UWV, its repair (WIA 25(9)-(14)), and the day it was revoked, such as on objection.

    `repair_reported_on`: the last report of repair; of those UWV refused, each stands in `refused`.
    """

    decided_on: date
    repair_reported_on: date | None = None
    repair_decided_on: date | None = None
    revoked_on: date | None = None
    refused: tuple[RefusedRepair, ...] = ()

    @property
    def repair_answered_on(self) -> date | None:
        """Return when UWV decided on the last report of repair, whatever it found."""
        answers = {each.reported_on: each.decided_on for each in self.refused}
        return self.repair_decided_on or (self.repair_reported_on and answers.get(self.repair_reported_on))


class IncompleteReport(NamedTuple):
    """A letter of UWV that the re-integration report is incomplete, and the last day it gives; None: it names none."""

    on: date
    repair_by: date | None = None


WiaOutcome = Literal["iva", "wga", "geweigerd"]
WiaShare = Literal["0_35", "35_80", "80_100"]


class WiaDecision(NamedTuple):
    """The decision of UWV on the application: its outcome and the class of the percentage, never a ground."""

    on: date
    outcome: WiaOutcome
    share: WiaShare | None = None


class EarlyBenefit(NamedTuple):
    """UWV's decision on a benefit with a shortened wait (WIA 23(6)); `granted_from` is None when it was refused."""

    decided_on: date
    granted_from: date | None = None


class Agreement(NamedTuple):
    """What a collective agreement or the employer gives beside the law, for who falls ill in its period.

    `source`: a code of the house policy. Weeks after the lawful end of the wage, and of the dismissal ban.
    """

    from_: date
    until: date | None
    source: str
    wage_weeks: int = 0
    ban_weeks: int = 0

    def covers(self, first_sick_day: date) -> bool:
        """Return whether somebody who fell ill on that day falls under it; one without weeks says so of any day."""
        has_weeks = bool(self.wage_weeks or self.ban_weeks)
        return not has_weeks or self.from_ <= first_sick_day <= (self.until or date.max)


class SixtyPlus(NamedTuple):
    """Somebody will be 60 or older when the wait ends; `agreed_on`: when both agreed to the simplified assessment."""

    agreed_on: date | None = None


class SignedSettlement(NamedTuple):
    """A settlement agreement and whether it names the right to withdraw; `withdrawn_on`: when the employee did so."""

    on: date
    names_right: bool
    withdrawn_on: date | None = None


class Circumstance(NamedTuple):
    """A period with what it does, never why; first and last day inclusive, `until` is None while it lasts."""

    from_: date
    until: date | None
    effect: "CircumstanceEffect"


class KeptDay(NamedTuple):
    """A planned date that is kept, and its sickness day number (from 0) when it was planned."""

    sickness_day: int
    day: date

    def on(self, sickness_days: SicknessDays) -> date:
        """Return the date; when uncounted days were reported later, the new date of that sickness day."""
        return (
            self.day if sickness_days.index(self.day) == self.sickness_day else sickness_days.date_of(self.sickness_day)
        )


class Kept(NamedTuple):
    """The dates a step keeps from earlier rules, and the version of those rules."""

    opens: KeptDay | None
    target: KeptDay | None
    due: KeptDay | None
    rules: str


SafetyNet = Literal["vierde_dag", "zes_weken", "dertien_weken"]
CircumstanceEffect = Literal["telt_niet_voor_opzegverbod", "telt_niet_voor_loon", "telt_niet_mee", "verblijft_elders"]
UNCOUNTED: CircumstanceEffect = "telt_niet_mee"
NO_STEPS: Mapping[StepRef, date] = MappingProxyType({})
NO_NUMBERS: Mapping[str, Mapping[str, int]] = MappingProxyType({})
NO_KEPT_DATES: Mapping[StepRef, Kept] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """The facts of one case: everything the timetable depends on, and nothing else.

    `safety_net_known_on`: the day the employer could know of the safety net, if later than the first sick day.
    `safety_net_from`: the day from which its four days count, if later. `no_week_42_report`: whether the report of week
    42 and that at the end of the employment are not made; None where that follows from the safety net.
    `no_possibilities_since`: since when there are no possibilities to work, if not from the start.
    `possibilities_since`: when possibilities appeared after there were none. `marginal`: the period with at most a few
    hours of work a day. `earlier_prospects`: the days prospects were recorded before that of `return_prospect`.
    `second_track_waived_on`: when both parties agreed in writing to leave the second track out because of the AOW age.
    `stuck`: periods in which the reintegration was at a standstill. `settlement`: periods in which a settlement
    agreement was under consideration. `refusals`: periods in which the employee did not cooperate. `own_risk`: since
    when, and until when, the employer bears the risk of the Ziektewet himself. `agreement`, `employer_agreement`: what
    was recorded beside the law, of the case itself and of all cases of its employer. `died_on`: the day of death, which
    ends the case at once. `household_staff`: fewer than four days a week in the service of a household
    (BW 7:629(2)(a)).
    `extension_requested_on`: when both parties asked UWV to extend the period of wage. `no_uwv_letter_on`: a day on
    which UWV had sent no letter about the application yet. `preparation`: what is known before a second track starts.
    `referrals`: in order of number. `bureau_news`: what a bureau at work must hear. `numbers`: by kind of report and
    name, the numbers under which reports were first recorded, where that is not the order of their days. `kept`: dates
    that steps keep from earlier rules.
    """

    first_sick_day: date
    recoveries: tuple[Recovery, ...] = ()
    leaves: tuple[Leave, ...] = ()
    done: Mapping[StepRef, date] = field(default_factory=lambda: NO_STEPS)
    deviations: Mapping[StepRef, date] = field(default_factory=lambda: NO_STEPS)
    postponed: Mapping[StepRef, date] = field(default_factory=lambda: NO_STEPS)
    safety_net: SafetyNet | None = None
    safety_net_known_on: date | None = None
    safety_net_from: date | None = None
    no_week_42_report: bool | None = None
    contract_ends_on: date | None = None
    aow_on: date | None = None
    no_possibilities: bool = False
    no_possibilities_since: date | None = None
    possibilities_since: date | None = None
    marginal: Spell | None = None
    return_prospect: ReturnProspect | None = None
    earlier_prospects: tuple[date, ...] = ()
    advice: tuple[Advice, ...] = ()
    second_track_waived_on: date | None = None
    stuck: tuple[Spell, ...] = ()
    settlement: tuple[Spell, ...] = ()
    sanction: Sanction | None = None
    extension_until: date | None = None
    early_benefit: EarlyBenefit | None = None
    own_risk: Spell | None = None
    died_on: date | None = None
    household_staff: bool = False
    sixty_plus: SixtyPlus | None = None
    agreement: Agreement | None = None
    employer_agreement: Agreement | None = None
    signed: tuple[SignedSettlement, ...] = ()
    circumstances: tuple[Circumstance, ...] = ()
    extension_requested_on: date | None = None
    no_uwv_letter_on: date | None = None
    riv_incomplete: tuple[IncompleteReport, ...] = ()
    wia_decision: WiaDecision | None = None
    refusals: tuple[Spell, ...] = ()
    wage_warnings: tuple[WageWarning, ...] = ()
    wage_notices: tuple[WageNotice, ...] = ()
    wage_measures: tuple[WageMeasure, ...] = ()
    opinions: tuple[ExpertOpinion, ...] = ()
    preparation: Preparation = NO_PREPARATION
    referrals: tuple[ReferralFacts, ...] = ()
    bureau_news: tuple[BureauNews, ...] = ()
    numbers: Mapping[str, Mapping[str, int]] = field(default_factory=lambda: NO_NUMBERS)
    kept: Mapping[StepRef, Kept] = field(default_factory=lambda: NO_KEPT_DATES)

    @property
    def leaves_own_risk(self) -> bool:
        """Return whether the employer bears the risk of the Ziektewet himself on the last day of the employment."""
        ends, risk = self.contract_ends_on, self.own_risk
        return ends is not None and risk is not None and risk.from_ <= ends <= (risk.until or date.max)

    @property
    def beside_the_law(self) -> Agreement | None:
        """Return what is given beside the law: what was recorded of the case goes before what is of its employer."""
        found = (self.agreement, self.employer_agreement)
        return next((each for each in found if each and each.covers(self.first_sick_day)), None)

    @property
    def longer_by_agreement(self) -> list[str]:
        """List what an agreement lengthens beside the law."""
        found = self.beside_the_law
        weeks = {"longer_wage": found.wage_weeks, "longer_ban": found.ban_weeks} if found else {}
        return [name for name, number in weeks.items() if number]

    @property
    def uncounted(self) -> tuple[Leave, ...]:
        """Return the periods recorded as days that do not count; they never break the case."""
        return tuple(
            Leave(item.from_, item.until) for item in self.circumstances if item.until and item.effect == UNCOUNTED
        )

    @property
    def days_off(self) -> tuple[Leave, ...]:
        """Return leave and all other periods whose days do not count and that never break the case."""
        return (*self.leaves, *self.uncounted)

    @property
    def extension_asked(self) -> bool:
        """Return whether UWV was asked to extend the period of wage; what it confirmed was asked for."""
        return self.extension_requested_on is not None or self.extension_until is not None
