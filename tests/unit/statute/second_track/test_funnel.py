"""How far referrals come: which stage each reached, what it took, and what does not count."""

from datetime import date, timedelta
from typing import Any

import pytest

from spoorboek.statute.events import Event
from spoorboek.statute.second_track.funnel import Funnel, asked_between, make_funnel, stages_before
from spoorboek.statute.second_track.kept_promises import PastReferral

MONDAY = date(2026, 6, 1)
WHOLE = [
    ("uitvraag", 0),
    ("aangeboden", 2),
    ("gekozen", 5),
    ("akkoord", 5),
    ("aangemeld", 6),
    ("intake_gehouden", 12),
    ("trajectplan", 20),
    ("loopt", 22),
]


def referral(*moves: tuple[str, int], **last: Any) -> PastReferral:
    """Return a referral with its moves, each so many days after the Monday; `last`: what the last move says."""
    events = []
    for seq, (to, after) in enumerate(moves, 1):
        day = MONDAY + timedelta(after)
        more = last if seq == len(moves) else {}
        events.append(Event(seq, "referral_moved", day, {"referral": 1, "to": to, "on": day.isoformat(), **more}))
    return PastReferral(MONDAY, tuple(events))


def reached(funnel: Funnel) -> dict[str, int]:
    """Return the count of each stage that anything reached."""
    return {stage.stage: stage.reached for stage in funnel.stages if stage.reached}


STAGES = ("gevraagd", "beantwoord", "gekozen", "intake", "loopt")


@pytest.mark.parametrize(
    ("moves", "last", "stages"),
    [
        ((), {}, STAGES[:1]),
        ((("uitvraag", 0),), {}, STAGES[:1]),
        ((("uitvraag", 0), ("verlopen", 4)), {}, STAGES[:1]),
        ((("uitvraag", 0), ("geweigerd", 1)), {}, STAGES[:2]),
        ((("uitvraag", 0), ("aangeboden", 1), ("ingetrokken", 3)), {"reason": "ander_gekozen"}, STAGES[:2]),
        (WHOLE[:6], {}, STAGES[:4]),
        (WHOLE, {}, STAGES),
        ((("aangemeld", 0),), {}, STAGES[:3]),
        ((("aangemeld", 0), ("geweigerd", 1)), {}, STAGES[:3]),
        ((("loopt", 0),), {}, STAGES),
        ((*WHOLE, ("eindrapport", 90)), {"result": "werk"}, (*STAGES, "werk")),
        ((*WHOLE, ("eindrapport", 90)), {"result": "uitkering"}, (*STAGES, "uitkering")),
        ((*WHOLE, ("gestaakt", 90)), {"reason": "uitkering"}, (*STAGES, "uitkering")),
        ((*WHOLE, ("eindrapport", 90)), {"result": "herstel"}, STAGES),
        ((*WHOLE, ("gestaakt", 90)), {"reason": "in_overleg"}, STAGES),
    ],
)
def test_a_stage_counts_whatever_came_as_far(
    moves: tuple[tuple[str, int], ...], last: dict[str, str], stages: tuple[str, ...]
) -> None:
    """Also a trajectory that ran before this record began; a refusal is an answer, silence is none."""
    assert reached(make_funnel([referral(*moves, **last)])) == dict.fromkeys(stages, 1)


def test_an_end_that_the_bureau_reports_counts_and_the_last_one_does() -> None:
    """The word for work of an end report is another than that of a referral."""
    day = MONDAY + timedelta(100)
    ended = Event(30, "trajectory_ended", day, {"referral": 1, "on": day.isoformat(), "result": "baan"})
    told = referral(*WHOLE, ("eindrapport", 90), result="uitkering")
    found = make_funnel([told._replace(events=(*told.events, ended))])
    assert reached(found)["werk"] == 1
    assert "uitkering" not in reached(found)


def test_days_are_the_median_of_what_took_them_and_arrows_are_those_taken() -> None:
    """An intake that is planned again is no arrow; a stage nobody reached has no days."""
    moves = [("uitvraag", 0), ("aangeboden", 1), ("gekozen", 2), ("aangemeld", 3)]
    planned = [*moves, ("intake_gepland", 4), ("intake_gepland", 8), ("intake_gehouden", 9)]
    found = make_funnel([referral(*WHOLE), referral(*planned), referral(("uitvraag", 0), ("aangeboden", 9))])
    days = {stage.stage: stage.days for stage in found.stages}
    assert days == {
        "gevraagd": None, "beantwoord": 2, "gekozen": 2, "intake": 7, "loopt": 10, "werk": None, "uitkering": None,
    }  # fmt: skip
    arrows = {(arrow.from_, arrow.to): (arrow.taken, arrow.days) for arrow in found.arrows}
    assert arrows["uitvraag", "aangeboden"] == (3, 2)
    assert arrows["intake_gepland", "intake_gehouden"] == (1, 1)
    assert all(state != to for state, to in arrows)


def test_what_left_sideways_is_counted_by_its_last_state() -> None:
    """One that goes on, and one that was closed as it should, is in none of them."""
    ends = ("geweigerd", "geweigerd", "verlopen", "afgesloten")
    found = make_funnel([*(referral(("uitvraag", 0), (end, 3)) for end in ends), referral(*WHOLE)])
    assert found.sides == {"geweigerd": 2, "verlopen": 1, "ingetrokken": 0, "gestaakt": 0, "vervangen": 0}


def test_a_period_counts_the_day_of_the_question() -> None:
    """Both days inclusive; of one that was sent without a question, the day it went."""
    known = [referral(("uitvraag", 0)), referral(("uitvraag", 10)), PastReferral(MONDAY + timedelta(5))]
    between = [(0, 0, 1), (0, 5, 2), (6, 20, 1), (11, 20, 0)]
    for first, last, count in between:
        days = (MONDAY + timedelta(first), MONDAY + timedelta(last))
        assert len(list(asked_between(known, *days))) == count
    assert len(list(asked_between(known, None, None))) == 3


def test_nothing_asked_is_a_funnel_of_nothing() -> None:
    """Work and benefit both follow on the trajectory, not on each other."""
    found = make_funnel([])
    assert (found.asked, reached(found), found.arrows) == (0, {}, ())
    assert [before for before, _ in stages_before(found)] == ["", *STAGES[:4], "loopt", "loopt"]
