"""What is shown later is what was: the text of a letter, the percentage last reported, the day that was agreed."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from models.case_list import case_lines
from models.record import append_event
from models.tables import Case, Document, Message
from models.virtual_calendar import set_virtual_day
from spoorboek.statute.actions import Action
from tasks.case_state import read_case_state, store_case_state
from tasks.effects.document_data import document_context
from tasks.effects.perform import perform

MakeCase = Callable[..., Case]
D = date(2026, 1, 5)
LETTER = "uitnodiging_spreekuur"


def day(number: int) -> date:
    """Return a day of the case, counted from its first sick day."""
    return D + timedelta(days=number)


def at(session: Session, number: int) -> None:
    """Let it be a day of the case."""
    set_virtual_day(session, day(number))
    session.commit()


def test_a_letter_is_mailed_as_it_was_made(session: Session, make_case: MakeCase) -> None:
    """Mailed three days later, its text is that of the letter enclosed, with the date it was made on."""
    case = make_case(D, email="werknemer@voorbeeld.example")
    at(session, 14)
    perform.fn("", read_case_state(case.number), Action(day(14), "document", "probleemanalyse", 1, LETTER))
    at(session, 17)
    mail = Action(day(17), "mail", "probleemanalyse", 1, LETTER, detail={"to": "werknemer"})
    perform.fn("", read_case_state(case.number), mail)
    letter, message = session.exec(select(Document)).one(), session.exec(select(Message)).one()
    assert letter.text
    assert letter.text.strip() in message.body
    assert "19 januari 2026" in message.body
    assert "22 januari 2026" not in message.body


def test_a_letter_of_before_its_text_was_kept_goes_enclosed(session: Session, make_case: MakeCase) -> None:
    """Its text is not made anew: a covering mail carries the letter."""
    case = make_case(D, email="werknemer@voorbeeld.example")
    at(session, 14)
    perform.fn("", read_case_state(case.number), Action(day(14), "document", "probleemanalyse", 1, LETTER))
    session.exec(select(Document)).one().text = None
    session.commit()
    mail = Action(day(14), "mail", "probleemanalyse", 1, LETTER, detail={"to": "werknemer"})
    perform.fn("", read_case_state(case.number), mail)
    message = session.exec(select(Message)).one()
    assert message.document_ids == [session.exec(select(Document.id)).one()]
    assert message.body


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ([(3, 20), (3, 40)], 40),
        ([(3, 40), (3, 20)], 20),
        ([(5, 60), (3, 20), (3, 30)], 60),
        ([(3, 20), (5, 60), (5, 0)], 0),
    ],
)
def test_of_two_percentages_for_one_day_the_later_report_holds(
    session: Session, make_case: MakeCase, reports: list[tuple[int, int]], expected: int
) -> None:
    """A correction for the same day replaces what it corrects; a later day still counts before an earlier one."""
    case = make_case(D)
    for since, percentage in reports:
        append_event(session, case, "capability_changed", day(9), {"from": day(since), "percentage": percentage}, "x-1")
    session.commit()
    at(session, 10)
    action = Action(day(10), "document", "plan_van_aanpak", 1, "plan_van_aanpak")
    context = document_context(session, case, read_case_state(case.number), action, "plan_van_aanpak")
    assert context.worked_percentage == expected


def test_the_list_shows_the_day_that_was_agreed(session: Session, make_case: MakeCase) -> None:
    """Of a step somebody deviated from, the agreed day stands in the list, and the day of the law beside it."""
    case = make_case(D)
    data = {"step": "probleemanalyse", "occurrence": 1, "agreed_on": day(44), "reason": "in_overleg"}
    append_event(session, case, "deviated", day(20), data, "operator-1")
    session.commit()
    at(session, 20)
    store_case_state(read_case_state(case.number))
    while (line := case_lines(session)[0]).step != "probleemanalyse":
        told = {"step": line.step, "occurrence": line.occurrence, "on": day(20), "evidence": None}
        append_event(session, case, "step_done", day(20), told, "operator-1")
        session.commit()
        store_case_state(read_case_state(case.number))
        session.expire_all()
    assert (line.day, line.agreed_on, line.due_on) == (day(44), day(44), day(42))
