"""Ask the Prefect API whether it can do the work: our deployments, the work pool, the heartbeats of the workers.

A process may live while its database is gone, and `/health` is true meanwhile; so the questions are those of the work.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from threading import Lock
from typing import Any, NamedTuple
from uuid import uuid4

import httpx

from flows.engine.prefect_api import POOL, authorization

ANSWER_SECONDS = 10.0
CLIENT = str(uuid4())  # this process, for the server
_ONE_AT_A_TIME = Lock()  # a new token for a client ends the one before
MOST_NAMESAKES = 200
UPKEEP_TAG = "beheer"
ENDED_UPKEEP: Mapping[str, object] = {
    "deployments": {"tags": {"all_": [UPKEEP_TAG]}},
    "flow_runs": {"end_time": {"is_null_": False}},
}
Shown = Mapping[str, Any]  # as the API tells it


class EngineAnswer(NamedTuple):
    """What the API told: the work pool, None when it is gone; its queues; our deployments; heartbeats by worker.

    `upkeep`: when a scheduled run last ended; None when none did.
    """

    pool: Shown | None = None
    queues: Sequence[Shown] = ()
    deployments: Sequence[Shown] = ()
    heartbeats: Mapping[str, datetime] = {}
    upkeep: datetime | None = None


class EngineProblem(Exception):
    """The API does not answer as it should; the message says in Dutch how. `silent`: it did not answer at all."""

    def __init__(self, message: str, *, silent: bool) -> None:
        super().__init__(message)
        self.silent = silent


def ask_engine(api: str, secret: str, names: Collection[str]) -> EngineAnswer:
    """Ask what a working engine can answer; raises EngineProblem when it cannot. `names`: those of our deployments.

    Not with Prefect's own client, which would try again for minutes.
    """
    headers = authorization(secret)
    with _ONE_AT_A_TIME, httpx.Client(base_url=api, timeout=ANSWER_SECONDS, headers=headers) as client:
        try:
            client.headers.update(_token(client))
            ended = _post(client, "/flow_runs/filter", limit=1, sort="END_TIME_DESC", **ENDED_UPKEEP)
            named = {"name": {"any_": sorted(names)}}
            deployments = _post(client, "/deployments/filter", limit=MOST_NAMESAKES, deployments=named)
            pool = _found(client.get(f"/work_pools/{POOL}"))
            if pool is None:
                return EngineAnswer(deployments=deployments)
            queues = _post(client, f"/work_pools/{POOL}/queues/filter")
            workers = _post(client, f"/work_pools/{POOL}/workers/filter")
        except httpx.HTTPError as error:
            raise EngineProblem(f"antwoordt niet ({type(error).__name__})", silent=True) from None
    beats = {each["name"]: datetime.fromisoformat(beat) for each in workers if (beat := each["last_heartbeat_time"])}
    upkeep = datetime.fromisoformat(ended[0]["end_time"]) if ended else None
    return EngineAnswer(pool, queues, deployments, beats, upkeep)


def _token(client: httpx.Client) -> dict[str, str]:
    """Ask for the token without which the server takes no POST; return it as headers."""
    token = _found(client.get("/csrf-token", params={"client": CLIENT}))
    return {"Prefect-Csrf-Token": token["token"], "Prefect-Csrf-Client": CLIENT} if token else {}


def _post(client: httpx.Client, path: str, **body: object) -> list[dict[str, Any]]:
    return _found(client.post(path, json=body)) or []


def _found(response: httpx.Response) -> Any:
    """Return what a response holds; None when there is no such thing. Raises EngineProblem for an error."""
    if response.status_code == httpx.codes.NOT_FOUND:
        return None
    if response.is_error:
        raise EngineProblem(f"meldt een fout ({response.status_code})", silent=False)
    return response.json()
