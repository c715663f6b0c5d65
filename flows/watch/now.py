"""What is wrong now, for reconcile: it asks the server that its process talks to, and the record."""

import time
from collections.abc import Sequence

from prefect.settings import get_current_settings

from flows.engine.shipped_deployments import read_deployments
from flows.watch.engine_questions import EngineAnswer, EngineProblem, ask_engine
from flows.watch.troubles import Observations, Trouble, find_troubles
from models.connection import session
from models.standing_work import StandingWork, oldest_standing_work
from spoorboek import clock

ATTEMPTS = 3  # of half a minute in all: a busy server is slow once
FIRST_BEAT_SECONDS = 10.0  # in which a worker that was just started reports for the first time


def troubles_now(*, work: bool = True) -> list[Trouble]:
    """List what keeps the work from being done; where the server does not answer, that: nobody knows then what is off.

    `work`: also how long work waits; not after a repair, which only just set it going.
    """
    shipped, now = read_deployments(), clock.now()
    with session() as reading:
        waits = oldest_standing_work(reading, now) if work else StandingWork()
    engine = _asked([entry["name"] for entry in shipped])
    return find_troubles(Observations(clock.now(), engine=engine, work=waits), shipped)


def _asked(names: Sequence[str]) -> EngineAnswer | str:
    api, problem = get_current_settings().api, ""
    secret = api.auth_string.get_secret_value() if api.auth_string else ""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            answer = ask_engine(api.url or "", secret, names)
        except EngineProblem as found:
            problem = str(found)
            continue
        if answer.heartbeats or attempt == ATTEMPTS:
            return answer
        time.sleep(FIRST_BEAT_SECONDS)  # no worker ever reported: the platform has only just begun
    return problem
