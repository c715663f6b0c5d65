"""How far a referral is: recorded by command, refused where it cannot be, and seen in show, list and dossier."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select
from support.bureaus.referred_cases import as_bytes, dated_message
from support.command_in_process import Said
from support.prepared_cases import prepare_referral_of

from models.record import append_event, open_case
from models.tables import Bureau, Case, Employee, Message
from models.verification import verify_record
from spoorboek import clock
from tasks.case_state import read_case_state, store_case_state
from tasks.effects.perform import perform
from tasks.outbox.mail_history import mail_history
from tasks.views.bureau_messages_section import bureau_messages
from tasks.views.dossier_json import bureau_codes
from tasks.views.dossier_page import dossier_page

pytestmark = pytest.mark.usefixtures("working_day")

Typed = Callable[..., Said]
ONE, OTHER = ("--door", "operator-1"), ("--door", "operator-2")


def wake(case: Case) -> None:
    """Carry out what a case asks for, as its run would."""
    while actions := (current := read_case_state(case.number)).actions:
        for action in actions:
            perform.fn(action.kind, current, action)
    store_case_state(current)


@pytest.fixture
def case(make_case: Callable[..., Case], session: Session, typed: Typed) -> Case:
    """Return a case whose first referral was sent today; two bureaus are known."""
    employee = session.get_one(Employee, make_case().employee_id)
    for rank, code in enumerate(("eerste", "tweede")):
        session.add(Bureau(code=code, name=f"Bureau {code}", email=f"{code}@bureau.example", rank=rank))
    today = clock.today()
    data = {"first_sick_day": today - timedelta(375), "adopted_on": today}
    opened = open_case(session, employee, today, data, "operator-1")
    evaluated = (today - timedelta(35)).isoformat()
    done = {"step": "eerstejaarsevaluatie", "occurrence": 1, "on": evaluated, "evidence": None}
    append_event(session, opened, "step_done", today, done, "operator-1")
    session.commit()
    prepare_referral_of(session, opened.number)
    wake(opened)
    for words in (("confirm", *ONE), ("approve", *OTHER)):
        assert typed("referral", words[0], opened.number, *words[1:]).code == 0
    wake(opened)
    return opened


def move(typed: Typed, case: Case, to: str, *more: object) -> Said:
    """Record a state of today."""
    return typed("referral", "move", case.number, "--to", to, "--on", f"{clock.today():%d-%m-%Y}", *ONE, *more)


def test_what_is_sent_moves_by_itself_and_what_people_record_moves_on(
    typed: Typed, case: Case, session: Session
) -> None:
    """Sent: `aangemeld`, in the transaction of the mail. Each answer says what it waits for now, and who is to act."""
    shown = typed("referral", "show", case.number).out
    assert re.search(r"Verwijzing 1 aan bureau \S+: aangemeld sinds", shown)
    assert "Nu: Bevestiging dat het bureau de aanmelding heeft" in shown
    assert "Aan zet: re-integratiebureau." in shown
    assert "wacht op akkoord" in shown
    said = move(typed, case, "intake-gepland", "--at", f"{clock.today() + timedelta(7):%d-%m-%Y}")
    assert said.code == 0, said
    assert "verwijzing 1 aan bureau eerste: intake gepland op" in said.out
    assert "Nu: Intake bij het bureau" in said.out
    wake(case)
    steps = {(each.ref.key, each.ref.occurrence): each for each in read_case_state(case.number).agenda.steps}
    assert steps["ontvangst_aanmelding", 1].status == "gedaan"
    assert steps["intake_bureau", 1].target_on == clock.today() + timedelta(7)
    listed = json.loads(typed("case", "show", case.number, "--format", "json").out)
    assert "intake_bureau" in {each["key"] for each in listed["steps"]}
    assert "intake gepland op" in dossier_page(read_case_state(case.number))
    assert verify_record(session) == []


def test_a_move_that_cannot_be_is_refused_with_what_can(typed: Typed, case: Case) -> None:
    """A state too far, one the product takes, a missing detail, a step reported done, another number, the future."""
    refusals = {
        ("loopt",): "wel naar: bevestigd, intake_gepland, intake_gehouden",
        ("verlopen",): "wel naar:",
        ("intake_gepland",): "de dag van de intake ontbreekt",
        ("vervangen", "--reason", "griep"): "onbekende reden 'griep'; kies uit: geen_woord",
        ("bevestigd", "--referral", 4): "heeft geen verwijzing 4. Bekend zijn: 1 aangemeld",
        ("vertrokken",): "Onbekende stand 'vertrokken'",
    }
    for words, why in refusals.items():
        said = move(typed, case, *(str(word) for word in words))
        assert (said.code, said.out) == (2, ""), words
        assert why in said.err, words
    done = typed("step", "done", case.number, "intake_bureau", *ONE)
    assert "volgt uit de stand van verwijzing 1" in done.err
    assert read_case_state(case.number).plan.facts.referrals[0].state == "aangemeld"


def test_a_bureau_that_is_replaced_is_followed_by_the_next_whatever_the_step_says(
    typed: Typed, case: Case, session: Session
) -> None:
    """The second track has started, so its step is done; the next bureau is prepared all the same, and waits."""
    assert move(typed, case, "intake_gehouden").code == 0
    wake(case)
    assert move(typed, case, "vervangen", "--reason", "levert_niet").code == 0
    wake(case)
    states = [(each.number, each.state) for each in read_case_state(case.number).plan.facts.referrals]
    assert states == [(1, "vervangen"), (2, "gereed")]
    assert "dat is een einde" in move(typed, case, "loopt", "--referral", 1).err
    assert verify_record(session) == []


def test_only_what_people_recorded_is_withdrawn(typed: Typed, case: Case) -> None:
    """A state the product took stays; one of people can be taken back, unless another followed on it."""
    before = len(read_case_state(case.number).record.events)
    assert "Dat legde Spoorboek zelf vast" in typed("case", "withdraw", case.number, before, *ONE).err
    assert move(typed, case, "bevestigd").code == 0
    assert move(typed, case, "intake_gehouden").code == 0
    assert typed("case", "withdraw", case.number, before + 2, *ONE).code == 0
    assert read_case_state(case.number).plan.facts.referrals[0].state == "bevestigd"


def test_a_referral_ends_with_its_case_and_goes_on_with_it(typed: Typed, case: Case, session: Session) -> None:
    """So does one that was arranged elsewhere; no bureau is written to; the record verifies."""
    today = clock.today()
    assert move(typed, case, "bevestigd").code == 0
    elsewhere = {"referral": 5, "to": "loopt", "on": today.isoformat()}
    append_event(session, case, "referral_moved", today, elsewhere, "operator-1")
    recovered = {"from": (today - timedelta(28)).isoformat()}
    append_event(session, case, "recovered", today, recovered, "operator-1")
    session.commit()
    told = bureau_mails(session)
    wake(case)
    ended = {each.number: each.moves[-1] for each in read_case_state(case.number).plan.facts.referrals}
    assert {number: (end.to, end.reason) for number, end in ended.items()} == {
        1: ("ingetrokken", "einde_zaak"),
        5: ("gestaakt", "einde_zaak"),
    }
    assert bureau_mails(session) == told
    session.expire_all()
    assert case.status == "gesloten"
    number = next(each.seq for each in read_case_state(case.number).record.events if each.kind == "recovered")
    assert typed("case", "withdraw", case.number, number, *ONE).code == 0
    wake(case)
    again = {each.number: each.state for each in read_case_state(case.number).plan.facts.referrals}
    assert again == {1: "bevestigd", 5: "loopt"}
    assert "Dat legde Spoorboek zelf vast" in typed("case", "withdraw", case.number, number + 1, *ONE).err
    assert verify_record(session) == []


def bureau_mails(session: Session) -> int:
    """Return how many mails to bureaus there are."""
    session.expire_all()
    return len(session.exec(select(Message).where(Message.to_role == "bureau")).all())


def test_the_dossier_shows_messages_of_both_ways_and_why_one_was_refused(
    typed: Typed, case: Case, session: Session, tmp_path: Path
) -> None:
    """What went by mail, what came and what the case refused, with kind, day and state; no content, no name."""
    for name, kind in (("goed", "ontvangstbevestiging"), ("te-vroeg", "voortgang")):
        (tmp_path / name).write_bytes(as_bytes(dated_message(case, kind)))
        typed("referral", "receive", case.number, str(tmp_path / name), *ONE)
    session.expire_all()
    mails = mail_history(session, case.id)
    shown = bureau_messages(session, case, mails, bureau_codes(session, case))
    assert {(each.way_in, each.bureau, each.channel) for each in shown} == {
        (False, "eerste", "mail"),
        (True, "eerste", "operator"),
    }
    by_kind = {each.kind: each.outcome for each in shown if each.way_in}
    assert by_kind["ontvangstbevestiging"] == "aanvaard"
    assert by_kind["voortgang"].endswith("dit kan niet, zoals de verwijzing nu staat")
    page = dossier_page(read_case_state(case.number), messages=shown)
    assert "## Berichten met bureaus" in page
    assert "| in | eerste | voortgang | operator |" in page
    assert "Berichten met bureaus" in typed("case", "show", case.number).out
    assert "## Berichten met bureaus" not in dossier_page(read_case_state(case.number))
