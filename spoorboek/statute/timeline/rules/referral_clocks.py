"""Special rules for the clocks of a referral: what the bureau names itself, what waits, and what ends them."""

from collections.abc import Iterable
from datetime import date, timedelta

from spoorboek.statute.days.calendar import dutch_date, working_day_from
from spoorboek.statute.law.milestones import MilestoneRule
from spoorboek.statute.law.terms import Offset
from spoorboek.statute.plan import Milestone
from spoorboek.statute.referrals.referral import PATH, SUSPENDED, ReferralFacts
from spoorboek.statute.timeline.course import Course
from spoorboek.statute.timeline.rules.special_rule import finish, lapse, replace_fields, special_rule

CLOCKS = (
    "akkoord_op_uitvraag",
    "antwoord_op_uitvraag",
    "keuze_bureau",
    "aanmelding_na_akkoord",
    "ontvangst_aanmelding",
    "intake_bureau",
    "trajectplan",
    "akkoord_trajectplan",
    "voortgangsrapportage",
    "eindrapport",
    "afronding_traject",
    "nazorg_4_weken",
    "nazorg_13_weken",
    "afsluiting_verwijzing",
)
SUSPENSION = "opschorting_verwijzing"
INTAKE, PROGRESS, REPORT = "intake_bureau", "voortgangsrapportage", "eindrapport"
NAMED, NEXT, WAITED = "intake_op_genoemde_dag", "rapportage_na_de_vorige", "verwijzing_stond_stil"
MOVED_ON, STANDS_STILL, ENDED = "verwijzing_verder", "verwijzing_staat_stil", "verwijzing_geeindigd"
BEGUN = "traject_begonnen"
SINCE_INTAKE = frozenset(PATH[PATH.index("intake_gehouden") :])


def _has_referrals(course: Course) -> bool:
    return bool(course.facts.referrals)


def _referral(course: Course, milestone: Milestone) -> ReferralFacts:
    for referral in course.facts.referrals:
        if referral.number == milestone.occurrence:
            return referral
    raise KeyError(milestone.ref)


def _target(row: MilestoneRule) -> Offset:
    """Return the term of a clock, which is a number of days from a day of the referral."""
    assert isinstance(row.target, Offset)
    return row.target


@special_rule(
    NAMED,
    INTAKE,
    replaces="de vijf werkdagen na de aanmelding",
    when=_has_referrals,
    says="Het bureau noemde zelf de dag van de intake: {named}. Gaat die voorbij zonder bericht, dan is zij te laat.",
)
def intake_on_the_day_named(course: Course, milestone: Milestone) -> Milestone:
    """Plan the intake on the day that the bureau named last: its agenda is not the house's.

    Source: docs/wet/second-track.md, Clocks of a referral.
    """
    referral = _referral(course, milestone)
    move = referral.last("intake_gepland")
    if move is None or move.at is None:
        return milestone
    here = referral.taken_over_on or move.at
    return replace_fields(milestone, NAMED, {"target_on": max(move.at, here)}, named=move.at)


@special_rule(
    NEXT,
    PROGRESS,
    replaces="zes weken na het begin van het traject",
    when=lambda course: any(each.reported_on for each in course.facts.referrals),
    says="De vorige rapportage kwam op {reported}; de volgende telt daarvan.",
)
def report_after_the_last(course: Course, milestone: Milestone) -> Milestone:
    """Count the next progress report from the last one that came; one of before a take-over counts while it is ahead.

    Source: docs/wet/second-track.md, Clocks of a referral.
    """
    referral, term, begun = _referral(course, milestone), _target(course.book.rows[PROGRESS]), milestone.opens_on
    last = max(referral.reported_on, default=None)
    if last is None or begun is None:
        return milestone
    next_on = term.after(last, course)
    is_ahead = referral.taken_over_on is not None and next_on >= begun
    if last <= begun and not is_ahead:
        return milestone
    return replace_fields(milestone, NEXT, {"target_on": next_on}, reported=last)


@special_rule(
    WAITED,
    *CLOCKS,
    replaces="de eigen datums",
    when=lambda course: any(each.suspensions() for each in course.facts.referrals),
    says="De verwijzing stond {days} stil; zolang wacht de termijn.",
)
def waited_while_suspended(course: Course, milestone: Milestone) -> Milestone:
    """Add the days in which a referral was suspended after the day from which its clock counts.

    Source: docs/wet/second-track.md, Clocks of a referral.
    """
    target, start = milestone.target_on, milestone.opens_on
    if target is None or start is None or (milestone.key in (INTAKE,) and _is_named(milestone)):
        return milestone
    moved = target
    for gap in _referral(course, milestone).suspensions():
        if gap.until >= start and gap.from_ <= moved:
            moved += min(gap.length, gap.until - start + timedelta(1))
    if moved == target:
        return milestone
    working = _target(course.book.rows[milestone.key]).unit == "work"
    new = working_day_from(moved) if working else moved
    return replace_fields(milestone, WAITED, {"target_on": new}, days=moved - target)


def _is_named(milestone: Milestone) -> bool:
    return any(change.rule == NAMED for change in milestone.trace or ())


@special_rule(
    MOVED_ON,
    *CLOCKS,
    SUSPENSION,
    replaces="niets: de verwijzing is verder",
    when=_has_referrals,
    says="De verwijzing is verder; deze termijn is afgelopen.",
)
def referral_moved_on(course: Course, milestone: Milestone) -> Milestone:
    """Regard a clock as done once its referral reached the state that ends it, or one after it.

    Source: docs/wet/second-track.md, Clocks of a referral.
    """
    referral, row = _referral(course, milestone), course.book.rows[milestone.key]
    if milestone.key == SUSPENSION:
        resumed = referral.resumed_on
        if referral.suspended or referral.end or resumed is None:
            return milestone
        return finish(milestone, MOVED_ON, f"Hervat op {dutch_date(resumed)}.")
    move = referral.passed(row.until) if row.until else None
    if move is None:
        return milestone
    return finish(milestone, MOVED_ON, f"Gedaan op {dutch_date(move.on)}.")


@special_rule(
    ENDED,
    *CLOCKS,
    SUSPENSION,
    replaces="wat niet meer nodig is",
    when=_has_referrals,
    says="De verwijzing is geëindigd.",
)
def referral_has_ended(course: Course, milestone: Milestone) -> Milestone:
    """Let the clocks of a referral lapse when it ended, and a progress report that the end report comes before.

    Source: docs/wet/second-track.md, Clocks of a referral.
    """
    referral = _referral(course, milestone)
    if end := referral.end:
        said = "gesloten" if end.to == PATH[-1] else end.to
        return lapse(milestone, ENDED, f"Verwijzing {referral.number} is {said} op {dutch_date(end.on)}.")
    if milestone.key != PROGRESS:
        return milestone
    ends_on, target = referral.ends_on, milestone.target_on
    if ends_on and target and target > ends_on:
        return lapse(milestone, ENDED, f"Het traject duurt t/m {dutch_date(ends_on)}; dan volgt het eindrapport.")
    return milestone


@special_rule(
    STANDS_STILL,
    *CLOCKS,
    replaces="de eigen datums, zolang de verwijzing stilstaat",
    when=lambda course: any(each.suspended for each in course.facts.referrals),
    says="De verwijzing staat stil; de termijn wacht.",
)
def stands_still(course: Course, milestone: Milestone) -> Milestone:
    """Let the clocks of a referral wait while it is suspended; they come back when it goes on.

    Source: docs/wet/second-track.md, Clocks of a referral.
    """
    referral = _referral(course, milestone)
    move = referral.last(SUSPENDED)
    if move is None or not referral.suspended:
        return milestone
    return lapse(milestone, STANDS_STILL, f"Wacht: opgeschort sinds {dutch_date(move.on)}.")


@special_rule(
    BEGUN,
    "start_spoor_2",
    replaces="niets: het traject begon",
    when=lambda course: bool(_intakes(course.facts.referrals)),
    says="Het tweede spoor begint met de intake bij een bureau.",
)
def track_has_begun(course: Course, milestone: Milestone) -> Milestone:
    """Regard the second track as started by the first intake that was held.

    Source: BW 7:658a(2): "zo tijdig mogelijk"; docs/wet/second-track.md, The start.
    """
    first = min(_intakes(course.facts.referrals))
    return finish(milestone, BEGUN, f"De intake was op {dutch_date(first)}.")


def _intakes(referrals: Iterable[ReferralFacts]) -> list[date]:
    return [move.on for each in referrals for move in each.moves if move.to in SINCE_INTAKE]
