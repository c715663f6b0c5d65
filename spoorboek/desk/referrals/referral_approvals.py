"""What waits for a yes on the page of a second track: the question without a name, and the registration with it."""

from typing import NamedTuple

from sqlmodel import Session

from models.accounts.accounts import names_by_code
from models.case_lookup import find_case
from models.operators import operator_codes
from models.tables import Case
from spoorboek.desk.referrals.action_forms import SmallField, SmallForm
from spoorboek.desk.referrals.referral_forms import Moment, refusal_form
from spoorboek.errors import InputError
from spoorboek.statute.reports.withdrawn_events import withdrawn_numbers
from tasks.case_state import CaseState
from tasks.effects.questions import QUESTION_FORM, QUESTION_MESSAGE, question_context
from tasks.referral_approval import OWN_APPROVAL, WaitingApproval, question_that_waits, waiting_approval
from tasks.views.desk.referral_sheet import ReferralSheet
from templates.document_maker import make_document

ASKED_SOON = "Er is ja gezegd. De vraag gaat weg zodra de zaak wakker wordt, binnen een kwartier."


class Preview(NamedTuple):
    """A message exactly as it would leave today: the form in words, the message in JSON, and what stays blank on it."""

    key: str
    title: str
    form: str
    message: str
    blank: tuple[str, ...] = ()


class ApprovalView(NamedTuple):
    """What waits: previews, why one cannot be made, who said what, and the forms that who looks may send.

    `number`: of the referral; `receivers`: to whom the question goes.
    """

    number: int
    bureau: str
    receivers: tuple[str, ...]
    previews: tuple[Preview, ...]
    hindrance: str
    said: str
    forms: tuple[SmallForm, ...]


def approval_view(reading: Session, moment: Moment, sheet: ReferralSheet, *, alone: bool) -> ApprovalView | None:
    """Return what waits for a yes in a case; None when nothing does. `alone`: there is one operator."""
    current, case = moment.current, find_case(reading, moment.current.number)
    if not current.agenda.unsent:
        return None
    number = int(current.agenda.unsent[0].key.name)
    why = ""
    try:
        waiting = waiting_approval(reading, current)
    except InputError as error:
        waiting, why = None, str(error)
    leaves = waiting is not None and waiting.is_approved  # with the name, so that nothing is asked without it any more
    question = None if leaves else _question(reading, case, current)
    previews = (*((question,) if question else ()), *((_registration(waiting),) if waiting else ()))
    asks = current.edition.house.shortlist.asks
    bureau = waiting.unsent.bureau.name if waiting else ""
    others = tuple(row.name for row in sheet.shortlist.rows[: asks - 1]) if question else ()
    is_asked = question is not None and _is_asked(current, number)
    forms = () if sheet.missing or is_asked else tuple(_forms(moment, waiting, question, alone=alone))
    said = ASKED_SOON if is_asked else _said(reading, waiting, moment)
    receivers = (bureau, *others) if question else ()
    return ApprovalView(number, bureau, receivers, previews, why, said, forms)


def only_one_operator(reading: Session, code: str) -> bool:
    """Tell whether somebody is the only operator there is, who may approve what they confirmed, with a reason."""
    return operator_codes(reading) == [code]


def _question(reading: Session, case: Case, current: CaseState) -> Preview | None:
    try:
        asked = question_that_waits(reading, current)
        context = question_context(reading, case, current, asked)
        form, message = (make_document(key, context).text for key in (QUESTION_FORM, QUESTION_MESSAGE))
    except InputError:
        return None
    return Preview("vraag", "Vraag aan bureaus, zonder naam", form, message)


def _is_asked(current: CaseState, number: int) -> bool:
    """Tell whether somebody said yes to the question of a referral, which leaves when the case wakes."""
    withdrawn = withdrawn_numbers(current.record.events)
    said = (event for event in current.record.events if event.seq not in withdrawn)
    return any(event.kind == "question_approved" and event.data.get("referral") == number for event in said)


def _registration(waiting: WaitingApproval) -> Preview:
    content = waiting.unsent.content
    return Preview("aanmelding", "Aanmelding, met naam", content.form, content.message, content.missing)


def _said(reading: Session, waiting: WaitingApproval | None, moment: Moment) -> str:
    if waiting is None or not waiting.confirmed_on:
        return ""
    by = waiting.confirmed_by
    who = "u" if by == moment.viewer.code else names_by_code(reading).get(by, by)
    said = f"Bevestigd door {who} op {waiting.confirmed_on:%d-%m-%Y}."
    return f"{said} Een ander keurde haar goed." if waiting.is_approved else f"{said} Een ander keurt haar goed."


def _forms(
    moment: Moment, waiting: WaitingApproval | None, question: Preview | None, *, alone: bool
) -> list[SmallForm]:
    asking, forms = [], []
    confirmed = waiting is not None and bool(waiting.confirmed_on)
    if question and moment.may_prepare:
        asking.append(SmallForm("vraag", "Stel de vraag", button="Ja, stel de vraag", is_open=not confirmed))
    if waiting is None or waiting.is_approved:
        return asking
    number, digest = waiting.unsent.row.number, waiting.unsent.content.digest
    own = waiting.confirmed_by == moment.viewer.code
    if moment.may_prepare and not waiting.confirmed_on:
        title = "Meld meteen aan, zonder vraag vooraf" if question else "Bevestig wat erin staat"
        hint = "Een ander keurt daarna goed; dan pas gaat de aanmelding weg."
        is_open = not (question or moment.may_approve)
        forms.append(SmallForm("bevestigen", title, (), "Bevestigen", hint, number, sealed=digest, is_open=is_open))
    if moment.may_approve and waiting.confirmed_on and (alone or not own):
        reason = (SmallField("reden", "Waarom uw eigen akkoord", choices=OWN_APPROVAL),) if own else ()
        path = moment.approval_path
        hint = "Daarna gaat de aanmelding naar het bureau."
        forms.append(
            SmallForm("goedkeuren", "Keur de aanmelding goed", reason, "Goedkeuren", hint, number, path, digest, True)
        )
    if moment.may_approve:
        forms.append(refusal_form(moment, number))
    return [*forms, *asking] if confirmed else [*asking, *forms]
