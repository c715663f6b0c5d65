"""Special rule for an employer who bears the risk of the Ziektewet himself: the case goes on after the employment."""

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.course import BEARS_OWN_RISK, Course
from spoorboek.statute.timeline.rules.special_rule import dates_instead, deciding_day, lapse, move_dates, special_rule

NEVER_ASKED = "riv_ziek_uit_dienst"
RECOVERY = "hersteldmelding_na_dienstverband"


@special_rule(
    BEARS_OWN_RISK,
    "melding_42_weken",
    "loon_tweede_ziektejaar",
    "einde_opzegverbod",
    "ziek_uit_dienst_melding",
    NEVER_ASKED,
    RECOVERY,
    replaces="de laatste dag van het dienstverband als einde van de zaak",
    when=lambda course: BEARS_OWN_RISK in course.regimes,
    says=(
        "De werkgever is op de laatste dag van het dienstverband ({contract_end}) eigenrisicodrager voor de Ziektewet: "
        "hij meldt uiterlijk zes weken daarna (art. 38aa lid 1 onder a), hoeft bij dat einde geen re-integratieverslag "
        "te maken (art. 38 lid 2), en begeleidt de werknemer als eigen werknemer tot het einde van de wachttijd (art. "
        "63a lid 1)."
    ),
)
def employer_bears_own_risk(course: Course, milestone: Milestone) -> Milestone:
    """Report within six weeks after the employment, make no report at its end, and go on until W.

    What rests on the wage or the employment itself lapses where it would come after the last day of the employment.
    Source: ZW 38aa(1)(a), 38(2) "die geen eigenrisicodrager is", 63a(1), WIA 26(2);
    docs/wet/own-risk.md, After the employment.
    """
    ends = course.day("contract_end")
    if milestone.key == NEVER_ASKED:
        return lapse(milestone, BEARS_OWN_RISK, "Een eigenrisicodrager hoeft dit verslag niet te maken.")
    if not course.goes_on_at_own_risk:
        return milestone
    if new_dates := dates_instead(course, milestone, BEARS_OWN_RISK):
        return move_dates(milestone, BEARS_OWN_RISK, new_dates)
    if milestone.key == RECOVERY:
        recovered = course.series["recovered"][milestone.occurrence]
        why = f"Hersteld vóór het einde van het dienstverband ({dutch_date(ends)})."
        return lapse(milestone, BEARS_OWN_RISK, why) if recovered <= ends else milestone
    if deciding_day(milestone) <= ends:
        return milestone
    why = f"Na het dienstverband ({dutch_date(ends)}) is er geen loon en geen opzegging meer."
    return lapse(milestone, BEARS_OWN_RISK, why)
