"""Ask a bureau whether it has a place, in broad terms and without a name; and tell it that the question is over."""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from sqlmodel import Session, select

from models.addressees import Addressee
from models.bureau_choice import choose_next_bureau
from models.case_lookup import find_referral
from models.tables import AWAITS_YES, Bureau, Case, KeptShortlist, Referral
from spoorboek.errors import InputError
from spoorboek.statute.actions import Action
from spoorboek.statute.bureau_services import ASKED_SERVICES, standard_services
from spoorboek.statute.days.calendar import add_working_days
from spoorboek.statute.facts import StepRef
from spoorboek.statute.law.terms import Offset
from spoorboek.statute.plan import last_date
from tasks.case_state import CaseState
from tasks.effects import mails
from tasks.effects.document_data import milestone_of
from tasks.effects.documents import store_document
from tasks.effects.preparation_data import broad_terms, known_preparation
from templates.document_context import DocumentContext, EmployeeDetails, EmployerDetails, QuestionDetails
from templates.document_maker import make_document

QUESTION_FORM, QUESTION_MESSAGE = "uitvraag_spoor_2", "uitvraag_spoor_2_bericht"
ANSWER_CLOCK = "antwoord_op_uitvraag"
NOBODY = "Opdrachtgever"  # what a question says where other papers name the employer
OTHER_CHOSEN = "ander_gekozen"
NO_SECTOR = "overig"
# From the levels of the record to those of the messages, where these differ.
LEVELS: Mapping[str, str] = MappingProxyType({"basis": "praktisch", "mbo_1": "praktisch", "havo_vwo": "mbo_4"})


def ask_bureau(writing: Session, case: Case, effect: int, current: CaseState, action: Action) -> bool:
    """Ask the next bureau of the shortlist, or the one a referral was prepared for; return whether there is one.

    Only the first of those asked together tells the casemanager that no bureau is left. Raises InputError when the
    content of the question is not there; the transaction is then rolled back.
    """
    referral = find_referral(writing, case, int(action.name))
    bureau = writing.get_one(Bureau, referral.bureau_id) if referral else None
    if bureau is None or not bureau.active:
        bureau = choose_next_bureau(writing, case)
    if bureau is None:
        if int(action.name) == action.detail["round"]:
            mails.mail_no_bureau(writing, case, effect, current, action)
        return False
    if referral is None:
        number = int(action.name)
        referral = Referral(case_id=case.id, effect_id=effect, opened_on=current.on, number=number, status=AWAITS_YES)
    referral.bureau_id = bureau.id
    writing.add(referral)
    writing.flush()
    context = question_context(writing, case, current, referral.number)
    keys = (QUESTION_FORM, QUESTION_MESSAGE) if context.question else ()
    documents = [store_document(writing, case, effect, key, context) for key in keys]
    to = Addressee(bureau.name, bureau.email, bureau.code)
    if context.question:
        mails.mail_question(writing, case, effect, current, to, documents, context.question.answer_by)
    return True


def tell_question_is_over(writing: Session, case: Case, effect: int, current: CaseState, action: Action) -> None:
    """Tell a bureau that was asked that the question is over: another was chosen, or nobody is to be guided now."""
    referral = find_referral(writing, case, int(action.name))
    if referral is not None:
        bureau = writing.get_one(Bureau, referral.bureau_id)
        to = Addressee(bureau.name, bureau.email, bureau.code)
        chosen_other = action.detail.get("reason") == OTHER_CHOSEN
        mails.mail_question_over(writing, case, effect, current, action, to, chosen_other=chosen_other)


def question_context(reading: Session, case: Case, current: CaseState, number: int) -> DocumentContext:
    """Return the context of a question that is asked today. It holds nobody: no template can tell who it is about.

    Without the content of the preparation, as in a story, there is no question in it.
    """
    return DocumentContext(
        case_number=case.number,
        document_number="",
        version=1,
        rules=current.plan.rules,
        today=current.on,
        first_sick_day=current.on,
        employer=EmployerDetails(name=NOBODY),
        employee=EmployeeDetails(name=NOBODY),
        question=_question(reading, case, current, number),
    )


def _question(reading: Session, case: Case, current: CaseState, number: int) -> QuestionDetails | None:
    terms = broad_terms(known_preparation(reading, current))
    if terms is None:
        return None
    step = milestone_of(current, StepRef("start_spoor_2"))
    start_by = (last_date(step) if step else None) or current.on
    return QuestionDetails(
        number=number,
        region=terms.region,
        level=LEVELS.get(terms.level, terms.level),
        sector=terms.sector or NO_SECTOR,
        hours=_whole_hours(terms.hours_per_week),
        rubrics=terms.rubrics,
        services=_services(reading, case, current),
        start_by=start_by,
        answer_by=answer_by(current),
    )


def question_text(reading: Session, case: Case, current: CaseState, number: int) -> str:
    """Return a question that would go today, as a bureau reads it: the form in words and the message.

    Raises InputError while what it needs is missing.
    """
    context = question_context(reading, case, current, number)
    made = [make_document(key, context).text for key in (QUESTION_FORM, QUESTION_MESSAGE)]
    return "\n".join(made)


def answer_by(current: CaseState) -> date:
    """Return the last day to answer a question that goes today, by the clock of the rules in force."""
    target = current.edition.rules.rows[ANSWER_CLOCK].target
    assert isinstance(target, Offset)
    return add_working_days(current.on, target.count)


def _services(reading: Session, case: Case, current: CaseState) -> tuple[str, ...]:
    """Return what the newest shortlist of a case was asked for, without what only a house has a word for."""
    query = select(KeptShortlist).where(KeptShortlist.case_id == case.id).order_by(KeptShortlist.number.desc()).limit(1)  # type: ignore[attr-defined]
    kept = reading.exec(query).first()
    asked = standard_services(kept.content["asks"]["services"] if kept else ())
    return tuple(code for code in asked if code in ASKED_SERVICES) or current.edition.house.shortlist.usual


def _whole_hours(text: str) -> int:
    """Return the hours of a week as a whole number, a half upwards: `20,5` is 21."""
    found = re.match(r"\d+", text)
    if found is None:
        raise InputError("De zoekgegevens noemen geen uren per week. Vul ze aan met `spoorboek referral prepare`.")
    half = re.search(r"[,.][5-9]", text)
    return max(1, min(60, int(found.group()) + bool(half)))
