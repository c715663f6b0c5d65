"""Messages of UWV on a real record: reported by command, dated, mailed with what to do, and closed by the answer."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select
from support.command_in_process import Said

from models.record import write_effect
from models.tables import Case, CaseEffect, Message
from models.virtual_calendar import set_virtual_day
from tasks.case_state import case_state_in, read_case_state
from tasks.effects.perform import perform
from tasks.views.dossier_page import dossier_page

Typed = Callable[..., Said]
MakeCase = Callable[..., Case]
D = date(2024, 3, 4)
BY = ("--door", "operator-2")


def on(number: int) -> str:
    """Return the day so many days after the first sick day, as people type it."""
    return f"{D + timedelta(number):%d-%m-%Y}"


@pytest.fixture
def case(make_case: MakeCase, session: Session, typed: Typed) -> Case:
    """Open the case of somebody who applied for the benefit; what happened until then counts as carried out."""
    case = make_case(D, email="werknemer@voorbeeld.example")
    set_virtual_day(session, D + timedelta(728))
    while actions := case_state_in(session, case.number).actions:
        for action in actions:
            write_effect(session, case, action)
    session.commit()
    assert (
        typed(
            "step", "done", case.number, "wia_aanvraag", *BY, "--on", on(643), "--evidence", "ontvangstbevestiging"
        ).code
        == 0
    )
    return case


def live(number: str) -> None:
    """Carry out everything of today, in a transaction each, as the flow of the case does."""
    while actions := read_case_state(number).actions:
        for action in actions:
            perform.fn("", read_case_state(number), action)


def mails(session: Session, step: str, kind: str) -> list[str]:
    """Return the bodies of the mails of one step and kind of effect."""
    session.rollback()
    query = select(Message).join(CaseEffect, col(Message.effect_id) == col(CaseEffect.id))
    query = query.where(col(CaseEffect.step) == step, col(CaseEffect.kind) == kind)
    return [" ".join(str(message.body).split()) for message in session.exec(query).all()]


def states(number: str, step: str) -> list[Any]:
    """Return the state of every occurrence of a step."""
    return [state for state in read_case_state(number).agenda.steps if state.ref.key == step]


def test_a_sanction_that_came_too_late_is_mailed_as_such(case: Case, session: Session, typed: Typed) -> None:
    """HR hears on the day itself that it is presumably too late, and until when an objection can be made."""
    assert typed("case", "report", case.number, "loonsanctie_opgelegd", *BY, "--on", on(728)).code == 0
    live(case.number)
    (body,) = mails(session, "bezwaar_loonsanctie", "reminder")
    assert "Let op: Vermoedelijk te laat: maak bezwaar." in body
    assert "Uiterlijk" in body or "laatste dag" in body
    assert "Bezwaar tegen de loonsanctie. Vermoedelijk te laat: maak bezwaar." in dossier_page(
        read_case_state(case.number)
    )
    assert typed("case", "report", case.number, "loonsanctie_herroepen", *BY, "--on", on(728)).code == 0
    assert [state.status for state in states(case.number, "bezwaar_loonsanctie")] == ["vervallen"]


def test_an_incomplete_report_is_mailed_with_its_letter_and_closed_by_sending_it_again(
    case: Case, session: Session, typed: Typed
) -> None:
    """Each letter of UWV is a step with the day UWV names; the mail says what to do, the step ends when it was done."""
    letter = ("case", "report", case.number, "verslag_onvolledig", *BY, "--on", on(728))
    said = typed(*letter, "--until", on(735))
    assert f"(brief van {on(728)}), aan te vullen t/m {on(735)}" in said.out
    live(case.number)
    (body,) = mails(session, "riv_aanvulling", "mail")
    assert "Vul aan wat in de brief van UWV staat" in body
    assert [state.due_on for state in states(case.number, "riv_aanvulling")] == [D + timedelta(735)]
    done = typed("step", "done", case.number, "riv_aanvulling", *BY, "--on", on(728), "--evidence", "verzendbewijs")
    assert done.code == 0, done
    assert [state.status for state in states(case.number, "riv_aanvulling")] == ["gedaan"]


def test_the_decision_on_the_application_is_told_to_who_may_object(case: Case, session: Session, typed: Typed) -> None:
    """Recorded by its outcome and class; two terms run from that day; the dossier says what was decided."""
    assert typed("case", "report", case.number, "wia_wga_35_80", *BY, "--on", on(700)).code == 0
    live(case.number)
    shown = typed("case", "show", case.number).out
    assert f"UWV kende op {on(700)} een WGA-uitkering toe (35 tot 80%)" in shown.replace("\n", " ")
    for step in ("bezwaar_wia_werkgever", "bezwaar_wia_werknemer"):
        assert [state.due_on for state in states(case.number, step)] == [D + timedelta(742)]
