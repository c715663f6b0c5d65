"""Calling mail back: all that follows from what was just recorded, or one mail; and what becomes of it afterwards."""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import NamedTuple

from sqlmodel import Session, select
from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse

from models.addressees import addressee
from models.tables import CaseEvent
from spoorboek.clock import AMSTERDAM
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, PageAnswer, Refused, Visit
from spoorboek.desk.work.step_forms import sent_form_id, way_back
from spoorboek.desk.work.waking import wake_soon
from spoorboek.errors import InputError
from spoorboek.statute.actions import EffectKey
from tasks.case_state import CaseState
from tasks.outbox.recall.calling_back import (
    call_back_entry,
    call_back_mail,
    called_back_mail,
    let_go,
    recallable_mail,
    send_after_all,
)
from tasks.outbox.sent_evidence import WHY_HELD
from tasks.reports.once import record_directly
from tasks.views.desk.case_papers import title_of_document

MAIL_PATH, ENTRY_PATH = "/zaak/{zaak}/terugroepen/mail/{mail}", "/zaak/{zaak}/terugroepen/melding/{melding}"
DECISION = "besluit"
NOT_YOURS = "U roept terug wat op uw eigen melding volgt. Vraag het wie deze melding vastlegde."
Deciding = Callable[[Session, str, int, str], str]
DECISIONS: Mapping[str, Deciding] = {
    "terugroepen": call_back_mail,
    "toch_versturen": send_after_all,
    "niet_nodig": let_go,
}


class CaseMail(NamedTuple):
    """A mail on the page of its case: its number, what it is, to which role and whom, until when, or why it stopped."""

    id: int
    what: str
    role: str
    name: str
    about: str


def mail_of_person(visit: Visit, current: CaseState) -> dict[str, list[CaseMail]]:
    """Return the mails of a case that can be called back, and those that were."""
    roles, record = current.edition.house.roles, visit.record
    waiting = [
        CaseMail(
            each.id,
            _what(each.key, each.subject),
            roles.get(each.role, each.role),
            each.name,
            f"gaat om {each.until.astimezone(AMSTERDAM):%H:%M}",
        )
        for each in recallable_mail(record, current.case_id)
    ]
    stopped = [
        CaseMail(
            each.id,
            _what(each.key, each.subject),
            roles.get(each.role, each.role),
            addressee(record, visit.case, each.role, current.on).name,
            WHY_HELD[each.because],
        )
        for each in called_back_mail(record, current.case_id)
    ]
    return {"waiting": waiting, "stopped": stopped}


def _what(key: EffectKey, subject: str) -> str:
    """Name a mail: a document by its title, else by what its subject says after the number of the case."""
    return title_of_document(key.name) if key.kind == "mail" else subject.rpartition(" · ")[2]


def take_recall(visit: Visit) -> PageAnswer:
    """Call one mail back, or decide about one that was."""
    deciding = DECISIONS.get(visit.text(DECISION))
    if deciding is None:
        raise InputError("Dit formulier is niet volledig. Laad de pagina opnieuw. Er is niets gewijzigd.")
    return _decide(visit, visit.path["mail"], deciding)


def take_entry(visit: Visit) -> PageAnswer:
    """Call back all mail that follows from what was recorded at the desk."""
    written, mine = visit.path["melding"], visit.viewer.may(Permission.RECORD_STEPS)
    if not mine and not any(str(seq) == written for seq in _own_events(visit)):
        raise Refused(HTTPStatus.FORBIDDEN, "Geen toegang", NOT_YOURS, f"/zaak/{visit.case.number}")
    return _decide(visit, written, call_back_entry)


def _own_events(visit: Visit) -> Sequence[int]:
    of_case = select(CaseEvent.seq).where(CaseEvent.case_id == visit.case.id, CaseEvent.actor == visit.viewer.code)
    return visit.record.exec(of_case).all()


def _decide(visit: Visit, written: str, deciding: Deciding) -> PageAnswer:
    if not (written.isascii() and written.isdecimal() and len(written) < 10):
        raise Refused(HTTPStatus.NOT_FOUND, "Niet gevonden", "Deze mail is er niet.", f"/zaak/{visit.case.number}")
    number, by = visit.case.number, visit.viewer.code
    answer = record_directly(
        visit.record, sent_form_id(visit), by, lambda writing: (deciding(writing, number, int(written), by), [number])
    )
    if not answer.is_recorded:
        raise InputError(answer.message)
    after = BackgroundTask(wake_soon, answer.to_wake)
    return RedirectResponse(f"{way_back(visit)}#post", HTTPStatus.SEE_OTHER, background=after)


RECALL_PAGES = (
    DeskPage(MAIL_PATH, "Mail terugroepen", Permission.RECORD_STEPS, None, take_recall),
    DeskPage(ENTRY_PATH, "Mail terugroepen", Permission.SEE_ACTIONS, None, take_entry),
)
