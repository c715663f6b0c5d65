"""The page with the form of one message of a bureau, for the bureau itself and for who takes over what it said."""

from http import HTTPStatus

from sqlmodel import Session

from spoorboek.desk.referrals.message_fields import hint_of_kind, message_fields, title_of_kind
from spoorboek.desk.referrals.message_forms import TypedMessage
from spoorboek.desk.visit import ShownPage
from spoorboek.desk.work.step_forms import FORM_ID, new_form_id
from spoorboek.errors import InputError
from spoorboek.statute.referrals.arrows import state_label
from tasks.channels.content import Address
from tasks.channels.fitting_kinds import fitting_kinds
from tasks.reports.referral_reports import find_state
from tasks.reports.report_base import locked_case_state


def require_fitting(writing: Session, kind: str, address: Address) -> None:
    """Raise InputError for a kind of message that does not fit a referral as it stands, whatever form was kept open."""
    facts = find_state(locked_case_state(writing, address.case, closed_too=True), address.referral)
    if kind not in fitting_kinds(facts):
        raise InputError(
            f"Dit kan niet meer: de verwijzing staat op ‘{state_label(facts.state)}’. Er is niets vastgelegd."
        )


def message_page(kind: str, typed: TypedMessage, subject: str, back: str, version: int) -> ShownPage:
    """Return the page. `subject`: what the message is about; `version`: of the case as it is shown."""
    data = {
        "kind": kind,
        "heading": title_of_kind(kind),
        "hint": hint_of_kind(kind),
        "fields": message_fields(kind),
        "typed": typed,
        "subject": subject,
        "back": back,
        "form_id": typed.text(FORM_ID) or new_form_id(),
        "version": version,
    }
    return ShownPage("werkplek/bericht.html", data, HTTPStatus.UNPROCESSABLE_ENTITY if typed.faults else HTTPStatus.OK)
