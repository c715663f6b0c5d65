"""The weeks of a case as a picture: where it stands in the 104 weeks, what was done, what is late, and what interrupts.

Only places and words: the page draws them. Nothing is told by colour alone, and all of it stands in `words` as well.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from spoorboek.statute.agenda.step_status import StepState
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.plan import Plan, last_date
from spoorboek.statute.timeline.interruptions import sickness_days_of
from spoorboek.statute.timeline.sickness_weeks import sickness_week, term_week
from tasks.case_state import CaseState

WIDTH, MARGIN = 1000, 20  # units of the drawing; the margin is within the width
WEEK_DAYS = 7
TICKS = (1, 13, 26, 39, 52, 65, 78, 91, 104)
LONGEST_NAME, NAME_ROWS = 22, 5
LETTER_WIDTH, EDGE = 6.0, 80  # units
DRAWN_FORCES = ("statute", "policy")  # forces of the rows that are drawn; norms would fill the line
DRAWN = {"gedaan": "gedaan", "te_laat": "te laat", "open": "open", "afgeweken": "afgesproken", "vraag": "vraag"}
PLANNED = "gepland"


class WeekTick(NamedTuple):
    """A week on the line, and its place."""

    week: int
    x: float


class PictureBand(NamedTuple):
    """A period on the line: `herstel`, `verlof` or `spoor2`; its place, its width, and what it is in words."""

    kind: str
    x: float
    width: float
    words: str


class PictureMark(NamedTuple):
    """A step on the line: its place, what became of it, and that in words.

    `row`: above the line, from 0, in which its name stands; None when there is no room for it. `side`: where the name
    stands with regard to the place: `start`, `middle` or `end`.
    """

    x: float
    row: int | None
    side: str
    stand: str
    short: str
    words: str


@dataclass(frozen=True, slots=True)
class WeeksPicture:
    """The picture of one case. `today`: its place; None when the day lies outside. `words`: all of it, as sentences."""

    ticks: Sequence[WeekTick]
    bands: Sequence[PictureBand]
    marks: Sequence[PictureMark]
    today: float | None
    summary: str

    @property
    def words(self) -> Sequence[str]:
        """Return what the picture shows, for who does not see it."""
        return [*(band.words for band in self.bands), *(mark.words for mark in self.marks)]


class _Scale:
    """From days to places: the whole line is the time from the first sick day to the end of the wait."""

    def __init__(self, plan: Plan) -> None:
        self.first, self.last = plan.facts.first_sick_day, max(plan.wait_ends_on, plan.facts.first_sick_day)
        self._days = max((self.last - self.first).days, 1)

    def place(self, day: date) -> float:
        """Return the place of a day; of one outside the line, the nearest end."""
        passed = min(max((day - self.first).days, 0), self._days)
        return round(MARGIN + (WIDTH - 2 * MARGIN) * passed / self._days, 1)

    def covers(self, day: date) -> bool:
        """Tell whether a day lies on the line."""
        return self.first <= day <= self.last

    def band(self, kind: str, first: date, last: date, words: str) -> PictureBand:
        """Return a period on the line."""
        start, end = self.place(first), self.place(last)
        return PictureBand(kind, start, max(end - start, 2.0), words)


def weeks_picture(current: CaseState) -> WeeksPicture:
    """Draw the weeks of a case on its day."""
    scale, plan, on = _Scale(current.plan), current.plan, current.on
    week = sickness_week(plan.facts, on)
    summary = (
        f"Week {week} van 104: eerste ziektedag {dutch_date(plan.facts.first_sick_day)}, einde van de wachttijd "
        f"{dutch_date(plan.wait_ends_on)}."
    )
    today = scale.place(on) if scale.covers(on) else None
    return WeeksPicture(list(_ticks(plan, scale)), list(_bands(current, scale)), _marks(current, scale), today, summary)


def _ticks(plan: Plan, scale: _Scale) -> Iterator[WeekTick]:
    days = sickness_days_of(plan.facts)
    for week in TICKS:
        first = days.date_of(WEEK_DAYS * (week - 1))
        if scale.covers(first):
            yield WeekTick(week, scale.place(first))


def _bands(current: CaseState, scale: _Scale) -> Iterator[PictureBand]:
    facts = current.plan.facts
    for recovery in facts.recoveries:
        until = f" tot en met {dutch_date(recovery.until)}" if recovery.until else ""
        words = f"Hersteld van {dutch_date(recovery.from_)}{until}"
        yield scale.band("herstel", recovery.from_, recovery.until or current.on, words)
    for leave in facts.leaves:
        words = f"Verlof van {dutch_date(leave.from_)} tot en met {dutch_date(leave.until)}"
        yield scale.band("verlof", leave.from_, leave.until, words)
    for referral in facts.referrals:
        if began := referral.passed("loopt"):
            last = referral.end.on if referral.end else current.on
            words = f"Tweede spoor sinds {dutch_date(began.on)}"
            words += f", geëindigd op {dutch_date(last)}" if referral.end else ", loopt"
            yield scale.band("spoor2", began.on, last, words)


def _marks(current: CaseState, scale: _Scale) -> list[PictureMark]:
    rows = current.edition.rules.rows
    drawn = sorted(
        (day, state)
        for state in current.agenda.steps
        if rows[state.ref.key].force in DRAWN_FORCES
        and rows[state.ref.key].who
        and state.status != "vervallen"
        and (day := _day_of(current, state))
        and scale.covers(day)
    )
    taken = [float("-inf")] * NAME_ROWS
    return [_mark(current, scale.place(day), day, state, taken) for day, state in drawn]


def _day_of(current: CaseState, state: StepState) -> date | None:
    return current.plan.facts.done.get(state.ref) or last_date(state)


def _mark(current: CaseState, x: float, day: date, state: StepState, taken: list[float]) -> PictureMark:
    """Make a mark; `taken`: how far the names in each row reach, which its own name extends."""
    stand = DRAWN.get(state.status, PLANNED)
    name = current.name_of(state)
    when = "op" if state.status == "gedaan" else "uiterlijk"
    words = f"{name}: {stand}, {when} {dutch_date(day)} (week {term_week(current.plan.facts, day)})"
    short = shortened(name)
    width = len(short) * LETTER_WIDTH
    side = "start" if x < EDGE else "end" if x > WIDTH - EDGE else "middle"
    begin = x - {"start": 0.0, "middle": width / 2, "end": width}[side]
    row = next((row for row, end in enumerate(taken) if begin > end + LETTER_WIDTH), None)
    if row is not None:
        taken[row] = begin + width
    return PictureMark(x, row, side, stand, short, words)


def shortened(name: str) -> str:
    """Return the name of a step as it fits above the line."""
    words = name.split(",")[0].split("(")[0].strip()
    return words if len(words) <= LONGEST_NAME else f"{words[: LONGEST_NAME - 1].rstrip()}…"
