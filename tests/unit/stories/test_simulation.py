"""The simulation: the turns of the engine in memory, printed as the fixed surface says."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from spoorboek.cli.simulate_command import SimulationFormat, simulate_command
from spoorboek.errors import InputError, NotInOrder
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.plan import Plan
from spoorboek.statute.timeline import timeline as planning
from spoorboek.stories.simulation import run_case, simulate_json, simulate_story
from spoorboek.stories.story_reader import load_story


def test_a_case_lives_to_its_end_and_never_wakes_after_it() -> None:
    """Wakes are days in order, each once; after the last the agenda asks for no other."""
    told = load_story("volledig_tot_wia")
    lived = run_case(told.reports)
    assert all(before < after for before, after in pairwise(lived.wakes))
    assert lived.final_agenda.next_wake is None
    assert {state.status for state in lived.final_agenda.steps} <= {"gedaan", "vervallen"}


def test_a_case_is_planned_once_per_day_of_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time alone changes no plan, only a report or a move of a referral: so thousands of cases stay affordable."""
    counted: list[date] = []

    def counting(facts: CaseFacts, rules: Rulebook) -> Plan:
        counted.append(facts.first_sick_day)
        return planning.timeline(facts, rules)

    monkeypatch.setattr("spoorboek.stories.simulation.timeline", counting)
    told = load_story("volledig_tot_wia")
    moved = {action.on for action in run_case(told.reports).actions if action.move}
    assert len(counted) == len(told.days()) + len(moved)


def test_a_case_without_a_report_is_refused() -> None:
    """There is nothing to live without a sick report."""
    with pytest.raises(ValueError, match="sick report"):
        run_case([])


def test_the_json_is_sorted_by_date_and_names_the_later_case() -> None:
    """The fixed keys of the surface; `case` stands only with the cases after the first."""
    told = simulate_json(load_story("terugval_na_5_weken"))
    days = [action["on"] for action in told["actions"]]
    assert told["story"] == load_story("terugval_na_5_weken").title
    assert days == sorted(days)
    assert {tuple(action) for action in told["actions"]} == {
        ("on", "kind", "step", "occurrence", "detail"),
        ("on", "kind", "step", "occurrence", "detail", "case"),
    }
    assert {action.get("case") for action in told["actions"]} == {None, 2}
    assert all("name" in action["detail"] for action in told["actions"])
    json.dumps(told)


def test_simulating_twice_gives_the_same() -> None:
    """Nothing is left to chance or to the clock."""
    assert simulate_story(load_story("loonsanctie_met_herstel")) == simulate_story(
        load_story("loonsanctie_met_herstel")
    )


def test_the_command_prints_json_and_table(capsys: pytest.CaptureFixture[str]) -> None:
    """Both shapes hold every action; a shipped story can be asked for by its name."""
    count = len(simulate_story(load_story("hersteld_in_week_5")))
    simulate_command("hersteld_in_week_5", shape=SimulationFormat.json)
    assert len(json.loads(capsys.readouterr().out)["actions"]) == count
    simulate_command("hersteld_in_week_5")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == count + 1
    assert "2024-03-18  D+14   1  probleemanalyse · mail verzoek_probleemanalyse" in "\n".join(lines)


@pytest.fixture
def told(tmp_path: Path) -> Callable[[str], str]:
    """Write a story about one recovered week and return its path."""

    def write(expectation: str) -> str:
        path = tmp_path / "proef.yaml"
        recovered = date(2026, 3, 2) + timedelta(days=7)
        path.write_text(
            f"titel: Proef.\neerste_ziektedag: 2026-03-02\ngebeurtenissen: [{{op: {recovered}, wat: hersteld}}]\n"
            + expectation,
            encoding="utf-8",
        )
        return str(path)

    return write


@pytest.mark.parametrize(
    ("expectation", "finding"),
    [
        ("verwacht: [{op: D+3, actie: sluit}]", "Verwacht, niet gebeurd"),
        ("nooit: [{actie: sluit}]", "Mag niet, wel gebeurd"),
    ],
)
def test_a_story_that_goes_otherwise_is_not_in_order(
    told: Callable[[str], str], expectation: str, finding: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1: the actions are printed all the same, the message names what differs."""
    with pytest.raises(NotInOrder, match=finding) as refused:
        simulate_command(told(expectation))
    assert refused.value.exit_code == 1
    assert "dossier · afsluiting" in capsys.readouterr().out


def test_a_story_that_does_not_read_is_wrong_input(tmp_path: Path) -> None:
    """Exit code 2 for a file that is not there."""
    with pytest.raises(InputError) as refused:
        simulate_command(str(tmp_path / "weg.yaml"))
    assert refused.value.exit_code == 2
