"""Special rules for the preparation of the second track: opened at the first doubt, and over once it began."""

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Milestone
from spoorboek.statute.second_track_facts import ASSESSMENT_ABSENCES
from spoorboek.statute.timeline.course import Course
from spoorboek.statute.timeline.rules.special_rule import dates_instead, lapse, move_dates, special_rule

DOUBT, BEGUN, NO_ASSESSMENT = "eerste_twijfel", "tweede_spoor_begonnen", "onderzoek_met_reden_achterwege"
START, ASSESSMENT = StepRef("start_spoor_2"), "arbeidsdeskundig_onderzoek"
PREPARED = ("haalbaarheidsonderzoek", "functioneel_profiel", "informeren_spoor_2", "zoekgegevens_spoor_2")


@special_rule(
    DOUBT,
    ASSESSMENT,
    START.key,
    *PREPARED,
    replaces="een latere voorbereiding",
    when=lambda course: course.anchors["considered"] is not None,
    says=(
        "Op {considered} is vastgelegd dat terugkeer in de eigen organisatie twijfelachtig is. Dan wordt het tweede "
        "spoor zo tijdig mogelijk voorbereid (BW 7:658a lid 2), nooit voordat week 8 voorbij is."
    ),
)
def prepared_at_the_first_doubt(course: Course, milestone: Milestone) -> Milestone:
    """Prepare the second track from the first doubt on, where that is earlier; the last lawful day stays.

    Source: BW 7:658a(2) "zo tijdig mogelijk"; docs/wet/second-track.md, First doubt.
    """
    instead = dates_instead(course, milestone, DOUBT)
    earlier = {
        name: day
        for name, day in instead.items()
        if day and (planned := getattr(milestone, name)) is not None and day < planned
    }
    return move_dates(milestone, DOUBT, earlier) if earlier else milestone


@special_rule(
    BEGUN,
    *PREPARED,
    replaces="wat nog voor te bereiden was",
    when=lambda course: START in course.facts.done,
    says="Het tweede spoor is begonnen; er valt niets meer voor te bereiden (BW 7:658a lid 2).",
)
def nothing_left_to_prepare(course: Course, milestone: Milestone) -> Milestone:
    """Ask for nothing any more once the second track began, such as in a case that was taken over with a bureau.

    Source: BW 7:658a(2) "zo tijdig mogelijk"; docs/wet/second-track.md, What a referral needs.
    """
    return lapse(milestone, BEGUN, f"Het tweede spoor is begonnen op {dutch_date(course.facts.done[START])}.")


@special_rule(
    NO_ASSESSMENT,
    ASSESSMENT,
    replaces="het onderzoek",
    when=lambda course: _standing_absence(course) is not None,
    says="Waarom er geen arbeidsdeskundig onderzoek is, is vastgelegd; een plicht is het niet (Regeling art. 7a).",
)
def assessment_left_out(course: Course, milestone: Milestone) -> Milestone:
    """Require no arbeidsdeskundig onderzoek once it is recorded why there is none; one that was asked is awaited.

    Source: Regeling procesgang 7a "tijdige inschakeling"; docs/wet/second-track.md, What a referral needs.
    """
    absence = _standing_absence(course)
    return lapse(milestone, NO_ASSESSMENT, f"{absence[0].upper()}{absence[1:]}.") if absence else milestone


def _standing_absence(course: Course) -> str | None:
    """Return in Dutch why there is no outcome, and none comes."""
    found = course.facts.preparation.assessment
    return ASSESSMENT_ABSENCES[found.absence] if found and found.absence and found.absence != "gevraagd" else None
