"""A return in sight: three months of waiting, asked anew, lost; and a second track left out by agreement."""

from datetime import date, timedelta
from typing import Any

import pytest

from spoorboek.statute.events import Event
from spoorboek.statute.explain.explanation import explain_milestone
from spoorboek.statute.facts import Advice, CaseFacts, ReturnProspect, StepRef
from spoorboek.statute.plan import Milestone
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
TRACK = StepRef("start_spoor_2")
SEEN = date(2026, 12, 1)  # D+330; three calendar months later is 1 March 2027, D+420
UNTIL = 420


def on(number: int) -> date:
    """Return a number of days after D."""
    return D + timedelta(number)


def dates(milestone: Milestone) -> tuple[int, ...]:
    """Return opens, target and due as days after D."""
    found = (milestone.opens_on, milestone.target_on, milestone.due_on)
    return tuple((day - D).days for day in found if day)


def track(**facts: Any) -> Milestone:
    """Plan the start of the second track under these facts."""
    return timeline(CaseFacts(D, **facts)).milestone("start_spoor_2")


def questions(**facts: Any) -> list[tuple[str, date | None, str | None]]:
    """List the times the prospect is asked about: status, last day, reason."""
    plan = timeline(CaseFacts(D, **facts))
    return [(m.status, m.due_on, m.reason) for m in plan if m.key == "hervraag_perspectief"]


def recorded(*reports: tuple[int, bool]) -> CaseFacts:
    """Fold reports on a prospect: day after D, whether it is there."""
    sick = Event(1, "sick_reported", D, {"first_sick_day": D.isoformat()})
    told = [
        Event(n, "prospect_recorded", on(day), {"on": on(day).isoformat(), "within_3_months": within})
        for n, (day, within) in enumerate(reports, 2)
    ]
    return fold_events([sick, *told])


@pytest.mark.parametrize(
    ("lost", "expected"),
    [
        (331, (331, 391, 405)),  # nothing was gained by waiting: the plain term holds
        (378, (378, 392, 420)),  # two weeks to begin, six at the most, never past what the prospect gave
        (400, (400, 414, UNTIL)),
        (419, (419, UNTIL, UNTIL)),
        (UNTIL, (UNTIL, UNTIL, UNTIL)),  # the three months are over
        (450, (UNTIL, UNTIL, UNTIL)),
        (None, (UNTIL, UNTIL, UNTIL)),
    ],
)
def test_a_prospect_that_is_lost_is_no_reason_to_wait(lost: int | None, expected: tuple[int, ...]) -> None:
    """From that day on; never later than the three months, never earlier than without any prospect."""
    prospect = ReturnProspect(SEEN, True, on(lost) if lost else None)
    assert dates(track(return_prospect=prospect)) == expected


@pytest.mark.parametrize("advised", [378, 400])
def test_an_advice_for_the_second_track_takes_the_prospect_away(advised: int) -> None:
    """The same as its loss; the advice of before the prospect, or taken back since, does not."""
    lost = track(return_prospect=ReturnProspect(SEEN, True, on(advised)))
    prospect = ReturnProspect(SEEN, True)
    later = track(return_prospect=prospect, advice=(Advice(on(advised), 2),))
    assert (later.target_on, later.due_on) == (lost.target_on, lost.due_on)
    both = (Advice(on(100), 2), Advice(on(advised), 2))
    assert track(return_prospect=prospect, advice=both).opens_on == on(advised)
    back = (Advice(on(advised), 2), Advice(on(advised + 1), 1))
    assert dates(track(return_prospect=prospect, advice=back)) == (UNTIL, UNTIL, UNTIL)


def test_a_start_before_the_prospect_stays_where_it_was() -> None:
    """Started on the very day of the prospect: it is no reason any more, lost or not."""
    for day, opens in ((SEEN, 56), (SEEN + timedelta(1), UNTIL)):
        assert dates(track(return_prospect=ReturnProspect(SEEN, True), done={TRACK: day}))[0] == opens
    lost = ReturnProspect(SEEN, True, on(378))
    assert dates(track(return_prospect=lost, done={TRACK: SEEN})) == (56, 391, 405)


def test_the_question_comes_back_until_the_prospect_is_gone() -> None:
    """Each prospect is asked about by the end of its three months; recorded anew, or lost, the question lapses."""
    first, second = SEEN, date(2027, 2, 20)
    assert questions(return_prospect=ReturnProspect(first, True)) == [("gepland", date(2027, 3, 1), None)]
    renewed: dict[str, Any] = {"return_prospect": ReturnProspect(second, True), "earlier_prospects": (first,)}
    reason = "Opnieuw vastgelegd op 20 februari 2027."
    assert questions(**renewed) == [
        ("vervallen", date(2027, 3, 1), reason),
        ("gepland", date(2027, 5, 20), None),
    ]
    done = {StepRef("hervraag_perspectief", 1): date(2027, 2, 20)}
    assert [status for status, _, _ in questions(done=done, **renewed)] == ["gedaan", "gepland"]
    gone = {**renewed, "return_prospect": ReturnProspect(second, True, date(2027, 3, 10))}
    assert questions(**gone)[1] == ("vervallen", date(2027, 5, 20), "Het uitzicht is er niet meer sinds 10 maart 2027.")
    assert questions(return_prospect=ReturnProspect(first, False)) == []


def test_the_last_prospect_decides_when_the_second_track_waits_until() -> None:
    """Three calendar months from the last one recorded, also where the first was explained before it."""
    plan = timeline(recorded((330, True), (400, True)))
    assert dates(plan.milestone("start_spoor_2"))[2] == (date(2027, 5, 9) - D).days
    texts = [explain_milestone(plan, milestone) for milestone in plan if milestone.key == "hervraag_perspectief"]
    assert "1 maart 2027" in texts[0]
    assert "9 mei 2027" in texts[1]


@pytest.mark.parametrize(
    ("reports", "prospect", "earlier"),
    [
        ([], None, ()),
        ([(330, False)], ReturnProspect(on(330), False), ()),
        ([(330, False), (340, False)], ReturnProspect(on(340), False), ()),
        ([(330, True)], ReturnProspect(on(330), True), ()),
        ([(330, True), (378, False)], ReturnProspect(on(330), True, on(378)), ()),
        ([(330, True), (378, False), (390, False)], ReturnProspect(on(330), True, on(378)), ()),
        ([(330, True), (400, True)], ReturnProspect(on(400), True), (on(330),)),
        ([(330, True), (378, False), (400, True)], ReturnProspect(on(400), True), (on(330),)),
        ([(300, False), (330, True)], ReturnProspect(on(330), True), ()),
    ],
)
def test_reports_on_a_prospect_become_facts(
    reports: list[tuple[int, bool]], prospect: ReturnProspect | None, earlier: tuple[date, ...]
) -> None:
    """In the order of their days, however they were entered."""
    for told in (reports, reports[::-1]):
        facts = recorded(*told)
        assert (facts.return_prospect, facts.earlier_prospects) == (prospect, earlier)


W = on(727)


@pytest.mark.parametrize("aow", [W + timedelta(1), date(2029, 1, 3)])
def test_both_may_agree_to_leave_the_second_track_out_when_aow_is_near(aow: date) -> None:
    """Within a year after the wait: a choice of people, in writing. Without it only a remark."""
    assert track(aow_on=aow).status == "gepland"
    assert "mag het tweede spoor achterwege blijven" in explain_milestone(
        timeline(CaseFacts(D, aow_on=aow)), track(aow_on=aow)
    )
    agreed = track(aow_on=aow, second_track_waived_on=on(300))
    assert (agreed.status, agreed.reason) == (
        "vervallen",
        "Schriftelijk afgesproken op 1 november 2026, omdat de AOW-leeftijd nadert.",
    )
    assert [item.rule for item in agreed.trace] == ["tweede_spoor_achterwege"]
    started = track(aow_on=aow, second_track_waived_on=on(300), done={TRACK: on(200)})
    assert started.status == "gedaan"


def test_far_away_aow_is_not_even_remarked() -> None:
    """A day more than a year after the wait."""
    assert not track(aow_on=date(2029, 1, 4)).trace
    assert not track(aow_on=W).trace or track(aow_on=W).status == "vervallen"
