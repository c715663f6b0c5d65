"""Findings about the start of a second track and about its plan."""

from collections.abc import Iterator
from datetime import date

from spoorboek.statute.days.calendar import DAY, dutch_date
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import deadline
from spoorboek.statute.second_track.findings import NEVER, CaseView, Finding, TrackView, days_after
from spoorboek.statute.second_track.trajectory import SearchProfile, TrackPlan
from spoorboek.statute.second_track.trajectory_codes import PARTIES

START = StepRef("start_spoor_2")


def late_start(case: CaseView) -> Iterator[Finding]:
    """Find a start after its last day; every excuse that was recorded has moved that day, or let the step lapse.

    Source: BBK 5: "kunnen slechts achterwege blijven als er nog concreet perspectief bestaat op hervatting".
    """
    step = next((each for each in case.plan if each.ref == START), None)
    due = deadline(step) if step and step.status != "vervallen" else None
    if due is None or case.on <= due:
        return
    days = [*(track.begun for track in case.tracks), case.plan.facts.done.get(START)]
    begun = min((day for day in days if day and day <= case.on), default=None)
    if begun is None or begun > due:
        words = f", maar begon op {dutch_date(begun)}" if begun else ""
        yield case.finding("te_laat_begonnen", due + DAY, due=due, begun=words)


def no_plan(track: TrackView) -> Iterator[Finding]:
    """Find a plan that did not come in time after the intake, or after whatever came first.

    Of a track that was taken over with its plan none is expected here.
    """
    held = track.track.moved("intake_gehouden")
    first = held.on if held else track.begun
    came = track.track.moved("trajectplan")
    had_one = came is not None and came.taken_over_on is not None
    if track.plan or had_one or not track.is_running or first is None:
        return
    due = track.days.add_working(track.here_from(first), track.norms.plan_after_intake)
    if track.on > due:
        yield track.finding("geen_trajectplan", due + DAY, due=due)


def no_personal_profile(track: TrackView) -> Iterator[Finding]:
    """Find a plan without a profile of the person, unless drawing it up is planned and not over yet.

    Source: BBK 9: "dat vooraf helderheid bestaat over de functionele mogelijkheden, kennis, ervaring".
    """
    plan = track.plan
    if plan and not plan.personal_profile:
        yield from _missing_part(track, plan, "geen_persoonsprofiel", "persoonsprofiel")


def no_search_profile(track: TrackView) -> Iterator[Finding]:
    """Find a plan without a search profile, unless drawing it up is planned and not over yet."""
    plan = track.plan
    if plan and not (plan.search and plan.search.kinds):
        yield from _missing_part(track, plan, "geen_zoekprofiel", "zoekprofiel")


def narrow_search_profile(track: TrackView) -> Iterator[Finding]:
    """Find a search profile with fewer functions than the norm.

    Source: BBK 5: "niet of onvoldoende onderzocht zijn".
    """
    for plan, search in _search(track):
        count = len(search.kinds)
        if count < track.norms.functions:
            words = "één functie" if count == 1 else f"{count} functies"
            yield track.finding("zoekprofiel_te_smal", plan.on, count=words)


def wished_work_only(track: TrackView) -> Iterator[Finding]:
    """Find a search profile of which every function stands there only because the employee wishes it."""
    for plan, search in _search(track):
        if search.wished >= len(search.kinds):
            yield track.finding("zoekprofiel_alleen_wens", plan.on)


def no_vacancies(track: TrackView) -> Iterator[Finding]:
    """Find that neither the plan nor any report names a vacancy."""
    for plan, search in _search(track):
        if not search.vacancies and not any(report.vacancies for report in track.track.reports):
            yield track.finding("geen_vacatures", plan.on)


def no_region(track: TrackView) -> Iterator[Finding]:
    """Find a search profile that does not say where the employee can get to."""
    for plan, search in _search(track):
        if not search.region:
            yield track.finding("geen_gebied", plan.on)


def no_reporting_moments(track: TrackView) -> Iterator[Finding]:
    """Find a plan that agrees no rhythm of reports. Source: BBK 9: "de vinger aan de pols houden"."""
    if track.plan and not track.plan.report_every:
        yield track.finding("geen_rapportagemomenten", track.plan.on)


def unsigned_plan(track: TrackView) -> Iterator[Finding]:
    """Find a plan that not all three parties signed in time."""
    plan = track.plan
    if plan is None:
        return
    due = days_after(plan.on, track.norms.signatures)
    missing = [label for code, label in PARTIES.items() if plan.signed.get(code, NEVER) > track.on]
    if missing and track.on > due:
        yield track.finding("plan_niet_ondertekend", due + DAY, day=plan.on, parties=" en ".join(missing))


def _search(track: TrackView) -> Iterator[tuple[TrackPlan, SearchProfile]]:
    """Yield the plan with its search profile, when it has one."""
    plan = track.plan
    if plan and plan.search and plan.search.kinds:
        yield plan, plan.search


def _missing_part(track: TrackView, plan: TrackPlan, code: str, activity: str) -> Iterator[Finding]:
    planned = max((each.until for each in plan.activities if each.kind == activity), default=date.min)
    since = max(plan.on, planned + DAY)
    if track.on >= since:
        yield track.finding(code, since)
