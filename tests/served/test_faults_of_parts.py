"""Each part of an installation of several processes is killed, hung and restarted while a morning of cases wakes.

Run by `make faults`; how many cases wake in a morning is said by SPOORBOEK_FAULT_CASES.
"""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.engine_and_simulation import assert_lived_as_foretold
from support.faults.fault_injection import quiet
from support.machine.tcp_postgres import Managed
from support.served.breaking import POSTGRES, WAYS, assert_connections_add_up, restart_part
from support.served.mornings import (
    assert_morning_as_foretold,
    await_morning,
    held_before_mail,
    open_cases_of_a_morning,
    wake_in_spite_of_all,
)
from support.served.served_platform import APIS, BUREAU, DESKS, WHOLE, WORKERS, Served, served_platform

from spoorboek.demo.time_lapse import StoryRun, run_stories
from spoorboek.platform.port import await_listener
from spoorboek.platform.serve.stopping import CUT_OFF
from spoorboek.stories.story import Story
from spoorboek.stories.story_reader import load_story

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]

CASES = int(os.environ.get("SPOORBOEK_FAULT_CASES", "500"))
PARTS = (POSTGRES, "redis", "caddy", "api-1", "services", "worker-1", "desk-1", BUREAU, "watch")
ROLLED = ("services", *APIS, *WORKERS, *DESKS, BUREAU, "watch")
BETWEEN_SECONDS = 3.0
AT_ONCE = 8  # two workers of four wakes each


@pytest.fixture(scope="module")
def served(managed_databases: Managed, room: Callable[[str], Path]) -> Iterator[Served]:
    """Start all of it once."""
    with served_platform(room("samen"), managed_databases, WHOLE) as started:
        yield started


@pytest.mark.parametrize("name", ["hersteld_in_week_5", "tweede_spoor_twee_bureaus"])
def test_a_story_is_lived_as_the_oracle_says(served: Served, new_life: Callable[[Story], StoryRun], name: str) -> None:
    """Two workers and two API servers live a story as the simulation foretells it, and as one of each does."""
    life = new_life(load_story(name))
    run_stories([life], quiet)
    assert_lived_as_foretold(life)


@pytest.mark.parametrize("way", WAYS)
def test_each_part_in_turn(served: Served, way: str) -> None:
    """Nothing is lost and nothing happens twice, whichever part it is; connections stay within their sum."""
    numbers = open_cases_of_a_morning(CASES, 1000 * (1 + list(WAYS).index(way)))
    portion = -(-CASES // len(PARTS))
    for place, part in enumerate(PARTS):
        broken = numbers[place * portion : (place + 1) * portion]
        wake_in_spite_of_all(served, broken[: len(broken) // 2])
        WAYS[way](served, part)
        wake_in_spite_of_all(served, broken[len(broken) // 2 :])
        served.restart_dead()
        time.sleep(BETWEEN_SECONDS)
        assert_connections_add_up(served)
    await_morning(served, numbers)
    assert_morning_as_foretold(numbers)


def test_a_wake_that_outlasts_the_stop_of_its_worker_is_given_back(served: Served) -> None:
    """The worker is gone within ten seconds; the other one does what was not done, without waiting for reconcile."""
    numbers = open_cases_of_a_morning(AT_ONCE, 8000)
    with held_before_mail(served) as await_wakes:
        wake_in_spite_of_all(served, numbers)
        await_wakes(AT_ONCE)
        assert served.stop("worker-1") == CUT_OFF
    assert await_morning(served, numbers) == []
    assert_morning_as_foretold(numbers)
    served.start("worker-1")


def test_a_rolling_restart_drops_nothing(served: Served) -> None:
    """One process after another stops in good order and comes back, while cases wake; one desk always answers."""
    numbers = open_cases_of_a_morning(CASES // 2, 9000)
    portion = -(-len(numbers) // len(ROLLED))
    for place, part in enumerate(ROLLED):
        wake_in_spite_of_all(served, numbers[place * portion : (place + 1) * portion])
        restart_part(served, part)
        if part in DESKS:
            assert await_listener(served.ports[DESKS[1 - DESKS.index(part)]], "127.0.0.1", 5)
            assert await_listener(served.ports[part], "127.0.0.1", 120)
        if part in APIS:
            served.await_answer(part)
    await_morning(served, numbers)
    assert_morning_as_foretold(numbers)


def test_no_log_names_a_person_and_each_line_is_json(served: Served) -> None:
    """Whatever was killed above, standard output holds lines of JSON alone, and nobody of whom a case is."""
    from support.served.mornings import names_of_people

    names = names_of_people()
    assert names
    for name in ROLLED:
        assert served.logged(name)
        text = (served.folder / f"{name}.log").read_text() + (served.folder / f"{name}.err").read_text()
        assert [person for person in names if person in text] == [], name
