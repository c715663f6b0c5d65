"""Refer a case to the first suitable bureau of the register: prepare it, and send it once people said yes."""

from sqlmodel import Session

from models.addressees import Addressee
from models.bureau_choice import choose_next_bureau
from models.case_lookup import find_referral
from models.record import append_event
from models.tables import AWAITS_YES, REFERRED, Bureau, Case, Referral
from spoorboek.errors import InputError
from spoorboek.statute.actions import MOVES_TO, Action, Effect
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.referrals.arrows import PRODUCT
from spoorboek.statute.referrals.referral import WITH_THE_CASE
from tasks.case_state import CaseState
from tasks.effects import mails
from tasks.effects.documents import store_document
from tasks.effects.questions import ask_bureau, tell_question_is_over
from tasks.effects.referral_content import FORM, REFERRAL_MESSAGE, referral_content, referral_context


def prepare_referral(writing: Session, case: Case, effect: int, current: CaseState, action: Action) -> None:
    """Choose the next bureau, and mail the casemanager that the referral waits for a yes, or that no bureau is left.

    Nothing is made for the bureau yet, and nothing about the employee leaves the house.
    """
    bureau = choose_next_bureau(writing, case)
    if bureau is None:
        mails.mail_no_bureau(writing, case, effect, current, action)
        return
    writing.add(
        Referral(
            case_id=case.id,
            effect_id=effect,
            bureau_id=bureau.id,
            opened_on=current.on,
            number=int(action.name),
            status=AWAITS_YES,
        )
    )
    writing.flush()
    mails.mail_referral_waits(writing, case, effect, current, action)
    _leave_move(writing, case, action)


def ask_referral(writing: Session, case: Case, effect: int, current: CaseState, action: Action) -> None:
    """Ask a bureau without naming anybody; do nothing more when none is left."""
    if ask_bureau(writing, case, effect, current, action):
        _leave_move(writing, case, action)


def drop_referral(writing: Session, case: Case, effect: int, current: CaseState, action: Action) -> None:
    """End a referral, and tell a bureau that was asked that the question is over.

    Nobody is written to by what ends with its case: who was asked heard it before, and who has it hears it of people.
    """
    withdrawn = action.detail[MOVES_TO] == "ingetrokken" and action.detail["reason"] != WITH_THE_CASE
    if withdrawn and int(action.name) in RecordIndex(current.record).asked_seq:
        tell_question_is_over(writing, case, effect, current, action)
    move_referral(writing, case, effect, current, action)


def send_referral(writing: Session, case: Case, effect: int, current: CaseState, action: Action) -> None:
    """Send a referral that was approved, with form and message; do nothing when there was no bureau to choose.

    Raises InputError when it does not hold any more what people said yes to; the transaction is then rolled back.
    """
    referral = find_referral(writing, case, int(action.name))
    if referral is None:
        return
    prepared = RecordIndex(current.record).prepared(action.key)
    _refuse_other_content(writing, case, current, referral, prepared)
    referral.status = REFERRED
    writing.add(referral)
    writing.flush()
    bureau = writing.get_one(Bureau, referral.bureau_id)
    context = referral_context(writing, case, current, referral, action.key)
    documents = [store_document(writing, case, effect, key, context) for key in (FORM, REFERRAL_MESSAGE)]
    to = Addressee(bureau.name, bureau.email, bureau.code)
    mails.mail_with_documents(writing, case, effect, current, action, to, "bureau", documents)
    _leave_move(writing, case, action)


def move_referral(writing: Session, case: Case, _effect: int, current: CaseState, action: Action) -> None:
    """Move a referral to the state that an action names; do nothing when there was no bureau to choose for it."""
    number = int(action.name)
    arranged_elsewhere = any(each.number == number for each in current.plan.facts.referrals)
    if arranged_elsewhere or find_referral(writing, case, number) is not None:
        _leave_move(writing, case, action)


def _leave_move(writing: Session, case: Case, action: Action) -> None:
    """Record the state that a referral moves to with an action."""
    if action.move is not None:
        append_event(writing, case, "referral_moved", action.on, action.move, PRODUCT)


def _refuse_other_content(
    reading: Session, case: Case, current: CaseState, referral: Referral, prepared: Effect
) -> None:
    """Raise InputError when what was confirmed is not what would be sent; a story confirms without any content."""
    confirmed = RecordIndex(current.record).confirmation(prepared)
    known = confirmed.data.get("content") if confirmed else None
    if known and known != referral_content(reading, case, current, referral, prepared).digest:
        raise InputError(
            f"Verwijzing {referral.number} van dossier {case.number} is niet verstuurd: na het akkoord veranderde wat "
            f"erin staat. Bekijk haar met `spoorboek referral preview {case.number}` en bevestig haar opnieuw."
        )
