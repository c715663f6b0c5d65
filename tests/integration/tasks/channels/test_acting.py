"""What a bureau says acts as if an operator reported it; what cannot be is kept, shown, and told to a person."""

import itertools
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select
from support.bureaus.referred_cases import (
    RUNNING,
    add_referral,
    as_bytes,
    dated_message,
    move_referral,
    referred_case,
)

from models.record import close_case, load_record
from models.tables import Bureau, Case, CaseEvent, Employee, Message, TrackText
from models.tables.channel_tables import ACCEPTED, BY_OPERATOR, HTTPS, REJECTED, REPEATED
from models.verification import verify_record
from spoorboek import clock
from spoorboek.errors import InputError
from spoorboek.statute.second_track.cost_events import money_of
from spoorboek.statute.second_track.counted_progress import CountedProgress
from spoorboek.statute.second_track.track_events import tracks_of
from tasks.case_state import read_case_state
from tasks.channels.content import Address
from tasks.channels.message_list import list_messages
from tasks.channels.receiving import Delivery, Receipt, receive
from tasks.reports.track_reports import report_counted_progress

pytestmark = pytest.mark.usefixtures("working_day")
BEGUN = RUNNING[:3]


@pytest.fixture
def case(session: Session, make_case: Callable[..., Case]) -> Case:
    """Return a case that was referred to a bureau."""
    return referred_case(session, session.get_one(Employee, make_case(name="Tamar Kanarie").employee_id))


def send(session: Session, message: dict[str, Any], code: str = "eerste") -> Receipt:
    """Receive what a bureau signed."""
    bureau = session.exec(select(Bureau.id).where(Bureau.code == code)).one()
    return receive(Delivery(HTTPS, as_bytes(message), bureau=bureau))


def moves(session: Session, case: Case, number: int = 1) -> list[str]:
    """List the states of a referral."""
    session.expire_all()
    events = load_record(session, case).events
    return [each.data["to"] for each in events if each.kind == "referral_moved" and each.data["referral"] == number]


def kinds(session: Session, case: Case) -> list[str]:
    """List the kinds of what was recorded."""
    session.expire_all()
    return [each.kind for each in load_record(session, case).events]


def mails(session: Session) -> Sequence[Message]:
    """List the mails to the casemanager."""
    return session.exec(select(Message).order_by(col(Message.id))).all()


@pytest.mark.parametrize(
    ("states", "kind", "changes", "state"),
    [
        (("aangemeld",), "intake", {"stand": "gepland"}, "intake_gepland"),
        (("aangemeld", "bevestigd"), "intake", {"stand": "gehouden", "tijd": "10:00"}, "intake_gehouden"),
        (("aangemeld", "intake_gepland"), "intake", {"stand": "gehouden"}, "intake_gehouden"),
        (BEGUN, "trajectplan", {}, "trajectplan"),
        (RUNNING, "eindrapport", {}, "eindrapport"),
    ],
)
def test_a_message_moves_its_referral(
    session: Session, case: Case, states: tuple[str, ...], kind: str, changes: dict[str, Any], state: str
) -> None:
    """One arrow, by the bureau; the case is woken; the same message once more moves nothing; the record verifies."""
    move_referral(session, case, *states)
    message = dated_message(case, kind, **changes)
    found = [send(session, message), send(session, message)]
    assert [(each.outcome, list(each.to_wake)) for each in found] == [(ACCEPTED, [case.number]), (REPEATED, [])]
    assert moves(session, case) == [*states, state]
    told_by = session.exec(select(CaseEvent.actor).where(CaseEvent.kind == "referral_moved")).all()
    assert told_by[-1] == "bureau eerste"
    assert verify_record(session) == []


def test_a_plan_leaves_codes_in_events_and_its_words_sealed(session: Session, case: Case) -> None:
    """Search profile, person and rhythm are known to the verdict; no word of the plan stands in an event or a mail."""
    move_referral(session, case, *BEGUN)
    send(session, dated_message(case, "trajectplan"))
    (track,) = tracks_of(load_record(session, case).events)
    assert track.plan
    assert (track.plan.personal_profile, track.plan.report_every, len(track.plan.activities)) == (True, 42, 4)
    assert track.plan.search
    assert track.plan.search.kinds == ("administratief", "dienstverlenend")
    assert read_case_state(case.number).plan.facts.referrals[0].ends_on == clock.today() + timedelta(200)
    (text,) = session.exec(select(TrackText)).all()
    assert "verzorgende in een verpleeghuis" in text.content
    said = "".join(str(each.data) for each in session.exec(select(CaseEvent)))
    (mail,) = mails(session)
    for word in ("verpleeghuis", "thuiszorg", "Utrecht", "Kanarie"):
        assert word not in said + mail.subject + mail.body
    assert f"spoorboek referral move {case.number} --referral 1 --to loopt" in " ".join(mail.body.split())


def test_progress_counts_as_a_report_and_applications_are_held_against_the_search_profile(
    session: Session, case: Case
) -> None:
    """An application to other work than the plan seeks is outside it; the state stays; nobody is mailed."""
    move_referral(session, case, *BEGUN, on=60)
    send(session, dated_message(case, "trajectplan"))
    told = len(mails(session))
    message = dated_message(case, "voortgang")
    other = {**message["sollicitaties"][0], "soort_werk": "technisch"}
    assert send(session, {**message, "sollicitaties": [message["sollicitaties"][0], other]}).outcome == ACCEPTED
    (track,) = tracks_of(load_record(session, case).events)
    assert [each.fits for each in track.logs[0].applications] == [True, False]
    assert track.reports[0].hours_offered == 40
    assert read_case_state(case.number).plan.facts.referrals[0].reported_on == (clock.today(),)
    assert moves(session, case)[-1] == "trajectplan"
    assert len(mails(session)) == told


def test_an_answer_about_changed_capability_is_recorded(session: Session, case: Case) -> None:
    """Whether the plan changes, and why not, as codes."""
    move_referral(session, case, *RUNNING)
    assert send(session, dated_message(case, "wijziging", 1)).outcome == ACCEPTED
    (change,) = tracks_of(load_record(session, case).events)[0].changes
    assert (change.what, change.plan_changes, change.reason) == ("belastbaarheid", False, "past_in_het_plan")


def test_an_extension_waits_for_people(session: Session, case: Case) -> None:
    """It is an offer without approval, and a mail; the trajectory ends when it did."""
    move_referral(session, case, *RUNNING)
    assert send(session, dated_message(case, "verlenging")).outcome == ACCEPTED
    (offer,) = money_of(load_record(session, case).events).offers
    assert (offer.net, offer.approved_on, offer.until) == (68000, None, clock.today() + timedelta(90))
    assert moves(session, case) == list(RUNNING)
    assert "vraagt over verwijzing 1" in " ".join(mails(session)[0].body.split())


def test_an_invoice_is_held_against_the_offer_once(session: Session, case: Case) -> None:
    """Its VAT is explained; the same number in another message is refused by the case, and told."""
    move_referral(session, case, *RUNNING)
    message = dated_message(case, "factuur")
    assert send(session, message).outcome == ACCEPTED
    (invoice,) = money_of(load_record(session, case).events).invoices
    assert (invoice.net, invoice.vat, invoice.total, invoice.names) == (72250, 15173, 87423, 1)
    again = send(session, {**message, "bericht": "nog-eens"})
    assert (again.outcome, again.reason) == (REJECTED, "kan_nu_niet")
    assert kinds(session, case).count("invoice_recorded") == 1
    assert [str(each.subject)[:7] for each in mails(session)] == [case.number] * 2


OUT_OF_ORDER: list[tuple[tuple[str, ...], str]] = [
    (("aangemeld",), "trajectplan"),
    (("aangemeld",), "voortgang"),
    (("aangemeld", "bevestigd"), "eindrapport"),
    (("uitvraag",), "intake"),
    (("uitvraag",), "wijziging"),
    (BEGUN, "eindrapport"),
    (("aangemeld", "vervangen"), "trajectplan"),
    ((*RUNNING, "gestaakt"), "verlenging"),
    ((*RUNNING, "opgeschort"), "eindrapport"),
    (("aangemeld", "ingetrokken"), "intake"),
    (("aangemeld", "geweigerd"), "trajectplan"),
    ((*RUNNING, "eindrapport", "afgesloten"), "verlenging"),
]


@pytest.mark.parametrize(("states", "kind"), OUT_OF_ORDER)
def test_what_comes_out_of_order_is_kept_shown_and_told(
    session: Session, case: Case, states: tuple[str, ...], kind: str
) -> None:
    """Nothing is recorded of it, the reason stands beside it, one mail says it; once things are in order it acts."""
    move_referral(session, case, *states)
    before, message = kinds(session, case), dated_message(case, kind, 1 if kind == "wijziging" else 0, aanmelding=1)
    for _ in range(2):
        receipt = send(session, message)
        assert (receipt.outcome, receipt.reason) == (REJECTED, "kan_nu_niet")
    assert kinds(session, case) == before
    assert "erwijzing 1 staat op" in str(list_messages(session)[0].detail)
    (mail,) = mails(session)
    assert "dat nu niet kan" in " ".join(mail.body.split())
    assert verify_record(session) == []


def test_what_an_operator_brings_is_told_to_the_operator_alone(session: Session, case: Case) -> None:
    """The answer of the command says it; no mail follows."""
    move_referral(session, case, "aangemeld")
    content = as_bytes(dated_message(case, "trajectplan"))
    receipt = receive(Delivery(BY_OPERATOR, content, address=Address(case.number, 1), actor="operator-1"))
    assert receipt.reason == "kan_nu_niet"
    assert "wel naar: bevestigd" in receipt.faults[0]
    assert mails(session) == []


def test_a_message_that_was_too_early_acts_when_it_comes_again(session: Session, case: Case) -> None:
    """What is refused holds no number: the bureau sends the same message once the intake is known."""
    move_referral(session, case, "aangemeld")
    plan = dated_message(case, "trajectplan")
    assert send(session, plan).outcome == REJECTED
    assert send(session, dated_message(case, "intake", 1, aanmelding=1)).outcome == ACCEPTED
    assert send(session, plan).outcome == ACCEPTED
    assert moves(session, case) == ["aangemeld", "intake_gehouden", "trajectplan"]


def test_what_stands_already_is_not_recorded_twice(session: Session, case: Case) -> None:
    """An operator was quicker than the message, or another message says the same."""
    move_referral(session, case, "aangemeld", "intake_gehouden", "trajectplan")
    for kind, example in (("intake", 1), ("trajectplan", 0)):
        assert send(session, dated_message(case, kind, example)).outcome == ACCEPTED
    assert moves(session, case) == ["aangemeld", "intake_gehouden", "trajectplan"]


def test_a_bureau_that_was_replaced_still_reports_what_it_did(session: Session, case: Case) -> None:
    """Report and end report are evidence of its own track; its state and the next bureau's stay as they are."""
    move_referral(session, case, *RUNNING, "vervangen", on=5)
    add_referral(session, case, "tweede", 2)
    session.commit()
    move_referral(session, case, "aangemeld", number=2)
    assert send(session, dated_message(case, "voortgang")).outcome == ACCEPTED
    ended = dated_message(case, "eindrapport", 1, aanmelding=1, reden="ander_bureau")
    assert send(session, ended).outcome == ACCEPTED
    assert (moves(session, case)[-1], moves(session, case, 2)) == ("vervangen", ["aangemeld"])
    assert {each.referral for each in tracks_of(load_record(session, case).events) if each.reports} == {1}
    assert send(session, dated_message(case, "intake"), "tweede").reason == "onbekende_verwijzing"


def test_no_order_of_messages_ends_in_a_traceback_or_a_state_twice(session: Session, case: Case) -> None:
    """Of every order of four messages the states are a path of the table, each once, and every message is kept."""
    move_referral(session, case, "aangemeld")
    sent = 0
    for order in itertools.islice(
        itertools.permutations(("eindrapport", "voortgang", "trajectplan", "intake")), 0, 24, 5
    ):
        for kind in order:
            send(session, dated_message(case, kind, 1 if kind == "intake" else 0, bericht=f"b-{sent}"))
            sent += 1
    assert len(list_messages(session)) == sent
    reached = moves(session, case)
    assert reached == ["aangemeld", "intake_gehouden", "trajectplan"]
    assert verify_record(session) == []


def test_the_run_form_tells_progress_as_codes_days_and_counts(session: Session, case: Case) -> None:
    """Recorded as a report of the last referral; before the intake it is refused, and nothing is half-written."""
    move_referral(session, case, *BEGUN[:2], on=60)
    today = clock.today()
    progress = CountedProgress(
        today, today - timedelta(41), today, "bemiddeling", ("jobhunting",), applied=3, outside=2, hours_offered=40
    )
    with pytest.raises(InputError, match="kan pas vanaf ‘intake gehouden’"):
        report_counted_progress(session, case.number, progress, "operator-1")
    session.rollback()
    move_referral(session, case, "intake_gehouden", on=30)
    said = report_counted_progress(session, case.number, progress, "operator-1")
    session.commit()
    assert "voortgang over" in said
    (track,) = tracks_of(load_record(session, case).events)
    assert (track.referral, track.logs[0].total, track.logs[0].outside) == (1, 3, 2)
    assert "buiten het zoekprofiel" in " ".join(
        each.sentence for each in read_case_state(case.number).verdict_on(today).findings
    )
    assert verify_record(session) == []


def test_an_invoice_that_comes_after_the_case_closed_is_recorded(session: Session, case: Case) -> None:
    """A bureau bills what it did; the case stays closed and is not woken."""
    move_referral(session, case, *RUNNING)
    close_case(session, case, clock.today())
    session.commit()
    found = send(session, dated_message(case, "factuur"))
    assert (found.outcome, list(found.to_wake)) == (ACCEPTED, [])
    assert kinds(session, case)[-1] == "invoice_recorded"
    session.expire_all()
    assert session.get_one(Case, case.id).status == "gesloten"
