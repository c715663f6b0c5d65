"""What the forms of the page of a second track record: by the reports that the run forms and commands call."""

from collections.abc import Callable, Mapping
from datetime import date
from http import HTTPStatus
from typing import cast

from sqlmodel import Session, col, select
from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse

from models.accounts.accounts import names_by_code
from models.case_lookup import find_case, lock_case
from models.tables import CaseEvent
from spoorboek.clock import AMSTERDAM
from spoorboek.desk.referrals.action_forms import ABOUT
from spoorboek.desk.visit import Visit
from spoorboek.desk.work.recorded import AGAIN, RECORDED
from spoorboek.desk.work.step_forms import ACTION, sent_day
from spoorboek.desk.work.waking import wake_soon
from spoorboek.errors import InputError
from spoorboek.statute.referrals.arrows import PRODUCT
from spoorboek.statute.referrals.referral import ReferralState
from spoorboek.statute.second_track.money import InvoiceChoice
from tasks.capability_approval import pass_on_capability
from tasks.case_state import case_state_in
from tasks.referral_approval import approve_question, approve_referral, confirm_referral, preview_referral
from tasks.reports.bureau_reports import choose_bureau, prefer_bureau
from tasks.reports.cost_reports import approve_offer, settle_invoice
from tasks.reports.fact_reports import report_fact
from tasks.reports.once import DirectAnswer
from tasks.reports.preparation_content import (
    ASKED_FIELDS,
    PROFILE_FIELDS,
    SEARCH_FIELDS,
    report_profile,
    report_search_data,
)
from tasks.reports.preparation_facts import PREPARATION_FACTS
from tasks.reports.referral_reports import ReportedMove, choose_offer, find_state, report_referral_move
from tasks.reports.report_fields import GivenFields
from tasks.reports.report_wording import event_sentence

SecondTrackReport = Callable[[Session, Visit], str]
VERSION, SEAL = "versie", "inhoud"
NOT_WHOLE = "Dit formulier is niet volledig. Laad de pagina opnieuw. Er is niets vastgelegd."
OTHER_CONTENT = (
    "Wat er naar het bureau gaat, veranderde sinds u deze pagina opende. Lees hieronder wat er nu in staat. Er is "
    "niets vastgelegd."
)
LISTS = ("rubrieken", "vervoer", "diensten")
MOST_TOLD = 3  # events of others, when a page is overtaken
# What on the page of a second track depends on what somebody records.
OF_SECOND_TRACK = (
    *("referral_", "bureau_", "offer_", "invoice_", "trajectory_", "progress_", "applications_", "question_"),
    *("profile_", "search_data_", "assessment_", "feasibility_", "employee_informed", "second_track_", "advised"),
    "report_withdrawn",
)


def prepared(writing: Session, visit: Visit) -> str:
    """Record what a form of who prepares says. Raises InputError for a form that is none of ours, and a refusal."""
    return _report_of(visit, PREPARING)(writing, visit)


def approved(writing: Session, visit: Visit) -> str:
    """Record what a form of who approves says. Raises InputError for a form that is none of ours, and a refusal."""
    return _report_of(visit, APPROVING)(writing, visit)


def _report_of(visit: Visit, reports: Mapping[str, SecondTrackReport]) -> SecondTrackReport:
    if visit.text(ACTION) not in reports:
        raise InputError(NOT_WHOLE)
    return reports[visit.text(ACTION)]


def after_recording(visit: Visit, answer: DirectAnswer, path: str) -> RedirectResponse:
    """Go to a page of the case, which says what was recorded; then the case is woken. `path`: with a place for it."""
    case = find_case(visit.record, visit.case.number)
    again = "" if answer.to_wake else f"&{AGAIN}=1"
    address = f"{path.format(number=case.number)}?{RECORDED}={case.number}.{case.version}{again}"
    return RedirectResponse(address, HTTPStatus.SEE_OTHER, background=BackgroundTask(wake_soon, answer.to_wake))


def refuse_if_overtaken(writing: Session, visit: Visit) -> None:
    """Raise InputError that tells what somebody else recorded of this second track since the page was made.

    What the product did meanwhile, or the same person, refuses nothing: the reports look at the state themselves.
    """
    case, shown = lock_case(writing, find_case(writing, visit.case.number)), visit.text(VERSION)
    if not (shown.isascii() and shown.isdecimal() and len(shown) < 7):
        raise InputError(NOT_WHOLE)
    query = select(CaseEvent).where(CaseEvent.case_id == case.id, col(CaseEvent.seq) > int(shown))
    others = [
        row
        for row in writing.exec(query.order_by(col(CaseEvent.seq)))
        if row.actor not in (visit.viewer.code, PRODUCT) and row.kind.startswith(OF_SECOND_TRACK)
    ]
    if others:
        current = case_state_in(writing, case.number)
        names = names_by_code(writing)
        words = {event.seq: event_sentence(current, event) for event in current.record.events}
        told = "; ".join(
            f"{words[row.seq]} ({names.get(row.actor, row.actor)}, {row.recorded_at.astimezone(AMSTERDAM):%H:%M})"
            for row in others[-MOST_TOLD:]
        )
        raise InputError(
            f"Intussen legde een ander iets vast: {told}. Kijk of uw invoer nog klopt, en leg haar zo nodig nog "
            "eens vast. Er is nu niets vastgelegd."
        )


def sent_number(visit: Visit) -> int:
    """Return the number of the referral or invoice that a form is about; 0 for none. InputError for no number."""
    typed = visit.text(ABOUT) or "0"
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 4):
        raise InputError(NOT_WHOLE)
    return int(typed)


def _fact(code: str) -> SecondTrackReport:
    """Return the report of one fact of the preparation; an empty code: the one that the form names."""

    def report(writing: Session, visit: Visit) -> str:
        chosen = code or visit.text("wat")
        if chosen not in PREPARATION_FACTS:
            raise InputError("Kies wat er is. Er is niets vastgelegd.")
        given = GivenFields(sent_day(visit), reason=visit.text("uitkomst") or None)
        return report_fact(writing, visit.case.number, chosen, given, visit.viewer.code)[0]

    return report


def sent_content(visit: Visit, names: tuple[str, ...]) -> dict[str, object]:
    """Return the fields of a content that were filled in, as the command takes them."""
    return {
        name: list(visit.form.get(name, ())) if name in LISTS else visit.text(name)
        for name in names
        if any(text.strip() for text in visit.form.get(name, ()))
    }


def _profile(writing: Session, visit: Visit) -> str:
    return report_profile(writing, visit.case.number, sent_content(visit, PROFILE_FIELDS), visit.viewer.code)


def _search(writing: Session, visit: Visit) -> str:
    given = sent_content(visit, (*SEARCH_FIELDS, *ASKED_FIELDS))
    return report_search_data(writing, visit.case.number, given, visit.viewer.code)


def _bureau(writing: Session, visit: Visit) -> str:
    code, reason = visit.text("bureau"), visit.text("reden") or None
    if not code:
        raise InputError("Kies een bureau. Er is niets vastgelegd.")
    return choose_bureau(writing, visit.case.number, code, reason, visit.viewer.code)


def _preference(writing: Session, visit: Visit) -> str:
    return prefer_bureau(writing, visit.case.number, visit.text("bureau"), sent_day(visit), visit.viewer.code)


def _question(writing: Session, visit: Visit) -> str:
    return approve_question(writing, visit.case.number, visit.viewer.code)


def _choice(writing: Session, visit: Visit) -> str:
    reason = visit.text("reden") or None
    return choose_offer(writing, visit.case.number, visit.viewer.code, sent_number(visit), reason)


def _confirmation(writing: Session, visit: Visit) -> str:
    _require_shown(writing, visit)
    return confirm_referral(writing, visit.case.number, visit.viewer.code, referral=sent_number(visit))


def _require_shown(writing: Session, visit: Visit) -> None:
    """Raise InputError when what would go is not what the page showed: nobody says yes to what was not read."""
    if preview_referral(writing, visit.case.number, sent_number(visit)).content.digest != visit.text(SEAL):
        raise InputError(OTHER_CONTENT)


def _move(writing: Session, visit: Visit) -> str:
    current = case_state_in(writing, visit.case.number)
    state, number = cast(ReferralState, visit.text("stand")), sent_number(visit)
    until, starts = (_as_day(visit, name) for name in ("tot", "begint"))
    move = ReportedMove(state, sent_day(visit), starts_on=starts, until=until, reason=visit.text("reden") or None)
    facts = find_state(current, number)
    if state == "aangeboden" and (offered := facts.last("aangeboden")):
        move = move._replace(starts_on=offered.starts_on, cents=offered.price)
    return report_referral_move(writing, visit.case.number, visit.viewer.code, move, referral=number)


def _as_day(visit: Visit, name: str) -> date | None:
    return sent_day(visit, name) if visit.text(name) else None


def _pass_on(writing: Session, visit: Visit) -> str:
    return pass_on_capability(writing, visit.case.number, visit.viewer.code, referral=sent_number(visit))


def _invoice(writing: Session, visit: Visit) -> str:
    choice = visit.text("besluit")
    if choice not in ("goedgekeurd", "afgewezen"):
        raise InputError("Kies of u de factuur goedkeurt of afwijst. Er is niets vastgelegd.")
    reason = visit.text("reden") or None
    number = visit.case.number
    return settle_invoice(writing, number, sent_number(visit), cast(InvoiceChoice, choice), reason, visit.viewer.code)


def _offer(writing: Session, visit: Visit) -> str:
    return approve_offer(writing, visit.case.number, sent_number(visit), visit.text("rol"), visit.viewer.code)


def _approval(writing: Session, visit: Visit) -> str:
    _require_shown(writing, visit)
    reason = visit.text("reden") or None
    number = sent_number(visit)
    return approve_referral(writing, visit.case.number, visit.viewer.code, referral=number, reason=reason)


def _refusal(writing: Session, visit: Visit) -> str:
    on = case_state_in(writing, visit.case.number).on
    move = ReportedMove("ingetrokken", on, reason=visit.text("reden") or None)
    return report_referral_move(writing, visit.case.number, visit.viewer.code, move, referral=sent_number(visit))


PREPARING: Mapping[str, SecondTrackReport] = {
    "twijfel": _fact("eerste_twijfel"),
    "onderzoek": _fact(""),
    "haalbaarheid": _fact(""),
    "ingelicht": _fact("werknemer_ingelicht"),
    "profiel": _profile,
    "zoekgegevens": _search,
    "bureau": _bureau,
    "voorkeur": _preference,
    "vraag": _question,
    "kiezen": _choice,
    "bevestigen": _confirmation,
    "stand": _move,
    "doorgeven": _pass_on,
    "factuur": _invoice,
}
APPROVING: Mapping[str, SecondTrackReport] = {"offerte": _offer, "goedkeuren": _approval, "weigeren": _refusal}
