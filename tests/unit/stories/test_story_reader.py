"""Reading stories: Dutch words become events and expectations; what does not fit is refused with one clear message."""

from datetime import date
from pathlib import Path

import pytest

from spoorboek.errors import InputError
from spoorboek.statute.events import EVENT_KINDS
from spoorboek.stories.story import Story
from spoorboek.stories.story_fields import read_story_day
from spoorboek.stories.story_reader import load_story, read_story, shipped_stories
from spoorboek.stories.story_words import EVENT_WORDS

D = date(2026, 3, 2)
HEAD = "titel: Een verhaal.\neerste_ziektedag: 2026-03-02\n"


@pytest.fixture
def read(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Read a story from text."""

    def reading(text: str) -> Story:
        path = tmp_path / "proef.yaml"
        path.write_text(text, encoding="utf-8")
        return read_story(path)

    return reading


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("D", D),
        ("D+7*42", date(2026, 12, 21)),
        ("D + 7*42 - 3", date(2026, 12, 18)),
        ("D+14-3+2*2*2", date(2026, 3, 21)),
        ("2028-02-29", date(2028, 2, 29)),
        ("2026-12-31+1", date(2027, 1, 1)),
    ],
)
def test_a_day_is_a_date_or_the_sum_it_comes_from(text: str, day: date) -> None:
    """Sums of products of calendar days from an anchor or a date."""
    assert read_story_day(text, {"D": D}, "hier") == day


@pytest.mark.parametrize("text", ["D*2", "week 6", "2026-02-30", "D2", "D+", "02-03-2026", "", "D+1.5"])
def test_what_is_no_day_is_refused(text: str) -> None:
    """The message names the place and what was written."""
    with pytest.raises(InputError, match="hier"):
        read_story_day(text, {"D": D}, "hier")


def test_reports_come_as_events_ready_to_append(read) -> None:  # type: ignore[no-untyped-def]
    """Dates as ISO text, the sick report first, the events of a day in the order they are told."""
    told = read(
        HEAD
        + "vangnet: vierde_dag\ngebeurtenissen:\n"
        + "  - {op: D+30, wat: stap gedaan, stap: probleemanalyse, dag: D+28, bewijs: advies_bedrijfsarts}\n"
        + "  - {op: D+5, wat: verlof, tot: D+10, zelfde_oorzaak: nee}\n"
    )
    assert [(r.day, r.case, r.kind, r.data) for r in told.reports] == [
        (D, 1, "sick_reported", {"first_sick_day": "2026-03-02", "safety_net": "vierde_dag"}),
        (date(2026, 3, 7), 1, "leave_recorded", {"from": "2026-03-07", "until": "2026-03-12", "same_cause": False}),
        (
            date(2026, 4, 1),
            1,
            "step_done",
            {"step": "probleemanalyse", "occurrence": 1, "on": "2026-03-30", "evidence": "advies_bedrijfsarts"},
        ),
    ]
    assert told.days() == (D, date(2026, 3, 7), date(2026, 4, 1))
    assert [report.kind for report in told.events_on(D)] == ["sick_reported"]


def test_a_repeated_step_is_the_next_occurrence_each_time(read) -> None:  # type: ignore[no-untyped-def]
    """`elke` and `aantal` tell a rhythm in one line."""
    text = "gebeurtenissen:\n  - {op: D+90, wat: stap gedaan, stap: evaluatie, keer: 2, elke: 42, aantal: 3}\n"
    done = [report for report in read(HEAD + text).reports if report.kind == "step_done"]
    assert [(report.day - D).days for report in done] == [90, 132, 174]
    assert [report.data["occurrence"] for report in done] == [2, 3, 4]


@pytest.mark.parametrize(("gap", "cases"), [(27, 1), (28, 2)])
def test_a_relapse_belongs_to_the_old_case_for_27_days(read, gap: int, cases: int) -> None:  # type: ignore[no-untyped-def]
    """BW 7:629(10): less than four weeks; from 28 recovered days on it opens a case of its own, with D2."""
    text = (
        f"aow_op: D+900\ngebeurtenissen:\n  - {{op: D+50, wat: hersteld}}\n  - {{op: D+{50 + gap}, wat: weer ziek}}\n"
    )
    told = read(HEAD + text)
    assert told.cases == cases
    last = told.reports[-1]
    if cases == 1:
        assert last.kind == "relapsed"
    else:
        assert (last.kind, last.case, last.data["aow_on"]) == ("sick_reported", 2, told.reports[0].data["aow_on"])


def test_an_adopted_case_is_reported_on_its_adoption(read) -> None:  # type: ignore[no-untyped-def]
    """Nothing happens before the day the case is taken over."""
    told = read(HEAD + "overgenomen_op: D+7*29\n")
    assert told.reports[0].day == date(2026, 9, 21)
    assert told.reports[0].data["adopted_on"] == "2026-09-21"


def test_the_script_numbers_the_events_within_each_case() -> None:
    """What a driver needs: per day the case and its event, each case opened by its first."""
    script = load_story("terugval_na_5_weken").script()
    heard = [(case, event.seq, event.kind) for day in sorted(script) for case, event in script[day]]
    assert [seq for case, seq, _ in heard if case == 1] == [1, 2, 3, 4, 5]
    assert next((seq, kind) for case, seq, kind in heard if case == 2) == (1, "sick_reported")


def test_every_event_a_case_can_have_has_a_word() -> None:
    """No kind of event is out of reach of a story; the sick report itself is the head of the story."""
    made_by_the_product = {"sick_reported", "rules_changed", "held_mail_decided", "mail_settled"}
    made_by_the_product |= {"found_double", "file_differs", "difference_settled"}  # of people and files, not of the law
    made_by_the_product |= {"occurrences_numbered"}  # of a record of before, at its upgrade
    made_by_the_product |= {"employer_changed"}  # of the employer of a case, who is no part of a story
    made_by_the_product |= {"bureau_preferred", "bureau_chosen"}  # of a register, which no story has
    made_by_the_product |= {"document_received", "document_confirmed"}  # of a file; what it shows is told as a step
    made_by_the_product |= {"report_copy_given", "paper_copy_given"}  # of papers, which no story has
    made_by_the_product |= {"plan_agreed"}  # of a form or a file: what people agreed moves no date
    assert {word.kind for word in EVENT_WORDS.values()} == set(EVENT_KINDS) - made_by_the_product


@pytest.mark.parametrize("name", shipped_stories())
def test_a_shipped_story_says_itself_in_a_sentence(name: str) -> None:
    """The title is one sentence a case manager can read."""
    title = load_story(name).title
    assert title.endswith(".")
    assert len(title.split()) >= 8


WRONG = {
    "geen geldige YAML": "titel: [",
    "verwacht velden": "- een lijst",
    "'titel' ontbreekt": "eerste_ziektedag: 2026-03-02\n",
    "'eerste_ziektedag' ontbreekt": "titel: Een verhaal.\n",
    "onbekend(e) veld 'gebeurtenis'": HEAD + "gebeurtenis: []\n",
    "'gebeurtenissen' moet een lijst": HEAD + "gebeurtenissen: {op: D}\n",
    "gebeurtenis 1: onbekend(e) woord 'ziekjes'": HEAD + "gebeurtenissen: [{op: D, wat: ziekjes}]\n",
    "gebeurtenis 1: onbekend(e) veld 'stp'": HEAD + "gebeurtenissen: [{op: D, wat: stap gedaan, stp: x}]\n",
    "'stap' ontbreekt; 'stap gedaan' heeft dat veld nodig": HEAD + "gebeurtenissen: [{op: D, wat: stap gedaan}]\n",
    "onbekend(e) stap 'plan'": HEAD + "gebeurtenissen: [{op: D, wat: stap gedaan, stap: plan}]\n",
    "onbekend(e) keuze 'zomaar'": HEAD
    + "gebeurtenissen: [{op: D, wat: stap uitgesteld, stap: evaluatie, naar: D+9, reden: zomaar}]\n",
    "'half' is geen geheel getal": HEAD + "gebeurtenissen: [{op: D, wat: percentage, percentage: half}]\n",
    "onbekend(e) vangnet 'ja'": HEAD + "vangnet: ja\n",
    "verwacht 1: onbekend(e) woord 'belt'": HEAD + "verwacht: [{op: D, actie: belt}]\n",
    "verwacht 1: 'D+x' is geen dag": HEAD + "verwacht: [{op: D+x, actie: opent}]\n",
    "nooit 1: onbekend(e) veld 'wanneer'": HEAD + "nooit: [{wanneer: D}]\n",
    "één waarde, geen lijst": HEAD + "overgenomen_op: [D]\n",
}


@pytest.mark.parametrize("message", WRONG)
def test_what_does_not_fit_is_refused_in_one_clear_message(read, message: str) -> None:  # type: ignore[no-untyped-def]
    """The story, the place in it, what was found there and what was expected."""
    with pytest.raises(InputError) as refused:
        read(WRONG[message])
    assert "Verhaal 'proef'" in str(refused.value)
    assert message in str(refused.value)


def test_a_story_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A missing file or an unknown name: a message, no traceback of the system."""
    with pytest.raises(InputError, match="kan niet worden gelezen"):
        read_story(tmp_path / "weg.yaml")
    with pytest.raises(InputError, match="onbekend"):
        load_story("weg")
