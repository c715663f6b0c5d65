"""How far the referrals of a portfolio came: how many reached each stage, and how many days that took.

A stage counts every referral that came as far, also one of which a step in between was never recorded, such as a
trajectory that ran before this record began. Counts and days alone: nobody's case can be told from them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from spoorboek.statute.referrals.referral import ENDS, PLACES
from spoorboek.statute.second_track.kept_promises import ENDED, LED_TO_WORK, PastReferral

# The stages in order, each with the state of the path from which on it is reached.
STAGES: Mapping[str, str] = {
    "gevraagd": "uitvraag",
    "beantwoord": "aangeboden",
    "gekozen": "gekozen",
    "intake": "intake_gehouden",
    "loopt": "loopt",
}
JOB, BENEFIT = "werk", "uitkering"  # what a track leads to; the codes of an end too
OUTCOMES = (JOB, BENEFIT)  # one of them follows on the last stage
DECLINED, FINISHED = "geweigerd", "afgesloten"
SIDES = tuple(state for state in ENDS if state != FINISHED)


class StageTally(NamedTuple):
    """How many referrals reached a stage; `days`: median calendar days since the stage before, None without any."""

    stage: str
    reached: int
    days: float | None


class ArrowTally(NamedTuple):
    """How often referrals went from one state to another, and the median calendar days that took."""

    from_: str
    to: str
    taken: int
    days: float


class Funnel(NamedTuple):
    """The referrals of one bureau or of all: the stages in order, how many left sideways, and every arrow taken."""

    stages: tuple[StageTally, ...]
    sides: Mapping[str, int]
    arrows: tuple[ArrowTally, ...]

    @property
    def asked(self) -> int:
        """Return how many bureaus were asked in all."""
        return self.stages[0].reached


def make_funnel(referrals: Iterable[PastReferral]) -> Funnel:
    """Count how far referrals came."""
    counts: Counter[str] = Counter()
    waited: dict[str, list[int]] = defaultdict(list)
    arrows: dict[tuple[str, str], list[int]] = defaultdict(list)
    sides: Counter[str] = Counter()
    for referral in referrals:
        moves = [(state, day) for state, day, _ in referral.moves()]
        for stage, days in _stages(referral, moves):
            counts[stage] += 1
            if days is not None:
                waited[stage].append(days)
        for (state, since), (to, on) in pairwise(moves):
            if state != to:
                arrows[state, to].append((on - since).days)
        if moves and moves[-1][0] in SIDES:
            sides[moves[-1][0]] += 1
    stages = (StageTally(each, counts[each], _median(waited[each])) for each in (*STAGES, *OUTCOMES))
    taken = (ArrowTally(*arrow, len(days), median(days)) for arrow, days in sorted(arrows.items(), key=_in_order))
    return Funnel(tuple(stages), {side: sides[side] for side in SIDES}, tuple(taken))


def stages_before(funnel: Funnel) -> Iterator[tuple[str, StageTally]]:
    """Yield each stage of a funnel with the name of the one its days count from; empty for the first."""
    last = tuple(STAGES)[-1]
    names = ("", *STAGES)
    for place, stage in enumerate(funnel.stages):
        yield names[place] if place < len(names) - 1 else last, stage


def asked_between(referrals: Iterable[PastReferral], first: date | None, last: date | None) -> Iterator[PastReferral]:
    """Yield the referrals that were asked within a period, both days inclusive; None: without that bound."""
    for referral in referrals:
        if (first or date.min) <= referral.asked <= (last or date.max):
            yield referral


def _stages(referral: PastReferral, moves: list[tuple[str, date]]) -> Iterator[tuple[str, int | None]]:
    """Yield each stage a referral reached, with the days since the stage before; None for the first."""
    before: date | None = None
    for stage, state in STAGES.items():
        reached = referral.asked if before is None else _reached(moves, state)
        if reached is None:
            break
        yield stage, None if before is None else (reached - before).days
        before = reached
    if (outcome := _outcome(referral)) and before is not None:
        yield outcome[0], (outcome[1] - before).days


def _reached(moves: list[tuple[str, date]], state: str) -> date | None:
    """Return the first day on which it was as far as a state; a refusal is an answer, and nothing more."""
    goal = PLACES[state]
    days = (day for to, day in moves if PLACES.get(to, -1) >= goal or (to == DECLINED and state == "aangeboden"))
    return next(days, None)


def _outcome(referral: PastReferral) -> tuple[str, date] | None:
    """Return what it led to and on which day, as last recorded; None while it led to neither work nor benefit."""
    last = ("eindrapport", "gestaakt")
    ends = [each for each in referral.events if str(each.kind) == ENDED or each.data.get("to") in last]
    if not ends:
        return None
    data = ends[-1].data
    result, on = data.get("result") or data.get("reason"), date.fromisoformat(data["on"])
    return (JOB, on) if result in LED_TO_WORK else (BENEFIT, on) if result == BENEFIT else None


def _median(days: list[int]) -> float | None:
    return median(days) if days else None


def _in_order(arrow: tuple[tuple[str, str], list[int]]) -> tuple[int, int, str]:
    (state, to), _ = arrow
    return PLACES.get(state, len(PLACES)), PLACES.get(to, len(PLACES)), to
