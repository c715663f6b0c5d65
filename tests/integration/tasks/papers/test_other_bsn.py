"""A paper that bears the BSN of somebody else is found; that number itself stands nowhere."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, select
from support.dossier.whole_dossier import filled
from support.hostile.papers import pdf, word

from models.addressees import find_employee
from models.record import append_event, load_record, write_effect
from models.tables import Case, Document, Employee, ReceivedPaper
from models.verification import verify_record
from spoorboek import clock
from spoorboek.statute.actions import Action
from tasks.case_state import case_state_in
from tasks.dossiers.reading import dossier_findings
from tasks.effects.documents import create_document
from tasks.papers.confirming import Confirmation, confirm_paper
from tasks.papers.own_forms import names_other_bsn, printed_numbers
from tasks.papers.receiving import IncomingPaper, receive_paper

MakeCase = Callable[..., Case]
TODAY, BY = clock.today(), "operator-1"
OWN, OTHER = "111222333", "123456782"
PDF = "application/pdf"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (f"BSN: {OWN}", False),
        (f"BSN {OTHER}", True),
        ("Burgerservicenummer (BSN) 1234.56.782", True),
        ("burgerservicenr. 123 456 782", True),
        (f"Sofinummer: {OTHER}. BSN {OWN}", True),  # of two people
        (f"Personeelsnummer {OTHER}", None),  # no BSN is named
        (f"BSN onbekend, loonheffingennummer {OTHER}L01", None),
        ("BSN 123456783", None),  # is none: the eleven-test
        ("BSN 123456782345", None),  # part of a longer one
        ("BSN: volgt. Datum 12-02-2026", None),
    ],
)
def test_a_number_counts_that_is_called_a_bsn_and_is_one(said: str, found: bool | None) -> None:
    """Another number of nine digits raises no alarm; without a known BSN nobody can tell."""
    printed = printed_numbers(pdf(said), PDF)
    assert names_other_bsn(printed, OWN) is found
    assert names_other_bsn(printed, None) is None
    assert OTHER not in repr(printed)


def test_a_paper_of_somebody_else_is_found_and_the_number_is_not_kept(session: Session, make_case: MakeCase) -> None:
    """Of a filled form, a PDF and a Word document; said at once, in the check, and again when a person confirms."""
    case = make_case(TODAY - timedelta(60), bsn=OWN)
    done = {"step": "probleemanalyse", "occurrence": 1, "on": TODAY - timedelta(20), "evidence": None}
    append_event(session, case, "step_done", TODAY, done, BY)
    action = Action(TODAY, "document", "plan_van_aanpak", 1, "plan_van_aanpak")
    effect = write_effect(session, case, action)
    assert effect is not None
    create_document(session, case, effect, case_state_in(session, case.number), action)
    form = session.exec(select(Document.content).where(Document.case_id == case.id)).one()
    wordy = word(f"<w:p><w:r><w:t>BSN {OTHER}</w:t></w:r></w:p>")
    sound = IncomingPaper(pdf(f"Verslag. BSN {OWN}"), kind="gespreksverslag")
    receipts = [
        receive_paper(session, case.number, each, BY)
        for each in (
            IncomingPaper(filled(form, werknemer_bsn=OTHER)),
            IncomingPaper(wordy, kind="gespreksverslag"),
            sound,
        )
    ]
    session.commit()
    assert ["ander burgerservicenummer" in each.message for each in receipts] == [True, True, False]
    found = dossier_findings(session, case_state_in(session, case.number))
    assert {each.subject for each in found if each.code == "ander_bsn"} == {"stuk 1", "stuk 2"}
    told = str([each.data for each in load_record(session, case).events]) + str([each.sentence for each in found])
    told += str(session.exec(select(ReceivedPaper.other_bsn, ReceivedPaper.digest, ReceivedPaper.reason)).all())
    assert OTHER not in told
    # The number of the employee was wrong: once it is mended, whoever confirms a paper mends what was found of it.
    employee = session.get_one(Employee, case.employee_id)
    assert find_employee(session, "bakkerij", employee.personnel_number) is employee
    employee.bsn = OTHER
    session.commit()
    confirm_paper(session, case.number, 2, Confirmation(BY, on=TODAY), BY)
    session.commit()
    found = dossier_findings(session, case_state_in(session, case.number))
    assert {each.subject for each in found if each.code == "ander_bsn"} == {"stuk 1"}
    assert verify_record(session) == []
