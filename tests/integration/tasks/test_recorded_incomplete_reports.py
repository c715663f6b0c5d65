"""Ten cases with a letter of UWV about an incomplete report, lived through the record: from import file to mail.

WIA 25(8), ZW 38(6): UWV sets the term in its letter; BBK 5: one week where the letter names no day.
"""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, col, select
from support.recorded_lives import RecordedLife, Typed, import_lives

from models.tables import CaseEffect, Message
from models.virtual_calendar import set_virtual_day

D = date(2024, 3, 4)  # a Monday; its wait ends on day 727, Sunday 1 March 2026
TODAY = 742  # a Monday
STEP, FACT = "riv_aanvulling", "verslag_onvolledig"
DONE = ("step", "done", STEP, "--evidence", "verzendbewijs")
THURSDAY_25_DECEMBER = 661


@pytest.fixture
def lives(session: Session, typed: Typed, tmp_path: Path) -> list[RecordedLife]:
    """Import ten people who applied for the benefit on day 643, in a file of day 650; it is now day 742."""
    set_virtual_day(session, date(2025, 12, 14))
    session.commit()
    lives = import_lives(session, typed, tmp_path, [D] * 10)
    for life in lives:
        life.told("step", "done", "wia_aanvraag", "--on", life.on(643), "--evidence", "ontvangstbevestiging")
    set_virtual_day(session, lives[0].on(TODAY))
    session.commit()
    return lives


def test_ten_letters_about_an_incomplete_report(session: Session, lives: list[RecordedLife]) -> None:
    """Each life says its rule; the last day is the one in the letter, else one week, and nothing else moves it."""
    _named_and_answered(lives[0])
    _no_day_is_one_week_and_is_told_so(session, lives[1])
    _a_week_over_christmas_is_not_longer(lives[2])
    _a_sunday_in_the_letter_stays(lives[3])
    _of_before_the_report(lives[4])
    _a_second_letter(lives[5])
    _corrected_and_withdrawn(lives[6])
    _sent_again_too_late(lives[7])
    _after_the_employment(lives[8])
    _after_a_sanction_and_what_cannot_be(lives[9])


def _named_and_answered(life: RecordedLife) -> None:
    said = life.report(FACT, 690, "--until", life.on(697))
    assert f"(brief van {life.on(690):%d-%m-%Y}), aan te vullen t/m {life.on(697):%d-%m-%Y}" in said
    assert (life.due(STEP), life.statuses(STEP)) == ([697], ["te_laat"])
    life.told(*DONE, "--on", life.on(697))  # on the last day itself
    assert life.statuses(STEP) == ["gedaan"]
    assert "UWV stelt in de brief van 23 januari 2026 een termijn tot en met 30 januari 2026" in life.explained(STEP)


def _no_day_is_one_week_and_is_told_so(session: Session, life: RecordedLife) -> None:
    said = life.report(FACT, TODAY)
    assert "aan te vullen binnen één week, de termijn van UWV als de brief geen dag noemt" in said
    assert (life.due(STEP), life.statuses(STEP)) == ([749], ["open"])
    explained = life.explained(STEP)
    assert "Beoordelingsregel van UWV, Beleidsregels beoordelingskader poortwachter par. 5." in explained
    assert "Huisregel" not in explained
    assert "UWV stelt in de brief van" not in explained
    assert "binnen één week" in life.dossier()
    life.live()
    query = select(Message).join(CaseEffect, col(Message.effect_id) == col(CaseEffect.id))
    (body,) = (mail.body for mail in session.exec(query.where(col(CaseEffect.step) == STEP)).all())
    assert "of één week na de brief als zij er geen noemt" in " ".join(body.split())


def _a_week_over_christmas_is_not_longer(life: RecordedLife) -> None:
    assert life.on(THURSDAY_25_DECEMBER) == date(2025, 12, 25)
    life.report(FACT, THURSDAY_25_DECEMBER - 7)
    assert life.due(STEP) == [THURSDAY_25_DECEMBER]  # the Act sets no term, so the Algemene termijnenwet moves none


def _a_sunday_in_the_letter_stays(life: RecordedLife) -> None:
    life.report(FACT, 720, "--until", life.on(727))
    assert life.on(727).isoweekday() == 7
    assert life.due(STEP) == [727]  # also the last day of the wait
    told = life.supposed("--report", f"{FACT}={life.on(735):%d-%m-%Y}")
    assert f"{life.on(742):%d-%m-%Y}" in told or f"{life.on(742).day} " in told


def _of_before_the_report(life: RecordedLife) -> None:
    life.told("step", "done", "re_integratieverslag", "--on", life.on(660))
    life.report(FACT, 655, "--until", life.on(662))  # none was made at all: "verstrekt of aangevuld"
    assert life.due(STEP) == [662]


def _a_second_letter(life: RecordedLife) -> None:
    life.report(FACT, 690, "--until", life.on(697))
    life.report(FACT, 695)
    assert life.due(STEP) == [697, 702]
    life.told(*DONE, "--on", life.on(700), "--occurrence", 2)
    assert life.statuses(STEP) == ["te_laat", "gedaan"]  # the answer to the second is no answer to the first


def _corrected_and_withdrawn(life: RecordedLife) -> None:
    life.report(FACT, 690)
    assert life.due(STEP) == [697]
    said = life.report(FACT, 690, "--until", life.on(704))  # the letter named a day after all
    assert "t/m" in said
    assert life.due(STEP) == [704]
    for number in _letters(life):
        life.told("case", "withdraw", number)
    assert life.states(STEP) == []
    assert "ingetrokken" in life.dossier()


def _letters(life: RecordedLife) -> list[int]:
    from tasks.case_state import read_case_state

    events = read_case_state(life.number).record.events
    return [event.seq for event in reversed(events) if event.kind == "riv_incomplete"]


def _sent_again_too_late(life: RecordedLife) -> None:
    life.report(FACT, 690, "--until", life.on(697))
    life.told(*DONE, "--on", life.on(698))
    assert life.statuses(STEP) == ["gedaan"]
    assert "aanvulling_te_laat" in life.typed("riv", "check", life.number).out


def _after_the_employment(life: RecordedLife) -> None:
    life.report("einde_dienstverband", 700)
    life.report(FACT, 738)
    assert (life.due(STEP), life.statuses(STEP)) == ([745], ["open"])
    assert "het einde van het dienstverband: daarna blijft er" not in life.explained(STEP)


def _after_a_sanction_and_what_cannot_be(life: RecordedLife) -> None:
    life.report("loonsanctie_opgelegd", 680)
    life.report(FACT, 690)
    assert life.due(STEP) == [697]
    assert "noemt als laatste dag" in life.refused(
        "case", "report", FACT, "--on", life.on(700), "--until", life.on(699)
    )
    assert "toekomst" in life.refused("case", "report", FACT, "--on", life.on(TODAY + 1))
    life.refused(*DONE, "--on", life.on(689))  # answered before it was asked
    assert life.statuses(STEP) == ["te_laat"]
