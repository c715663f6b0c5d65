"""Two cases opened for one person in error: the later one ends as double, and nothing of it is mailed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select

from models.identity.doubles import find_doubles
from models.ledger.entries import record_outcome
from models.tables import CLOSED, DROPPED, OPEN, SENT, WAITING, Case, Document, Employee, Message
from models.verification import verify_record
from models.virtual_calendar import set_virtual_day
from spoorboek.errors import InputError
from spoorboek.importing.identity.corrections import renumber_person
from tasks.case_state import read_case_state, store_case_state
from tasks.effects.perform import perform
from tasks.outbox.undelivered import undelivered_mail
from tasks.reports.case_merge import merge_cases
from tasks.reports.fact_reports import report_fact
from tasks.reports.report_fields import GivenFields
from tasks.reports.report_withdrawal import withdraw_report
from tasks.reports.step_reports import report_step_done
from tasks.views.document_files import export_documents
from tasks.views.dossier_page import dossier_page

TODAY = date(2026, 2, 20)


@pytest.fixture
def pair(session: Session, make_case: Callable[..., Case]) -> tuple[Case, Case]:
    """Open two cases of one person and wake both, so that papers were made and mail waits."""
    set_virtual_day(session, TODAY)
    session.commit()
    cases = make_case(name="Kim de Boer"), make_case(name="Kim de Boer")
    for case in cases:
        _wake(case)
    session.expire_all()
    return cases


def _wake(case: Case) -> None:
    while actions := (current := read_case_state(case.number)).actions:
        for action in actions:
            perform.fn("", current, action)
    store_case_state(current)


def _messages(session: Session, case: Case) -> list[str]:
    session.expire_all()
    return list(session.exec(select(Message.status).where(Message.case_id == case.id)))


def test_the_later_case_ends_and_mails_nothing_more(session: Session, pair: tuple[Case, Case]) -> None:
    """What waited is dropped, a later wake makes nothing, and the first case is as it was."""
    first, later = pair
    assert WAITING in _messages(session, later)
    kept = _messages(session, first)
    message, woken = merge_cases(session, later.number, first.number, "anders_geschreven", "operator-1")
    session.commit()
    assert woken == [later.number]
    assert f"{first.number} loopt door" in message
    count = len(_messages(session, later))
    _wake(later)
    assert set(_messages(session, later)) == {DROPPED}
    assert len(_messages(session, later)) == count
    assert _messages(session, first) == kept
    assert session.get_one(Case, later.id).status == CLOSED
    assert session.get_one(Case, first.id).status == OPEN
    set_virtual_day(session, date(2027, 6, 1))
    session.commit()
    assert read_case_state(later.number).actions == ()
    assert read_case_state(first.number).actions != ()
    assert verify_record(session) == []


def test_nobody_is_asked_about_mail_of_a_double_case(session: Session, pair: tuple[Case, Case]) -> None:
    """Papers that went to another role for want of an address wait for a person no more: the case has ended."""
    first, later = pair
    for mail in session.exec(select(Message).where(Message.stands_in.is_not(None))):  # type: ignore[union-attr]
        mail.status = SENT
        record_outcome(session, mail.case_id, mail.id, SENT)
    session.commit()
    asked = {case.number: len(undelivered_mail(session, case.id)) for case in pair}
    assert asked[later.number] == asked[first.number] > 0
    merge_cases(session, later.number, first.number, "anders_geschreven", "operator-1")
    session.commit()
    _wake(later)
    session.expire_all()
    assert {mail.number for mail in undelivered_mail(session)} == {first.number}


def test_a_double_case_stays_to_be_read(session: Session, pair: tuple[Case, Case], tmp_path: Path) -> None:
    """Its documents can be written out, and its page says which case goes on."""
    first, later = pair
    documents = session.exec(select(Document).where(Document.case_id == later.id)).all()
    assert documents
    merge_cases(session, first.number, later.number, "ander_nummer", "operator-1")
    session.commit()
    _wake(later)
    page = dossier_page(read_case_state(later.number))
    assert f"Het dossier is **dubbel** en gesloten op 20 februari 2026: {first.number} loopt door" in page
    assert "zelfde persoon onder een ander nummer" in page
    assert export_documents(tmp_path, later.number) == len(documents)


def test_what_was_recorded_in_the_later_case_alone_is_named(session: Session, pair: tuple[Case, Case]) -> None:
    """Nobody has to search: what is lost from sight is told, what both know is not."""
    first, later = pair
    for case in pair:
        report_fact(session, case.number, "aow_leeftijd", GivenFields(date(2040, 1, 1)), "operator-1")
    report_step_done(session, later.number, "probleemanalyse", date(2026, 2, 18), "operator-1")
    message, _ = merge_cases(session, first.number, later.number, "dubbel_ingevoerd", "operator-1")
    assert "gedaan op 18-02-2026" in message
    assert "AOW" not in message


def test_cases_of_two_people_do_not_merge(session: Session, make_case: Callable[..., Case]) -> None:
    """Another BSN or birth date, the same case twice, a closed case, an unknown reason: nothing is recorded."""
    one, other = make_case(bsn="111222333"), make_case(bsn="123456782")
    born, later = make_case(birth_date=date(1980, 1, 1)), make_case(birth_date=date(1980, 1, 2))
    for left, right, reason, told in (
        (one, other, "ander_nummer", "een ander BSN"),
        (born, later, "ander_nummer", "een andere geboortedatum"),
        (one, one, "ander_nummer", "twee keer hetzelfde"),
        (one, born, "zomaar", "Onbekende reden"),
    ):
        with pytest.raises(InputError, match=told):
            merge_cases(session, left.number, right.number, reason, "operator-1")
    one.status, one.closed_on = CLOSED, date(2026, 2, 1)
    session.commit()
    with pytest.raises(InputError, match="gesloten op 01-02-2026"):
        merge_cases(session, one.number, born.number, "ander_nummer", "operator-1")
    assert {case.version for case in session.exec(select(Case))} == {1}


def test_a_merge_that_was_wrong_is_withdrawn(session: Session, pair: tuple[Case, Case]) -> None:
    """The case runs again, and the mail that was dropped waits again."""
    first, later = pair
    before = sorted(_messages(session, later))
    merge_cases(session, first.number, later.number, "ander_nummer", "operator-1")
    session.commit()
    _wake(later)
    session.expire_all()
    seq = session.get_one(Case, later.id).version
    withdraw_report(session, later.number, seq, "operator-2")
    session.commit()
    assert session.get_one(Case, later.id).status == OPEN
    assert sorted(_messages(session, later)) == before
    assert verify_record(session) == []
    merge_cases(session, first.number, later.number, "ander_nummer", "operator-1")
    session.commit()
    _wake(later)
    session.expire_all()
    assert session.get_one(Case, later.id).status == CLOSED


def test_after_a_merge_the_number_can_go_to_the_person_who_stays(session: Session, pair: tuple[Case, Case]) -> None:
    """Both change places: from then on files with the new number speak of the case that goes on."""
    first, later = pair
    numbers = [session.get_one(Employee, case.employee_id).personnel_number for case in pair]
    merge_cases(session, first.number, later.number, "ander_nummer", "operator-1")
    renumber_person(session, "bakkerij", numbers[0], numbers[1], "operator-1")
    session.commit()
    session.expire_all()
    assert [session.get_one(Employee, case.employee_id).personnel_number for case in pair] == numbers[::-1]
    assert find_doubles(session) == []
    assert verify_record(session) == []
