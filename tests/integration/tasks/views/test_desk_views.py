"""What the desk shows of a lived record: the work of a day with weeks and sources, weeks as a picture, the search."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session
from support.desk.desk_cases import ON, live_case

from models.case_list import CaseFilter
from models.case_lookup import find_case
from models.tables import Case
from models.worklists.open_steps import StepGroup
from tasks.case_state import read_case_state
from tasks.views.desk.case_search import all_found_cases, filter_choices, search_cases
from tasks.views.desk.case_sheet import case_sheet
from tasks.views.desk.weeks_picture import shortened
from tasks.views.desk.work_of_day import section_of, work_of_day

MakeCase = Callable[..., Case]


@pytest.fixture
def numbers(session: Session, make_case: MakeCase) -> list[str]:
    """Live a case of six weeks, and one of sixty in which a fortnight was worked and little was done."""
    began = ON - timedelta(420)
    well, ill = (began + timedelta(days) for days in (70, 84))
    told = ("recovered", {"from": well.isoformat()}), ("relapsed", {"on": ill.isoformat()})
    return [
        live_case(session, make_case, 40, name="Zoë van den Berg", personnel_number="0012345"),
        live_case(session, make_case, 420, *told, name="Jan Jansen"),
    ]


def the_work_of_a_day(session: Session, numbers: list[str]) -> None:
    """Each row says who, what, by whom, until when with its week, and by what rule; only what is in scope counts."""
    work = work_of_day(session, None)
    sections = {section.group: section for section in work.sections}
    late = next(row for row in sections[StepGroup.LATE].rows if row.step == "probleemanalyse")
    assert (late.number, late.name, late.employer) == (numbers[1], "Jan Jansen", "Bakkerij Kanarie")
    assert (late.who, late.week, late.source) == ("bedrijfsarts", 6, "wet")
    assert late.days_late(ON) == (ON - late.day).days > 300
    assert (late.may_finish, late.may_postpone) == (True, False)
    due = next(row for row in sections[StepGroup.WEEK].rows if row.number == numbers[0])
    assert (due.step, due.day, due.week) == ("probleemanalyse", ON - timedelta(40) + timedelta(42), 6)
    assert due.days_since(ON) == (ON - due.since).days > 0
    assert not any(row.step == "vervroegde_iva" for row in sections[StepGroup.WAITING].rows)
    assert {mail.number for mail in work.failed} == set(numbers)  # nobody has an address here
    mine = work_of_day(session, [find_case(session, numbers[0]).id])
    shown = [row.number for section in mine.sections for row in section.rows] + [mail.number for mail in mine.failed]
    assert set(shown) == {numbers[0]}
    assert work_of_day(session, []).is_empty
    first, second = (section_of(session, StepGroup.PASSED, None, page=page, size=3).rows for page in (1, 2))
    assert len(first) == 3
    assert not {(row.number, row.step, row.occurrence) for row in first} & {
        (row.number, row.step, row.occurrence) for row in second
    }


def a_case_and_its_weeks(session: Session, numbers: list[str]) -> None:
    """The weeks leave out the days that do not count; what the picture shows stands in words, and nothing overlaps."""
    current = read_case_state(numbers[1])
    sheet = case_sheet(session, find_case(session, numbers[1]), current)
    picture = sheet.picture
    assert sheet.week == 59  # 420 days since the first are week 61, of which a fortnight does not count
    assert picture.summary.startswith("Week 59 van 104: ")
    assert [band.kind for band in picture.bands] == ["herstel"]
    assert picture.words[0].startswith("Hersteld van ")
    assert any(words.startswith("Probleemanalyse: te laat, uiterlijk ") for words in picture.words)
    places = [tick.x for tick in picture.ticks]
    assert places == sorted(places)
    assert picture.today is not None
    assert places[4] < picture.today < places[5]
    assert [step.status for step in sheet.to_do] == sorted(
        (step.status for step in sheet.to_do), key=("te_laat", "vraag", "open", "afgeweken").index
    )
    assert sheet.events[-1].words.startswith("Ziekmelding")
    assert shortened("Re-integratieverslag, met afschrift") == "Re-integratieverslag"
    assert len(shortened("Werknemer ingelicht over het tweede spoor")) <= 22


def cases_are_found(session: Session, numbers: list[str]) -> None:
    """By name, personnel number, or the beginning of a case number; filtered; the first day first; the file alike."""
    everything = CaseFilter()
    found = search_cases(session, "", everything)
    assert [row.number for row in found.rows] == [numbers[1], numbers[0]]
    of_the_second = ("JANS", numbers[1], numbers[1][2:].lower())
    typed = [("zoe", 0), ("berg v", 0), ("12345", 0), *((asked, 1) for asked in of_the_second)]
    for asked, place in typed:
        assert [row.number for row in search_cases(session, asked, everything).rows] == [numbers[place]], asked
    for asked in ("piet", "Q-", "van den berg x", "%"):
        assert search_cases(session, asked, everything).count == 0, asked
    assert [row.number for row in search_cases(session, "", CaseFilter(late=True)).rows] == [numbers[1]]
    assert search_cases(session, "", CaseFilter(closed=True)).count == 0
    assert search_cases(session, "", everything, page=99).page == 1
    assert [row.name for row in all_found_cases(session, "", everything)] == ["Jan Jansen", "Zoë van den Berg"]
    assert [name for _, name in filter_choices(session).employers] == ["Bakkerij Kanarie"]
    assert filter_choices(session, []).employers == []


def test_what_the_desk_shows_of_one_life(session: Session, numbers: list[str]) -> None:
    """The same two lives as the work of a day, as a case with its weeks, and as what a search finds."""
    the_work_of_a_day(session, numbers)
    a_case_and_its_weeks(session, numbers)
    cases_are_found(session, numbers)
