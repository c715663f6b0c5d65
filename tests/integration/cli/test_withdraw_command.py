"""`spoorboek case withdraw`: a report that was wrong is taken back by its number, each refusal says what to do."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select
from support.command_in_process import Said, mail_day_line

from models.record import close_case, write_effect
from models.tables import CLOSED, OPEN, Case, CaseEvent
from spoorboek import clock
from spoorboek.statute.actions import Action
from tasks.case_state import read_case_state, store_case_state

Typed = Callable[..., Said]
MakeCase = Callable[..., Case]
BY = ("--door", "operator-2")
SICK = 60
LATER = "Er draait nu geen platform; het wordt uitgevoerd zodra `spoorboek up` draait.\n"


def day(number: int) -> date:
    """Return the day so many days after the first sick day of the case."""
    return clock.today() - timedelta(SICK - number)


@pytest.fixture
def case(make_case: MakeCase, typed: Typed) -> Case:
    """Open the case of somebody who fell ill 60 days ago and is told to have recovered after ten: report 2."""
    opened = make_case(clock.today() - timedelta(SICK))
    assert typed("case", "report", opened.number, "hersteld", *BY, "--on", day(10)).code == 0
    return opened


def close(session: Session, case: Case, ends_on: date) -> None:
    """Close a case as a wake does."""
    session.refresh(case)
    action = Action(clock.today(), "close", "dossier", 1, ends_on.isoformat(), detail={"reason": "hersteld"})
    write_effect(session, case, action)
    close_case(session, case, clock.today())
    session.commit()


def recorded(session: Session) -> list[CaseEvent]:
    """Return everything that was reported, in order."""
    session.expire_all()
    return list(session.exec(select(CaseEvent).order_by(CaseEvent.seq)))  # type: ignore[arg-type]


def test_a_wrong_recovery_is_withdrawn(typed: Typed, case: Case, session: Session) -> None:
    """One event more, with who did it; the dossier shows the number of each report and which one no longer counts."""
    said = typed("case", "withdraw", case.number, "2", *BY)
    told = f"Dossier {case.number}: melding 2 (hersteld vanaf {day(10):%d-%m-%Y}) is ingetrokken.\n"
    assert said == (0, told + mail_day_line(session) + LATER, "")
    last = recorded(session)[-1]
    assert (last.kind, last.actor, last.data) == ("report_withdrawn", "operator-2", {"report": 2})
    assert read_case_state(case.number).plan.closed_on is None
    shown = " ".join(typed("case", "show", case.number).out.split())
    assert "Melding 2 ingetrokken" in shown
    assert f"Hersteld vanaf {day(10):%d-%m-%Y} (ingetrokken)" in shown


def test_a_case_that_closed_by_mistake_is_open_again(typed: Typed, case: Case, session: Session) -> None:
    """Of a closed case only what opens it can be withdrawn; told once more, it closes without a new wake's mark."""
    assert typed("case", "report", case.number, "percentage", *BY, "--on", day(5), "--percentage", 50).code == 0
    close(session, case, day(37))
    assert "is gesloten op" in typed("case", "withdraw", case.number, "3", *BY).err
    assert typed("case", "withdraw", case.number, "2", *BY).code == 0
    session.refresh(case)
    assert case.status == OPEN
    assert typed("case", "report", case.number, "hersteld", *BY, "--on", day(10)).code == 0
    store_case_state(read_case_state(case.number))
    session.refresh(case)
    assert (case.status, case.next_wake) == (CLOSED, None)


@pytest.mark.parametrize(
    ("seq", "told"),
    [
        ("1", "Zonder ziekmelding is er geen zaak; corrigeer de eerste ziektedag."),
        ("9", "Melding 9 is er niet. Kies een nummer van 1 t/m 3."),
        ("2", "zonder herstel ervoor. Meld eerst het herstel, of corrigeer de datum."),
        ("0", "De waarde voor NUMMER past niet"),
    ],
)
def test_what_cannot_be_withdrawn_is_refused(typed: Typed, case: Case, session: Session, seq: str, told: str) -> None:
    """Exit code 2, one message that says why, and the record as it was: also when what remains contradicts itself."""
    assert typed("case", "report", case.number, "opnieuw_uitgevallen", *BY, "--on", day(20)).code == 0
    said = typed("case", "withdraw", case.number, seq, *BY)
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert [event.kind for event in recorded(session)] == ["sick_reported", "recovered", "relapsed"]


def test_withdrawn_twice_is_recorded_once(typed: Typed, case: Case, session: Session) -> None:
    """Pressed twice: the second time it says that it was done."""
    assert typed("case", "withdraw", case.number, "2", *BY).code == 0
    assert "Melding 2 (" in (said := typed("case", "withdraw", case.number, "2", *BY)).err
    assert "is al ingetrokken." in said.err
    assert len(recorded(session)) == 3


def test_an_older_case_is_left_as_it_ended(typed: Typed, case: Case) -> None:
    """A newer case of the person began because this one ended: the message names it."""
    fresh = typed("case", "report", case.number, "opnieuw_uitgevallen", *BY, "--on", day(50)).out
    assert "nieuw dossier" in fresh
    assert f"Na dossier {case.number} is er al een nieuwer dossier" in typed(
        "case", "withdraw", case.number, "2", *BY
    ).err  # fmt: skip


def test_a_refusal_of_a_bureau_stands_once_the_next_was_asked(typed: Typed, case: Case, session: Session) -> None:
    """Else two bureaus would have been asked for nothing; the last answer can be withdrawn."""
    assert typed("case", "withdraw", case.number, "2", *BY).code == 0
    session.refresh(case)
    for number in (1, 2):
        write_effect(session, case, Action(day(50), "referral", "start_spoor_2", 1, str(number)))
    session.commit()
    for answer, number in (("bureau_geweigerd", 1), ("bureau_akkoord", 2)):
        assert typed("case", "report", case.number, answer, *BY, "--on", day(55), "--referral", number).code == 0
    assert "is al een volgend bureau gekozen (verwijzing 2)" in typed("case", "withdraw", case.number, "4", *BY).err
    assert typed("case", "withdraw", case.number, "5", *BY).code == 0
