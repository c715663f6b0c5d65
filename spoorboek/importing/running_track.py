"""The second track of a row: at which bureau, how far it is, and the days that are known of it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from spoorboek.importing.reading.track_columns import (
    BUREAU,
    DAY_KEYS,
    ENDS_ON,
    IMPORTABLE,
    INTAKE_AT,
    REPORTED_ON,
    RESULT,
    STATE,
    TRACK_COLUMNS,
    WORK_FROM,
)
from spoorboek.statute.referrals.referral import PLACES, PathState, ReferralState

TRACK_KEYS = tuple(column.key for column in TRACK_COLUMNS)
TRACK_DAYS = tuple(column.key for column in TRACK_COLUMNS if column.kind == "date")
ENDED: tuple[PathState, ...] = ("eindrapport", "nazorg")
NEVER_AHEAD = (*DAY_KEYS.values(), REPORTED_ON)  # a day the file names as past; a planned one may come yet


class TrackPart(NamedTuple):
    """A second track that runs already, as a row tells it. `days`: those on which it reached a state.

    `intake_at`: the day the bureau named for the intake. `ends_on`: the last day planned. `reported_on`: of the last
    progress report. `result`: of the end report. `works_from`: the first day of new work.
    """

    bureau: str
    state: PathState
    days: Mapping[PathState, date]
    intake_at: date | None = None
    ends_on: date | None = None
    reported_on: date | None = None
    result: str | None = None
    works_from: date | None = None

    def moves(self, on: date, after: ReferralState | None = None) -> Iterator[dict[str, Any]]:
        """Yield the data of its moves, taken over on a day; `after`: only those beyond a state."""
        told = [*self._moves(on)]
        new = [move for move in told if after is None or PLACES[move["to"]] > PLACES[after]]
        planned = [move for move in new if move["to"] not in ENDED]
        if planned and self.ends_on:
            planned[-1]["until"] = self.ends_on.isoformat()
        if new and self.reported_on:
            new[-1]["reported_on"] = self.reported_on.isoformat()
        yield from new

    def _moves(self, on: date) -> Iterator[dict[str, Any]]:
        last: date | None = None
        for state in IMPORTABLE:
            day = self.days.get(state) if state != "intake_gepland" else self._named_on(last, on)
            if day is None:
                continue
            last, move = day, {"to": state, "on": day.isoformat(), "taken_over_on": on.isoformat()}
            if state == "intake_gepland" and self.intake_at:
                move["at"] = self.intake_at.isoformat()
            if state == "eindrapport" and self.result:
                move["result"] = self.result
            if state in ENDED and self.works_from:
                move["starts_on"] = self.works_from.isoformat()
            yield move

    def _named_on(self, last: date | None, on: date) -> date | None:
        """Return since when the intake may have been planned: the day of what came before; None when none was."""
        if self.intake_at is None or (last is None and self.state != "intake_gepland"):
            return None
        return last or min(self.intake_at, on)


def track_part(values: Mapping[str, Any]) -> TrackPart | None:
    """Return the second track of a row that was checked; None without one."""
    if (bureau := values.get(BUREAU)) is None:
        return None
    names = {"intake_at": INTAKE_AT, "ends_on": ENDS_ON, "reported_on": REPORTED_ON, "works_from": WORK_FROM}
    more = {name: values.get(key) for name, key in names.items()}
    return TrackPart(bureau, state_of(values) or IMPORTABLE[0], known_days(values), result=values.get(RESULT), **more)


def state_of(values: Mapping[str, Any]) -> PathState | None:
    """Return how far a track is: as the file says, else the furthest state of which a day is known; None without."""
    if said := values.get(STATE):
        return said  # type: ignore[no-any-return]
    reached: list[PathState] = [*known_days(values)]
    if values.get(INTAKE_AT):
        reached.append("intake_gepland")
    return max(reached, key=PLACES.__getitem__, default=None)


def known_days(values: Mapping[str, Any]) -> dict[PathState, date]:
    """Return the days that are known, by the state that was reached, in the order of the path."""
    return {state: day for state, key in DAY_KEYS.items() if (day := values.get(key))}
