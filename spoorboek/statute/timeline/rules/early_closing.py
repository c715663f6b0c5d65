"""Special rules that close a case, or part of it, early: recovery, another cause, end of the contract, AOW."""

from datetime import date

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.course import ClosingKind, Course
from spoorboek.statute.timeline.rules.beside_the_law import BAN as BAN_BESIDE
from spoorboek.statute.timeline.rules.beside_the_law import WAGE as WAGE_BESIDE
from spoorboek.statute.timeline.rules.special_rule import (
    dates_instead,
    deciding_day,
    lapse,
    move_dates,
    replace_fields,
    special_rule,
)

LEAVING = "einde_dienstverband"
OLD_WORDS, OLD_WORDS_UNTIL = "einde_dienstverband_oude_tekst", date(2018, 7, 1)
DIED = "overleden"
HOUSEHOLD = "huishoudelijk_personeel"
NO_TRACK = "aow_geen_traject"
NO_WIA = "aow_geen_wia"
BAN = "opzegverbod_na_aow"


def _is_closed_by(kind: ClosingKind, course: Course) -> bool:
    return course.closing is not None and course.closing.kind == kind


def _lapse_after_closing(course: Course, milestone: Milestone, name: str) -> Milestone:
    closing = course.closing
    outlives = course.book.rows[milestone.key].outlives_case
    if closing is None or outlives or deciding_day(milestone) < closing.from_:
        return milestone
    return lapse(milestone, name, closing.reason)


@special_rule(
    "hersteld",
    replaces="alle mijlpalen na het herstel",
    when=lambda course: _is_closed_by("hersteld", course),
    says="Vier weken hersteld of langer: de zaak eindigt, een latere ziekmelding is een nieuwe (BW 7:629 lid 10).",
)
def recovered_four_weeks(course: Course, milestone: Milestone) -> Milestone:
    """Let unreached milestones lapse when the employee has recovered for four weeks; later sickness is a new case.

    Source: BW 7:629(10), ZW 29(5), WIA 23(3): "met een onderbreking van minder dan vier weken".
    """
    if course.book.rows[milestone.key].outlives_recovery:
        return milestone
    return _lapse_after_closing(course, milestone, "hersteld")


@special_rule(
    "andere_oorzaak",
    replaces="alle mijlpalen vanaf het verlof",
    when=lambda course: _is_closed_by("andere_oorzaak", course),
    says="De ziekte na het verlof heeft duidelijk een andere oorzaak: een nieuwe zaak (BW 7:629 lid 10).",
)
def another_cause_after_leave(course: Course, milestone: Milestone) -> Milestone:
    """Close the case when the sickness after a leave around childbirth clearly has another cause.

    Source: BW 7:629(10): "redelijkerwijs niet geacht kan worden voort te vloeien uit dezelfde oorzaak"; WIA 23(3)(a).
    """
    return _lapse_after_closing(course, milestone, "andere_oorzaak")


@special_rule(
    LEAVING,
    replaces="alle mijlpalen na het dienstverband",
    when=lambda course: _is_closed_by("einde_dienstverband", course),
    says="Na het einde van het dienstverband blijft er voor de werkgever geen mijlpaal over (Ziektewet art. 38 lid 2).",
)
def contract_end(course: Course, milestone: Milestone) -> Milestone:
    """Let the employer's milestones lapse after the contract ends.

    Tables without `uit_dienst_binnen_de_meldtermijn` move a six-week report to the last day here.
    Source: ZW 38(2); ZW 38a(3): when the employment ends earlier, the last day of the employment.
    """
    new_dates = dates_instead(course, milestone, LEAVING)
    if not new_dates:
        return _lapse_after_closing(course, milestone, LEAVING)
    last = new_dates["due_on"] or date.max
    due, target = (day and min(day, last) for day in (milestone.due_on, milestone.target_on))
    return move_dates(milestone, LEAVING, {"due_on": due, "target_on": target})


@special_rule(
    OLD_WORDS,
    "ziek_uit_dienst_melding",
    "riv_ziek_uit_dienst",
    replaces="niets: de wet had toen andere woorden",
    when=lambda course: (course.anchors["contract_end"] or OLD_WORDS_UNTIL) < OLD_WORDS_UNTIL,
    says=(
        "Het dienstverband eindigt op {contract_end}, vóór 1 juli 2018. De Ziektewet noemde in art. 38 lid 2 toen nog, "
        "of tot kort daarvoor, de laatste werkdag voordat de dienstbetrekking eindigt (tekst van 1 januari 2015); op "
        "welke dag die woorden vervielen, is niet gevonden. Houd de laatste werkdag vóór het einde aan."
    ),
)
def told_in_words_of_then(_: Course, milestone: Milestone) -> Milestone:
    """Tell of an employment that ended before July 2018 what the law said then; the dates stay those of the table.

    Source: ZW 38(2) as of 1 January 2015; docs/wet/aow-and-contract-end.md, End of the contract.
    """
    return replace_fields(milestone, OLD_WORDS, {})


@special_rule(
    NO_TRACK,
    "plan_van_aanpak",
    "start_spoor_2",
    replaces="het plan van aanpak en het tweede spoor",
    when=lambda course: "aow" in course.regimes,
    says=(
        "Na de AOW-leeftijd ({aow}) zijn er geen plan van aanpak en geen tweede spoor meer nodig (BW 7:658a lid 1 en "
        "3)."
    ),
)
def no_plan_after_aow(course: Course, milestone: Milestone) -> Milestone:
    """Require no plan and no second track that would be due on or after the day AOW age is reached.

    Source: BW 7:658a(1), 7:658a(3): "tenzij de werknemer de ... bedoelde leeftijd heeft bereikt";
    docs/wet/aow-and-contract-end.md, No plan and no second track.
    """
    if deciding_day(milestone) < course.day("aow"):
        return milestone
    return lapse(milestone, NO_TRACK, f"De AOW-leeftijd is bereikt op {dutch_date(course.aow_age_on)}.")


@special_rule(
    NO_WIA,
    "uwv_brief_wia",
    "actueel_oordeel",
    "eindevaluatie",
    "re_integratieverslag",
    "wia_aanvraag",
    "instemming_60_plus",
    "riv_upload",
    "besluit_loonsanctie",
    "eerste_wia_dag",
    replaces="de WIA-aanvraag en wat daarbij hoort",
    when=lambda course: "aow" in course.regimes and "early_benefit" not in course.regimes,
    says="De AOW-leeftijd ({aow}) valt binnen de wachttijd: er komt geen WIA, dus de aanvraag heeft geen zin.",
)
def no_benefit_after_aow(course: Course, milestone: Milestone) -> Milestone:
    """Let the steps towards the WIA benefit, which ends at AOW age, lapse when that age is reached within the wait.

    Source: WIA 43(g); docs/wet/aow-and-contract-end.md, No benefit.
    """
    return lapse(
        milestone, NO_WIA, f"De AOW-leeftijd is bereikt op {dutch_date(course.aow_age_on)}, vóór de eerste WIA-dag."
    )


@special_rule(
    BAN,
    "einde_opzegverbod",
    replaces="twee kalenderjaren",
    when=lambda course: "aow" in course.regimes,
    says=(
        "Vanaf de AOW-leeftijd ({aow}) duurt het opzegverbod nog {aow_days} dagen, en nooit langer dan het anders had "
        "geduurd (BW 7:670 lid 1); de laatste beschermde dag is de dag vóór deze datum."
    ),
)
def shorter_ban_after_aow(course: Course, milestone: Milestone) -> Milestone:
    """End the dismissal ban six weeks from AOW age, or after two years where that is earlier.

    The date is the first day without the ban, so the last protected day is that of the wage where that is not W.
    Source: BW 7:670(1): "geldt vanaf die datum de in dat onderdeel genoemde termijn van zes weken";
    docs/wet/aow-and-contract-end.md, AOW age reached.
    """
    after_aow = dates_instead(course, milestone, BAN).get("due_on")
    if after_aow is None or milestone.due_on is None:
        return milestone
    return move_dates(milestone, BAN, {"due_on": min(after_aow, milestone.due_on)})


@special_rule(
    "aow",
    replaces="alle mijlpalen na de AOW-termijn",
    when=lambda course: _is_closed_by("aow", course),
    says="Na de AOW-leeftijd ({aow}) duren loon en plichten nog {aow_days} dagen (BW 7:629 lid 2 onder b en slot).",
)
def aow_reached(course: Course, milestone: Milestone) -> Milestone:
    """End wage and duties six weeks from AOW age, or at W if that is earlier; the dismissal ban has its own end.

    Thirteen weeks for those who fell ill before 1 July 2023.
    Source: BW 7:629(2); dated values `aow_days` and `aow_last_day`.
    """
    if dates_instead(course, milestone, BAN) or milestone.key in (WAGE_BESIDE, BAN_BESIDE):
        return milestone
    return _lapse_after_closing(course, milestone, "aow")


@special_rule(
    HOUSEHOLD,
    "melding_42_weken",
    "loon_tweede_ziektejaar",
    replaces="wat op loon na de zes weken rust",
    when=lambda course: "household" in course.regimes,
    says=(
        "In een huishouden, op minder dan vier dagen per week, is er zes weken loon bij ziekte (BW 7:629 lid 2 onder "
        "a)."
    ),
)
def household_wage_has_ended(_: Course, milestone: Milestone) -> Milestone:
    """Let what rests on a right to wage lapse after the six weeks of who works in a household.

    Source: BW 7:629(2)(a); ZW 38(1) "recht heeft op loon als bedoeld in artikel 629";
    docs/wet/household.md, Six weeks of wage.
    """
    return lapse(milestone, HOUSEHOLD, "Het recht op loon duurde zes weken (dienst in een huishouden).")


@special_rule(
    DIED,
    replaces="alle mijlpalen die niet gedaan zijn",
    when=lambda course: course.facts.died_on is not None,
    says="De arbeidsovereenkomst eindigt door de dood van de werknemer (BW 7:674 lid 1): er blijft niets te doen over.",
)
def employee_died(course: Course, milestone: Milestone) -> Milestone:
    """Let everything that is not done lapse, whatever its date: nothing is reported, and nobody is asked anything.

    Source: BW 7:674(1) "De arbeidsovereenkomst eindigt door de dood van de werknemer"; docs/wet/death.md, Death.
    """
    closing = course.closing
    return lapse(milestone, DIED, closing.reason) if closing else milestone
