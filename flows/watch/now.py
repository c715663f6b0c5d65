"""What is wrong now, for reconcile: it asks the server that its process talks to, and the record."""

from prefect.settings import get_current_settings

from flows.engine.shipped_deployments import read_deployments
from flows.watch.engine_questions import EngineProblem, ask_engine
from flows.watch.troubles import Observations, Trouble, find_troubles
from models.connection import session
from models.standing_work import StandingWork, oldest_standing_work
from spoorboek import clock


def troubles_now(*, work: bool = True) -> list[Trouble]:
    """List what keeps the work from being done. A server that is slow now is none: whoever asks reached it just so.

    `work`: also how long work waits; not after a repair, which only just set it going.
    """
    shipped, now = read_deployments(), clock.now()
    with session() as reading:
        waits = oldest_standing_work(reading, now) if work else StandingWork()
    api = get_current_settings().api
    secret = api.auth_string.get_secret_value() if api.auth_string else ""
    try:
        engine = ask_engine(api.url or "", secret, [entry["name"] for entry in shipped])
    except EngineProblem:
        engine = None
    return find_troubles(Observations(now, engine=engine, work=waits), shipped)
