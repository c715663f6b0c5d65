"""Ask the Prefect API whether it can do the work: our deployments, the work pool, the heartbeat of the worker.

A process may live while its database is gone, and `/health` is true meanwhile; so the questions are those of the work.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import httpx

from spoorboek import clock
from spoorboek.platform.prefect_settings import POOL, authorization

ANSWER_SECONDS = 10.0
CLIENT = str(uuid4())  # this process, for the server
SILENT_AFTER = timedelta(seconds=60)  # six heartbeats
MOST_DEPLOYMENTS = 200


class EngineAnswer(NamedTuple):
    """What the API told: names of deployments, whether our worker reported lately, what is switched off, in Dutch."""

    deployments: frozenset[str]
    worker_reports: bool
    switched_off: Sequence[str]


class EngineProblem(Exception):
    """The API does not answer as it should; the message says in Dutch how. `silent`: it did not answer at all."""

    def __init__(self, message: str, *, silent: bool) -> None:
        super().__init__(message)
        self.silent = silent


def ask_engine(api: str, secret: str, worker: str) -> EngineAnswer:
    """Ask what a working engine can answer; raises EngineProblem when it cannot. `worker`: the name of our worker.

    Not with Prefect's own client, which would try again for minutes.
    """
    with httpx.Client(base_url=api, timeout=ANSWER_SECONDS, headers=authorization(secret)) as client:
        try:
            client.headers.update(_token(client))
            _post(client, "/flow_runs/filter", limit=1)
            deployments = _post(client, "/deployments/filter", limit=MOST_DEPLOYMENTS)
            pool = _found(client.get(f"/work_pools/{POOL}"))
            if pool is None:
                return EngineAnswer(frozenset(), worker_reports=False, switched_off=[])
            queues = _post(client, f"/work_pools/{POOL}/queues/filter")
            since = {"last_heartbeat_time": {"after_": (clock.now() - SILENT_AFTER).isoformat()}}
            workers = _post(client, f"/work_pools/{POOL}/workers/filter", workers=since)
        except httpx.HTTPError as error:
            raise EngineProblem(f"antwoordt niet ({type(error).__name__})", silent=True) from None
    names = frozenset(each["name"] for each in deployments)
    reports = any(each["name"] == worker for each in workers)
    return EngineAnswer(names, reports, [*_switched_off(pool, queues, deployments)])


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


def _switched_off(
    pool: Mapping[str, Any], queues: Iterable[Mapping[str, Any]], deployments: Iterable[Mapping[str, Any]]
) -> Iterator[str]:
    if pool["is_paused"]:
        yield f"De work pool {POOL} staat op pauze: geen enkel dossier wordt wakker. Zet hem in de UI weer aan."
    for queue in queues:
        if queue["is_paused"]:
            yield f"De work queue {queue['name']} staat op pauze: wat erin staat, wordt niet uitgevoerd."
    for deployment in deployments:
        off = deployment["paused"] or any(not schedule["active"] for schedule in deployment.get("schedules") or [])
        if off:
            yield f"De deployment {deployment['name']} of haar schema is uitgezet: zij wordt niet meer uitgevoerd."
