"""Whatever is reported about referrals, in whatever order: each has somebody to act and a clock, or an end."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import Event
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.plan import Plan, last_date
from spoorboek.statute.referrals.arrows import arrows, possible_moves
from spoorboek.statute.referrals.referral import STATES, ReferralFacts
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
SICK = Event(1, "sick_reported", D, {"first_sick_day": D.isoformat()})
DETAILS = {"at": timedelta(4), "starts_on": timedelta(7), "until": timedelta(150)}


@st.composite
def moves(draw: st.DrawFn) -> list[tuple[str, dict[str, Any]]]:
    """Draw what people and bureaus report: mostly moves, some with details that belong there, some twice, some late."""
    day, told = D + timedelta(100), []
    for _ in range(draw(st.integers(1, 25))):
        day += timedelta(draw(st.integers(-2, 30)))
        kind = draw(st.sampled_from(["referral_moved"] * 8 + ["bureau_answered", "step_done"]))
        number = draw(st.integers(1, 3))
        if kind == "step_done":
            key = draw(st.sampled_from(["intake_bureau", "nazorg_4_weken", "nazorg_13_weken", "start_spoor_2"]))
            told.append((kind, {"step": key, "occurrence": number, "on": day.isoformat(), "evidence": None}))
            continue
        data: dict[str, Any] = {"referral": number, "on": day.isoformat()}
        if kind == "bureau_answered":
            data["answer"] = draw(st.sampled_from(["akkoord", "geweigerd"]))
        else:
            data["to"] = to = draw(st.sampled_from(STATES))
            data |= {
                name: (day + DETAILS[name]).isoformat()
                for name in draw(st.sets(st.sampled_from(sorted(DETAILS)), max_size=1))
            }
            reasons = sorted(arrows().reasons.get(to, ()))
            if reasons and draw(st.booleans()):
                data["reason"] = draw(st.sampled_from(reasons))
            if to == "eindrapport":
                data["result"] = "werk"
        told += [(kind, data)] * draw(st.integers(1, 2))
    return told


def accepted(told: list[tuple[str, dict[str, Any]]]) -> tuple[list[Event], list[str]]:
    """Record what is accepted, one by one, as a report is; return the events and the refusals."""
    events, refused = [SICK], []
    for kind, data in told:
        event = Event(len(events) + 1, kind, D, data)  # type: ignore[arg-type]
        try:
            fold_events([*events, event])
        except FactsError as error:
            refused.append(str(error))
        else:
            events.append(event)
    return events, refused


def watching(plan: Plan, referral: ReferralFacts) -> list[str]:
    """List the steps that watch over a referral, each with a day on which silence shows."""
    clocks = arrows().states[referral.state].clocks
    return [
        milestone.key
        for milestone in plan
        if milestone.key in clocks
        and milestone.status == "gepland"
        and last_date(milestone)
        and (milestone.occurrence == referral.number or milestone.key == "start_spoor_2")
    ]


def begun(plan: Plan) -> bool:
    """Return whether the second track began."""
    return plan.milestone("start_spoor_2").status == "gedaan"


@given(moves())
def test_no_referral_is_without_an_owner_a_clock_or_an_end(told: list[tuple[str, dict[str, Any]]]) -> None:
    """After every order of reports, duplicates and delays; what is refused is refused with one Dutch sentence.

    What was only in preparation when the second track began with another bureau, waits for nothing any more.
    """
    events, refused = accepted(told)
    plan = timeline(fold_events(events))
    for referral in plan.facts.referrals:
        if referral.end is None and not (referral.state == "concept" and begun(plan)):
            assert arrows().states[referral.state].waits_for
            assert watching(plan, referral), (referral, [event.data for event in events])
    assert all(said.endswith(".") for said in refused)


@given(st.data())
def test_nor_on_any_way_along_the_arrows(data: st.DataObject) -> None:
    """At every station of a long way that the table allows, with extensions, suspensions and other days."""
    events, day = [SICK], D + timedelta(100)
    for _ in range(data.draw(st.integers(1, 20))):
        known = fold_events(events).referrals
        arrow = data.draw(st.sampled_from(sorted(possible_moves(known[0] if known else None).values())))
        day += timedelta(data.draw(st.integers(0, 40)))
        said = {name: (day + DETAILS[name]).isoformat() for name in (*arrow.needs, *arrow.may) if name in DETAILS}
        if "reason" in arrow.needs:
            said["reason"] = data.draw(st.sampled_from(sorted(arrows().reasons[arrow.to])))
        if "result" in arrow.needs:
            said["result"] = "werk"
        move = {"referral": 1, "to": arrow.to, "on": day.isoformat(), **said}
        events.append(Event(len(events) + 1, "referral_moved", D, move))
        plan = timeline(fold_events(events))
        (referral,) = plan.facts.referrals
        if referral.end:
            return
        assert watching(plan, referral), (referral, [event.data for event in events])


@given(moves())
def test_the_same_reports_give_the_same_referrals_and_a_file_of_facts_reads_them_back(
    told: list[tuple[str, dict[str, Any]]],
) -> None:
    """Folding is a function of the events alone; the order of moves of one referral is that of their days."""
    facts: CaseFacts = fold_events(accepted(told)[0])
    for referral in facts.referrals:
        days = [move.on for move in referral.moves]
        assert days == sorted(days)
    assert fold_events(accepted(told)[0]).referrals == facts.referrals
