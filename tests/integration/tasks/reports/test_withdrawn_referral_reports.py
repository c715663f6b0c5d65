"""Withdrawing what was reported of a referral takes back exactly what it caused, and an extension really extends."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select
from support.bureaus.referred_cases import (
    RUNNING,
    add_referral,
    as_bytes,
    dated_message,
    move_referral,
    referred_case,
)

from models.record import append_event, load_record
from models.tables import Bureau, Case, Employee, InvoiceNumber
from models.tables.channel_tables import ACCEPTED, HTTPS
from models.verification import verify_record
from spoorboek import clock
from spoorboek.errors import InputError
from spoorboek.statute.plan import Milestone
from spoorboek.statute.reports.withdrawn_events import FOLLOWS, WITHDRAWAL, without_withdrawn
from spoorboek.statute.second_track.adequacy import assess
from spoorboek.statute.second_track.cost_events import money_of
from spoorboek.statute.second_track.money import CostLine
from spoorboek.statute.second_track.track_events import tracks_of
from tasks.case_state import read_case_state
from tasks.channels.receiving import Delivery, receive
from tasks.reports.cost_reports import approve_offer, record_offer, settle_invoice
from tasks.reports.referral_reports import ReportedMove, choose_offer, report_referral_move
from tasks.reports.report_withdrawal import withdraw_report
from tasks.reports.track_reports import record_track_file

pytestmark = pytest.mark.usefixtures("working_day")
BEGUN = RUNNING[:3]
ASKED = ("uitvraag", "aangeboden")
LINES = (CostLine("spoor_2", 100, 300_000),)


@pytest.fixture
def case(session: Session, make_case: Callable[..., Case]) -> Case:
    """Return a case that was referred to a bureau."""
    return referred_case(session, session.get_one(Employee, make_case(name="Tamar Kanarie").employee_id))


def send(session: Session, case: Case, kind: str, **changes: Any) -> None:
    """Receive what the bureau signed; of a change of capability that the plan stays as it is."""
    bureau = session.exec(select(Bureau.id).where(Bureau.code == "eerste")).one()
    message = dated_message(case, kind, int(kind == "wijziging"), **changes)
    found = receive(Delivery(HTTPS, as_bytes(message), bureau=bureau))
    assert found.outcome == ACCEPTED, found
    session.expire_all()


def known(session: Session, case: Case) -> tuple[object, ...]:
    """Return all that the record says of the referrals of a case, their trajectories and their money."""
    session.expire_all()
    events = without_withdrawn(load_record(session, case).events)
    facts = read_case_state(case.number).plan.facts
    return facts.referrals, facts.bureau_news, tracks_of(events), money_of(events)


def recorded(session: Session, case: Case) -> int:
    """Return how many reports there are."""
    session.expire_all()
    return len(load_record(session, case).events)


def withdraw(session: Session, case: Case, seq: int) -> str:
    """Withdraw a report."""
    said = withdraw_report(session, case.number, seq, "operator-1")
    session.commit()
    return said


def clock_of(case: Case, key: str, occurrence: int = 1) -> Milestone:
    """Return a clock of a referral."""
    return next(each for each in read_case_state(case.number).plan if (each.key, each.occurrence) == (key, occurrence))


def state(case: Case, number: int = 1) -> str:
    """Return where a referral stands."""
    return next(each.state for each in read_case_state(case.number).plan.facts.referrals if each.number == number)


@pytest.mark.parametrize(
    ("states", "kind", "changes"),
    [
        (("aangemeld",), "ontvangstbevestiging", {}),
        (("aangemeld",), "weigering", {}),
        (("aangemeld",), "intake", {"stand": "gepland"}),
        (("aangemeld", "bevestigd"), "intake", {"stand": "gehouden", "tijd": "10:00"}),
        (("uitvraag",), "aanbod", {}),
        (BEGUN, "trajectplan", {}),
        (RUNNING, "trajectplan", {}),
        (RUNNING, "wijziging", {}),
        (RUNNING, "verlenging", {}),
        (RUNNING, "factuur", {}),
        (RUNNING, "eindrapport", {}),
        ((*RUNNING, "eindrapport"), "eindrapport", {}),
    ],
)
def test_what_a_bureau_said_is_taken_back_with_the_state_it_caused(
    session: Session, case: Case, states: tuple[str, ...], kind: str, changes: dict[str, Any]
) -> None:
    """One withdrawal, of the report itself, and all is as it was before; the record verifies."""
    move_referral(session, case, *states)
    before, first = known(session, case), recorded(session, case) + 1
    send(session, case, kind, **changes)
    assert known(session, case) != before
    assert "is ingetrokken" in withdraw(session, case, first)
    assert known(session, case) == before
    assert verify_record(session) == []


def test_a_state_that_came_with_a_report_goes_with_it_alone(session: Session, case: Case) -> None:
    """Withdrawn by itself it is refused, with the number of its report; and so is a plan on which more rests."""
    move_referral(session, case, *BEGUN)
    send(session, case, "trajectplan")
    plan = recorded(session, case) - 1
    with pytest.raises(InputError, match=f"hoort bij melding {plan}. Trek die in"):
        withdraw(session, case, plan + 1)
    session.rollback()
    report_referral_move(session, case.number, "operator-1", ReportedMove("loopt", clock.today()))
    session.commit()
    with pytest.raises(InputError, match=r"rust erop.*Trek eerst in wat daarna over de verwijzing"):
        withdraw(session, case, plan)
    session.rollback()
    withdraw(session, case, plan + 2)
    withdraw(session, case, plan)
    assert state(case) == "intake_gehouden"
    assert clock_of(case, "trajectplan").status == "gepland"
    send(session, case, "trajectplan", bericht="een-ander-nummer")
    assert state(case) == "trajectplan"


def as_before(session: Session, case: Case, plan: int) -> tuple[int, tuple[object, ...]]:
    """Record a plan and its state as they were before the state named its plan; return its number and all of before."""
    told = {each.seq: each for each in load_record(session, case).events}
    withdraw(session, case, plan)
    before, first = known(session, case), recorded(session, case) + 1
    for event in (told[plan], told[plan + 1]):
        data = {name: value for name, value in event.data.items() if name != FOLLOWS}
        append_event(session, case, event.kind, event.on, data, "bureau eerste")
    session.commit()
    return first, before


def test_a_state_of_before_that_names_no_report_goes_with_its_plan(session: Session, case: Case) -> None:
    """As one that names it does; and who withdrew both one by one, before, has what that gave then."""
    move_referral(session, case, *BEGUN)
    send(session, case, "trajectplan")
    first, before = as_before(session, case, recorded(session, case) - 1)
    assert state(case) == "trajectplan"
    with pytest.raises(InputError, match=f"hoort bij melding {first}. Trek die in"):
        withdraw(session, case, first + 1)
    session.rollback()
    withdraw(session, case, first)
    assert known(session, case) == before
    assert state(case) == "intake_gehouden"
    assert verify_record(session) == []


def test_a_plan_of_before_that_was_withdrawn_alone_leaves_its_state_to_people(session: Session, case: Case) -> None:
    """A withdrawal of then took the plan alone: the state stands as it did, and can be withdrawn by itself."""
    move_referral(session, case, *BEGUN)
    send(session, case, "trajectplan")
    first, before = as_before(session, case, recorded(session, case) - 1)
    append_event(session, case, WITHDRAWAL, clock.today(), {"report": first}, "operator-1")
    session.commit()
    assert state(case) == "trajectplan"
    withdraw(session, case, first + 1)
    assert known(session, case) == before


@pytest.mark.parametrize(
    ("states", "kind", "other"),
    [(BEGUN, "trajectplan", {"rapport_elke_dagen": 28}), (RUNNING, "eindrapport", {"advies": "Zoek verder."})],
)
def test_a_state_on_which_a_later_version_rests_stays(
    session: Session, case: Case, states: tuple[str, ...], kind: str, other: dict[str, Any]
) -> None:
    """The later version goes first; then the state goes with the report that caused it."""
    move_referral(session, case, *states)
    before, first = known(session, case), recorded(session, case) + 1
    send(session, case, kind)
    send(session, case, kind, bericht="een-ander-nummer", **other)
    with pytest.raises(InputError, match=f"ook melding {first + 2} rust op de stand"):
        withdraw(session, case, first)
    session.rollback()
    withdraw(session, case, first + 2)
    withdraw(session, case, first)
    assert known(session, case) == before


@pytest.mark.parametrize(("days", "extends"), [(90, True), (0, False), (-10, False), (-20, False)])
def test_an_extension_in_a_file_extends_when_it_is_longer(
    session: Session, case: Case, days: int, extends: bool
) -> None:
    """What is known already, or over, stays evidence; withdrawn, all is as it was."""
    move_referral(session, case, *RUNNING[:-1], on=60)
    ends, today = clock.today() + timedelta(14), clock.today()
    report_referral_move(session, case.number, "operator-1", ReportedMove("loopt", today, until=ends))
    session.commit()
    before, first = known(session, case), recorded(session, case) + 1
    said = {"wat": "verlenging", "tot": (ends + timedelta(days)).isoformat(), "reden": "onderbroken"}
    file = {"soort": "wijziging", "verwijzing": 1, "datum": (today - timedelta(20)).isoformat(), **said}
    record_track_file(session, case.number, json.dumps(file), "operator-1")
    session.commit()
    (referral,) = read_case_state(case.number).plan.facts.referrals
    last = (referral.moves[-1].to, referral.moves[-1].reason)
    assert last == (("verlengd", "stond_stil") if extends else ("loopt", None))
    assert referral.ends_on == (ends + timedelta(days) if extends else ends)
    withdraw(session, case, first)
    assert known(session, case) == before


def test_an_extension_approved_while_the_track_rests_extends_and_leaves_it_at_rest(
    session: Session, case: Case
) -> None:
    """Asked by the bureau while it rests, approved then: the end moves, nothing goes on; it can be taken back."""
    move_referral(session, case, *RUNNING[:-1], on=60)
    today = clock.today()
    ends = ReportedMove("loopt", today - timedelta(60), until=today + timedelta(20))
    report_referral_move(session, case.number, "operator-1", ends)
    report_referral_move(session, case.number, "operator-1", ReportedMove("opgeschort", today, reason="verlof"))
    session.commit()
    send(session, case, "verlenging")
    before, last, yes = known(session, case), clock.today() + timedelta(90), recorded(session, case) + 1
    approve_offer(session, case.number, 1, "casemanager", "operator-2")
    session.commit()
    (referral,) = read_case_state(case.number).plan.facts.referrals
    assert (referral.state, referral.ends_on) == ("opgeschort", last)
    assert clock_of(case, "eindrapport").status == "vervallen"
    report_referral_move(session, case.number, "operator-1", ReportedMove("loopt", today))
    session.commit()
    (referral,) = read_case_state(case.number).plan.facts.referrals
    assert (referral.state, referral.ends_on, clock_of(case, "eindrapport").status) == ("loopt", last, "gepland")
    withdraw(session, case, recorded(session, case))
    withdraw(session, case, yes)
    assert known(session, case) == before


@pytest.mark.parametrize("by_message", [True, False])
def test_an_extension_that_is_approved_extends(session: Session, case: Case, by_message: bool) -> None:
    """The expected end, its clocks and the verdict move with the yes; withdrawing the yes takes that back."""
    move_referral(session, case, *RUNNING[:-1], on=60)
    today, last = clock.today(), clock.today() + timedelta(90)
    ends = ReportedMove("loopt", today - timedelta(60), until=today - timedelta(30))
    report_referral_move(session, case.number, "operator-1", ends)
    session.commit()
    if by_message:
        send(session, case, "verlenging")
    else:
        record_offer(session, case.number, 1, LINES, (today, last), "operator-1")
        session.commit()
    before, late = known(session, case), clock_of(case, "eindrapport")
    assert "einde_zonder_bericht" in findings(session, case)
    said = approve_offer(session, case.number, 1, "casemanager", "operator-2")
    session.commit()
    assert f"verlengd t/m {last.day} " in said
    (referral,) = read_case_state(case.number).plan.facts.referrals
    assert (referral.state, referral.moves[-1].to, referral.ends_on) == ("loopt", "verlengd", last)
    extended = clock_of(case, "eindrapport")
    assert extended.target_on
    assert late.target_on
    assert late.target_on < today < last < extended.target_on
    assert clock_of(case, "voortgangsrapportage").status == "gepland"
    assert "einde_zonder_bericht" not in findings(session, case)
    withdraw(session, case, recorded(session, case) - 1)
    assert known(session, case) == before


def findings(session: Session, case: Case) -> set[str]:
    """Return the codes of the verdict of today."""
    session.expire_all()
    current = read_case_state(case.number)
    return {each.code for each in assess(current.plan, tracks_of(current.record.events), clock.today()).findings}


def test_an_offer_for_a_track_that_is_not_longer_extends_nothing(session: Session, case: Case) -> None:
    """Not when it ends on the planned day or before, nor when the trajectory does not run yet."""
    today = clock.today()
    move_referral(session, case, *BEGUN)
    record_offer(session, case.number, 1, LINES, (today, today + timedelta(200)), "operator-1")
    approve_offer(session, case.number, 1, "casemanager", "operator-2")
    session.commit()
    assert state(case) == "intake_gehouden"
    send(session, case, "trajectplan")
    report_referral_move(session, case.number, "operator-1", ReportedMove("loopt", today))
    for last in (today + timedelta(200), today + timedelta(100), None):
        record_offer(session, case.number, 1, LINES, (today, last), "operator-1")
        approve_offer(session, case.number, 1, "casemanager", "operator-2")
    session.commit()
    (referral,) = read_case_state(case.number).plan.facts.referrals
    assert (referral.moves[-1].to, referral.ends_on) == ("loopt", today + timedelta(200))


def test_withdrawing_a_choice_takes_back_its_offer_and_gives_the_other_its_choice_back(
    session: Session, case: Case
) -> None:
    """The one chosen before is chosen again; the price is no offer any more; a new choice makes a new one."""
    move_referral(session, case, *ASKED)
    add_referral(session, case, "tweede", 2)
    move_referral(session, case, "uitvraag", number=2)
    offered = ReportedMove("aangeboden", clock.today(), euros=2500)
    report_referral_move(session, case.number, "operator-1", offered, referral=2)
    choose_offer(session, case.number, "operator-1", 1, None)
    session.commit()
    before, first = known(session, case), recorded(session, case) + 1
    choose_offer(session, case.number, "operator-1", 2, "sneller")
    session.commit()
    assert (state(case, 1), state(case, 2)) == ("aangeboden", "gekozen")
    withdraw(session, case, first)
    assert known(session, case) == before
    assert (state(case, 1), state(case, 2)) == ("gekozen", "aangeboden")
    choose_offer(session, case.number, "operator-1", 2, "sneller")
    approve_offer(session, case.number, 2, "casemanager", "operator-2")
    session.commit()
    assert state(case, 2) == "akkoord"
    withdraw(session, case, recorded(session, case) - 1)
    assert state(case, 2) == "gekozen"
    approve_offer(session, case.number, 2, "casemanager", "operator-2")
    session.commit()
    assert state(case, 2) == "akkoord"


def test_a_new_offer_never_has_the_yes_to_one_that_was_withdrawn(session: Session, case: Case) -> None:
    """What was judged is withdrawn first; a number that was used stays taken, of an invoice too."""
    move_referral(session, case, *RUNNING)
    record_offer(session, case.number, 1, LINES, (clock.today(), None), "operator-1")
    offer = recorded(session, case)
    approve_offer(session, case.number, 1, "casemanager", "operator-2")
    session.commit()
    with pytest.raises(InputError, match=f"goedgekeurd. Trek eerst melding {offer + 1} in"):
        withdraw(session, case, offer)
    session.rollback()
    withdraw(session, case, offer + 1)
    withdraw(session, case, offer)
    record_offer(session, case.number, 1, LINES, (clock.today(), None), "operator-1")
    session.commit()
    (found,) = money_of(without_withdrawn(load_record(session, case).events)).offers
    assert (found.number, found.approved_on) == (2, None)


def test_an_invoice_that_was_withdrawn_can_be_recorded_anew(session: Session, case: Case) -> None:
    """Under the number of the bureau, with the next of our own; one that was judged is not withdrawn before that."""
    move_referral(session, case, *RUNNING)
    send(session, case, "factuur")
    first = recorded(session, case)
    settle_invoice(session, case.number, 1, "afgewezen", "klopt_niet", "operator-1")
    session.commit()
    with pytest.raises(InputError, match=f"beoordeeld. Trek eerst melding {first + 1} in"):
        withdraw(session, case, first)
    session.rollback()
    withdraw(session, case, first + 1)
    withdraw(session, case, first)
    send(session, case, "factuur", bericht="een-ander-nummer")
    assert session.exec(select(InvoiceNumber.invoice).order_by("invoice")).all() == [1, 2]


def test_what_the_product_did_is_not_withdrawn(session: Session, case: Case) -> None:
    """A question that was taken back was told to its bureau: a person says how things are now."""
    move_referral(session, case, "uitvraag")
    over = {"referral": 1, "to": "ingetrokken", "on": clock.today().isoformat(), "reason": "niet_meer_nodig"}
    append_event(session, case, "referral_moved", clock.today(), over, "spoorboek")
    session.commit()
    with pytest.raises(InputError, match="Dat legde Spoorboek zelf vast"):
        withdraw(session, case, recorded(session, case))


def test_nobody_says_that_a_referral_ended_with_its_case(session: Session, case: Case) -> None:
    """That is what the product records when it closes."""
    move_referral(session, case, *RUNNING)
    with pytest.raises(InputError, match="geen reden die u kiest"):
        report_referral_move(
            session, case.number, "operator-1", ReportedMove("gestaakt", clock.today(), reason="einde_zaak")
        )
