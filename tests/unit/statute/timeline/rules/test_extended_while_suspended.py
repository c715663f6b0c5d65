"""An extension that is approved while the track rests: the end moves at once, and the track stays at rest."""

from datetime import date

import pytest

from spoorboek.statute.days.sickness_days import Gap
from spoorboek.statute.events import Event
from spoorboek.statute.plan import Plan
from spoorboek.statute.referrals.arrows import possible_moves
from spoorboek.statute.referrals.referral import ReferralFacts
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.second_track.cost_events import extension
from spoorboek.statute.second_track.money import CostLine, Offer
from spoorboek.statute.second_track.running_days import running_days
from spoorboek.statute.second_track.track_events import tracks_of
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
END, LATER, LAST = date(2026, 12, 17), date(2027, 3, 17), date(2027, 6, 17)
RESTS = Gap(date(2026, 8, 3), date(2026, 9, 6))
Told = tuple[str, date]


def events_of(*moves: Told) -> list[Event]:
    """Return a case whose track runs from 17 June 2026, and these moves after that, each with what it must say."""
    said = {
        "opgeschort": {"reason": "verlof"},
        "verlengd": {"reason": "meer_tijd", "until": LATER.isoformat()},
        "verlengd_weer": {"reason": "meer_tijd", "until": LAST.isoformat()},
    }
    events = [Event(1, "sick_reported", D, {"first_sick_day": D.isoformat()})]
    for to, on in [("intake_gehouden", date(2026, 6, 5)), ("trajectplan", date(2026, 6, 15)), *moves]:
        data = {"referral": 1, "to": to.removesuffix("_weer"), "on": on.isoformat(), **said.get(to, {})}
        if to == "loopt" and on == date(2026, 6, 17):
            data["until"] = END.isoformat()
        events.append(Event(len(events) + 1, "referral_moved", on, data))
    return events


def plan_of(*moves: Told) -> Plan:
    """Plan that case."""
    return timeline(fold_events(events_of(("loopt", date(2026, 6, 17)), *moves)))


def referral_of(plan: Plan) -> ReferralFacts:
    """Return its only referral."""
    (found,) = plan.facts.referrals
    return found


SUSPENDED, RESUMED = ("opgeschort", RESTS.from_), ("loopt", date(2026, 9, 7))
REPORT = date(2027, 4, 2)  # ten working days after 17 March 2027; the 26th is Good Friday, the 29th Easter Monday


@pytest.mark.parametrize(
    "moves",
    [
        [("verlengd", date(2026, 8, 2)), SUSPENDED, RESUMED],  # the day before
        [("verlengd", RESTS.from_), SUSPENDED, RESUMED],  # that day, before it was suspended
        [SUSPENDED, ("verlengd", RESTS.from_), RESUMED],  # that day, after it
        [SUSPENDED, ("verlengd", date(2026, 8, 20)), RESUMED],
        [SUSPENDED, ("verlengd", RESUMED[1]), RESUMED],  # on the day it goes on, before it does
        [SUSPENDED, RESUMED, ("verlengd", RESUMED[1])],
        [SUSPENDED, RESUMED, ("verlengd", date(2026, 9, 8))],
    ],
)
def test_whenever_the_yes_comes_the_end_and_the_rest_are_the_same(moves: list[Told]) -> None:
    """The planned end is that of the extension, the rest is as long as it was, and the end report counts from there."""
    plan = plan_of(*moves)
    referral = referral_of(plan)
    assert (referral.state, referral.ends_on, referral.suspensions()) == ("loopt", LATER, [RESTS])
    report = plan.milestone("eindrapport")
    assert (report.status, report.opens_on, report.target_on) == ("gepland", LATER, REPORT)
    assert plan.milestone("opschorting_verwijzing").reason == "Hervat op 7 september 2026."


def test_while_it_rests_it_is_extended_and_waits() -> None:
    """Nothing goes on by the yes alone: every clock waits since the suspension, and who watches that is asked on."""
    plan = plan_of(SUSPENDED, ("verlengd", date(2026, 8, 20)))
    referral = referral_of(plan)
    assert (referral.state, referral.stage, referral.ends_on) == ("opgeschort", "loopt", LATER)
    waits = {"vervallen", "gedaan"}
    assert {m.status for m in plan if m.key in ("eindrapport", "voortgangsrapportage")} <= waits
    assert plan.milestone("eindrapport").reason == "Wacht: opgeschort sinds 3 augustus 2026."
    watching, before = plan.milestone("opschorting_verwijzing"), plan_of(SUSPENDED).milestone("opschorting_verwijzing")
    assert watching == before
    (track,) = tracks_of(events_of(("loopt", date(2026, 6, 17)), SUSPENDED, ("verlengd", date(2026, 8, 20))))
    assert running_days(plan.facts, track).rests_on(date(2030, 1, 1)) is not None


def test_twice_extended_while_it_rests_the_last_end_holds() -> None:
    """Asked before, approved while it rests, and once more; it may be suspended again after that."""
    twice = [SUSPENDED, ("verlengd", date(2026, 8, 4)), ("verlengd_weer", date(2026, 8, 5))]
    assert referral_of(plan_of(*twice)).ends_on == LAST
    again = referral_of(plan_of(*twice, RESUMED, ("opgeschort", date(2026, 10, 1)), ("loopt", date(2026, 10, 8))))
    assert (again.ends_on, again.suspensions()[1:]) == (LAST, [Gap(date(2026, 10, 1), date(2026, 10, 7))])
    assert again.resumed_on == date(2026, 10, 8)


@pytest.mark.parametrize(
    ("before", "can"), [("aangemeld", False), ("intake_gehouden", False), ("trajectplan", False), ("loopt", True)]
)
def test_only_a_trajectory_that_ran_is_extended_while_it_rests(before: str, can: bool) -> None:
    """Before it runs there is no end to move: the yes is a yes to the price alone."""
    days = {"referral": 1, "on": "2026-06-17"}
    told = [(before, {}), ("opgeschort", {"reason": "verlof"})]
    events = [Event(1, "sick_reported", D, {"first_sick_day": D.isoformat()})]
    events += [Event(seq, "referral_moved", D, {**days, "to": to, **said}) for seq, (to, said) in enumerate(told, 2)]
    (referral,) = fold_events(events).referrals
    assert ("verlengd" in possible_moves(referral)) is can
    offer = Offer(1, 1, D, (CostLine("traject", 100, 90_000),), LATER, extends="meer_tijd")
    assert bool(extension([referral], offer, date(2026, 6, 18))) is can


def test_a_case_that_closes_and_opens_again_finds_it_suspended_with_its_new_end() -> None:
    """Ended with its case while it rested and was extended, it goes back to rest."""
    closed = referral_of(plan_of(SUSPENDED, ("verlengd", date(2026, 8, 20))))
    ended = ReferralFacts(1, (*closed.moves, closed.moves[-1]._replace(to="gestaakt", reason="einde_zaak", until=None)))
    assert (ended.before_the_end, ended.ends_on) == ("opgeschort", LATER)
    assert "opgeschort" in possible_moves(ended)
