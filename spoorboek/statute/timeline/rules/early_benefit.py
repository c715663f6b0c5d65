"""Special rules for a benefit with a shortened wait: granted or refused by UWV."""

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.facts import EarlyBenefit
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.course import Course
from spoorboek.statute.timeline.rules.special_rule import dates_instead, lapse, move_dates, replace_fields, special_rule

GRANTED = "vervroegde_iva_toegekend"
REFUSED = "vervroegde_iva_afgewezen"
OVER = "vervroegde_iva_klaar"


def _refused(benefit: EarlyBenefit | None) -> bool:
    return benefit is not None and benefit.granted_from is None


@special_rule(
    GRANTED,
    "einde_wachttijd",
    "eerste_wia_dag",
    replaces="het einde van de 104 weken",
    when=lambda course: "early_benefit" in course.regimes,
    says=(
        "UWV kende een vervroegde IVA toe en verkortte de wachttijd: de uitkering begint op {early_benefit} (Wet WIA "
        "art. 23 lid 6). Het loon en het opzegverbod houden hun eigen einde."
    ),
)
def shortened_wait(course: Course, milestone: Milestone) -> Milestone:
    """End the wait on the day before the benefit that UWV granted early.

    Source: WIA 23(6): "stelt het UWV, in afwijking van het eerste lid, een verkorte wachttijd vast";
    docs/wet/early-benefit.md, Granted.
    """
    return move_dates(milestone, GRANTED, dates_instead(course, milestone, GRANTED))


@special_rule(
    OVER,
    "plan_van_aanpak",
    "evaluatie",
    "bijstelling_plan_van_aanpak",
    "herbeoordeling_mogelijkheden",
    "melding_42_weken",
    "arbeidsdeskundig_onderzoek",
    "eerstejaarsevaluatie",
    "start_spoor_2",
    "hervraag_perspectief",
    "deskundigenoordeel",
    "uwv_brief_wia",
    "actueel_oordeel",
    "eindevaluatie",
    "re_integratieverslag",
    "wia_aanvraag",
    "instemming_60_plus",
    "riv_upload",
    "besluit_loonsanctie",
    replaces="wat nog geëvalueerd, gemeld of aangevraagd moest worden",
    when=lambda course: "early_benefit" in course.regimes,
    says=(
        "De aanvraag van de vervroegde IVA is ook de WIA-aanvraag en vraagt geen re-integratieverslag; UWV kende haar "
        "toe, dus hier is niets meer te doen (Wet WIA art. 66 lid 1 en 6)."
    ),
)
def nothing_left_once_granted(course: Course, milestone: Milestone) -> Milestone:
    """Let what was still to be evaluated, reported or applied for lapse once the early benefit is granted.

    Also what was late by then: no report is tested any more.
    Source: WIA 66(1) "tevens aangemerkt als aanvraag" and (6) "Artikel 65 is niet van toepassing";
    docs/wet/early-benefit.md, Granted.
    """
    benefit = course.facts.early_benefit
    if benefit is None:
        return milestone
    return lapse(milestone, OVER, f"UWV kende op {dutch_date(benefit.decided_on)} een vervroegde IVA toe.")


@special_rule(
    REFUSED,
    "vervroegde_iva",
    replaces="niets: alles loopt door",
    when=lambda course: _refused(course.facts.early_benefit),
    says=(
        "UWV wees de vervroegde IVA af op {decided}: alle termijnen lopen door, en zij kan niet nog eens worden "
        "aangevraagd (Wet WIA art. 66 lid 2)."
    ),
)
def never_twice(course: Course, milestone: Milestone) -> Milestone:
    """Note that a refused early benefit changes no term, and cannot be asked for again.

    Source: WIA 66(2): "kan slechts eenmaal worden gedaan"; docs/wet/early-benefit.md, Refused.
    """
    benefit = course.facts.early_benefit
    return replace_fields(milestone, REFUSED, {}, decided=benefit.decided_on) if benefit else milestone
