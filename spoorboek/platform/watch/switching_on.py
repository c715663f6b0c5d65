"""Switch on again what somebody switched off in Prefect, and put back what somebody changed or deleted there."""

from flows.engine.prefect_api import POOL
from flows.engine.runs import prefect_client
from models.connection import session
from models.wake_basis import mark_open_to_wake
from spoorboek.platform.deploy import deploy_all, deploy_one

ON = {"is_paused": False, "concurrency_limit": None}


def switch_on(key: str) -> None:
    """Let the pool, a queue or a deployment work again; `key`: that of the trouble (see `flows/watch/troubles.py`)."""
    kind, _, name = key.partition(" ")
    with prefect_client() as prefect:
        if kind == "pool":
            prefect.request("PATCH", "/work_pools/{name}", path_params={"name": POOL}, json=ON)
        elif kind == "queue":
            place = {"work_pool_name": POOL, "name": name}
            prefect.request("PATCH", "/work_pools/{work_pool_name}/queues/{name}", path_params=place, json=ON)
    if kind == "deployment":
        deploy_one(name)


def put_back_deployments() -> list[str]:
    """Place all deployments as shipped, with their own ids; return the names of those that could not keep it.

    Links to their forms are dead; so all dossiers are written anew, a few at a time.
    """
    if dead := deploy_all():
        with session() as writing:
            mark_open_to_wake(writing)
    return dead
