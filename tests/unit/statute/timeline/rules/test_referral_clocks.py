"""The clocks of a referral: each counts its days, ends with the state it waits for, waits, and lapses at an end."""

from datetime import date

import pytest

from spoorboek.statute.editions.edition import Edition, read_policy, shipped_policy_text
from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import Event
from spoorboek.statute.explain.explanation import explain_milestone
from spoorboek.statute.law.milestones import rulebook
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
SENT = ("aangemeld", "2026-06-01")  # a Monday
HELD = (SENT, ("intake_gehouden", "2026-06-05"))
RUNS = (*HELD, ("trajectplan", "2026-06-15"), ("loopt", "2026-06-17"))


def planned(*moves: tuple[str, ...], more: tuple[Event, ...] = (), referral: int = 1) -> Plan:
    """Plan a case with a referral that made these moves: state, day, and what else is said as name=value."""
    events = [Event(1, "sick_reported", D, {"first_sick_day": D.isoformat()}), *more]
    for to, on, *said in moves:
        data = {"referral": referral, "to": to, "on": on} | dict(each.split("=") for each in said)
        events.append(Event(len(events) + 1, "referral_moved", D, data))
    return timeline(fold_events(events))


def recovery(from_: str, until: str) -> tuple[Event, ...]:
    """Return a recovery and the relapse after it."""
    return Event(2, "recovered", D, {"from": from_}), Event(3, "relapsed", D, {"on": until})


def clock(plan: Plan, key: str, referral: int = 1) -> Milestone:
    """Return the clock of a referral."""
    return plan.milestone(key, referral)


@pytest.mark.parametrize(
    ("moves", "key", "day"),
    [
        ([("gereed", "2026-06-01")], "akkoord_op_uitvraag", "2026-06-04"),
        ([("uitvraag", "2026-06-01")], "antwoord_op_uitvraag", "2026-06-04"),
        ([("uitvraag", "2026-06-01"), ("aangeboden", "2026-06-02")], "keuze_bureau", "2026-06-05"),
        ([SENT], "ontvangst_aanmelding", "2026-06-03"),
        ([SENT], "intake_bureau", "2026-06-08"),
        ([SENT, ("intake_gepland", "2026-06-02", "at=2026-06-12")], "intake_bureau", "2026-06-12"),
        ([*HELD], "trajectplan", "2026-06-19"),
        ([*HELD, ("trajectplan", "2026-06-15")], "akkoord_trajectplan", "2026-06-18"),
        ([*RUNS], "voortgangsrapportage", "2026-07-29"),
        ([*RUNS[:-1], ("loopt", "2026-06-17", "until=2026-12-17")], "eindrapport", "2027-01-04"),
        ([*RUNS, ("eindrapport", "2026-12-01", "result=werk")], "afronding_traject", "2026-12-15"),
        ([("nazorg", "2026-12-01", "starts_on=2026-11-23")], "nazorg_4_weken", "2026-12-21"),
        ([("nazorg", "2026-12-01", "starts_on=2026-11-23")], "nazorg_13_weken", "2027-02-22"),
        ([("nazorg", "2026-12-01", "starts_on=2026-11-23")], "afsluiting_verwijzing", "2027-03-01"),
        ([SENT, ("opgeschort", "2026-06-02", "reason=verlof")], "opschorting_verwijzing", "2026-06-30"),
    ],
)
def test_each_clock_counts_the_days_of_the_page(moves: list[tuple[str, ...]], key: str, day: str) -> None:
    """Working days where the page says nothing else; weekends and holidays are passed over."""
    found = clock(planned(*moves), key)
    assert (found.target_on, found.due_on, found.status) == (date.fromisoformat(day), None, "gepland")


@pytest.mark.parametrize(
    ("moves", "key"),
    [
        ([SENT, ("bevestigd", "2026-06-02")], "ontvangst_aanmelding"),
        ([SENT, ("intake_gepland", "2026-06-02", "at=2026-06-12")], "ontvangst_aanmelding"),
        ([*HELD], "intake_bureau"),
        ([*RUNS], "akkoord_trajectplan"),
        ([*RUNS], "start_spoor_2"),
    ],
)
def test_a_clock_is_done_when_the_next_state_is_reached_or_a_later_one(moves: list[tuple[str, ...]], key: str) -> None:
    """Whoever skips a state ends its clock too; the second track has begun with the intake."""
    assert clock(planned(*moves), key).status == "gedaan"


@pytest.mark.parametrize("end", ["geweigerd", "ingetrokken", "vervangen"])
def test_the_clocks_of_a_referral_lapse_at_its_end_and_those_of_another_go_on(end: str) -> None:
    """Number 3 is another bureau: its clocks have that number, with a gap for a bureau that was never asked."""
    reasons = {"geweigerd": "geen_plaats", "ingetrokken": "niet_meer_nodig", "vervangen": "geen_woord"}
    other = Event(2, "referral_moved", D, {"referral": 3, "to": "aangemeld", "on": "2026-06-04"})
    plan = planned(SENT, (end, "2026-06-03", f"reason={reasons[end]}"), more=(other,))
    lapsed = clock(plan, "intake_bureau")
    assert (lapsed.status, lapsed.reason) == ("vervallen", f"Verwijzing 1 is {end} op 3 juni 2026.")
    assert clock(plan, "intake_bureau", 3).target_on == date(2026, 6, 11)
    assert [m.occurrence for m in plan if m.key == "intake_bureau"] == [1, 3]


def test_a_suspended_referral_waits_and_goes_on_as_many_days_later() -> None:
    """Suspended from 3 up to 9 June, six days: the clock of 8 June waits, and comes back on the 15th, a Monday."""
    suspended = (SENT, ("opgeschort", "2026-06-03", "reason=verlof"))
    waiting = clock(planned(*suspended), "intake_bureau")
    assert (waiting.status, waiting.reason) == ("vervallen", "Wacht: opgeschort sinds 3 juni 2026.")
    resumed = planned(*suspended, ("aangemeld", "2026-06-09"))
    assert clock(resumed, "intake_bureau").target_on == date(2026, 6, 15)
    assert clock(resumed, "opschorting_verwijzing").status == "gedaan"
    assert "6 dagen stil" in explain_milestone(resumed, clock(resumed, "intake_bureau"))


def test_recovery_is_passed_over_by_working_days_and_by_the_rhythm_of_reports() -> None:
    """Recovered from 3 up to 17 June: the intake and the report come fourteen days later."""
    plan = planned(SENT, more=recovery("2026-06-03", "2026-06-17"))
    assert clock(plan, "intake_bureau").target_on == date(2026, 6, 22)
    plan = planned(*RUNS, more=recovery("2026-06-20", "2026-07-04"))
    assert clock(plan, "voortgangsrapportage").target_on == date(2026, 8, 12)


def test_the_next_report_counts_from_the_last_and_gives_way_to_the_end_report() -> None:
    """Six weeks after the last one; where the trajectory ends before that, the end report takes its place."""
    told = {"referral": 1, "from": "2026-06-08", "until": "2026-07-19", "on": "2026-07-20"}
    report = Event(90, "progress_reported", D, told)
    assert clock(planned(*RUNS, more=(report,)), "voortgangsrapportage").target_on == date(2026, 8, 31)
    ending = planned(*RUNS[:-1], ("loopt", "2026-06-17", "until=2026-07-20"))
    assert clock(ending, "voortgangsrapportage").status == "vervallen"
    assert clock(ending, "eindrapport").status == "gepland"
    longer = planned(*RUNS, ("verlengd", "2026-07-10", "until=2026-12-31", "reason=meer_tijd"))
    assert clock(longer, "eindrapport").target_on == date(2027, 1, 15)


def test_only_the_state_of_the_referral_ends_a_clock_but_aftercare_is_reported_as_a_step() -> None:
    """A report that `intake_bureau` is done would leave a referral without a clock; it is refused, and says how."""
    done = Event(2, "step_done", D, {"step": "intake_bureau", "occurrence": 1, "on": "2026-06-02", "evidence": None})
    with pytest.raises(FactsError, match="volgt uit de stand van verwijzing 1"):
        planned(SENT, more=(done,))
    after = {"step": "nazorg_4_weken", "occurrence": 1, "on": "2026-12-20", "evidence": None}
    plan = planned(("nazorg", "2026-12-01", "starts_on=2026-11-23"), more=(Event(2, "step_done", D, after),))
    assert clock(plan, "nazorg_4_weken").status == "gedaan"


def test_a_house_has_its_own_days_without_touching_the_table_of_law() -> None:
    """`days` under a step of the house policy moves that clock alone; the text of the rules stays as it is."""
    text = shipped_policy_text().replace("  intake_bureau: *clock\n", "  intake_bureau: {<<: *clock, days: 8}\n")
    edition = Edition(rulebook(), read_policy(text, "huis.yaml", rulebook()))
    facts = planned(SENT).facts
    assert clock(timeline(facts, edition.rules), "intake_bureau").target_on == date(2026, 6, 11)
    assert clock(timeline(facts, edition.rules), "ontvangst_aanmelding").target_on == date(2026, 6, 3)
    assert clock(timeline(facts), "intake_bureau").target_on == date(2026, 6, 8)


def test_the_answers_of_before_keep_their_meaning() -> None:
    """`akkoord` on a registration is its receipt, `geweigerd` the end; an answer about what is past moves nothing."""
    yes, no = ({"referral": 1, "answer": answer, "on": "2026-06-02"} for answer in ("akkoord", "geweigerd"))
    sent = Event(2, "referral_moved", D, {"referral": 1, "to": "aangemeld", "on": "2026-06-01"})
    told = [(yes,), (no,), (no, yes), (yes, no)]
    states = [
        timeline(
            fold_events(
                [
                    Event(1, "sick_reported", D, {"first_sick_day": D.isoformat()}),
                    sent,
                    *(Event(number, "bureau_answered", D, each) for number, each in enumerate(answers, 3)),
                ]
            )
        )
        .facts.referrals[0]
        .state
        for answers in told
    ]
    assert states == ["bevestigd", "geweigerd", "geweigerd", "geweigerd"]
