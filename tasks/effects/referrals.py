"""Refer a case to the first suitable bureau of the register, with form and message."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session

from models.addressees import addressee
from models.bureau_choice import next_bureau_to_ask
from models.tables import Bureau, Case, Referral
from spoorboek.statute.actions import Action
from spoorboek.statute.days.calendar import add_working_days
from spoorboek.statute.facts import StepRef
from tasks.case_state import CaseState
from tasks.effects import mails
from tasks.effects.document_data import document_context
from tasks.effects.documents import store_document
from templates.document_context import ReferralDetails

FORM, REFERRAL_MESSAGE = "aanmelding_spoor_2", "aanmelding_spoor_2_bericht"
REFERRAL_SENT = "verzonden"
CONFIRM_DAYS, OFFER_DAYS = 2, 3  # working days; docs/wet/second-track.md, Answers of a bureau


def open_referral(writing: Session, case: Case, effect: int, current: CaseState, action: Action) -> None:
    """Refer the case to the next bureau; when none is left, mail the casemanager instead."""
    bureau = next_bureau_to_ask(writing, case)
    if bureau is None:
        mails.mail_no_bureau(writing, case, effect, current, action)
        return
    number = int(action.name)
    writing.add(
        Referral(
            case_id=case.id,
            effect_id=effect,
            bureau_id=bureau.id,
            opened_on=current.on,
            number=number,
            status=REFERRAL_SENT,
        )
    )
    writing.flush()
    context = document_context(writing, case, current, action, FORM)
    referral_context = replace(context, referral=_referral_details(current, bureau, number), version=number)
    documents = [store_document(writing, case, effect, key, referral_context) for key in (FORM, REFERRAL_MESSAGE)]
    to = addressee(writing, case, "bureau", current.on)
    mails.mail_with_documents(writing, case, effect, current, action, to, "bureau", documents)


def _referral_details(current: CaseState, bureau: Bureau, number: int) -> ReferralDetails:
    done = current.plan.facts.done
    return ReferralDetails(
        number=number,
        bureau=bureau.name,
        answer_by=add_working_days(current.on, CONFIRM_DAYS),
        offer_by=add_working_days(current.on, CONFIRM_DAYS + OFFER_DAYS),
        informed_on=_informed_on(current),
        assessment_on=done.get(StepRef("arbeidsdeskundig_onderzoek")),
        invoice_reference=f"{current.number}-{number}",
    )


def _informed_on(current: CaseState) -> date | None:
    """Return the day the employee was told of the second track."""
    information_mails = [
        key for key in current.record.effects if key.kind == "mail" and key.name == "informatie_spoor_2"
    ]
    return min((current.record.effects[key].on for key in information_mails), default=None)
