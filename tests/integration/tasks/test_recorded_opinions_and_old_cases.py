"""Ten questions for an expert opinion and three old cases, lived through the record: file, command, plan, dossier.

SUWI 32a(3): UWV answers within two weeks of receipt, extended over weekends and holidays (Atw 1(1)); it binds UWV.
"""

from datetime import date, timedelta
from pathlib import Path

from sqlmodel import Session
from support.recorded_lives import RecordedLife, Typed, import_lives

from models.virtual_calendar import set_virtual_day
from tasks.case_state import read_case_state

D = date(2025, 3, 3)  # a Monday
TODAY = 420  # Monday 27 April 2026: King's Day
ASKED, ANSWERED = "oordeel_gevraagd_{}", "oordeel_ontvangen_{}"
OUTCOME, FOLLOWS, ADVICE = "uitkomst_deskundigenoordeel", "gevolg_deskundigenoordeel", "deskundigenoordeel"


def asks(life: RecordedLife, party: str, question: str, day: int) -> str:
    """Record that a party asked UWV something on a day; return what was said."""
    return life.report(ASKED.format(party), day, "--reason", question)


def answers(life: RecordedLife, party: str, outcome: str, day: int) -> str:
    """Record the opinion of UWV on a question of a party; return what was said."""
    return life.report(ANSWERED.format(party), day, "--reason", outcome)


def test_ten_expert_opinions(session: Session, typed: Typed, tmp_path: Path) -> None:
    """Each life says its rule. The term is named as UWV's; a withdrawn question leaves nothing to wait for."""
    set_virtual_day(session, D + timedelta(379))
    session.commit()
    lives = import_lives(session, typed, tmp_path, [D] * 10)
    set_virtual_day(session, D + timedelta(TODAY))
    session.commit()
    _asked_by_the_employer_and_answered_in_time(lives[0])
    _asked_by_the_employee_and_nothing_follows(lives[1])
    _asked_by_both_on_one_day(lives[2])
    _asked_twice_by_one_party(lives[3])
    _answered_late(lives[4])
    _withdrawn(lives[5])
    _during_a_suspension_of_the_wage(lives[6])
    _over_holidays(lives[7])
    _asked_when_stuck_and_the_plan_is_adjusted(lives[8])
    _what_cannot_be(lives[9])


def _asked_by_the_employer_and_answered_in_time(life: RecordedLife) -> None:
    asks(life, "werkgever", "passende_arbeid", 400)
    assert life.target(OUTCOME) == [414]
    explained = life.explained(OUTCOME)
    assert "Wettelijke termijn van UWV, Wet SUWI art. 32a lid 3." in explained
    assert "Huisregel" not in explained
    assert "De werkgever vroeg: is het werk passend. Kosten voor wie vraagt: 400 euro" in explained
    assert life.due(OUTCOME) == []  # a term of UWV is no last day of the employer
    answers(life, "werkgever", "werk_passend", 412)
    assert (life.statuses(OUTCOME), life.target(FOLLOWS)) == (["gedaan"], [426])
    assert "Bied het werk opnieuw aan" in life.dossier()


def _asked_by_the_employee_and_nothing_follows(life: RecordedLife) -> None:
    asks(life, "werknemer", "inspanningen_werkgever", 395)
    assert "Kosten voor wie vraagt: 100 euro" in life.explained(OUTCOME)
    answers(life, "werknemer", "werkgever_voldoende", 405)
    assert (life.statuses(OUTCOME), life.statuses(FOLLOWS)) == (["gedaan"], ["vervallen"])
    assert "Er volgt niets uit" in life.explained(FOLLOWS)


def _asked_by_both_on_one_day(life: RecordedLife) -> None:
    for party in ("werknemer", "werkgever"):
        asks(life, party, "ongeschiktheid", 400)
    assert life.statuses(OUTCOME) == ["open", "open"]
    answers(life, "werknemer", "eigen_werk_kan_niet", 410)
    assert sorted(life.statuses(OUTCOME)) == ["gedaan", "open"]
    waiting = next(state.ref.occurrence for state in life.states(OUTCOME) if state.status == "open")
    assert "De werkgever vroeg" in life.explained(OUTCOME, waiting)  # the answer went to who asked


def _asked_twice_by_one_party(life: RecordedLife) -> None:
    for day in (380, 402):
        asks(life, "werkgever", "nakoming_werknemer", day)
    again = ("--on", life.on(402), "--reason", "nakoming_werknemer")
    assert "verandert niets" in life.refused("case", "report", ASKED.format("werkgever"), *again)
    assert life.target(OUTCOME) == [394, 416]
    answers(life, "werkgever", "werknemer_voldoende", 410)
    assert life.statuses(OUTCOME) == ["gedaan", "open"]  # the oldest open question


def _answered_late(life: RecordedLife) -> None:
    asks(life, "werkgever", "ongeschiktheid", 380)
    assert (life.target(OUTCOME), life.statuses(OUTCOME)) == ([394], ["open"])
    answers(life, "werkgever", "geen_oordeel", 418)  # the employee would not be examined: SUWI 32a(1)
    assert life.statuses(OUTCOME) == ["gedaan"]
    assert "te laat" not in life.explained(OUTCOME)


def _withdrawn(life: RecordedLife) -> None:
    asks(life, "werkgever", "passende_arbeid", 400)
    asked = max(event.seq for event in read_case_state(life.number).record.events if event.kind == "opinion_asked")
    answers(life, "werkgever", "werk_niet_passend", 410)
    message = life.refused("case", "withdraw", asked)
    assert "die niet eerder is vastgelegd of al is beantwoord" in message  # first the answer, then the question
    life.told("case", "withdraw", asked + 1)
    life.told("case", "withdraw", asked)
    assert life.states(OUTCOME) == life.states(FOLLOWS) == []
    assert life.dossier().count("ingetrokken") >= 2


def _during_a_suspension_of_the_wage(life: RecordedLife) -> None:
    life.report("loon_opgeschort", 398)
    asks(life, "werknemer", "nakoming_werknemer", 400)
    answers(life, "werknemer", "werknemer_voldoende", 412)
    assert "Beëindig een loonmaatregel en betaal wat toekomt" in life.dossier()
    assert life.statuses("herbeoordeling_loonmaatregel").count("open")  # the opinion ends no measure by itself


def _over_holidays(life: RecordedLife) -> None:
    asks(life, "werkgever", "passende_arbeid", 406)
    assert life.on(406 + 14) == date(2026, 4, 27)
    assert life.target(OUTCOME) == [421]  # King's Day is no day on which a term of an Act ends
    told = life.supposed("--report", f"oordeel_gevraagd_werknemer={life.on(384):%d-%m-%Y}:ongeschiktheid")
    assert life.on(398) == date(2026, 4, 5)  # Easter Sunday, and Monday is one too
    assert f"{life.on(400):%d-%m-%Y}" in told


def _asked_when_stuck_and_the_plan_is_adjusted(life: RecordedLife) -> None:
    life.told("step", "done", "probleemanalyse", "--on", life.on(40))
    life.told("step", "done", "plan_van_aanpak", "--on", life.on(50))
    life.report("vastgelopen", 390, "--reason", "passend_werk")
    assert life.statuses(ADVICE) == ["open"]
    asks(life, "werkgever", "passende_arbeid", 395)
    assert life.statuses(ADVICE) == ["gedaan"]
    answers(life, "werkgever", "werk_niet_passend", 408)
    assert life.due("bijstelling_plan_van_aanpak") == []  # no text gives a term to adjust after an opinion
    life.told("step", "done", "bijstelling_plan_van_aanpak", "--on", life.on(415))
    assert life.statuses(FOLLOWS) == ["gedaan"]


def _what_cannot_be(life: RecordedLife) -> None:
    report = ("case", "report")
    answered = (*report, ANSWERED.format("werkgever"), "--reason", "werk_passend", "--on")
    assert "Leg eerst de vraag vast" in life.refused(*answered, life.on(400))
    asks(life, "werknemer", "passende_arbeid", 400)
    life.refused(*answered, life.on(405))  # the employer asked nothing
    asks(life, "werkgever", "ongeschiktheid", 400)
    life.refused(*answered, life.on(405))  # and then something else
    life.refused(*report, ANSWERED.format("werknemer"), "--reason", "werk_passend", "--on", life.on(399))  # too early
    life.refused(*report, ASKED.format("werkgever"), "--reason", "passende_arbeid", "--on", life.on(-1))
    life.refused(*report, ASKED.format("werkgever"), "--reason", "passende_arbeid", "--on", life.on(TODAY + 1))
    assert life.statuses(OUTCOME) == ["open", "open"]


def test_three_old_cases(session: Session, typed: Typed, tmp_path: Path) -> None:
    """The first case of the WIA, one of thirteen weeks, one of eleven: from a file of then, by the law of then."""
    of_2005, of_2010, of_2011 = (
        imported_then(session, typed, tmp_path, *life)
        for life in ((date(2005, 12, 29), 600), (date(2010, 3, 1), 630), (date(2011, 9, 20), 640))
    )
    for life in (of_2005, of_2010, of_2011):
        assert read_case_state(life.number).plan.wait_ends_on == life.on(727)
        assert life.due("re_integratieverslag") == [636]
    assert "melding_42_weken" not in {state.ref.key for state in read_case_state(of_2005.number).agenda.steps}
    assert of_2005.due("wia_aanvraag") == of_2010.due("wia_aanvraag") == [636]  # thirteen weeks
    assert "dertien weken" in of_2010.explained("wia_aanvraag")
    assert of_2011.due("wia_aanvraag") == [650]  # eleven: 1 July 2013 lies before that day
    told = of_2011.supposed("--done", f"wia_aanvraag={date(2013, 6, 30):%d-%m-%Y}")
    assert of_2011.on(727 + 13) == date(2013, 9, 29)  # applied a day before the change: late by the text of then
    assert "29 september 2013" in told
    set_virtual_day(session, of_2010.on(690))
    session.commit()
    of_2010.told("step", "done", "wia_aanvraag", "--on", of_2010.on(640), "--evidence", "ontvangstbevestiging")
    assert of_2010.due("einde_loondoorbetaling") == [731]  # four days late by the term of then, four days of wage
    of_2010.report("loonsanctie_opgelegd", 680)
    assert of_2010.due("einde_loonsanctie") == [731 + 364]
    assert "Loonsanctie opgelegd" in of_2010.dossier()


def imported_then(session: Session, typed: Typed, folder: Path, first: date, day: int) -> RecordedLife:
    """Import one case on a day of its own life, as a house did that ran the product then."""
    set_virtual_day(session, first + timedelta(day))
    session.commit()
    return import_lives(session, typed, folder, [first], employer=f"ACME{first.year}")[0]
