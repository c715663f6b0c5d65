"""What a referral tells a bureau: one context for form, message and preview, and a hash of what it holds."""

import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from sqlmodel import Session

from models.tables import Bureau, Case, KeyCheck, Referral
from spoorboek.statute.actions import Action, Effect, EffectKey
from spoorboek.statute.days.calendar import add_working_days
from tasks.case_state import CaseState
from tasks.effects.document_data import document_context
from tasks.effects.preparation_data import known_preparation, preparation_details, with_search_data
from templates.document_context import DocumentContext, PersonDetails, ReferralDetails
from templates.document_page import check_needs
from templates.forms.form_fields import FormField
from templates.messages.referral_message import referral_message
from templates.own.choosing import chosen_page
from templates.plain_text import plain_text
from templates.template_catalogue import find_template

FORM, REFERRAL_MESSAGE = "aanmelding_spoor_2", "aanmelding_spoor_2_bericht"
CONFIRM_DAYS, OFFER_DAYS = 2, 3  # working days; docs/wet/second-track.md, Answers of a bureau
FILLED_IN = ("tekst", "datum", "open")
FIRST_VERSION = 1  # each bureau has papers of its own
SIGNATURE = "_bureau"  # how the fields of a signature end, which nobody fills in beforehand
ANSWER = frozenset({"ontvangen_op", "intake_mogelijk_op", "start_op", "prijs_in_centen"})  # for the bureau to fill in


@dataclass(frozen=True, slots=True)
class ReferralContent:
    """What goes to a bureau: the text of form and message, and the fields that stay blank. Full of personal data.

    `digest`: a keyed hash of all of it and of where it goes; the dates that count from the day of sending left out.
    """

    form: str
    message: str
    missing: tuple[str, ...]
    digest: str

    def __repr__(self) -> str:
        """Show the hash alone."""
        return f"ReferralContent(digest={self.digest!r})"


def referral_content(
    reading: Session, case: Case, current: CaseState, referral: Referral, prepared: Effect
) -> ReferralContent:
    """Return what a referral holds when it goes today; raises InputError for a value the form cannot do without.

    `prepared`: the effect that prepared it.
    """
    bureau = reading.get_one(Bureau, referral.bureau_id)
    context = referral_context(reading, case, current, referral, prepared.key)
    form, message, fields = _texts(context)
    fixed = "\0".join((bureau.code, bureau.email, *_texts(_on_day(context, referral.opened_on))[:2]))
    secret = reading.get_one(KeyCheck, 1).token
    return ReferralContent(form, message, tuple(_blank(fields)), hmac.new(secret, fixed.encode(), sha256).hexdigest())


def referral_context(
    reading: Session, case: Case, current: CaseState, referral: Referral, key: EffectKey
) -> DocumentContext:
    """Return the context of the documents of a referral that goes today; `key` names its step."""
    bureau = reading.get_one(Bureau, referral.bureau_id)
    action = Action(current.on, "referral_sent", key.step, key.occurrence, key.name, key.attempt)
    addressed = PersonDetails(name=bureau.name, role=current.edition.house.roles["bureau"], email=bureau.email)
    known = known_preparation(reading, current)
    details = ReferralDetails(
        number=referral.number,
        bureau=bureau.name,
        invoice_reference=f"{current.number}-{referral.number}",
        **preparation_details(current, known),
    )
    context = document_context(reading, case, current, action, FORM)
    employee = with_search_data(context.employee, known)
    context = replace(context, referral=details, addressee=addressed, version=FIRST_VERSION, employee=employee)
    return _on_day(context, current.on)


def _on_day(context: DocumentContext, day: date) -> DocumentContext:
    """Return the context as of the day of sending, from which the days to answer count."""
    answer_by, offer_by = (add_working_days(day, days) for days in (CONFIRM_DAYS, CONFIRM_DAYS + OFFER_DAYS))
    details = replace(context.referral, answer_by=answer_by, offer_by=offer_by) if context.referral else None
    return replace(context, today=day, referral=details)


def _texts(context: DocumentContext) -> tuple[str, str, Sequence[FormField]]:
    for key in (FORM, REFERRAL_MESSAGE):
        check_needs(find_template(key), context)
    page = chosen_page(find_template(FORM), context).page
    return plain_text(page.html), referral_message(context), page.fields


def _blank(fields: Sequence[FormField]) -> Iterator[str]:
    """Yield the labels of the fields of which the record does not know the value."""
    for field in fields:
        by_others = field.name.endswith(SIGNATURE) or field.name in ANSWER
        if field.kind in FILLED_IN and not field.value and not by_others:
            yield field.label
