"""What a bureau reports is recorded once, as codes, days and counts, with its words sealed beside it."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, func, select
from support.command_in_process import Said
from support.second_track.track_files import TEXT, plan_file, progress_file

from models.destruction import destroy_case
from models.tables import Case, CaseEvent, TrackText
from models.verification import verify_record
from spoorboek import clock
from tasks.case_state import case_state_in, read_case_state
from tasks.effects.riv_inventory import riv_inventory
from tasks.views.dossier_page import dossier_page
from tasks.views.person_access.person_export import _case

Typed = Callable[..., Said]
BY = ("--door", "operator-1")
CANARIES = ("Kanarie", "Volière", "Zwaan")


@pytest.fixture
def case(make_case: Callable[..., Case]) -> Case:
    """Open a case in its second year."""
    return make_case(clock.today() - timedelta(days=500))


@pytest.fixture
def record(typed: Typed, tmp_path: Path) -> Callable[..., Said]:
    """Record a file about a case by the command."""

    def record(case: Case, data: Any) -> Said:
        file = tmp_path / "bestand.json"
        file.write_text(data if isinstance(data, str) else json.dumps(data))
        return typed("referral", "record", case.number, str(file), *BY)

    return record


def day(days: int) -> date:
    """Return a day so many days ago."""
    return clock.today() - timedelta(days=days)


def verdict(typed: Typed, case: Case, *words: str) -> dict[str, Any]:
    """Return the verdict as the command prints it."""
    said = typed("referral", "verdict", case.number, "--format", "json", *words)
    assert said.code == 0, said
    found: dict[str, Any] = json.loads(said.out)
    return found


def test_a_plan_and_a_report_become_events_without_words(
    case: Case, record: Callable[..., Said], session: Session, typed: Typed
) -> None:
    """No text stands in an event, on the page or in an answer; it stands sealed, and the ledger covers it."""
    said = [record(case, plan_file(day(60))), record(case, progress_file(day(60)))]
    assert [each.code for each in said] == [0, 0], said
    kinds = session.exec(select(CaseEvent.kind).order_by("seq")).all()
    assert kinds[1:] == ["trajectory_planned", "progress_reported", "applications_reported"]
    page = dossier_page(read_case_state(case.number))
    shown = (*(json.dumps(each) for each in session.exec(select(CaseEvent.data))), page, *(each.out for each in said))
    assert not [word for word in CANARIES for text in shown if word in text]
    assert "Tweede spoor: oordeel" in page
    contents = session.exec(select(TrackText.content).order_by("seq")).all()
    assert [TEXT in each for each in contents] == [True, True]
    assert verify_record(session) == []
    assert {finding["code"] for finding in verdict(typed, case)["findings"]} == {"te_laat_begonnen"}


def test_the_same_file_is_recorded_once(case: Case, record: Callable[..., Said], session: Session) -> None:
    """A file that comes twice, in another layout too, changes nothing; after a withdrawal it counts again."""
    assert record(case, plan_file(day(60))).code == 0
    again = record(case, json.dumps(dict(reversed(plan_file(day(60)).items())), indent=4))
    assert (again.code, "al vastgelegd" in again.out) == (0, True)
    assert session.exec(select(func.count()).select_from(TrackText)).one() == 1


def test_a_withdrawn_file_can_be_recorded_again(
    case: Case, record: Callable[..., Said], session: Session, typed: Typed
) -> None:
    """A report that was withdrawn counts as never made, and its file may come again."""
    record(case, plan_file(day(60)))
    assert typed("case", "withdraw", case.number, "2", *BY).code == 0
    assert verdict(typed, case)["findings"][0]["code"] == "te_laat_begonnen"
    assert "Vastgelegd" in record(case, plan_file(day(60))).out
    assert session.exec(select(TrackText.attempt).order_by("seq")).all() == [1, 2]


def test_a_copied_report_is_found_by_its_hashes(case: Case, record: Callable[..., Said], typed: Typed) -> None:
    """The second report repeats the first with other dates and capitals: only hashes are compared."""
    record(case, plan_file(day(100)))
    record(case, progress_file(day(100)))
    copied = progress_file(day(58))
    copied["activiteiten"][0]["gedaan"] = f"{TEXT.upper()}  op 3 april!"
    record(case, copied)
    found = {each["code"]: each for each in verdict(typed, case)["findings"]}
    assert set(found) == {"voortgang_overgeschreven"}
    assert found["voortgang_overgeschreven"]["since"] == day(17).isoformat()
    assert found["voortgang_overgeschreven"]["who"] == "bureau"


def test_the_verdict_of_a_day_knows_only_what_was_recorded_by_then(
    case: Case, record: Callable[..., Said], typed: Typed
) -> None:
    """A later report changes no earlier verdict; of a day before the case was recorded there is none."""
    record(case, plan_file(day(60)))
    assert typed("referral", "verdict", case.number, "--on", "01-01-2015").code == 2
    ahead = verdict(typed, case, "--on", (clock.today() + timedelta(days=30)).isoformat())
    assert {"voortgang_te_laat", "stilte"} < {each["code"] for each in ahead["findings"]}


REFUSED: dict[str, tuple[Any, str]] = {
    "unknown field": ({**plan_file(date(2026, 1, 5)), "diagnose": "x"}, "onbekende sleutel 'diagnose'"),
    "unknown field within": (
        {**progress_file(date(2026, 1, 5)), "activiteiten": [{"activiteit": "cv", "stand": "loopt", "klacht": ""}]},
        "nummer 1: onbekende sleutel 'klacht'",
    ),
    "unknown kind": ({"soort": "factuur"}, "soort: verwacht een van: trajectplan"),
    "no object": ([1], "verwacht een object met 'soort'"),
    "no JSON": ("{", "JSON"),
    "missing": ({"soort": "eindrapport", "datum": "2026-01-05"}, "'uitslag' ontbreekt"),
    "empty": ({"soort": "eindrapport", "datum": "2026-01-05", "uitslag": None}, "'uitslag' is leeg"),
    "unknown code": ({"soort": "eindrapport", "datum": "2026-01-05", "uitslag": "ban"}, "Bedoelde u baan?"),
    "no such day": ({"soort": "nazorg", "datum": "2026-02-30", "uitslag": "werkt_nog"}, "bestaat niet op de kalender"),
    "tomorrow": ({"soort": "nazorg", "datum": "2199-01-01", "uitslag": "werkt_nog"}, "ligt in de toekomst"),
    "before the sickness": ({"soort": "nazorg", "datum": "2001-01-01", "uitslag": "werkt_nog"}, "vóór de eerste ziek"),
    "other referral": (
        {"soort": "nazorg", "verwijzing": 3, "datum": "2026-01-05", "uitslag": "werkt_nog"}, "geen verwijzing 3",
    ),
    "turned period": ({**progress_file(date(2026, 3, 5)), "tot": "2026-01-01"}, "ligt vóór"),
    "report before its end": ({**progress_file(date(2026, 3, 5)), "datum": "2026-03-06"}, "vóór het einde"),
    "extension without reason": (
        {"soort": "wijziging", "datum": "2026-01-05", "wat": "verlenging", "tot": "2026-09-09"}, "een 'reden' nodig",
    ),
    "reason of another change": (
        {"soort": "wijziging", "datum": "2026-01-05", "wat": "bureau_aangesproken", "reden": "tijdelijk"},
        "past niet bij",
    ),
    "hours below zero": ({**progress_file(date(2026, 1, 5)), "uren_gebruikt": -1}, "een aantal uren vanaf 0"),
    "flag for a number": ({**plan_file(date(2026, 1, 5)), "rapportage_dagen": True}, "een heel getal vanaf 1"),
    "number for text": ({**plan_file(date(2026, 1, 5)), "persoonsprofiel": 3}, "verwacht tekst"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_not_in_order_is_refused_as_a_whole(
    name: str, case: Case, record: Callable[..., Said], session: Session
) -> None:
    """One clear message that quotes nobody, no traceback, and nothing half-written."""
    data, words = REFUSED[name]
    said = record(case, data)
    assert (said.code, words in said.err) == (2, True), said.err
    assert not [canary for canary in CANARIES if canary in said.err]
    assert session.exec(select(func.count()).select_from(TrackText)).one() == 0
    assert session.exec(select(func.count()).select_from(CaseEvent)).one() == 1


def test_who_asks_gets_the_words_and_destruction_takes_them(
    case: Case, record: Callable[..., Said], session: Session, owner_session: Session
) -> None:
    """The export of the person has the file as it came; destroying the case leaves no text."""
    record(case, plan_file(day(60)))
    exported = _case(session, session.get_one(Case, case.id))
    assert exported["traject"][0]["inhoud"]["persoonsprofiel"] == TEXT
    session.rollback()
    destroy_case(owner_session, owner_session.get_one(Case, case.id), "operator-1", clock.today())
    owner_session.commit()
    assert owner_session.exec(select(func.count()).select_from(TrackText)).one() == 0


def test_the_report_to_uwv_lists_the_papers_of_the_track(
    case: Case, record: Callable[..., Said], session: Session
) -> None:
    """What is there stands with its day and author; what lacks and may still be made stands as missing."""
    plan = {name: value for name, value in plan_file(day(60)).items() if name != "persoonsprofiel"}
    record(case, plan)
    record(case, progress_file(day(60)))
    rows = [row for row in riv_inventory(case_state_in(session, case.number)) if row.note]
    assert [(row.title, row.dated, row.present) for row in rows] == [
        ("Trajectplan tweede spoor", day(60), True),
        ("Voortgang tweede spoor", day(19), True),
        ("Overzicht van sollicitaties", day(19), True),
        ("Persoonsprofiel in het trajectplan", None, False),
    ]
