"""Versions of a document: a next one only where the content changed, earlier ones kept as they were."""

import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from pypdf import PdfReader
from sqlmodel import Session, select

from models.record import append_event, write_effect
from models.tables import Case, Document, Employer
from models.virtual_calendar import set_virtual_day
from spoorboek.statute.actions import Action
from tasks.case_state import case_state_in
from tasks.effects.documents import create_document, document_to_mail

MakeCase = Callable[..., Case]
FIRST = date(2026, 1, 5)
KEY = "plan_van_aanpak"


@pytest.fixture
def case(session: Session, make_case: MakeCase) -> Case:
    """Return a case whose plan is to be made, with its first form."""
    case = make_case(FIRST, function="Bakker")
    done = {"step": "probleemanalyse", "occurrence": 1, "on": FIRST + timedelta(38), "evidence": None}
    append_event(session, case, "step_done", FIRST + timedelta(38), done, "operator-1")
    make(session, case, 1)
    return case


def make(session: Session, case: Case, attempt: int, days: int = 40) -> list[Document]:
    """Ask for the form once more, on a day; return its versions."""
    set_virtual_day(session, FIRST + timedelta(days))
    session.flush()
    action = Action(FIRST + timedelta(days), "document", KEY, 1, KEY, attempt)
    effect = write_effect(session, case, action)
    assert effect is not None
    create_document(session, case, effect, case_state_in(session, case.number), action)
    session.flush()
    return list(session.exec(select(Document).where(Document.case_id == case.id).order_by(Document.id)))  # type: ignore[arg-type]


def text(document: Document) -> str:
    """Return what a reader sees of it."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(document.content)).pages)


def test_nothing_changed_is_no_version(session: Session, case: Case) -> None:
    """Asked for again a week later, the form that is there stands, and is what a mail would carry."""
    (only,) = make(session, case, 2, 47)
    assert (only.version, "Vervangt" in text(only)) == (1, False)
    asked = Action(FIRST + timedelta(47), "mail", KEY, 1, KEY, 2, {"to": "casemanager"})
    assert document_to_mail(session, case, asked) is only


def test_a_mail_waits_for_an_attempt_that_was_not_made(session: Session, case: Case) -> None:
    """The version of before is not sent in the place of one that is still to be made."""
    asked = Action(FIRST + timedelta(47), "mail", KEY, 1, KEY, 2, {"to": "casemanager"})
    assert document_to_mail(session, case, asked) is None


@pytest.mark.parametrize("what", ["a fact of the law", "a name of a party"])
def test_a_changed_case_is_a_next_version(session: Session, case: Case, what: str) -> None:
    """The next one says what it takes the place of; the earlier one keeps its bytes, template, rules and hash."""
    first = make(session, case, 2, 41)[0]
    before = (first.content, first.sha256, first.template_version, first.rules, first.file_name)
    if what == "a fact of the law":
        moved = {"first_sick_day": FIRST - timedelta(3)}
        append_event(session, case, "first_day_corrected", FIRST + timedelta(41), moved, "operator-1")
    else:
        session.exec(select(Employer)).one().name = "Bakkerij Zonnebloem"
    kept, newest = make(session, case, 3, 42)
    assert (kept.content, kept.sha256, kept.template_version, kept.rules, kept.file_name) == before
    assert newest.version == 2
    assert newest.file_name.endswith("_v2.pdf")
    assert "Vervangt versie 1 van 14 februari 2026." in text(newest)
    assert [each.version for each in make(session, case, 4, 43)] == [1, 2]


def test_another_step_has_versions_of_its_own(session: Session, case: Case) -> None:
    """A second evaluation is no version of the first."""
    for occurrence in (1, 2):
        action = Action(FIRST + timedelta(100), "document", "evaluatie", occurrence, "evaluatie")
        effect = write_effect(session, case, action)
        assert effect is not None
        create_document(session, case, effect, case_state_in(session, case.number), action)
    session.flush()
    found = session.exec(select(Document).where(Document.template == "evaluatie")).all()
    assert [each.version for each in found] == [1, 1]
