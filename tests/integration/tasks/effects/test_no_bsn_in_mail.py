"""Whole cases lived on the record: no mail of any kind, nor anything attached to one, holds the BSN."""

import io
import re
from collections.abc import Iterator

import pytest
from pypdf import PdfReader
from sqlmodel import Session, select
from support.import_rows import imported, row_of

from models.addressees import find_employee
from models.record import append_event
from models.tables import Case, CaseEffect, Document, Message
from models.virtual_calendar import set_virtual_day
from spoorboek.stories.story_reader import load_story
from tasks.case_state import read_case_state, store_case_state
from tasks.effects.perform import perform

BSN = "111222333"
ROW = row_of(
    Geboortedatum="29-2-1984", BSN=BSN, E_mail="kim@zorg.example", Functie="Medewerker magazijn",
    Casemanager="Iris de Boer", Casemanager_e_mail="iris@zorg.example",
    Bedrijfsarts="M. Postma", Bedrijfsarts_e_mail="post@arbo.example",
)  # fmt: skip
STORIES = (
    "volledig_tot_wia",
    "contract_eindigt_in_week_30",
    "verslag_onvolledig",
    "loonsanctie_met_herstel",
    "loonstop_met_vangnet",
    "overleden_in_week_20",
    "tweede_spoor_twee_bureaus",
)


def live(session: Session, story: str) -> Case:
    """Live the case of a story on the record, from event to event, as its run would."""
    events = list(load_story(story).events_of(1))
    set_virtual_day(session, events[0].day)
    session.commit()
    own = {"Personeelsnummer": story[:30], "Eerste ziektedag": str(events[0].data["first_sick_day"])}
    imported({**ROW, **own})
    employee = find_employee(session, ROW["Werkgever"], own["Personeelsnummer"])
    assert employee is not None
    case = session.exec(select(Case).where(Case.employee_id == employee.id)).one()
    waiting = events[1:]
    while True:
        wake(case.number)
        woken = read_case_state(case.number).agenda.next_wake
        days = [day for day in (woken, *(each.day for each in waiting[:1])) if day is not None]
        if not days:
            break
        set_virtual_day(session, today := min(days))
        while waiting and waiting[0].day <= today:
            event = waiting.pop(0)
            append_event(session, case, event.kind, today, event.data, "operator-1")
        session.commit()
    return case


def wake(number: str) -> None:
    """Carry out what a case asks for."""
    while actions := (current := read_case_state(number)).actions:
        for action in actions:
            perform.fn(action.kind, current, action)
    store_case_state(current)


def texts_of(document: Document) -> Iterator[str]:
    """Yield all a document says: its text, and the pages and fields of its file."""
    yield document.text or ""
    if document.media_type == "application/pdf":
        reader = PdfReader(io.BytesIO(document.content))
        yield from (page.extract_text() for page in reader.pages)
        yield str(reader.get_fields())
    else:
        yield document.content.decode()


@pytest.mark.parametrize(
    "story", [*STORIES[:2], *(pytest.param(name, marks=pytest.mark.drill) for name in STORIES[2:])]
)
def test_no_mail_holds_the_bsn(session: Session, story: str) -> None:
    """Neither subject, body nor attachment, whoever it goes to; where UWV asks for it there is a field to fill."""
    case = live(session, story)
    mails = session.exec(select(Message).where(Message.case_id == case.id)).all()
    documents = session.exec(select(Document).where(Document.case_id == case.id)).all()
    assert mails
    assert session.exec(select(CaseEffect).where(CaseEffect.case_id == case.id, CaseEffect.kind == "mail")).all()
    said = [text for mail in mails for text in (mail.subject, mail.body)]
    said += [text for document in documents for text in texts_of(document)]
    assert not [text for text in said if BSN in re.sub(r"[\s.-]", "", text)]
    assert any("werknemer_bsn" in text for text in said)
