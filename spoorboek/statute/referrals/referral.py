"""The referrals of a case to bureaus, each with the moves it made: codes and dates, never a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple, get_args

from spoorboek.statute.days.sickness_days import Gap

PathState = Literal[
    "concept",
    "gereed",
    "uitvraag",
    "aangeboden",
    "gekozen",
    "akkoord",
    "aangemeld",
    "bevestigd",
    "intake_gepland",
    "intake_gehouden",
    "trajectplan",
    "loopt",
    "eindrapport",
    "nazorg",
    "afgesloten",
]
SideState = Literal["geweigerd", "verlopen", "ingetrokken", "gestaakt", "vervangen", "verlengd", "opgeschort"]
ReferralState = PathState | SideState
PATH: tuple[PathState, ...] = get_args(PathState)
# How far along the path a move brings a referral; an extension leads back to the running trajectory.
PLACES: Mapping[str, int] = {**{state: place for place, state in enumerate(PATH)}, "verlengd": PATH.index("loopt")}
STATES: tuple[ReferralState, ...] = (*PATH, *get_args(SideState))
ENDS: tuple[ReferralState, ...] = ("geweigerd", "verlopen", "ingetrokken", "gestaakt", "vervangen", "afgesloten")
SUSPENDED: SideState = "opgeschort"
EXTENDED: SideState = "verlengd"  # moves the planned end; one that is suspended stays so
WITH_THE_CASE = "einde_zaak"  # why a referral ended that went on when its case closed
# Days that a move names, from which a term may count: the planned end of the trajectory, the start in new work.
END_OF_TRACK, START_IN_WORK = "einde_traject", "start_werk"


class Move(NamedTuple):
    """A referral reached a state on a day; what else is said depends on the state.

    `at`: the day of the intake that the bureau named. `starts_on`: the first day of intake offered, or of new work.
    `until`: the planned last day of the trajectory. `price`: offered, in cents. `by`: the number of the referral that
    replaces this one. `taken_over_on`: of a track that ran elsewhere, the day from which it is kept here.
    """

    to: ReferralState
    on: date
    at: date | None = None
    starts_on: date | None = None
    until: date | None = None
    reason: str | None = None
    result: str | None = None
    price: int | None = None
    by: int | None = None
    taken_over_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReferralFacts:
    """One case at one bureau: its number within the case (from 1), and its moves in order, at least one.

    `reported_on`: the days on which the bureau reported its progress.
    """

    number: int
    moves: tuple[Move, ...]
    reported_on: tuple[date, ...] = ()
    # The day from which a track that ran elsewhere is kept here; None of one that began here.
    taken_over_on: date | None = field(init=False, repr=False, compare=False)
    # How far along the path each move brought it, last one first; a move beside the path changes nothing. Every clock
    # is read from it.
    _stages: tuple[tuple[int, Move], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        stages = [(PLACES[move.to], move) for move in reversed(self.moves) if move.to in PLACES]
        object.__setattr__(self, "_stages", tuple(stages))
        here = max((move.taken_over_on for move in self.moves if move.taken_over_on), default=None)
        object.__setattr__(self, "taken_over_on", here)

    @property
    def state(self) -> ReferralState:
        """Return the state it is in: an extension leads back to the running trajectory, or leaves it suspended."""
        return _state_after(self.moves)

    @property
    def stage(self) -> ReferralState:
        """Return the state it is in, or was in before it was suspended."""
        beside = (SUSPENDED, *ENDS[:-1])
        last = next(move.to for move in reversed(self.moves) if move.to not in beside)
        return "loopt" if last == EXTENDED else last

    @property
    def since(self) -> date:
        """Return the day of its last move."""
        return self.moves[-1].on

    @property
    def end(self) -> Move | None:
        """Return the move that ended it; None while it goes on."""
        return self.moves[-1] if self.moves[-1].to in ENDS else None

    @property
    def ended_with_case(self) -> bool:
        """Return whether its case closed while it went on, and nothing else ended it."""
        return self.moves[-1].reason == WITH_THE_CASE

    @property
    def before_the_end(self) -> ReferralState:
        """Return the state it was in before its last move."""
        return _state_after(self.moves[:-1])

    @property
    def suspended(self) -> bool:
        """Return whether it is suspended now."""
        return self.state == SUSPENDED

    def last(self, *states: ReferralState) -> Move | None:
        """Return its last move to one of these states; None when it never was there."""
        return next((move for move in reversed(self.moves) if move.to in states), None)

    def between(self, first: str, until: str) -> date | None:
        """Return since when it was as far as `first` and not as far as `until`, the last time; None when it never was.

        None as well when it went back behind `first`.
        """
        start, goal = PLACES[first], PLACES[until]
        day: date | None = None
        for reached, move in self._stages:
            if reached < start or (reached >= goal and day):
                break
            if reached < goal:
                day = move.on
        return day

    def passed(self, state: str) -> Move | None:
        """Return the move that brought it as far as a state of the path, the last time; None when it is not so far."""
        goal = PLACES[state]
        crossing: Move | None = None
        for reached, move in self._stages:
            if reached < goal:
                break
            crossing = move
        return crossing

    @property
    def ends_on(self) -> date | None:
        """Return the planned last day of its trajectory; None when nobody named one."""
        return next((move.until for move in reversed(self.moves) if move.until), None)

    @property
    def works_from(self) -> date | None:
        """Return the first day of new work, from which aftercare counts; None before that."""
        move = self.last("nazorg")
        if move is None:
            return None
        ended = self.last("eindrapport")
        return move.starts_on or (ended and ended.starts_on) or move.on

    def suspensions(self) -> list[Gap]:
        """List the periods in which it was suspended and that are over, first and last day inclusive."""
        gaps, since = [], None
        for move in self.moves:
            if move.to == SUSPENDED:
                since = since or move.on
            elif since and move.to != EXTENDED:
                gaps.append(Gap(since, date.fromordinal(move.on.toordinal() - 1)))
                since = None
        return [gap for gap in gaps if gap.until >= gap.from_]

    @property
    def resumed_on(self) -> date | None:
        """Return the day on which it last went on after a suspension; None when it never did."""
        resumed, suspended = None, False
        for move in self.moves:
            if suspended and move.to not in (SUSPENDED, EXTENDED):
                resumed = move.on
            suspended = move.to == SUSPENDED or (suspended and move.to == EXTENDED)
        return resumed


def clock_day(referral: ReferralFacts, start: str, until: str | None) -> date | None:
    """Return the day from which a clock of a referral counts; None when it never ran.

    `start`: a state, or a day that a move names. `until`: the state that ends it. Of a track that was taken over no
    clock counts from before that day: nobody here could have watched it.
    """
    day, here = _clock_day(referral, start, until), referral.taken_over_on
    return max(day, here) if day and here else day


def _clock_day(referral: ReferralFacts, start: str, until: str | None) -> date | None:
    if start == END_OF_TRACK:
        return referral.ends_on if referral.passed("loopt") else None
    if start == START_IN_WORK:
        return referral.works_from
    if until is None or start == SUSPENDED:
        move = referral.last(start)  # type: ignore[arg-type]
        return move and move.on
    return referral.between(start, until)


CLOCK_STARTS = frozenset({*STATES, END_OF_TRACK, START_IN_WORK})


def clock_starts(referrals: Iterable[ReferralFacts]) -> set[str]:
    """Return where the clocks of these referrals can start: a state no referral came near starts none."""
    moves = {move.to for each in referrals for move in each.moves}
    furthest = max((PLACES[to] for to in moves if to in PLACES), default=-1)
    return {*PATH[: furthest + 1], *moves, END_OF_TRACK, START_IN_WORK}


def _state_after(moves: tuple[Move, ...]) -> ReferralState:
    """Return the state that moves lead to."""
    last = moves[-1].to
    if last != EXTENDED:
        return last
    before = next((move.to for move in reversed(moves) if move.to != EXTENDED), None)
    return SUSPENDED if before == SUSPENDED else "loopt"
