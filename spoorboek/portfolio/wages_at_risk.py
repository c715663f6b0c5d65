"""Wages at risk: the wages that late steps may oblige the employer to pay longer, factor by factor.

A sanction lengthens the wage period by at most 52 weeks (WIA 25(9)); a late WIA application by its delay (BW
7:629(11)(a)); the wage is 70% (BW 7:629(1)). Being late brings no sanction by itself (BBK 4: real efforts first), so
the chance per step is a factor of its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from spoorboek.portfolio.case_sampling import SampledCase
from spoorboek.portfolio.portfolio import Portfolio
from spoorboek.statute.actions import Action
from spoorboek.statute.agenda.case_closing import END_OF_TERM
from spoorboek.statute.dossier.exposure import sanction_weeks
from spoorboek.statute.facts import CaseFacts, StepRef

APPLICATION = "wia_aanvraag"
# The steps UWV judges in the re-integration report, and the legal basis of that. A late report of sickness
# brings a fine, a late upload of the report a delay: no sanction for either, so they are not here.
WEIGHED: Mapping[str, str] = {
    "probleemanalyse": "Regeling procesgang art. 6 lid 1 onder f",
    "plan_van_aanpak": "Regeling procesgang art. 6 lid 1 onder g",
    "bijstelling_plan_van_aanpak": "Regeling procesgang art. 6 lid 1 onder g",
    "eerstejaarsevaluatie": "Regeling procesgang art. 6 lid 1 onder h",
    "start_spoor_2": "Beleidsregels beoordelingskader poortwachter par. 9",
    "hervraag_perspectief": "Werkwijzer Poortwachter par. 4.3.1",
    "actueel_oordeel": "Regeling procesgang art. 6 lid 1 onder i t/m k",
    "eindevaluatie": "Regeling procesgang art. 6 lid 1 onder h",
    "re_integratieverslag": "Wet WIA art. 25 lid 3 en 9",
    APPLICATION: "BW art. 7:629 lid 11 onder a",
}


class WagesAtRisk(NamedTuple):
    """Wages of one case at risk: the late step, the week of the portfolio in which it became late, and every factor."""

    case: str
    step: str
    week: int
    week_wage: Decimal
    paid: Decimal
    on_top: Decimal
    weeks: Decimal
    chance: Decimal

    @property
    def euro(self) -> Decimal:
        """Return the product of the factors, in euro."""
        return self.week_wage * self.paid * (1 + self.on_top) * self.weeks * self.chance


def wages_at_risk(
    case: SampledCase, facts: CaseFacts, actions: Iterable[Action], portfolio: Portfolio
) -> Iterator[WagesAtRisk]:
    """Yield what late steps of one case may cost, on the last day of the portfolio.

    `facts`: those of the case after the behaviour was applied. A case that ended before the end of the wait yields
    nothing: UWV judges at that end only. Of several late steps the one with the highest chance counts, the earliest of
    equals, because there is at most one sanction.
    """
    until_end = [action for action in actions if action.on <= portfolio.until]
    if any(action.kind == "close" and action.detail["reason"] != END_OF_TERM for action in until_end):
        return
    risk, late = portfolio.wages, [action for action in until_end if action.kind == "late" and action.step in WEIGHED]
    weighed = [action for action in late if action.step != APPLICATION]
    factors = (case.week_wage, risk.paid, risk.on_top)
    if weighed:
        first = max(weighed, key=lambda action: risk.chance(action.step))
        yield WagesAtRisk(
            case.name, first.step, portfolio.week(first.on), *factors, sanction_weeks(), risk.chance(first.step)
        )
    for action in late:
        if action.step == APPLICATION:
            delay = _delay(facts, date.fromisoformat(action.name), portfolio.until)
            yield WagesAtRisk(case.name, action.step, portfolio.week(action.on), *factors, delay, Decimal(1))


def _delay(facts: CaseFacts, due: date, until: date) -> Decimal:
    """Return how late the application was, or is so far, in weeks."""
    done = min(facts.done.get(StepRef(APPLICATION), until), until)
    return Decimal((done - due).days) / 7
