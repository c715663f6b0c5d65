"""Send a bureau at work what somebody can work now: a letter and a message, which name nobody."""

from datetime import date, timedelta

from sqlmodel import Session

from models.addressees import Addressee
from models.case_lookup import find_referral
from models.second_track.preparation_content import ProfileContent, read_content
from models.tables import Bureau, Case, Employee, Employer
from spoorboek.statute.actions import Action
from spoorboek.statute.agenda.record_index import CHANGE_LETTER
from spoorboek.statute.second_track_facts import PROFILE_SOURCES
from tasks.case_state import CaseState
from tasks.effects import mails
from tasks.effects.document_data import employer_details, person_in_role
from tasks.effects.documents import store_document
from tasks.effects.preparation_data import work_terms
from templates.document_context import DocumentContext, EmployeeDetails, PersonDetails, ReferralDetails

CHANGE_MESSAGE = "wijziging_spoor_2_bericht"
NOT_NAMED = "De werknemer van deze zaak"


def tell_bureau(writing: Session, case: Case, effect: int, current: CaseState, action: Action) -> None:
    """Send the version of the functional profile that a person said yes to; nothing without content, as in a story.

    The bureau has the name with its registration: it knows who it is about by case and number.
    """
    referral = find_referral(writing, case, action.detail["referral"])
    version = action.detail["profile"]
    if referral is None or not _content(writing, case, version):
        return
    context = change_context(writing, case, current, referral.number, version, action.attempt)
    documents = [store_document(writing, case, effect, key, context) for key in (CHANGE_LETTER, CHANGE_MESSAGE)]
    bureau = writing.get_one(Bureau, referral.bureau_id)
    assert context.referral is not None
    to, answer_by = Addressee(bureau.name, bureau.email, bureau.code), context.referral.answer_by
    mails.mail_change(writing, case, effect, current, to, documents, referral, answer_by)


def change_context(
    reading: Session, case: Case, current: CaseState, referral: int, version: int, attempt: int
) -> DocumentContext:
    """Return the context of the papers that tell a bureau of one version of the functional profile; it holds no name.

    `attempt`: which telling of the case it is, from 1. Source: BW 7:658a(5): data "voor zover deze noodzakelijk zijn".
    """
    row = find_referral(reading, case, referral)
    bureau = reading.get_one(Bureau, row.bureau_id) if row else None
    content = _content(reading, case, version)
    source, on = _source(current, version)
    possibilities, limits = work_terms(content) if content else ((), ())
    employer = reading.get_one(Employer, reading.get_one(Employee, case.employee_id).employer_id)
    manager = person_in_role(reading, case, current, "casemanager")
    roles = current.edition.house.roles
    return DocumentContext(
        case_number=case.number,
        document_number="",
        version=attempt,
        rules=current.plan.rules,
        today=current.on,
        first_sick_day=current.plan.facts.first_sick_day,
        employer=employer_details(reading, employer),
        employee=EmployeeDetails(name=NOT_NAMED),
        addressee=PersonDetails(name=bureau.name, role=roles["bureau"], email=bureau.email) if bureau else None,
        signer=manager,
        casemanager=manager,
        referral=ReferralDetails(
            number=referral,
            bureau=bureau.name if bureau else "",
            answer_by=current.on + timedelta(current.edition.house.adequacy.plan_answer),
            functional_source=source,
            functional_on=on,
            possibilities=possibilities,
            limits=limits,
        ),
    )


def _content(reading: Session, case: Case, version: int) -> ProfileContent | None:
    return read_content(reading, case.id, ProfileContent, version)


def _source(current: CaseState, version: int) -> tuple[str | None, date | None]:
    """Return what a version of the profile rests on, in Dutch, and that source's own day."""
    for event in reversed(current.record.events):
        if event.kind == "profile_recorded" and event.data.get("number") == version:
            return PROFILE_SOURCES[event.data["source"]], date.fromisoformat(event.data["on"])
    return None, None
