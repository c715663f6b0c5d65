"""Every shipped story: what it expects happens on exactly those days, what it forbids never does."""

import json
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from support.approved import compare

from spoorboek.statute.law.milestones import milestone_table
from spoorboek.stories.simulation import run_case, simulate_story, story_findings
from spoorboek.stories.story import CaseAction
from spoorboek.stories.story_reader import load_story, shipped_stories
from spoorboek.stories.story_words import ACTION_WORDS

LIVED = Path(__file__).parent / "lived"
NAMED_IN_THE_BRIEF = {
    "volledig_tot_wia",
    "hersteld_in_week_5",
    "terugval_na_3_weken",
    "terugval_na_5_weken",
    "te_late_probleemanalyse",
    "gemotiveerde_afwijking",
    "tweede_spoor_twee_bureaus",
    "bevallingsverlof",
    "contract_eindigt_in_week_8",
    "contract_eindigt_in_week_30",
    "aow",
    "loonsanctie_met_herstel",
    "geen_mogelijkheden",
    "overgenomen_in_week_30",
    "stap_opnieuw",
}
REGIMES = {"advised", "possibilities_changed", "leave_recorded", "sanction_decided", "deviated", "prospect_recorded"}


@cache
def lived(name: str) -> list[CaseAction]:
    """Simulate a story once for all tests."""
    return simulate_story(load_story(name))


@pytest.mark.parametrize("name", shipped_stories())
def test_a_story_happens_as_it_is_told(name: str) -> None:
    """Every expected action on its day, no forbidden one ever."""
    told = load_story(name)
    assert told.expected
    assert told.never
    assert story_findings(told, lived(name)) == []


@pytest.mark.parametrize("name", shipped_stories())
def test_a_story_is_lived_as_was_approved(name: str) -> None:
    """Every action with all it says: to whom, on which rung, before which day, how late; a change shows in the diff."""
    begun = load_story(name).first_sick_day
    lines = [
        f"{case}  D{(action.on - begun).days:+}  {action.kind}  {action.step}:{action.occurrence}  {action.name or '-'}"
        f" #{action.attempt}  {json.dumps(dict(action.detail), default=str, ensure_ascii=False, sort_keys=True)}"
        for case, action in lived(name)
    ]
    compare(LIVED / f"{name}.txt", "\n".join([*lines, ""]))


def test_no_approved_life_is_left_behind() -> None:
    """Every file is the life of a story there is."""
    assert {path.stem for path in LIVED.glob("*.txt")} == {*shipped_stories()}


@pytest.mark.parametrize("name", shipped_stories())
def test_no_effect_happens_twice(name: str) -> None:
    """Within a case every effect key is used once."""
    keys = [(dated.case, dated.action.key) for dated in lived(name)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("name", shipped_stories())
def test_every_case_of_a_story_comes_to_its_end(name: str) -> None:
    """Each case closes, and its closing is the last thing that happens to it."""
    told = load_story(name)
    for case in range(1, told.cases + 1):
        assert [each.action.kind for each in lived(name) if each.case == case][-1] == "close"


def test_the_stories_together_touch_every_milestone() -> None:
    """No milestone of the table is left without a story in which something is done for it."""
    touched = {dated.action.step for name in shipped_stories() for dated in lived(name)}
    assert set(milestone_table()) - touched == set()


def test_the_stories_together_touch_every_regime_and_kind_of_action() -> None:
    """Relapse, leave, contract end, AOW, safety nets, sanction, second track; every kind of action but `withdrawal`."""
    stories = [load_story(name) for name in shipped_stories()]
    assert set(shipped_stories()) >= NAMED_IN_THE_BRIEF
    assert {report.kind for told in stories for report in told.reports} >= REGIMES
    contexts = {field for told in stories for report in told.reports[:1] for field in report.data}
    assert contexts >= {"adopted_on", "safety_net", "contract_ends_on", "aow_on"}
    kinds = {dated.action.kind for told in stories for dated in lived(told.name)}
    assert kinds >= set(ACTION_WORDS.values()) - {"withdrawal"}


def test_the_stories_tell_at_least_forty_situations() -> None:
    """Forty or more, each with a title of its own that ends as a sentence does."""
    titles = {load_story(name).title for name in shipped_stories()}
    assert len(titles) == len(shipped_stories()) >= 40
    assert all(title.endswith(".") for title in titles)


def test_a_handful_of_telling_stories_makes_the_demo() -> None:
    """Six or more, and few distinct waking days in all, for the demo must be short."""
    demo = [name for name in shipped_stories() if load_story(name).demo]
    assert 6 <= len(demo) <= 8
    assert len({dated.action.on for name in demo for dated in lived(name)}) <= 250


def test_a_full_case_sleeps_most_of_its_life() -> None:
    """104 weeks take at most ninety wakes of the agenda's own, beside the days on which people report something."""
    told = load_story("volledig_tot_wia")
    wakes = set(run_case(told.reports).wakes)
    assert len(wakes - set(told.days())) <= 90
    assert max(wakes) - min(wakes) >= timedelta(days=728)
