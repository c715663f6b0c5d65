"""What a case costs in the databases per year of its life, and that a waiting case costs no thread or process."""

from collections.abc import Mapping
from pathlib import Path

import psutil
import psycopg
from bench.figure import Figure, below
from support.platforms import own_platform

from flows.upkeep.tidy import KEPT, delete_old_tasks
from models.connection import session
from spoorboek import clock
from spoorboek.demo.people import invented_employee
from spoorboek.demo.time_lapse import StoryRun, run_stories
from spoorboek.platform.database import postgres
from spoorboek.platform.up import Platform
from spoorboek.stories.story_reader import load_story

STORIES = 2 * ("volledig_tot_wia", "terugval_na_3_weken", "tweede_spoor_twee_bureaus", "uitzicht_op_terugkeer")
YEAR = 365.25
QUERY = """
    select relname, pg_total_relation_size(oid) from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace
"""
APART = ("employer", "contact", "employer_role", "bureau", "document", "deployment", "worker")  # not of one case


def room(home: Path) -> list[Figure]:
    """Live a portfolio, tidy Prefect as every night does, and divide the growth by the years lived."""
    with own_platform(home / "home") as platform:
        before, quiet = sizes(platform), load(platform)
        with session() as writing:
            people = [invented_employee(writing, place).id for place in range(len(STORIES))]
        lives = [StoryRun(load_story(name), person) for name, person in zip(STORIES, people, strict=True)]
        run_stories(lives, lambda _day, _count: None)
        forget_the_driver(platform)
        full, busy = sizes(platform), load(platform)
        delete_old_tasks(clock.now())
        tidied = sizes(platform)
    years = sum((life.story.days()[-1] - life.story.days()[0]).days for life in lives) / YEAR
    # Tasks stay thirty days, so a case has that share of a year's tasks at any time.
    month = {name: (full[name] - tidied[name]) * (KEPT.days / YEAR) for name in tidied}
    grown = {name: tidied[name] + month[name] - before.get(name, 0) for name in tidied}
    return figures(grown, years, busy - quiet)


def figures(grown: Mapping[str, float], years: float, threads: int) -> list[Figure]:
    """Word the growth: in all, and per database."""
    cost = {name: size / years / 1024 for name, size in grown.items() if name.split(".")[1] not in APART}
    record = sum(size for name, size in cost.items() if name.startswith(postgres.CASES))
    return [
        below("room of a case per year, both databases, without documents", sum(cost.values()), 250, "KB"),
        Figure("… of which the record", f"{record:.0f} KB"),
        Figure("… of which Prefect", f"{sum(cost.values()) - record:.0f} KB"),
        Figure("threads of server and worker while all cases sleep, more than before any", str(threads)),
    ]


def sizes(platform: Platform) -> dict[str, int]:
    """Measure every table of both databases with its indexes, in bytes, after packing them."""
    found: dict[str, int] = {}
    for database in (postgres.CASES, postgres.PREFECT):
        with psycopg.connect(platform.database.url(database), autocommit=True) as connection:
            connection.execute("vacuum full")
            found |= {f"{database}.{name}": size for name, size in connection.execute(QUERY)}
    return found


def forget_the_driver(platform: Platform) -> None:
    """Delete the states by which the time-lapse wakes a case: in real time the moment itself does it, writing none."""
    with psycopg.connect(platform.database.url(postgres.PREFECT), autocommit=True) as connection:
        connection.execute("delete from flow_run_state where message = 'Gewekt'")


def load(platform: Platform) -> int:
    """Count the threads of server and worker."""
    return sum(psutil.Process(child.pid).num_threads() for child in platform.children)
