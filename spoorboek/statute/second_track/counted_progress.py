"""Progress of a trajectory as a run form tells it: codes, days and counts, without a word about a person."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import EventKind

# What a report may fail to tell of its activities, by the name of the field in the event.
LACKS: Mapping[str, str] = MappingProxyType(
    {"doel": "aim", "wat_gedaan": "done", "met_wie": "with_whom", "vervolg": "follow_up"}
)


class CountedProgress(NamedTuple):
    """A progress report over a period, first and last day inclusive, that came on a day.

    `activities`: codes of what is running or was done. `lacks`: a code of LACKS. `dropped`: what fell away, and
    `drop_reason` why. `applied`: how many applications, of which `outside` the search profile; `no_applications`: why
    there are none.
    """

    on: date
    from_: date
    until: date
    phase: str
    activities: tuple[str, ...] = ()
    lacks: str | None = None
    dropped: str | None = None
    drop_reason: str | None = None
    applied: int = 0
    outside: int = 0
    no_applications: str | None = None
    vacancies: int = 0
    hours_used: int = 0
    hours_offered: int = 0
    capability_changed: bool = False
    plan_changes: bool = False
    plan_kept: str | None = None
    first_track: str | None = None

    def events(self) -> list[tuple[EventKind, Mapping[str, Any]]]:
        """Return the events it stands for; FactsError, in one sentence, when it contradicts itself."""
        self._check()
        days = {"on": self.on.isoformat(), "from": self.from_.isoformat(), "until": self.until.isoformat()}
        maybe = {"plan_kept": self.plan_kept, "first_track": self.first_track}
        progress = {
            **days,
            "phase": self.phase,
            "activities": self._activities(),
            "hours_used": self.hours_used,
            "hours_offered": self.hours_offered,
            "capability_changed": self.capability_changed,
            "plan_changes": self.plan_changes,
            "vacancies": self.vacancies,
            **{name: value for name, value in maybe.items() if value is not None},
        }
        reason = {"reason": self.no_applications} if self.no_applications else {}
        log = {**days, "applications": [], "sent": self.applied, "outside": self.outside, **reason}
        return [("progress_reported", progress), ("applications_reported", log)]

    def _activities(self) -> list[dict[str, Any]]:
        told = {name: lack != self.lacks for lack, name in LACKS.items()}
        running = [{"kind": kind, "state": "loopt", **told} for kind in dict.fromkeys(self.activities)]
        if self.dropped is None:
            return running
        return [*running, {"kind": self.dropped, "state": "vervallen", "reason": self.drop_reason}]

    def _check(self) -> None:
        if not self.from_ <= self.until <= self.on:
            raise FactsError(
                f"De periode loopt van {dutch_date(self.from_)} t/m {dutch_date(self.until)}, en het rapport kwam op "
                f"{dutch_date(self.on)}. Verwacht die drie in deze volgorde; corrigeer er een."
            )
        if self.outside > self.applied:
            raise FactsError(
                "Er liggen meer sollicitaties buiten het zoekprofiel dan er zijn. Corrigeer een van beide."
            )
        if self.applied and self.no_applications:
            raise FactsError("Een reden waarom er geen sollicitaties zijn, hoort bij nul sollicitaties. Laat die leeg.")
        if (self.dropped is None) != (self.drop_reason is None):
            raise FactsError("Wat verviel en waarom horen bij elkaar. Vul beide in, of geen van beide.")
