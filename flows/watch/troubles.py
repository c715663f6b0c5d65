"""From what was seen to what is wrong: each trouble one line of Dutch. Pure: no clock, no database, no server."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, IntEnum
from typing import Any, NamedTuple

from flows.engine.prefect_api import POOL
from flows.engine.shipped_deployments import EMPTY
from flows.watch.engine_questions import EngineAnswer, Shown
from models.standing_work import StandingWork
from spoorboek.clock import AMSTERDAM

SILENT_AFTER = timedelta(seconds=60)  # six heartbeats of a worker
WORK_LATE = timedelta(minutes=45)  # a morning of ten thousand cases takes half an hour
MAIL_LATE = timedelta(minutes=30)  # six rounds of sending
MAIL_REFUSED = timedelta(hours=4)
CATCHING_UP = timedelta(minutes=15)  # with what waited while nothing ran
WORKERS_WORK = frozenset({"wekbeurt", "melding", "post", "onderhoud"})  # what a worker that does nothing causes
FORM_TAG = "operator"
NOTHING: tuple[object, ...] = (None, [], {}, "")
EMPTY_VALUES = (*EMPTY, "parameters", "global_concurrency_limit")


class Part(IntEnum):
    """What is wrong, in the order of mending: whatever follows a broken part is mended too.

    Nobody but a person brings a record back. What is switched off is switched on after a while, as the house decides.
    Work that stands still without a cause that is known is told.
    """

    RECORD, DATABASE, SERVER, DEPLOYMENTS, WORKER, SWITCHED_OFF, WORK = range(7)


class Trouble(NamedTuple):
    """Something that keeps the work from being done. `key` is the same as long as it is the same trouble."""

    part: Part
    key: str
    text: str

    @property
    def subject(self) -> str:
        """Return the text up to a colon or a parenthesis, which does not change while the trouble lasts."""
        return self.text.partition(":")[0].partition(" (")[0].rstrip(".")


class Database(Enum):
    """How the database of the cases answered: its server may be silent, or be there without the cases."""

    ANSWERS, STARTING, SILENT, GONE, UNREACHABLE = range(5)


@dataclass(frozen=True, slots=True)
class Observations:
    """What was seen at a moment; what was not asked is None.

    `engine`: what Prefect answered, or the problem that it did not; `worker`: the name of the worker that should
    report, empty for any; `starting`: parts that may be silent, for they just started; `counted_from`: when work began
    again, and so may be behind for a while; `began`: when the platform began to run; `others`: troubles that were seen
    as such.
    """

    now: datetime
    database: Database = Database.ANSWERS
    engine: EngineAnswer | str | None = None
    work: StandingWork = field(default_factory=StandingWork)
    worker: str = ""
    starting: frozenset[Part] = frozenset()
    counted_from: datetime | None = None
    began: datetime | None = None
    others: Sequence[Trouble] = ()


def find_troubles(seen: Observations, shipped: Sequence[Mapping[str, Any]]) -> list[Trouble]:
    """List what is wrong, in the order of mending. `shipped`: the deployments as Spoorboek has them."""
    found = [*seen.others, *_of_database(seen.database), *_of_work(seen)]
    if isinstance(seen.engine, str):
        if Part.SERVER not in seen.starting:
            found.append(Trouble(Part.SERVER, "server", f"De Prefect-server {seen.engine}."))
    elif seen.engine is not None:
        found += [*_of_pool(seen.engine), *_of_deployments(seen.engine.deployments, shipped), *_of_worker(seen)]
        found += _of_upkeep(seen, seen.engine.upkeep)
    return sorted(found, key=lambda trouble: trouble.part)


def _of_database(database: Database) -> Iterator[Trouble]:
    match database:
        case Database.SILENT:
            yield Trouble(Part.DATABASE, "database", "PostgreSQL antwoordt niet.")
        case Database.GONE:
            text = "De database met de dossiers is weg. Stop `spoorboek up` en zet een reservekopie terug."
            yield Trouble(Part.RECORD, "dossiers", text)
        case Database.UNREACHABLE:
            text = "De database met de dossiers is niet bereikbaar. Kijk of haar server draait."
            yield Trouble(Part.RECORD, "dossiers", text)


def _of_pool(engine: EngineAnswer) -> Iterator[Trouble]:
    if engine.pool is None:
        text = f"De work pool {POOL} is uit Prefect verwijderd: geen enkel dossier wordt wakker."
        yield Trouble(Part.DEPLOYMENTS, "pool weg", text)
        return
    effect = "geen enkel dossier wordt wakker"
    yield from _switched_off("pool", f"De work pool {POOL}", engine.pool, effect)
    for queue in engine.queues:
        name = queue["name"]
        yield from _switched_off(f"queue {name}", f"De work queue {name}", queue, "wat erin staat, wacht")


def _switched_off(key: str, what: str, shown: Shown, effect: str) -> Iterator[Trouble]:
    if shown["is_paused"]:
        yield Trouble(Part.SWITCHED_OFF, key, f"{what} staat op pauze: {effect}.")
    elif shown.get("concurrency_limit") == 0:
        yield Trouble(Part.SWITCHED_OFF, key, f"{what} laat niets toe: de concurrency limit is 0, en {effect}.")


def _of_deployments(found: Sequence[Shown], shipped: Sequence[Mapping[str, Any]]) -> Iterator[Trouble]:
    placed = {entry["name"]: shown for entry in shipped if (shown := placed_as(entry, found))}
    missing = [entry for entry in shipped if entry["name"] not in placed]
    if missing:
        yield Trouble(Part.DEPLOYMENTS, "deployments weg", _missing_text(missing))
    for entry in shipped:
        if shown := placed.get(entry["name"]):
            yield from _of_deployment(entry, shown)


def placed_as(entry: Mapping[str, Any], found: Sequence[Shown]) -> Shown | None:
    """Return the deployment that is ours: of those with its name, first the one that runs its code."""
    namesakes = [shown for shown in found if shown["name"] == entry["name"]]
    as_shipped = [shown for shown in namesakes if shown["entrypoint"] == entry["entrypoint"]]
    return next(iter(as_shipped or namesakes), None)


def _missing_text(missing: Sequence[Mapping[str, Any]]) -> str:
    names = ", ".join(entry["name"] for entry in missing)
    forms = sum(FORM_TAG in entry.get("tags", ()) for entry in missing)
    dead = ": links naar haar formulier in dossiers openen niets" if forms else ""
    if len(missing) == 1:
        return f"De deployment {names} is uit Prefect verwijderd{dead}."
    dead = f": links naar {forms} formulieren in dossiers openen niets" if forms else ""
    return f"Prefect kent {len(missing)} deployments van Spoorboek niet meer ({names}){dead}."


def _of_deployment(entry: Mapping[str, Any], shown: Shown) -> Iterator[Trouble]:
    name = entry["name"]
    if changed := changed_fields(entry, shown):
        text = f"De deployment {name} is in Prefect gewijzigd ({', '.join(changed)}): zij doet niet wat zij moet doen."
        yield Trouble(Part.DEPLOYMENTS, f"gewijzigd {name}", text)
    if shown["paused"]:
        text = f"De deployment {name} staat op pauze: zij wordt niet meer uitgevoerd."
        yield Trouble(Part.SWITCHED_OFF, f"deployment {name}", text)
    elif _schedules(shown) != Counter((each["cron"], each["timezone"]) for each in entry.get("schedules", ())):
        text = f"Het schema van de deployment {name} is uitgezet of gewijzigd: zij loopt niet op haar tijden."
        yield Trouble(Part.SWITCHED_OFF, f"deployment {name}", text)


def changed_fields(entry: Mapping[str, Any], shown: Shown) -> list[str]:
    """Name the fields of a deployment in which it is not as shipped; pauses and schedules are another matter."""
    expected = {
        "entrypoint": entry["entrypoint"],
        "work_pool_name": entry.get("work_pool", {}).get("name", POOL),
        "description": entry.get("description", shown["description"]),
        "enforce_parameter_schema": True,
    }
    changed = [name for name, value in expected.items() if shown.get(name) != value]
    changed += ["tags"] if sorted(shown["tags"]) != sorted(entry.get("tags", ())) else []
    return changed + [name for name in EMPTY_VALUES if shown.get(name) not in NOTHING]


def _schedules(shown: Shown) -> Counter[tuple[str, str]]:
    active = (each["schedule"] for each in shown.get("schedules") or () if each["active"])
    return Counter((each.get("cron", "geen cron"), each.get("timezone")) for each in active)


def _of_worker(seen: Observations) -> Iterator[Trouble]:
    assert isinstance(seen.engine, EngineAnswer)
    beats = seen.engine.heartbeats
    last = beats.get(seen.worker) if seen.worker else max(beats.values(), default=None)
    if seen.engine.pool is None or Part.WORKER in seen.starting or (last and seen.now - last <= SILENT_AFTER):
        return
    since = f" (laatst {_moment(last)})" if last else ""
    yield Trouble(Part.WORKER, "worker", f"De worker meldt zich niet meer{since}: geen enkel dossier wordt wakker.")


def _of_upkeep(seen: Observations, last: datetime | None) -> Iterator[Trouble]:
    """Tell that what runs every five minutes does not, whatever the reason; a platform that began is given time."""
    if seen.began and seen.now - max(last or seen.began, seen.began) > WORK_LATE:
        since = _moment(last or seen.began)
        yield Trouble(Part.WORK, "onderhoud", f"Wat op vaste tijden loopt, loopt niet (sinds {since}): ook post niet.")


def _of_work(seen: Observations) -> Iterator[Trouble]:
    lines = (
        ("wekbeurt", WORK_LATE, "De oudste wekbeurt die moest komen, wacht (sinds {}): dossiers slapen door."),
        ("melding", WORK_LATE, "Wat is vastgelegd, wordt niet verwerkt (sinds {}): dossiers slapen door."),
        ("post", MAIL_LATE, "De oudste mail die klaarstaat, wacht (sinds {}): de post wordt niet verstuurd."),
        ("mailserver", MAIL_REFUSED, "De oudste mail wordt niet aangenomen (sinds {}): kijk of de mailserver werkt."),
    )
    catching_up = seen.counted_from is not None and seen.now - seen.counted_from < CATCHING_UP
    for (key, patience, line), since in zip(lines, seen.work, strict=True):
        if since and seen.now - since > patience and not catching_up:
            yield Trouble(Part.WORK, key, line.format(_moment(since)))


def _moment(at: datetime) -> str:
    return f"{at.astimezone(AMSTERDAM):%d-%m-%Y %H:%M}"
