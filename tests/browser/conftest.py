"""Fixtures: Chromium, and cases at different points of their lives."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from support.operator_actions import act
from support.prefect_browser import Browser, Ui, chromium

from models.connection import session
from models.virtual_calendar import set_virtual_day
from spoorboek import clock
from spoorboek.demo.time_lapse import StoryRun, run_stories
from spoorboek.platform.up import Platform
from spoorboek.stories.story import Story
from spoorboek.stories.story_reader import read_story

ILL_FOR = 46
REPORTED = {"op": "D+1", "wat": "stap gedaan", "stap": "ziekmelding_arbodienst", "bewijs": "verzendbewijs"}
ANALYSED = {"op": "D+38", "wat": "stap gedaan", "stap": "probleemanalyse", "bewijs": "advies_bedrijfsarts"}
TOLD = {"op tijd": [REPORTED, ANALYSED], "te laat": [REPORTED]}


@pytest.fixture(scope="module")
def browser(platform: Platform, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Start a Chromium for the tests of one file, and log in once."""
    with chromium(tmp_path_factory.mktemp("chromium")) as started:
        page = started.context.new_page()
        Ui(page, platform.url).log_in(platform.access.secret.get_secret_value())
        page.close()
        yield started


@pytest.fixture
def browser_of_desk(tmp_path: Path) -> Iterator[Browser]:
    """Start a Chromium for pages of a desk; afterwards nothing outside this machine was asked anything."""
    with chromium(tmp_path / "chromium") as started:
        yield started
        assert started.strangers == set()


@pytest.fixture
def ui(browser: Browser, platform: Platform) -> Iterator[Ui]:
    """Open an empty page; afterwards nothing outside this machine was asked anything."""
    page = browser.context.new_page()
    yield Ui(page, platform.url)
    page.close()
    assert browser.strangers == set()


@pytest.fixture(scope="module")
def today() -> date:
    """Return the day it is for the cases and for the calendar of the browser alike."""
    return clock.today()


@pytest.fixture(scope="module")
def cases(
    platform: Platform, new_life: Callable[[Story], StoryRun], today: date, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, str]]:
    """Live some cases up to today, day by waking day; yield their numbers by name.

    Afterwards all recovered a month ago, which closes them: no other test of this platform lives on with them.
    """
    folder = tmp_path_factory.mktemp("stories")
    lives = {name: new_life(_story(folder / f"{name}.yaml", today, told)) for name, told in TOLD.items()}
    run_stories(list(lives.values()), lambda _day, _count: None, until=today)
    with session() as writing:
        set_virtual_day(writing, today)
    numbers = {name: life.numbers[0] for name, life in lives.items()}
    yield numbers
    for number in numbers.values():
        act("Hersteld melden", zaaknummer=number, hersteld_vanaf=(today - timedelta(days=30)).isoformat())


def _story(path: Path, today: date, told: list[dict[str, str]]) -> Story:
    first = (today - timedelta(days=ILL_FOR)).isoformat()
    text = {"titel": path.stem, "eerste_ziektedag": first, "gebeurtenissen": told}
    path.write_text(yaml.safe_dump(text, allow_unicode=True), encoding="utf-8")
    return read_story(path)
