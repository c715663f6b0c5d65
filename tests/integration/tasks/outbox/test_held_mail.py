"""Mail after a restore: what may have been sent is held, what follows it waits along, all else goes as always."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from models.connection import session as own_session
from models.record import append_event
from models.restores import REENTRY_DAYS, append_restore
from models.tables import DROPPED, HELD, SENT, WAITING, Case, CaseEffect, CaseEvent, Message
from models.verification import verify_record
from models.virtual_calendar import set_virtual_day
from spoorboek import clock
from tasks.case_state import read_case_state
from tasks.effects.perform import perform
from tasks.outbox.held_mail import (
    ALREADY_SENT,
    FOLLOWS,
    LOST_TIME,
    RELEASED,
    HeldMail,
    count_held,
    decide_held_mail,
    held_mail,
)
from tasks.reports.report_wording import effect_sentence, event_sentence
from tasks.views.dossier_page import dossier_page

MakeCase = Callable[..., Case]
D = date(2026, 1, 5)
DONE = {"step": "ziekmelding_arbodienst", "occurrence": 1, "on": (D + timedelta(days=1)).isoformat(), "evidence": None}


def day(number: int) -> date:
    """Return a day of the case, counted from its first sick day."""
    return D + timedelta(days=number)


def wake(number: str, on: date) -> None:
    """Wake a case on a virtual day, as the flow does, without a server."""
    with own_session() as writing:
        set_virtual_day(writing, on)
    current = read_case_state(number)
    while current.actions:
        for action in current.actions:
            perform.fn(action.kind, current, action)
        current = read_case_state(number)


def restored(from_day: date, until_day: date, at: datetime | None = None) -> None:
    """Record a restore."""
    with own_session() as writing:
        append_restore(writing, clock.now(), at or clock.now(), from_day, until_day, "operator-1")


def statuses(session: Session) -> dict[tuple[str, str, str], str]:
    """Return the status of every mail, by step, kind and name of its effect."""
    session.rollback()
    query = select(CaseEffect, Message.status).join(Message, Message.effect_id == CaseEffect.id)  # type: ignore[arg-type]
    return {(effect.step, effect.kind, effect.name): status for effect, status in session.exec(query).all()}


def undecided() -> list[HeldMail]:
    """Return the held mails a person has to decide on."""
    with own_session() as reading:
        return [mail for mail in held_mail(reading) if mail.because != FOLLOWS]


def decide(mails: list[HeldMail], decision: str) -> int:
    """Decide on mails."""
    with own_session() as writing:
        return decide_held_mail(writing, mails, decision, "operator-2")


@pytest.fixture
def number(make_case: MakeCase, session: Session) -> str:
    """Open a case, wake it until day 14, and restore it on day 38: the days from 15 through 38 are lost."""
    case = make_case(D, email="werknemer@voorbeeld.example")
    append_event(session, case, "step_done", day(1), DONE, "operator-1")
    session.commit()
    for each in (0, 1, 14):
        wake(case.number, day(each))
    restored(day(15), day(38))
    return case.number


def test_only_what_falls_due_in_the_lost_days_is_held(number: str, session: Session) -> None:
    """What was made before stays as it is; what the wake catches up on is held; what is due later goes."""
    before = statuses(session)
    assert set(before.values()) == {WAITING}
    wake(number, day(38))
    caught_up = {key: status for key, status in statuses(session).items() if key not in before}
    assert caught_up
    assert set(caught_up.values()) == {HELD}
    wake(number, day(53))
    assert statuses(session)["contactmoment", "reminder", "streef-3"] == WAITING
    assert {key: status for key, status in statuses(session).items() if key in before} == before


def test_a_hold_is_an_effect_and_a_decision_an_event(number: str, session: Session) -> None:
    """Who decided what stands in the chains of the case; asked again, nothing is decided twice."""
    wake(number, day(38))
    mails = undecided()
    current = read_case_state(number)
    page = dossier_page(current, held=mails)
    assert "## Aangehouden post" in page
    assert page.count("waarschijnlijk al verstuurd") == len(mails)
    holds = [effect for effect in current.record.effects.values() if effect.key.kind == "hold"]
    assert {effect.detail["why"] for effect in holds} == {LOST_TIME}
    assert all(effect_sentence(current, effect).endswith("aangehouden na het terugzetten") for effect in holds)
    assert decide(mails, ALREADY_SENT) == len(mails)
    assert decide(mails, RELEASED) == 0
    event = session.exec(select(CaseEvent).where(CaseEvent.kind == "held_mail_decided")).one()
    assert (event.actor, event.data["decision"]) == ("operator-2", ALREADY_SENT)
    after = read_case_state(number)
    assert event_sentence(after, after.record.events[-1]) == "Aangehouden post al verstuurd"
    assert (after.plan, after.actions) == (current.plan, ())
    with own_session() as reading:
        assert (count_held(reading), verify_record(reading)) == (0, [])
        assert all(each.sent_at is None for each in reading.exec(select(Message).where(Message.status == SENT)))


def test_reminders_and_escalations_wait_for_the_mail_they_follow(number: str, session: Session) -> None:
    """Nobody is chased for a mail that was held; once it is decided, the newest goes and the older ones lapse."""
    restored(day(15), day(44))
    wake(number, day(44))
    for each in (45, 46, 49, 56):
        wake(number, day(each))
    with own_session() as reading:
        following = [mail for mail in held_mail(reading) if mail.because == FOLLOWS]
    ladder = [mail.key.name for mail in following if mail.key[:3] == ("probleemanalyse", 1, "escalation")]
    assert ladder == ["2", "3", "4"]
    of_step = [mail for mail in undecided() if mail.key[:2] == ("probleemanalyse", 1)]
    assert decide(of_step[:-1], RELEASED) == len(of_step) - 1
    rungs = {name: statuses(session)["probleemanalyse", "escalation", name] for name in ladder}
    assert set(rungs.values()) == {HELD}
    decide(of_step[-1:], ALREADY_SENT)
    rungs = {name: statuses(session)["probleemanalyse", "escalation", name] for name in ladder}
    assert rungs == {"2": DROPPED, "3": DROPPED, "4": WAITING}


def test_a_report_entered_again_later_holds_what_followed_from_it(number: str, session: Session) -> None:
    """The plan that opened in the lost days was mailed then; a week after the restore it is held, not mailed as new."""
    wake(number, day(38))
    with own_session() as writing:
        set_virtual_day(writing, day(45))
        case = writing.exec(select(Case).where(Case.number == number)).one()
        analysis = {"step": "probleemanalyse", "occurrence": 1, "on": day(25).isoformat(), "evidence": None}
        append_event(writing, case, "step_done", day(45), analysis, "operator-1")
    wake(number, day(45))
    assert statuses(session)["plan_van_aanpak", "mail", "plan_van_aanpak"] == HELD


@pytest.mark.parametrize(("after", "status"), [(timedelta(0), HELD), (REENTRY_DAYS, HELD), (REENTRY_DAYS * 2, WAITING)])
def test_a_case_entered_again_is_held_for_two_weeks(
    make_case: MakeCase, session: Session, after: timedelta, status: str
) -> None:
    """A case of the lost days has another number now; after two weeks a report is taken as new."""
    restored(day(-2), day(14))
    case = make_case(D, email="werknemer@voorbeeld.example")
    wake(case.number, day(14) + after)
    assert statuses(session)["probleemanalyse", "mail", "uitnodiging_spreekuur"] == status


def test_without_a_restore_nothing_is_held(make_case: MakeCase, session: Session) -> None:
    """A late morning alone is no reason."""
    case = make_case(D, email="werknemer@voorbeeld.example")
    wake(case.number, day(60))
    assert set(statuses(session).values()) == {WAITING}
