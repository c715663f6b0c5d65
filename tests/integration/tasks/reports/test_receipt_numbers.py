"""The 42-week report is made with its day and the receipt number of UWV: by command, form, paper or file."""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from pypdf import PdfReader, PdfWriter
from sqlmodel import Session, select
from support.command_in_process import Said
from support.hostile.papers import picture
from support.import_rows import imported, row_of

from flows.actions.question_action import vraag_beantwoorden
from flows.actions.step_actions import stap_afronden
from models.record import append_event, open_case, write_effect
from models.tables import Case, CaseEvent, Document, Employee
from models.verification import verify_record
from spoorboek import clock
from spoorboek.errors import InputError
from spoorboek.importing.reading.import_errors import ImportRefused
from spoorboek.statute.actions import Action
from spoorboek.statute.dossier.receipts import is_receipt_number
from spoorboek.statute.facts import StepRef
from tasks.case_state import case_state_in
from tasks.effects.documents import create_document
from tasks.papers.confirming import Confirmation, confirm_paper
from tasks.papers.receiving import IncomingPaper, receive_paper
from tasks.reports.step_reports import report_step_done

Typed = Callable[..., Said]
MakeCase = Callable[..., Case]
KEY, NUMBER = "melding_42_weken", "UWV-2026-0012345"
BY = ("--door", "operator-1")
TODAY = clock.today()
ON = TODAY - timedelta(3)


@pytest.fixture
def case(make_case: MakeCase) -> Case:
    """Return a case in week 42."""
    return make_case(TODAY - timedelta(288))


def done(session: Session, case: Case) -> list[dict[str, object]]:
    """List what was recorded of the step."""
    session.expire_all()
    query = select(CaseEvent.data).where(CaseEvent.case_id == case.id, CaseEvent.kind == "step_done")
    return [data for data in session.exec(query) if data["step"] == KEY]


def test_a_day_alone_closes_nothing(typed: Typed, case: Case, session: Session) -> None:
    """Without a number nobody can show that UWV was told; the message says where the number goes."""
    said = typed("step", "done", case.number, KEY, "--on", ON, "--evidence", "ontvangstbevestiging", *BY)
    assert said.code != 0
    assert "ontvangstnummer" in said.err
    assert "--receipt-number" in said.err
    assert done(session, case) == []


def test_a_day_and_a_number_close_it(typed: Typed, case: Case, session: Session) -> None:
    """Both stand in the event, which the chain of the case covers; the number is in capitals, without spaces around."""
    said = typed("step", "done", case.number, KEY, "--on", ON, "--receipt-number", f" {NUMBER.lower()} ", *BY)
    assert (said.code, said.err) == (0, "")
    (data,) = done(session, case)
    assert (data["on"], data["receipt"]) == (ON.isoformat(), NUMBER)
    assert case_state_in(session, case.number).plan.facts.done[StepRef(KEY)] == ON
    assert list(verify_record(session)) == []


def test_a_number_is_only_for_what_uwv_confirms(typed: Typed, case: Case, session: Session) -> None:
    """A contact has none; a report at the end of the employment may have one, and needs none."""
    said = typed("step", "done", case.number, "probleemanalyse", "--receipt-number", NUMBER, *BY)
    assert "hoort geen ontvangstnummer" in said.err
    assert case_state_in(session, case.number).record.events[-1].kind == "sick_reported"


@pytest.mark.parametrize("typed_number", ["111222333", "111.222.333", "11 12 22 333", "onbekend", "?", "12", "x" * 41])
def test_no_bsn_and_no_word_is_a_number(typed_number: str) -> None:
    """Nobody's BSN becomes a receipt number, and 'unknown' is none."""
    assert not is_receipt_number(typed_number)


@pytest.mark.parametrize("typed_number", ["1234567", "12345678901", "UWV-2026-0012345", "2026-10/00123456", "a1b2c3d4"])
def test_what_uwv_prints_is_a_number(typed_number: str) -> None:
    """Digits alone, or with letters and what stands between them."""
    assert is_receipt_number(typed_number)


def test_the_refusal_never_quotes_what_was_typed(typed: Typed, case: Case) -> None:
    """Somebody who types a BSN there does not find it in a message."""
    said = typed("step", "done", case.number, KEY, "--receipt-number", "111222333", *BY)
    assert "111222333" not in said.err + said.out
    assert "burgerservicenummer" in said.err


def test_the_run_forms_ask_for_it() -> None:
    """Both forms have the field, and neither takes digits that may be a BSN, before Prefect keeps anything."""
    for form in (stap_afronden, vraag_beantwoorden):
        field = form.parameters.properties["ontvangstnummer"]
        pattern = next(each["pattern"] for each in field["anyOf"] if "pattern" in each)
        assert re.search(pattern, NUMBER)
        assert not any(re.search(pattern, each) for each in ("111222333", "111 222 333", "12345678"))


def test_an_adopted_case_is_answered_with_it(typed: Typed, case: Case, session: Session) -> None:
    """The question whether the report was made before is answered with day and number, or with 'not done'."""
    employee = session.get_one(Employee, case.employee_id)
    told = {"first_sick_day": TODAY - timedelta(330), "adopted_on": TODAY}
    adopted = open_case(session, employee, TODAY, told, "operator-1")
    session.commit()
    words = "step", "answer", adopted.number, KEY
    assert "ontvangstnummer" in typed(*words, "gedaan", "--on", ON, *BY).err
    assert "geen ontvangstnummer" in typed(*words, "niet_gedaan", "--receipt-number", NUMBER, *BY).err
    assert done(session, adopted) == []
    assert typed(*words, "gedaan", "--on", ON, "--receipt-number", NUMBER, *BY).code == 0
    assert [data["receipt"] for data in done(session, adopted)] == [NUMBER]


def test_what_was_recorded_before_stays_closed(session: Session, case: Case) -> None:
    """An event of before has no number; the step stays done, for nobody is asked again what he said then."""
    append_event(session, case, "step_done", TODAY, {"step": KEY, "occurrence": 1, "on": ON, "evidence": None}, "op")
    assert case_state_in(session, case.number).plan.facts.done[StepRef(KEY)] == ON


def test_a_paper_that_proves_it_needs_the_number(session: Session, case: Case) -> None:
    """A scan of the confirmation closes the step with the number that stands on it, and records nothing without."""
    paper = receive_paper(
        session, case.number, IncomingPaper(picture("JPEG"), kind="bewijs_42_weken", dated=ON), "operator-1"
    )
    with pytest.raises(InputError, match="ontvangstnummer"):
        confirm_paper(session, case.number, paper.number, Confirmation("operator-1"), "operator-1")
    assert done(session, case) == []
    confirm_paper(session, case.number, paper.number, Confirmation("operator-1", receipt=NUMBER), "operator-1")
    assert [(data["on"], data["receipt"]) for data in done(session, case)] == [(ON.isoformat(), NUMBER)]


def test_our_data_sheet_that_comes_home_is_the_proof(session: Session, case: Case) -> None:
    """Day and number are read from the sheet; a person confirms, and types neither."""
    action = Action(TODAY, "document", KEY, 1, KEY)
    effect = write_effect(session, case, action)
    assert effect is not None
    create_document(session, case, effect, case_state_in(session, case.number), action)
    sent = session.exec(select(Document.content).where(Document.case_id == case.id)).one()
    writer = PdfWriter(PdfReader(io.BytesIO(sent)))
    values = {"gemeld_op": f"{ON:%d-%m-%Y}", "ontvangstnummer": NUMBER}
    for page in writer.pages:
        writer.update_page_form_field_values(page, values, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    paper = receive_paper(session, case.number, IncomingPaper(out.getvalue()), "operator-1")
    confirm_paper(session, case.number, paper.number, Confirmation("operator-1"), "operator-1")
    assert [(data["on"], data["receipt"]) for data in done(session, case)] == [(ON.isoformat(), NUMBER)]


def test_a_file_tells_of_it_once(session: Session) -> None:
    """Day and number in a file of cases are taken over where nothing was said of the step; twice adds nothing."""
    first = date(2025, 12, 1)
    columns = {"42e-weeksmelding gedaan op": "21-09-2026", "42e-weeksmelding ontvangstnummer": NUMBER}
    row = {**row_of(), "Eerste ziektedag": f"{first:%d-%m-%Y}", **columns}
    imported(row)
    imported(row)
    kept = session.exec(select(CaseEvent.data).where(CaseEvent.kind == "step_done")).all()
    assert [(data["step"], data["on"], data["receipt"]) for data in kept] == [(KEY, "2026-09-21", NUMBER)]


@pytest.mark.parametrize(
    ("day", "number", "told"),
    [("21-09-2026", "", "vul beide in"), ("", NUMBER, "vul beide in"), ("21-09-2026", "111222333", "nooit een BSN"),
     ("21-01-2026", NUMBER, "na week 40")],
)  # fmt: skip
def test_a_file_that_says_half_of_it_is_refused(session: Session, day: str, number: str, told: str) -> None:
    """The line and the column are named, and nothing of the file is written."""
    columns = {"42e-weeksmelding gedaan op": day, "42e-weeksmelding ontvangstnummer": number}
    with pytest.raises(ImportRefused, match=told):
        imported({**row_of(), "Eerste ziektedag": "01-12-2025", **columns})
    assert session.exec(select(Case)).all() == []


def test_the_day_is_checked_as_of_every_step(session: Session, case: Case) -> None:
    """A number does not make a day in the future possible."""
    with pytest.raises(InputError, match="toekomst"):
        report_step_done(session, case.number, KEY, TODAY + timedelta(1), "operator-1", receipt=NUMBER)
