"""How many connections each process may hold at once: sums that add up to what the servers of PostgreSQL must allow."""

from collections.abc import Mapping
from typing import NamedTuple

from models.connection import POOL_OVERFLOW
from spoorboek.platform.serve.jobs import NEEDS, Need
from spoorboek.platform.serve.serve_environment import FEW_SLOTS, WITH_FEW_SLOTS
from spoorboek.settings import Settings

# Beside the pool. A worker: the nightly backup, which is a process beside it. Services: the lock of who leads, and the
# owner of the tables while they are migrated. Desk and watch: the look from outside, of which a desk makes two at once.
APART: Mapping[str, int] = {"worker": 3, "services": 3, "desk": 2, "watch": 1}
ENGINE_APART: Mapping[str, int] = {"services": 2}  # deleting old logs, and reserving the id of a deployment


class ConnectionLimits(NamedTuple):
    """The connections one process holds at most: to the database of the record, and to that of Prefect."""

    record: int
    engine: int


def connection_limits(job: str, configuration: Settings) -> ConnectionLimits:
    """Return the connections that one process of a job holds at most."""
    slots = int(FEW_SLOTS) if job in WITH_FEW_SLOTS else configuration.slots
    pool = 2 * slots + POOL_OVERFLOW + (slots if job == "worker" else 0)  # each wake may open one beside the pool
    record = pool + APART.get(job, 0) if Need.RECORD in NEEDS[job] else 0
    has_engine = Need.ENGINE_DATABASE in NEEDS[job]
    return ConnectionLimits(record, configuration.api_connections + ENGINE_APART.get(job, 0) if has_engine else 0)


def limits_of_all(processes: Mapping[str, int], configuration: Settings) -> ConnectionLimits:
    """Return what all processes together hold at most. `processes`: how many there are of each job."""
    each = [(count, connection_limits(job, configuration)) for job, count in processes.items()]
    return ConnectionLimits(
        sum(count * one.record for count, one in each), sum(count * one.engine for count, one in each)
    )
