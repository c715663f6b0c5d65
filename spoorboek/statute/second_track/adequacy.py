"""Would UWV call the second track adequate? The verdict on a day, with everything that is wrong with it.

UWV asks for a coherent series of activities that closes the gap between what somebody can and the work that is looked
for, as fast and as far as possible. What can be seen from outside of such a series is judged here; its quality is not.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Literal, NamedTuple

from spoorboek.statute.plan import Plan
from spoorboek.statute.policy.adequacy_norms import USUAL_NORMS, AdequacyNorms
from spoorboek.statute.second_track import aftercare_findings as aftercare
from spoorboek.statute.second_track import conduct_findings as conduct
from spoorboek.statute.second_track import plan_findings as plans
from spoorboek.statute.second_track import report_findings as reports
from spoorboek.statute.second_track.findings import CaseView, Finding, TrackView, last_help
from spoorboek.statute.second_track.trajectory import Track

VerdictWord = Literal["nog_niet", "voldoende", "zwak"]
VERDICT_SENTENCES: dict[VerdictWord, str] = {
    "nog_niet": "Er loopt nog geen traject; er is niets te beoordelen.",
    "voldoende": "Tot nu toe is er niets dat UWV het tweede spoor kan verwijten.",
    "zwak": "UWV kan het tweede spoor onvoldoende vinden.",
}

CASE_RULES: tuple[Callable[[CaseView], Iterator[Finding]], ...] = (plans.late_start,)
TRACK_RULES: tuple[Callable[[TrackView], Iterator[Finding]], ...] = (
    plans.no_plan,
    plans.no_personal_profile,
    plans.no_search_profile,
    plans.narrow_search_profile,
    plans.wished_work_only,
    plans.no_vacancies,
    plans.no_region,
    plans.no_reporting_moments,
    plans.unsigned_plan,
    reports.late_report,
    reports.thin_report,
    reports.copied_report,
    reports.no_applications,
    reports.applications_elsewhere,
    conduct.capability_not_passed_on,
    conduct.plan_not_adjusted,
    conduct.silence,
    conduct.stopped_without_reason,
    conduct.end_without_word,
    conduct.first_track_dropped,
    conduct.nothing_done_about_refusal,
    conduct.nothing_done_about_bureau,
    aftercare.no_aftercare,
    aftercare.nothing_done_about_lost_work,
)


class Verdict(NamedTuple):
    """The verdict on a day: in a word, and the findings in the order of the rules."""

    on: date
    word: VerdictWord
    findings: tuple[Finding, ...] = ()

    @property
    def sentence(self) -> str:
        """Return the verdict as a Dutch sentence."""
        return VERDICT_SENTENCES[self.word]


def assess(plan: Plan, tracks: Iterable[Track], on: date, norms: AdequacyNorms = USUAL_NORMS) -> Verdict:
    """Return the verdict on the second track of a case, from what was known on a day.

    `plan`: the timetable of the case with its facts. Nothing is asked any more of a case that ended.
    """
    day = min(on, plan.ends_on)
    helps = last_help(plan, on)
    views = tuple(TrackView(each.known_on(day), plan.facts, day, norms, helps) for each in tracks)
    case = CaseView(plan, day, views, helps)
    findings = [finding for rule in CASE_RULES for finding in rule(case)]
    findings += [finding for view in views for rule in TRACK_RULES for finding in rule(view)]
    begun = any(view.begun for view in views)
    return Verdict(on, "zwak" if findings else "voldoende" if begun else "nog_niet", tuple(findings))
