"""Watch whether the engine of a running platform can do its work, and mend it while the platform runs.

The record is only looked at: when its database is gone, a person has to bring it back. What goes wrong while mending is
told by its kind and tried again; it never ends the platform.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum
from functools import cache
from typing import NamedTuple

from flows.upkeep.reconcile import repair_all
from spoorboek import clock
from spoorboek.errors import PlatformError
from spoorboek.platform.database import engine_database
from spoorboek.platform.deploy import deploy_all
from spoorboek.platform.disk_space import space_problem
from spoorboek.platform.engine_questions import EngineAnswer, EngineProblem, ask_engine
from spoorboek.platform.prefect_settings import api_url, worker_name
from spoorboek.platform.shipped_deployments import read_deployments
from spoorboek.platform.up import Platform, restart_server

LOOK_SECONDS = 10.0
SEEN_BEFORE_MENDING = 3  # times in a row: a busy server is slow once, a broken one every time
START_SECONDS = 90.0  # how long a process that was just started may be silent
FIRST_PAUSE, LONGEST_PAUSE = 30.0, 900.0
WELL_SECONDS = 1800.0  # after this time without mending, pauses are short again
LOGS_KEPT = timedelta(days=30)
TIDY_SECONDS = 24 * 3600.0


class Part(IntEnum):
    """What is broken, in the order of mending: whatever follows a broken part is mended too."""

    RECORD, DATABASE, SERVER, DEPLOYMENTS, WORKER = range(5)


class Finding(NamedTuple):
    """Something that keeps the engine from its work: the part, and what is told of it in Dutch."""

    part: Part
    text: str


@dataclass
class EngineWatch:
    """The watch over one platform. `tell` is called with each line for its user, in Dutch."""

    platform: Platform
    tell: Callable[[str], None]
    _seen: tuple[Part | None, int] = (None, 0)
    _look_at: float = 0.0
    _mend_at: float = 0.0
    _mended: int = 0
    _told: Mapping[str, str] = field(default_factory=dict)
    _switched_off: Sequence[str] = ()
    _tidy_at: float = field(default_factory=lambda: time.monotonic() + 600)
    _reconcile: bool = False
    _tables: int = 0

    def look(self) -> None:
        """Look at the engine, at most every ten seconds; mend what was broken three times in a row."""
        if time.monotonic() < self._look_at:
            return
        finding = self._find_problem()
        self._tell_changes(frozenset(filter(None, [*self._switched_off, space_problem(self.platform.settings.home)])))
        if finding is None:
            self._seen = (None, 0)
            self._after_looking_well()
        else:
            part, times = self._seen
            self._seen = (finding.part, times + 1 if part == finding.part else 1)
            if self._seen[1] >= SEEN_BEFORE_MENDING and time.monotonic() >= self._mend_at:
                self._mend(finding)
        self._look_at = time.monotonic() + LOOK_SECONDS

    def after_restart(self) -> None:
        """Reconcile once the engine works again: a process died, and left wakes unfinished."""
        self._reconcile = True

    def _find_problem(self) -> Finding | None:
        if not engine_database.database_answers(self.platform.environment["SPOORBOEK_DATABASE_URL"]):
            return self._database_problem()
        try:
            secret = self.platform.access.secret.get_secret_value()
            answer = ask_engine(api_url(self.platform.settings.port), secret, worker_name(self.platform.settings.home))
        except EngineProblem as problem:
            if problem.silent and self._just_started("server"):
                return None
            return Finding(Part.SERVER, f"De Prefect-server {problem}.")
        tables = engine_database.count_tables(engine_database.plain_engine_url(self.platform.environment))
        if tables < self._tables:
            return Finding(Part.SERVER, "In de database van Prefect ontbreken tabellen.")
        self._tables = tables
        return self._missing(answer)

    def _database_problem(self) -> Finding | None:
        """Tell a server that does not answer from a record that is gone. A server that died is restarted elsewhere."""
        server = self.platform.database
        if server is None:
            return Finding(Part.RECORD, "De database met de dossiers is niet bereikbaar. Kijk of haar server draait.")
        if not server.child.alive or self._just_started("postgresql"):
            return None
        if engine_database.database_answers(server.url("postgres")):
            text = "De database met de dossiers is weg. Stop `spoorboek up` en zet een reservekopie terug."
            return Finding(Part.RECORD, text)
        return Finding(Part.DATABASE, "PostgreSQL antwoordt niet.")

    def _missing(self, answer: EngineAnswer) -> Finding | None:
        self._switched_off = answer.switched_off
        if missing := deployment_names() - answer.deployments:
            return Finding(Part.DEPLOYMENTS, f"Prefect kent {len(missing)} deployments van Spoorboek niet meer.")
        if not answer.worker_reports and not self._just_started("worker"):
            return Finding(Part.WORKER, "De worker draait, maar meldt zich niet meer.")
        return None

    def _just_started(self, name: str) -> bool:
        return time.monotonic() - self.platform.child(name).started < START_SECONDS

    def _tell_changes(self, texts: frozenset[str]) -> None:
        """Tell what is new and what is over; a text is the same as before when it begins the same, up to a colon."""
        current = {text.partition(":")[0].partition(" (")[0]: text for text in texts}
        for subject in sorted(current.keys() - self._told.keys()):
            self.tell(f"Let op: {current[subject]}")
        for subject in sorted(self._told.keys() - current.keys()):
            self.tell(f"Niet meer aan de hand: {subject}.")
        self._told = current

    def _after_looking_well(self) -> None:
        try:
            if self._reconcile:
                self._reconcile = False
                self._repair_cases()
            if time.monotonic() >= self._tidy_at:
                self._tidy_at = time.monotonic() + TIDY_SECONDS
                url = engine_database.plain_engine_url(self.platform.environment)
                engine_database.delete_old_logs(url, clock.now() - LOGS_KEPT)
        except Exception as error:
            self.tell(f"Het nalopen van de dossiers lukte niet ({type(error).__name__}); dat gebeurt vanzelf opnieuw.")

    def _mend(self, finding: Finding) -> None:
        if time.monotonic() - self._mend_at > WELL_SECONDS:
            self._mended = 0
        pause = min(FIRST_PAUSE * 2**self._mended, LONGEST_PAUSE)
        self._mended += 1
        self.tell(finding.text)
        try:
            if finding.part != Part.RECORD:
                self._mend_from(finding.part)
                self.tell("Hersteld.")
        except Exception as error:
            reason = str(error) if isinstance(error, PlatformError) else type(error).__name__
            self.tell(f"Dat lukte niet: {reason}\nOver {pause:.0f} s wordt het opnieuw geprobeerd.")
        self._seen, self._mend_at = (None, 0), time.monotonic() + pause

    def _mend_from(self, part: Part) -> None:
        """Mend a part and what follows it: the server for its database, the deployments and worker for the server."""
        if part == Part.DATABASE:
            self._restart_database()
        if part == Part.SERVER:
            self._tables = 0
            restart_server(self.platform, self.tell)
        if part in (Part.SERVER, Part.DEPLOYMENTS):
            deploy_all()
        if part != Part.DATABASE:
            self._restart("worker")
        self._repair_cases()

    def _restart_database(self) -> None:
        if self.platform.database:
            self._restart("postgresql")
            self.platform.database.await_ready()

    def _restart(self, name: str) -> None:
        child = self.platform.child(name)
        child.stop()
        child.start()

    def _repair_cases(self) -> None:
        for repair in repair_all():
            self.tell(f"Dossier {repair.number}: {repair.reason}")


@cache
def deployment_names() -> frozenset[str]:
    """Return the names of the deployments the engine must know."""
    return frozenset(entry["name"] for entry in read_deployments())
