"""Look at the platform that this process runs: its databases, Prefect, the worker, the work that waits, the disk."""

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from flows.engine.shipped_deployments import read_deployments
from flows.watch.engine_questions import EngineAnswer, EngineProblem, ask_engine
from flows.watch.troubles import Database, Observations, Part, Trouble
from models.connection import session
from models.standing_work import StandingWork, oldest_standing_work
from spoorboek import clock
from spoorboek.platform.database import engine_database
from spoorboek.platform.disk_space import space_problem
from spoorboek.platform.prefect_settings import api_url, worker_name
from spoorboek.platform.up import Platform

START_SECONDS = 90.0  # how long a process that was just started may be silent
STARTING = {Part.SERVER: "server", Part.WORKER: "worker"}


@cache
def shipped() -> Sequence[Mapping[str, Any]]:
    """Return the deployments the engine must have, read once."""
    return read_deployments()


def observe(platform: Platform, counted_from: datetime) -> Observations:
    """Look once. `counted_from`: see Observations."""
    now, database, home = clock.now(), _database(platform), platform.settings.home
    others = tuple(Trouble(Part.WORK, "schijf", text) for text in [space_problem(home)] if text)
    if database != Database.ANSWERS:
        return Observations(now, database, others=others)
    starting = frozenset(part for part, name in STARTING.items() if just_started(platform, name))
    engine = asked(api_url(platform.settings.port), platform.access.secret.get_secret_value())
    work, worker = waiting_work(now), worker_name(home)
    return Observations(now, database, engine, work, worker, starting, counted_from, counted_from, others)


def just_started(platform: Platform, name: str) -> bool:
    """Tell whether a process was started so lately that it may be silent."""
    return time.monotonic() - platform.child(name).started < START_SECONDS


def _database(platform: Platform) -> Database:
    """Tell a server that does not answer from a record that is gone. A server that died is restarted elsewhere."""
    if engine_database.database_answers(platform.environment["SPOORBOEK_DATABASE_URL"]):
        return Database.ANSWERS
    if (server := platform.database) is None:
        return Database.UNREACHABLE
    if not server.child.alive or just_started(platform, "postgresql"):
        return Database.STARTING
    return Database.GONE if engine_database.database_answers(server.url("postgres")) else Database.SILENT


def asked(api: str, secret: str) -> EngineAnswer | str:
    """Return what the Prefect server answered, or in Dutch that it did not."""
    try:
        return ask_engine(api, secret, [entry["name"] for entry in shipped()])
    except EngineProblem as problem:
        return str(problem)


def waiting_work(now: datetime) -> StandingWork:
    """Return which work waits longest; none when the record cannot be read now, which is a trouble of its own."""
    try:
        with session() as reading:
            return oldest_standing_work(reading, now)
    except SQLAlchemyError:
        return StandingWork()
