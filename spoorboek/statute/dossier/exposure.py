"""What an incomplete dossier may cost: wages of a longer wage period, factor by factor. An estimate, never a forecast.

A wage sanction lasts as long as repair takes, at most 52 weeks; there is at most one, so the finding that takes longest
counts. A late application lengthens the wage period by its delay, beside that. Being wrong brings no sanction by
itself: UWV looks at real efforts first (BBK 4).
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from spoorboek.statute.dossier.dossier_findings import DossierFinding
from spoorboek.statute.law.data_files import read_data
from spoorboek.statute.law.milestones import milestone_table
from spoorboek.statute.law.terms import Offset
from spoorboek.statute.plan import Plan, deadline

DAYS_A_WEEK = 5
STATUTORY_SHARE = Decimal(70)  # percent. Source: BW 7:629(1), "recht op 70% van het naar tijdruimte vastgestelde loon"
PAPER_WEEKS = Decimal(1)  # Source: BBK 5, "binnen één week aan te vullen"
DECISION_WEEKS = Decimal(3)  # Source: WIA 25(13), "binnen drie weken na de ontvangst van de melding"
RUN_OFF_WEEKS = Decimal(6)  # Source: WIA 25(14), "eindigt zes weken nadat het UWV heeft vastgesteld"
APPLICATION = "wia_aanvraag"


class MaximumWage(NamedTuple):
    """The maximum daily wage of a period in euro, and where it was read."""

    from_: date
    until: date
    euro: Decimal
    page: str


class DailyWage(NamedTuple):
    """What somebody earns on a day, in euro, the percentage of it that is paid, and the maximum where that counts.

    `maximum`: None where it is not known, or not asked for because more than the law asks is paid.
    """

    euro: Decimal
    percent: Decimal = STATUTORY_SHARE
    maximum: Decimal | None = None

    @property
    def counted(self) -> Decimal:
        """Return the daily wage as far as it counts: by law no more than the maximum."""
        capped = self.maximum is not None and self.percent == STATUTORY_SHARE
        return min(self.euro, self.maximum) if capped and self.maximum else self.euro

    @property
    def a_week(self) -> Decimal:
        """Return what is paid in a week, in euro."""
        return self.counted * self.percent / 100 * DAYS_A_WEEK


class WeeksAtRisk(NamedTuple):
    """The weeks for which wage may have to be paid longer. `most`: the longest a sanction can be.

    `finding`: the one that takes longest to repair, with the weeks of that; None when none weighs. `late`: of a late
    application.
    """

    most: Decimal
    finding: DossierFinding | None = None
    repair: Decimal = Decimal(0)
    late: Decimal = Decimal(0)

    @property
    def sanction(self) -> Decimal:
        """Return the weeks of a sanction: repair, decision and run-off, at most the longest there is."""
        return min(self.repair + DECISION_WEEKS + RUN_OFF_WEEKS, self.most) if self.finding else Decimal(0)

    @property
    def total(self) -> Decimal:
        """Return all weeks."""
        return self.sanction + self.late

    @property
    def at_most(self) -> Decimal:
        """Return the weeks when UWV gives the longest sanction."""
        return (self.most if self.finding else Decimal(0)) + self.late


def weeks_at_risk(plan: Plan, findings: Iterable[DossierFinding], on: date) -> WeeksAtRisk:
    """Return the weeks that the findings of a dossier put at risk, on a day.

    None once UWV decided, or can no longer decide: after the last paid day. A paper takes a week to repair; efforts
    that were left undone take as long as they were, up to the end of the wait.
    """
    facts, paid_until = plan.facts, _paid_until(plan)
    if facts.sanction or facts.wia_decision or on > paid_until:
        return WeeksAtRisk(sanction_weeks())
    heavy = [each for each in findings if each.kind.severity == "ernstig" and each.kind.repair != "dagen"]
    end = min(on, plan.wait_ends_on)
    heaviest = max(heavy, key=lambda each: (_repair_weeks(each, end), -each.since.toordinal()), default=None)
    repair = _repair_weeks(heaviest, end) if heaviest else Decimal(0)
    return WeeksAtRisk(sanction_weeks(), heaviest, repair, _late_weeks(plan, on))


@cache
def sanction_weeks() -> Decimal:
    """Return the maximum length of a sanction in weeks, from the table of milestones. Source: WIA 25(9)."""
    term = milestone_table()["einde_loonsanctie"].due
    if not isinstance(term, Offset):
        raise TypeError("the longest sanction is a number of days after the wait")
    return Decimal(term.count) / 7


@cache
def maximum_wages() -> tuple[MaximumWage, ...]:
    """Return the maximum daily wages that are known, oldest first."""
    rows = read_data("dossier/maximum_daily_wage.yaml")
    return tuple(MaximumWage(row["from"], row["until"], Decimal(row["euro"]), row["page"]) for row in rows)


def maximum_wage_on(day: date) -> MaximumWage | None:
    """Return the maximum daily wage of a day; None when it is not known here."""
    return next((each for each in maximum_wages() if each.from_ <= day <= each.until), None)


def _repair_weeks(finding: DossierFinding, end: date) -> Decimal:
    if finding.kind.repair == "stuk":
        return PAPER_WEEKS
    days = max((end - finding.since).days + 1, 7)
    return Decimal(-(-days // 7))


def _late_weeks(plan: Plan, on: date) -> Decimal:
    """Return by how many weeks the application is late, or was; whole days. Source: BW 7:629(11)(a)."""
    step = next((each for each in plan if each.key == APPLICATION and each.status != "vervallen"), None)
    due = deadline(step) if step else None
    done = plan.facts.done.get(step.ref) if step else None
    return Decimal(max((min(done or on, on) - due).days, 0)) / 7 if due else Decimal(0)


def _paid_until(plan: Plan) -> date:
    """Return the last day of the wage, which a late application moves on."""
    days = [each.due_on for each in plan if each.key == "einde_loondoorbetaling" and each.due_on]
    return max([plan.wait_ends_on, *days])
