"""Watch whether the engine of a running platform can do its work, and mend it while the platform runs.

The record is only looked at: when its database is gone, a person has to bring it back. What goes wrong while mending is
told by its kind and tried again; it never ends the platform.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from flows.upkeep.reconcile import repair_all
from flows.upkeep.wake_backlog import go_on_in_background
from flows.watch.engine_questions import EngineAnswer
from flows.watch.troubles import WORKERS_WORK, Observations, Part, Trouble, find_troubles
from spoorboek import clock
from spoorboek.errors import PlatformError
from spoorboek.platform.database import engine_database
from spoorboek.platform.up import Platform, restart_server
from spoorboek.platform.watch.heartbeat import Heartbeat
from spoorboek.platform.watch.observing import observe, shipped
from spoorboek.platform.watch.operations_news import OperationsNews
from spoorboek.platform.watch.register import Register
from spoorboek.platform.watch.switching_on import put_back_deployments, switch_on

LOOK_SECONDS = 10.0
SEEN_BEFORE_MENDING = 3  # times in a row: a busy server is slow once, a broken one every time
FIRST_PAUSE, LONGEST_PAUSE = 30.0, 900.0
WELL_SECONDS = 1800.0  # after this time without mending, pauses are short again
TIDY_SECONDS = 24 * 3600.0
BROKEN = (Part.RECORD, Part.DATABASE, Part.SERVER, Part.DEPLOYMENTS, Part.WORKER)
FEWER_TABLES = "mist tabellen in haar database"


@dataclass
class EngineWatch:
    """The watch over one platform. `tell` is called with each line for its user, in Dutch."""

    platform: Platform
    tell: Callable[[str], None]
    _seen: tuple[Part | None, int] = (None, 0)
    _look_at: float = 0.0
    _mend_at: float = 0.0
    _mended: int = 0
    _shake_at: float = 0.0
    _told: Mapping[str, str] = field(default_factory=dict)
    _died: Sequence[Trouble] = ()
    _off: Sequence[Trouble] = ()
    _tidy_at: float = field(default_factory=lambda: time.monotonic() + 600)
    counted_from: datetime = field(default_factory=clock.now)
    _reconcile: bool = False
    _tables: int = 0

    def __post_init__(self) -> None:
        """Take up what an earlier watch knew."""
        self._register = Register(self.platform.settings.home)
        self._news = OperationsNews(self.platform.settings, self._register, self.tell)
        self._heartbeat = Heartbeat(self.platform.settings)

    def look(self) -> None:
        """Look at the engine, at most every ten seconds; mend what was broken three times in a row."""
        if time.monotonic() < self._look_at:
            return
        seen = self._observe()
        troubles = self._with_unseen(find_troubles(seen, shipped()), asked=isinstance(seen.engine, EngineAnswer))
        self._register.note([*troubles, *self._died], seen.now)
        broken = next((trouble for trouble in troubles if trouble.part in BROKEN), None)
        standing = [trouble for trouble in troubles if trouble.part not in BROKEN]
        self._count(broken)
        sure = [broken] if broken and self._seen[1] >= SEEN_BEFORE_MENDING else []
        self._tell_changes(standing)
        self._news.tell_of([*sure, *standing, *self._died], seen.now)
        if broken is None and isinstance(seen.engine, EngineAnswer):
            self._after_looking_well()
            self._resume(standing, seen.now)
            self._shake(standing)
        elif broken and sure and time.monotonic() >= self._mend_at:
            self._mend(broken)
        self._beat(well=isinstance(seen.engine, EngineAnswer) and not troubles, now=seen.now)
        self._look_at = time.monotonic() + LOOK_SECONDS

    def after_restart(self, names: Sequence[str] = ()) -> None:
        """Reconcile once the engine works again: processes died, and left wakes unfinished."""
        self._reconcile = True
        line = "Het proces {} was gestopt en is opnieuw gestart."
        died = [Trouble(Part.SERVER, f"gestopt {name}", line.format(name)) for name in names]
        self._died = [*died, *(each for each in self._died if each.key not in {one.key for one in died})]

    def _observe(self) -> Observations:
        seen = observe(self.platform, self.counted_from)
        if not isinstance(seen.engine, EngineAnswer):
            return seen
        tables = engine_database.count_tables(engine_database.plain_engine_url(self.platform.environment))
        if tables < self._tables:
            return replace(seen, engine=FEWER_TABLES, starting=seen.starting - {Part.SERVER})
        self._tables = tables
        return seen

    def _with_unseen(self, troubles: Sequence[Trouble], *, asked: bool) -> Sequence[Trouble]:
        """Add what was switched off when Prefect last answered: while it is silent, a pause goes on."""
        found = [*troubles, *(() if asked else self._off)]
        self._off = [trouble for trouble in found if trouble.part == Part.SWITCHED_OFF]
        return found

    def _count(self, broken: Trouble | None) -> None:
        part, times = self._seen
        if broken is None:
            self._seen = (None, 0)
        else:
            self._seen = (broken.part, times + 1 if part == broken.part else 1)

    def _tell_changes(self, troubles: Sequence[Trouble]) -> None:
        """Tell what is new and what is over."""
        current = {trouble.key: trouble for trouble in troubles}
        for key in sorted(current.keys() - self._told.keys()):
            self.tell(f"Let op: {current[key].text}")
        for key in sorted(self._told.keys() - current.keys()):
            self.tell(f"Niet meer aan de hand: {self._told[key]}.")
        self._told = {key: trouble.subject for key, trouble in current.items()}

    def _resume(self, troubles: Sequence[Trouble], now: datetime) -> None:
        """Switch on what was switched off for as long as the house lets it be."""
        minutes = self.platform.settings.resume_minutes
        for trouble in troubles:
            waited = now - self._register.since(trouble.key)
            if trouble.part == Part.SWITCHED_OFF and minutes >= 0 and waited >= timedelta(minutes=minutes):
                self._try(lambda trouble=trouble: switch_on(trouble.key), f"Weer aangezet; het was: {trouble.subject}.")  # type: ignore[misc]
                self.counted_from, self._reconcile = now, True

    def _shake(self, troubles: Sequence[Trouble]) -> None:
        """Restart the worker when work waits though nothing is wrong to be seen: it may report and yet do nothing."""
        if troubles and {trouble.key for trouble in troubles} <= WORKERS_WORK and time.monotonic() >= self._shake_at:
            self._shake_at = time.monotonic() + LONGEST_PAUSE
            self._try(lambda: self._restart("worker"), "De worker is opnieuw gestart, want er bleef werk liggen.")
            self._reconcile = True

    def _beat(self, *, well: bool, now: datetime) -> None:
        if well:
            self._died = self._register.untold(self._died, now)
            self._heartbeat.beat(now)
        else:
            self._heartbeat.miss()

    def _after_looking_well(self) -> None:
        try:
            if self._reconcile:
                self._reconcile = False
                self._repair_cases()
            if time.monotonic() >= self._tidy_at:
                self._tidy_at = time.monotonic() + TIDY_SECONDS
                url = engine_database.plain_engine_url(self.platform.environment)
                engine_database.delete_old_of_living(url, clock.now())
        except Exception as error:
            self.tell(f"Het nalopen van de dossiers lukte niet ({type(error).__name__}); dat gebeurt vanzelf opnieuw.")

    def _mend(self, trouble: Trouble) -> None:
        if time.monotonic() - self._mend_at > WELL_SECONDS:
            self._mended = 0
        pause = min(FIRST_PAUSE * 2**self._mended, LONGEST_PAUSE)
        self._mended += 1
        self.tell(trouble.text)
        if trouble.part != Part.RECORD and not self._try(lambda: self._mend_from(trouble), "Hersteld."):
            self.tell(f"Over {pause:.0f} s wordt het opnieuw geprobeerd.")
        self._seen, self._mend_at, self.counted_from = (None, 0), time.monotonic() + pause, clock.now()

    def _try(self, mend: Callable[[], object], told: str) -> bool:
        """Mend something and tell of it; what goes wrong then is told by its kind, and tried again at a later look."""
        try:
            mend()
        except Exception as error:
            self.tell(f"Dat lukte niet: {error if isinstance(error, PlatformError) else type(error).__name__}")
            return False
        self.tell(told)
        return True

    def _mend_from(self, trouble: Trouble) -> None:
        """Mend a part and what follows it: the server for its database, the deployments and worker for the server."""
        part, renewed = trouble.part, True
        if part == Part.DATABASE:
            self._restart_database()
        if part == Part.SERVER:
            self._tables = 0
            restart_server(self.platform, self.tell)
        if part in (Part.SERVER, Part.DEPLOYMENTS):
            renewed = self._put_back() or part == Part.SERVER or trouble.key == "pool weg"
        if part == Part.WORKER or (part != Part.DATABASE and renewed):
            self._restart("worker")
        self._repair_cases()

    def _put_back(self) -> bool:
        """Put back the deployments; tell which links died, and return whether any did."""
        if dead := put_back_deployments():
            names = ", ".join(dead)
            self.tell(f"Met een nieuw adres: {names}. Oude links openen niets; alle dossiers krijgen nieuwe.")
            go_on_in_background()
        return bool(dead)

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
