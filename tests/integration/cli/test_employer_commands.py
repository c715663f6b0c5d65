"""`spoorboek employer …`: what holds for all cases of an employer."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select
from support.command_in_process import Said

from models.tables import Case, CaseEvent, EmployerAgreement
from models.verification import verify_record
from models.virtual_calendar import set_virtual_day
from spoorboek import clock
from tasks.case_state import case_state_in

Typed = Callable[..., Said]
BY = ("--door", "operator-1")
AGREED = ("employer", "agreement", "bakkerij", *BY)


def day(ago: int) -> date:
    """Return a day before today."""
    return clock.today() - timedelta(ago)


def said_of(session: Session, case: Case) -> list[dict[str, Any]]:
    """Return what a case was told of its employer, in order."""
    session.expire_all()
    told = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind == "employer_agreement_set")
    return [event.data for event in session.exec(told.order_by(col(CaseEvent.seq)))]


def longer(session: Session, case: Case) -> int | None:
    """Return how many weeks of wage a case has beside the law, None without."""
    facts = case_state_in(session, case.number).plan.facts
    return facts.beside_the_law.wage_weeks if facts.beside_the_law else None


def test_each_case_that_fell_ill_in_the_period_gets_it_once(
    session: Session, typed: Typed, make_case: Callable[..., Case]
) -> None:
    """Those that run and those that open later; one before the period is left alone, and telling twice is once."""
    before, within = make_case(day(101)), make_case(day(100))
    for _ in range(2):
        said = typed(*AGREED, "--since", f"{day(100):%d-%m-%Y}", "--wage-weeks", "26", "--ban-weeks", "8")
        assert (said.code, said.err) == (0, "")
    assert "26 weken loon en 8 weken opzegverbod naast de wet voor wie ziek wordt vanaf" in said.out
    assert "(collectieve arbeidsovereenkomst). In geen lopend dossier verandert daardoor iets." in said.out
    later = make_case(day(3))
    data = {"from": day(100).isoformat(), "reason": "cao", "wage_weeks": 26, "ban_weeks": 8}
    assert [said_of(session, case) for case in (before, within, later)] == [[], [data], [data]]
    assert len(session.exec(select(EmployerAgreement)).all()) == 1
    assert (longer(session, before), longer(session, within)) == (None, 26)
    assert "26 weken loon" in typed("employer", "agreements", "bakkerij").out
    assert (
        "Bij deze werkgever geldt naast de wet, voor wie ziek wordt vanaf" in typed("case", "show", within.number).out
    )
    assert verify_record(session) == []


def test_a_change_moves_the_cases_concerned_alone(
    session: Session, typed: Typed, make_case: Callable[..., Case]
) -> None:
    """Another end takes it from who fell ill after it; the case that keeps what it had hears of its new end."""
    early, late = make_case(day(90)), make_case(day(10))
    since = ("--since", f"{day(100):%d-%m-%Y}")
    typed(*AGREED, *since, "--wage-weeks", "26")
    said = typed(*AGREED, *since, "--until", f"{day(50):%d-%m-%Y}", "--wage-weeks", "26")
    assert "Dat staat nu ook in 2 lopende dossiers." in said.out
    assert [longer(session, case) for case in (early, late)] == [26, None]
    assert said_of(session, late)[-1] == {"from": None}
    newer = typed(*AGREED, "--since", f"{day(20):%d-%m-%Y}", "--source", "bedrijfsregeling", "--ban-weeks", "4")
    assert "Dat staat nu ook in 1 lopend dossier." in newer.out
    assert len(said_of(session, early)) == 2
    typed(*AGREED, *since)
    assert longer(session, early) is None


def test_a_case_itself_goes_before_its_employer(session: Session, typed: Typed, make_case: Callable[..., Case]) -> None:
    """Also that nothing is given in it; withdrawn, what the employer gives holds again."""
    case = make_case(day(90))
    typed(*AGREED, "--since", f"{day(100):%d-%m-%Y}", "--wage-weeks", "26")
    own = ("case", "report", case.number, "naast_de_wet", "--on", f"{day(100):%d-%m-%Y}", "--reason", "cao", *BY)
    assert typed(*own, "--wage-weeks", "13").code == 0
    assert longer(session, case) == 13
    assert typed(*own, "--wage-weeks", "0").code == 0
    assert longer(session, case) == 0
    for seq in (4, 3):
        assert typed("case", "withdraw", case.number, seq, *BY).code == 0
    assert longer(session, case) == 26
    assert "geldt voor alle dossiers van de werkgever" in typed("case", "withdraw", case.number, 2, *BY).err


def test_another_first_sick_day_is_looked_up_again(
    session: Session, typed: Typed, make_case: Callable[..., Case]
) -> None:
    """Corrected into the period, and out of it when the correction is withdrawn."""
    case = make_case(day(101))
    typed(*AGREED, "--since", f"{day(100):%d-%m-%Y}", "--wage-weeks", "26")
    typed("case", "report", case.number, "eerste_ziektedag", "--on", f"{day(100):%d-%m-%Y}", *BY)
    assert longer(session, case) == 26
    assert typed("case", "withdraw", case.number, 2, *BY).code == 0
    assert longer(session, case) is None


@pytest.mark.parametrize(
    ("today", "goes_on"),
    [
        (date(2026, 11, 27), None),
        (date(2026, 11, 28), "30 november 2026"),
        (date(2026, 11, 29), "30 november 2026"),
        (date(2026, 12, 25), "28 december 2026"),
    ],
)
def test_on_a_day_without_mail_the_answer_says_when_it_goes(
    session: Session, typed: Typed, make_case: Callable[..., Case], today: date, goes_on: str | None
) -> None:
    """Friday, Saturday, Sunday and Christmas Day; nothing of it where no case wakes."""
    case = make_case(today - timedelta(9))
    set_virtual_day(session, today)
    session.commit()
    said = typed("case", "report", case.number, "vangnet_zes_weken", *BY).out
    assert ("Vandaag gaat geen gewone post weg: wat hierop volgt, gaat op" in said) is (goes_on is not None)
    assert (goes_on or "") in said
    assert "Vandaag gaat" not in typed(*AGREED, "--since", "01-01-2020", "--until", "02-01-2020").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--since", "01-01-2026", "--wage-weeks", "4", "--source", "krant"), "Onbekende bron 'krant'"),
        (("--since", "02-01-2026", "--until", "01-01-2026", "--wage-weeks", "4"), "ligt vóór de eerste"),
        (("--since", "01-01-2026", "--wage-weeks", "521"), "0 tot en met 520"),
        (("--since", "31-02-2026", "--wage-weeks", "4"), "geen datum"),
    ],
)
def test_what_cannot_be_is_refused(
    session: Session, typed: Typed, make_case: Callable[..., Case], words: tuple[str, ...], told: str
) -> None:
    """In Dutch, and nothing is recorded."""
    make_case(day(10))
    said = typed(*AGREED, *words)
    assert (said.code, told in said.err) == (2, True)
    assert not session.exec(select(EmployerAgreement)).all()
    assert "niet bekend" in typed("employer", "agreement", "weg", "--since", "01-01-2026", *BY).err
