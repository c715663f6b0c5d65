"""A bureau at work hears what somebody can work now: a person says yes, it goes once and names nobody."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select
from support.bureaus.referred_cases import RUNNING, as_bytes, dated_message, move_referral, referred_case
from support.command_in_process import Said
from support.prepared_cases import PROFILE

from models.record import load_record
from models.tables import Bureau, BureauKey, Case, Document, Employee, Message, OutgoingMessage
from models.tables.channel_tables import ACCEPTED, HTTPS
from models.verification import verify_record
from spoorboek import clock
from spoorboek.errors import InputError
from spoorboek.statute.second_track.adequacy import assess
from spoorboek.statute.second_track.track_events import tracks_of
from tasks.capability_approval import pass_on_capability
from tasks.case_state import CaseState, read_case_state, store_case_state
from tasks.channels.receiving import Delivery, receive
from tasks.effects.perform import perform
from tasks.reports.preparation_content import report_profile
from tasks.reports.report_withdrawal import withdraw_report
from tasks.views.dossier_page import dossier_page
from templates.bureau_messages import read_message

pytestmark = pytest.mark.usefixtures("working_day")
STEP, TO = "belastbaarheid_doorgeven", "eerste@bureau.example"


@pytest.fixture
def case(session: Session, make_case: Callable[..., Case]) -> Case:
    """Return a case of which a bureau with an end point has been at work for sixty days."""
    made = referred_case(session, session.get_one(Employee, make_case(name="Tamar Kanarie").employee_id))
    move_referral(session, made, *RUNNING, on=60)
    bureau = session.exec(select(Bureau.id).where(Bureau.code == "eerste")).one()
    session.add(BureauKey(bureau_id=bureau, name="eerste-1", secret="x" * 32, end_point="https://eerste.example"))
    session.commit()
    return made


def wake(case: Case) -> CaseState:
    """Carry out what a case asks for, as its run would."""
    while actions := (current := read_case_state(case.number)).actions:
        for action in actions:
            perform.fn(action.kind, current, action)
    store_case_state(current)
    return current


def record_profile(session: Session, case: Case, possibilities: str) -> str:
    """Record a functional profile of today."""
    given = {**PROFILE, "bron_datum": clock.today(), "mogelijkheden": possibilities}
    said = report_profile(session, case.number, given, "operator-1")
    session.commit()
    return said


def say_yes(session: Session, case: Case) -> str:
    """Say yes to what the bureau hears."""
    said = pass_on_capability(session, case.number, "operator-1")
    session.commit()
    return said


def told(session: Session) -> list[str]:
    """List what went to the bureau of it, by the text of the letters, oldest first."""
    session.expire_all()
    letters = session.exec(select(Document).where(Document.template == "wijziging_spoor_2").order_by(col(Document.id)))
    return [str(each.text) for each in letters]


def statuses(case: Case) -> list[str]:
    """List how the steps to tell the bureau stand."""
    return [each.status for each in read_case_state(case.number).plan if each.key == STEP]


def findings(session: Session, case: Case, days: int) -> set[str]:
    """Return the codes of the verdict so many days from now."""
    session.expire_all()
    record, plan = load_record(session, case), read_case_state(case.number).plan
    verdict = assess(plan, tracks_of(record.events), clock.today() + timedelta(days))
    return {each.code for each in verdict.findings}


def refused(session: Session, case: Case, why: str) -> None:
    """Require that there is nothing to say yes to, and that nothing is left behind."""
    before = len(load_record(session, case).events)
    with pytest.raises(InputError, match=why):
        pass_on_capability(session, case.number, "operator-1")
    session.rollback()
    assert len(load_record(session, case).events) == before


def test_the_yes_of_a_person_sends_one_version_once_and_the_answer_of_the_bureau_closes_it(
    session: Session, case: Case, typed: Callable[..., Said]
) -> None:
    """From the profile to the answer: letter, message and end point, no name anywhere, and never the same twice."""
    refused(session, case, "geen functioneel profiel met inhoud")
    assert "referral pass-on" in record_profile(session, case, "zittend werk, vier uur per dag")
    wake(case)
    assert (statuses(case), told(session)) == (["gepland"], [])
    assert "belastbaarheid_niet_doorgegeven" in findings(session, case, 5)
    shown = typed("referral", "pass-on", case.number).out
    assert "zittend werk, vier uur per dag" in shown
    assert typed("referral", "pass-on", case.number, "--yes").code == 2  # who says so?

    said = typed("referral", "pass-on", case.number, "--yes", "--door", "operator-1")
    assert (said.code, "gaat nu naar bureau eerste" in " ".join(said.out.split())) == (0, True)
    page = dossier_page(wake(case))
    assert "Wat de werknemer nu kan" in page
    (letter,) = told(session)
    mail = session.exec(select(Message).where(Message.to_role == "bureau")).one()
    assert mail.recipient == TO
    files = [session.get_one(Document, each) for each in mail.document_ids]
    assert [each.template for each in files] == ["wijziging_spoor_2", "wijziging_spoor_2_bericht"]
    message = read_message(files[1].content, ("wijziging",))
    assert message.id == f"{case.number}-W1-v1"
    assert message.data["belastbaarheid"]["mogelijkheden"][-1] == "zittend werk, vier uur per dag"
    assert f"{case.number}-1-" in mail.subject
    everything = mail.subject + mail.body + letter + files[1].content.decode() + shown
    assert "Tamar" not in everything
    assert "bsn" not in everything.lower()
    assert [each.number for each in session.exec(select(OutgoingMessage))] == [message.id]
    assert statuses(case) == ["gedaan"]
    assert "belastbaarheid_niet_doorgegeven" not in findings(session, case, 5)
    assert "plan_niet_aangepast" in findings(session, case, 15)

    refused(session, case, r"versie 1 is al doorgegeven op")
    wake(case)
    assert len(told(session)) == 1
    bureau = session.exec(select(Bureau.id).where(Bureau.code == "eerste")).one()
    answer = dated_message(case, "wijziging", 1)
    assert receive(Delivery(HTTPS, as_bytes(answer), bureau=bureau)).outcome == ACCEPTED
    assert "plan_niet_aangepast" not in findings(session, case, 15)
    assert verify_record(session) == []


def test_a_yes_that_is_taken_back_sends_nothing_and_a_bureau_that_is_done_hears_nothing(
    session: Session, case: Case
) -> None:
    """Two profiles in one day, a yes withdrawn before the wake, a track at rest, and one that stopped."""
    record_profile(session, case, "zittend werk")
    say_yes(session, case)
    yes = len(load_record(session, case).events)
    withdraw_report(session, case.number, yes, "operator-1")
    session.commit()
    wake(case)
    assert (told(session), statuses(case)) == ([], ["gepland"])
    record_profile(session, case, "zittend en staand werk")  # the same day: of two the later one counts
    move_referral(session, case, "opgeschort")
    say_yes(session, case)
    wake(case)
    (letter,) = told(session)
    assert "zittend en staand werk" in letter
    assert statuses(case) == ["gedaan"]
    record_profile(session, case, "lopend werk")
    profile = len(load_record(session, case).events)
    say_yes(session, case)
    wake(case)
    refused(session, case, "versie 3 is al doorgegeven")
    withdraw_report(session, case.number, profile, "operator-1")  # it was wrong: the bureau has what does not hold
    session.commit()
    say_yes(session, case)
    wake(case)
    assert [each.split("Wat kan:")[1].split("\n- ")[2].split("\n")[0] for each in told(session)][1:] == [
        "lopend werk",
        "zittend en staand werk",
    ]
    record_profile(session, case, "alle werk")
    say_yes(session, case)
    move_referral(session, case, "gestaakt")  # before the case woke
    wake(case)
    assert len(told(session)) == 3
    refused(session, case, "Noem welke verwijzing|geen bureau aan het werk")
    assert "pass-on" not in record_profile(session, case, "alles")
    messages = session.exec(select(Document).where(Document.template == "wijziging_spoor_2_bericht"))
    numbers = sorted(json.loads(each.content)["bericht"] for each in messages)
    assert numbers == [f"{case.number}-W1-v{each}" for each in (2, 3, 4)]  # the first yes was withdrawn
