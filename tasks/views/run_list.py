"""The name, tags and state message of a case's run in the lists of Prefect. Without personal data."""

from spoorboek.statute.agenda.next_step import is_recovered
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.referrals.arrows import arrows
from spoorboek.statute.referrals.referral import ReferralFacts
from spoorboek.statute.timeline.sickness_weeks import sickness_week, term_week
from tasks.case_state import CaseState
from tasks.views.attention import find_attention

LATE_TAG, SECOND_TRACK_TAG, RECOVERED_TAG, QUESTION_TAG = "te-laat", "spoor-2", "hersteld", "vraag"
RUNNING_TAG, CLOSED_TAG, FAILING_TAG, UNANSWERED_TAG = "lopend", "gesloten", "loopt-vast", "onbeantwoord"
UNDELIVERED_TAG = "post-mislukt"
AWAITS_YES_TAG = "wacht-op-akkoord"
AWAITS_BUREAU_TAG, TRACK_RUNS_TAG, TRACK_WEAK_TAG = "wacht-op-bureau", "spoor-2-loopt", "spoor-2-zwak"


def case_run_name(current: CaseState) -> str:
    """Name the run: case number, most urgent thing and its day, such as `Z-7K3Q9 · Plan van aanpak · 02-03-2026`."""
    attention = find_attention(current)
    if attention is None:
        return f"{current.number} · Gesloten"
    return " · ".join([current.number, attention.what, *([f"{attention.day:%d-%m-%Y}"] if attention.day else [])])


def case_tags(current: CaseState) -> list[str]:
    """Return the tags lists are filtered by: year, late, how the second track goes, recovered, closed.

    A question about a step whose last day passed is late too: perhaps it was never done.
    """
    states = current.agenda.steps
    closed = current.agenda.next_wake is None
    year = "jaar-1" if sickness_week(current.plan.facts, current.on) <= 52 else "jaar-2"
    conditions = {
        LATE_TAG: any(state.status == "te_laat" or state.unanswered for state in states) and not closed,
        QUESTION_TAG: any(state.status == "vraag" for state in states) and not closed,
        UNANSWERED_TAG: any(state.unanswered for state in states) and not closed,
        SECOND_TRACK_TAG: any(key.kind == "referral" for key in current.record.effects),
        AWAITS_YES_TAG: bool(current.agenda.unsent),
        **({} if closed else _track_conditions(current)),
        RECOVERED_TAG: is_recovered(current.plan),
    }
    return [
        "dossier",
        CLOSED_TAG if closed else RUNNING_TAG,
        year,
        *(tag for tag, holds in conditions.items() if holds),
    ]


def _track_conditions(current: CaseState) -> dict[str, bool]:
    """Return what holds of the second track of a case that is not closed."""
    referrals = current.plan.facts.referrals
    return {
        AWAITS_BUREAU_TAG: any(_awaits_bureau(current, each) for each in referrals),
        TRACK_RUNS_TAG: any(each.state == "loopt" for each in referrals),
        TRACK_WEAK_TAG: any(finding.weighs for finding in current.verdict_on(current.on).findings),
    }


def _awaits_bureau(current: CaseState, referral: ReferralFacts) -> bool:
    """Return whether a bureau is to act: always before its trajectory runs, after that once a day passed in silence."""
    rule = arrows().states[referral.state]
    if rule.waits_for != "bureau" or referral.passed("loopt") is None:
        return rule.waits_for == "bureau"
    clocks = [each for each in current.agenda.steps if each.ref.key in rule.clocks]
    return any(
        each.ref.occurrence == referral.number
        and each.status in ("open", "te_laat")
        and each.target_on is not None
        and each.target_on < current.on
        for each in clocks
    )


def next_step_message(current: CaseState) -> str:
    """Say what comes next, for the state message: `Volgende stap: Plan van aanpak, week 8 (2 maart 2026)`."""
    attention = find_attention(current)
    if attention is None:
        return "Het dossier is gesloten"
    when = (
        f", week {term_week(current.plan.facts, attention.day)} ({dutch_date(attention.day)})" if attention.day else ""
    )
    return f"{attention.lead}: {attention.what}{when}"
