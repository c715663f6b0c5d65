"""Tell a bureau at work what somebody can work now: a person says yes, and the product sends it the same day."""

from typing import NamedTuple

from sqlmodel import Session

from models.case_lookup import find_case, find_referral
from models.tables import Bureau, Case, Referral
from spoorboek.errors import InputError
from spoorboek.statute.agenda.record_index import CHANGE_LETTER
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.referrals.arrows import state_label
from spoorboek.statute.referrals.referral import ReferralFacts
from spoorboek.statute.reports.bureau_news import CAPABILITY, is_at_work
from spoorboek.statute.reports.withdrawn_events import without_withdrawn
from tasks.case_state import CaseState
from tasks.effects.capability_news import CHANGE_MESSAGE, change_context
from tasks.reports.referral_reports import find_state
from tasks.reports.report_base import locked_case_state, record_report
from templates.document_maker import make_document

PASS_ON_ACTION = "Belastbaarheid doorgeven"
HOW_TO_RECORD = "Leg het eerst vast met `spoorboek referral prepare {number} functioneel_profiel`."


class UntoldChange(NamedTuple):
    """A functional profile that a bureau at work does not have yet: the referral, its bureau, and the version."""

    referral: Referral
    bureau: Bureau
    version: int


def pass_on_capability(writing: Session, number: str, actor: str, *, referral: int = 0) -> str:
    """Record the yes of a person: the bureau gets the functional profile that holds now, and nothing else.

    `referral`: 0 for the one that goes on. Raises InputError when no bureau is at work, when there is no profile with
    content, and when the bureau has this one already.
    """
    current = locked_case_state(writing, number)
    case = find_case(writing, number)
    untold = untold_change(writing, case, current, referral)
    for key in (CHANGE_LETTER, CHANGE_MESSAGE):
        make_document(key, change_context(writing, case, current, untold.referral.number, untold.version, 1))
    data = {"referral": untold.referral.number, "on": current.on.isoformat(), "what": CAPABILITY}
    record_report(writing, current, "trajectory_changed", {**data, "profile": untold.version}, actor)
    return (
        f"Dossier {current.number}: het functionele profiel (versie {untold.version}) gaat nu naar bureau "
        f"{untold.bureau.code} (verwijzing {untold.referral.number}). Het bureau wordt gevraagd of het trajectplan "
        "verandert."
    )


def preview_change(reading: Session, case: Case, current: CaseState, referral: int = 0) -> str:
    """Return what would go to the bureau today, letter and message; InputError as for `pass_on_capability`."""
    untold = untold_change(reading, case, current, referral)
    context = change_context(reading, case, current, untold.referral.number, untold.version, 1)
    return "\n".join(make_document(key, context).text for key in (CHANGE_LETTER, CHANGE_MESSAGE))


def untold_change(reading: Session, case: Case, current: CaseState, referral: int) -> UntoldChange:
    """Return the profile that a bureau does not have yet; InputError when there is nothing to tell, or nobody."""
    found = _meant(current, referral)
    where = f"Verwijzing {found.number} van dossier {current.number}"
    if not is_at_work(found):
        raise InputError(
            f"{where} staat op ‘{state_label(found.state)}’; er is geen bureau aan het werk dat dit moet weten."
        )
    row = find_referral(reading, case, found.number)
    if row is None:
        raise InputError(f"{where} is elders geregeld; haar bureau staat hier niet. Zeg het zelf, en leg dat vast.")
    profile = current.plan.facts.preparation.profile
    if profile is None or profile.number is None:
        how = HOW_TO_RECORD.format(number=current.number)
        raise InputError(f"Van dossier {current.number} ligt geen functioneel profiel met inhoud vast. {how}")
    _refuse_known(current, found.number, profile.number, where)
    return UntoldChange(row, reading.get_one(Bureau, row.bureau_id), profile.number)


def _meant(current: CaseState, referral: int) -> ReferralFacts:
    """Return the referral that is meant; 0 is the only one whose bureau is at work, else the one that goes on."""
    at_work = [each for each in current.plan.facts.referrals if is_at_work(each)]
    return at_work[0] if not referral and len(at_work) == 1 else find_state(current, referral)


def _refuse_known(current: CaseState, referral: int, version: int, where: str) -> None:
    """Raise InputError when this version is what the bureau has: it went with the registration, or was passed on last.

    A yes that was withdrawn does not count: then it may go again.
    """
    how = f"Wijzigde er iets? {HOW_TO_RECORD.format(number=current.number)}"
    told = [
        event
        for event in without_withdrawn(current.record.events)
        if event.kind == "trajectory_changed" and event.data["referral"] == referral and "profile" in event.data
    ]
    if told and told[-1].data["profile"] == version:
        raise InputError(f"{where}: versie {version} is al doorgegeven op {dutch_date(told[-1].on)}. {how}")
    sent = (each for key, each in current.record.effects.items() if key[2:4] == ("referral_sent", str(referral)))
    if not told and any(each.detail.get("profile") == version for each in sent):
        raise InputError(f"{where}: versie {version} ging mee met de aanmelding. {how}")
