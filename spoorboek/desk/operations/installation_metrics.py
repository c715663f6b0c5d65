"""The figures of the installation as Prometheus reads them: numbers, versions and parts, never a case or a person."""

from collections.abc import Callable, Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from flows.watch.engine_questions import EngineAnswer
from flows.watch.troubles import Observations, Part, find_troubles
from models.worklists.upkeep_rounds import UpkeepKind
from spoorboek.desk.operations.bounded_look import Look
from spoorboek.desk.operations.installation_state import InstallationState
from spoorboek.desk.operations.looks import LOOKS
from spoorboek.desk.operations.request_times import REQUEST_REGISTRY
from spoorboek.platform.watch.observing import shipped

METRIC_SECONDS = 3.0  # a monitor waits no longer for a part that hangs
PREFIX = "spoorboek_"
ROUNDS = {
    UpkeepKind.RECONCILE: "reconcile",
    UpkeepKind.MAIL: "mail_round",
    UpkeepKind.ANCHOR: "anchor",
    UpkeepKind.BACKUP: "backup",
}
# Metrics that are numbers of the record: what each is, and how it is read.
NUMBERS: dict[str, tuple[str, Callable[[InstallationState], float]]] = {
    "open_cases": ("Open cases", lambda state: state.figures.open_cases),
    "cases_due": ("Open cases that are to be woken", lambda state: state.figures.due),
    "cases_late": ("Cases that should have been awake before", lambda state: state.figures.late),
    "cases_awake": ("Cases that are being worked on", lambda state: state.figures.awake),
    "cases_failed": ("Cases whose wake fails", lambda state: state.figures.failed),
    "steps_late": ("Steps past their last lawful day", lambda state: state.figures.steps_late),
    "oldest_due_seconds": ("Age of the oldest wake or report that waits", lambda state: _age(state, _due_since(state))),
    "mail_waiting": ("Mails that are due", lambda state: state.figures.mail_waiting),
    "mail_oldest_seconds": ("Age of the oldest mail that is due", lambda state: _age(state, state.standing.mail)),
    "mail_failed": ("Mails that only a person can settle", lambda state: state.mail_failed),
    "mail_held": ("Mails that wait for a person after a restore", lambda state: state.figures.mail_held),
    "editions_waiting": ("1 while newer rules wait to be applied", lambda state: bool(state.editions_waiting)),
    "day_report_timestamp_seconds": ("When the last day report was made", lambda state: _stamp(state.report_made_at)),
}


class InstallationCollector(Collector):
    """Collect the figures of this moment; a part that does not answer in time is left out, and said to be away."""

    def collect(self) -> Iterator[Metric]:
        """Yield each metric."""
        record, engine = LOOKS.record.within(METRIC_SECONDS), LOOKS.engine.within(METRIC_SECONDS)
        state = record.seen if record.answered else None
        yield _gauge("database_up", "1 while the record answers", state is not None)
        if state is not None:
            yield from _of_record(state)
        yield from _of_engine(engine)


def metrics_text() -> bytes:
    """Return all metrics of this process in the text format of Prometheus."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(InstallationCollector())
    return generate_latest(registry) + generate_latest(REQUEST_REGISTRY)


def _of_record(state: InstallationState) -> Iterator[Metric]:
    for name, (what, read) in NUMBERS.items():
        yield _gauge(name, what, read(state))
    for kind, name in ROUNDS.items():
        ended = state.rounds.get(kind)
        yield _gauge(
            f"{name}_timestamp_seconds", f"When {name} last ended; 0: never", _stamp(ended.at if ended else None)
        )
        yield _gauge(f"{name}_findings", f"What {name} found that is not in order", ended.findings if ended else 0)
    names = {key.lower(): value for key, value in state.versions.items()}
    info = GaugeMetricFamily(f"{PREFIX}build_info", "Versions that run", labels=list(names))
    info.add_metric(list(names.values()), 1)
    yield info


def _of_engine(looked: Look[Observations]) -> Iterator[Metric]:
    seen = looked.seen if looked.answered else None
    answer = seen.engine if seen is not None and isinstance(seen.engine, EngineAnswer) else None
    yield _gauge("engine_up", "1 while Prefect answers", answer is not None)
    if answer is not None and answer.heartbeats:
        last = max(answer.heartbeats.values())
        yield _gauge("worker_heartbeat_timestamp_seconds", "When a worker last reported", _stamp(last))
    if seen is not None:
        found = find_troubles(seen, shipped())
        troubles = GaugeMetricFamily(f"{PREFIX}troubles", "What keeps the work from being done", labels=["part"])
        for part in Part:
            troubles.add_metric([part.name.lower()], sum(each.part == part for each in found))
        yield troubles


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(PREFIX + name, what, value=float(value))


def _due_since(state: InstallationState) -> datetime | None:
    return min(filter(None, (state.standing.wake, state.standing.report)), default=None)


def _age(state: InstallationState, since: datetime | None) -> float:
    return (state.now - since).total_seconds() if since else 0.0


def _stamp(at: datetime | None) -> float:
    return at.timestamp() if at else 0.0
