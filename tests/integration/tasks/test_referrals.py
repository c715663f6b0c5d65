"""A referral waits for the yes of two people: until then nothing about the employee leaves, over a real mail server."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlmodel import Session, select
from support.canaries import BIRTH, BSN, found_in
from support.command_in_process import Said
from support.mail_server import Post
from support.prepared_cases import prepare_referral_of

from models.addressees import addressee_in_role
from models.operators import operator_codes
from models.record import append_event, load_record, open_case, write_effect
from models.tables import AWAITS_YES, REFERRED, Bureau, Case, CaseEvent, Document, Employee, Message, Referral
from models.verification import verify_record
from spoorboek import clock
from spoorboek.errors import InputError
from spoorboek.settings import settings
from spoorboek.statute.actions import Action
from spoorboek.statute.days.calendar import add_working_days
from tasks.case_state import read_case_state, store_case_state
from tasks.effects.perform import perform
from tasks.outbox.mail_queue import send_due
from tasks.outbox.reply_codes import reply_code
from tasks.referral_approval import approve_referral
from tasks.views.dossier_page import dossier_page
from tasks.views.run_list import AWAITS_YES_TAG, case_tags

pytestmark = pytest.mark.usefixtures("working_day")

Typed = Callable[..., Said]
MakeCase = Callable[..., Case]
ONE, OTHER = ("--door", "operator-1"), ("--door", "operator-2")
SICK, EVALUATED = 375, 340
FIRST, SECOND = "Bureau eerste <eerste@bureau.example>", "Bureau tweede <tweede@bureau.example>"


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch, session: Session, fresh: Callable[[], None]) -> Iterator[Post]:
    """Let mail go to a real server."""
    server = Post()
    server.receive(monkeypatch)
    fresh()
    server.open()
    yield server
    server.close()


@pytest.fixture
def case(make_case: MakeCase, session: Session, typed: Typed, post: Post) -> Case:
    """Adopt the case of somebody with canaries for data, whose second track starts this week; two bureaus are known."""
    known = {"name": "Zwaan Zwaluwstaart", "bsn": BSN, "birth_date": BIRTH, "email": "zwaan@kanarievogel.example"}
    employee = session.get_one(Employee, make_case(**known, function="Kruisbek").employee_id)
    for rank, code in enumerate(("eerste", "tweede")):
        session.add(Bureau(code=code, name=f"Bureau {code}", email=f"{code}@bureau.example", rank=rank))
    today = clock.today()
    data = {"first_sick_day": today - timedelta(SICK), "adopted_on": today}
    opened = open_case(session, employee, today, data, "operator-1")
    evaluated = (today - timedelta(SICK - EVALUATED)).isoformat()
    done = {"step": "eerstejaarsevaluatie", "occurrence": 1, "on": evaluated, "evidence": None}
    append_event(session, opened, "step_done", today, done, "operator-1")
    session.commit()
    prepare_referral_of(session, opened.number)
    wake(opened)
    return opened


def wake(case: Case) -> None:
    """Carry out what a case asks for, as its run would, and send its mail."""
    while actions := (current := read_case_state(case.number)).actions:
        for action in actions:
            perform.fn(action.kind, current, action)
    store_case_state(current)
    send_due()


def to_bureaus(post: Post) -> list[EmailMessage]:
    """List the mails that bureaus received."""
    return [mail for mail in post.office.mails if "@bureau.example" in str(mail["To"])]


def referrals(session: Session) -> list[tuple[int, str]]:
    """List the referrals with their status."""
    session.expire_all()
    return [(each.number, each.status) for each in session.exec(select(Referral).order_by("number")).all()]


def said_yes(typed: Typed, case: Case) -> None:
    """Have one operator confirm and another approve."""
    for words in (("confirm", *ONE), ("approve", *OTHER)):
        said = typed("referral", words[0], case.number, *words[1:])
        assert (said.code, said.err) == (0, ""), said


def test_nothing_about_the_employee_leaves_before_two_people_said_yes(
    typed: Typed, case: Case, session: Session, post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    """No mail to a bureau, no document for it; mail to others holds no canary.

    After the yes the bureau has all but the BSN, which no mail holds.
    """
    steps = [lambda: None, lambda: typed("referral", "confirm", case.number, *ONE)]
    for step in steps:
        said = step()
        wake(case)
        assert to_bureaus(post) == []
        assert not [each for each in session.exec(select(Document)) if each.template.startswith("aanmelding")]
        assert addressee_in_role(session, case, "bureau", clock.today()) is None
        others = [mail for mail in post.office.mails if "zwaan@" not in str(mail["To"])]
        assert others
        logged = capsys.readouterr()
        texts = [*((str(mail["Subject"]), mail.as_string()) for mail in others), ("log", logged.out + logged.err)]
        recorded = [(each.kind, json.dumps(each.data)) for each in session.exec(select(CaseEvent))]
        assert found_in([*texts, *recorded, ("typed", str(said))]) == set()
    assert referrals(session) == [(1, AWAITS_YES)]
    assert typed("referral", "approve", case.number, *OTHER).code == 0
    wake(case)
    (mail,) = to_bureaus(post)
    code = reply_code(session, case, session.exec(select(Referral)).one())
    assert (mail["To"], mail["Subject"]) == (FIRST, f"{case.number} · Stukken: Start tweede spoor · {code}")
    form, message = (part.get_content() for part in mail.iter_attachments())
    assert form.startswith(b"%PDF")
    assert json.loads(message if isinstance(message, str) else message.decode())["werknemer"]["bsn"] is None
    texts = [each.text or "" for each in session.exec(select(Document)) if each.template.startswith("aanmelding")]
    assert any("langs een andere weg" in text for text in texts)
    assert BSN not in "".join((*texts, str(message), mail.as_string()))
    assert referrals(session) == [(1, REFERRED)]
    wake(case)
    assert len(to_bureaus(post)) == 1
    assert verify_record(session) == []


def test_the_casemanager_hears_that_it_waits_by_codes_alone(case: Case, session: Session, post: Post) -> None:
    """Without a casemanager operations does: number of the referral, and the command that shows what is in it."""
    (mail,) = [each for each in post.office.mails if "wacht op akkoord" in str(each["Subject"])]
    assert mail["Subject"] == f"{case.number} · verwijzing 1 wacht op akkoord"
    assert settings().operations_mail in mail["To"]
    body = " ".join(mail.get_body().get_content().split())  # type: ignore[union-attr]
    assert f"spoorboek referral preview {case.number}" in body


def test_a_preview_is_what_is_sent_and_names_what_is_missing(
    typed: Typed, case: Case, post: Post, session: Session
) -> None:
    """Word for word, the day to answer counted from the day it goes; nothing is written by looking."""
    before = len(load_record(session, case).events)
    said = typed("referral", "preview", case.number.lower())
    assert (said.code, said.err) == (0, "")
    assert "- Casemanager\n" in said.out
    assert "- Mogelijkheden in termen van werk\n" not in said.out  # that is there, or nothing can be confirmed
    assert "Burgerservicenummer: krijgt u van de casemanager langs een andere weg" in said.out
    assert BSN not in said.out
    assert "Handtekening" not in said.out.partition("=== Ontbreekt")[2]
    assert len(load_record(session, case).events) == before
    said_yes(typed, case)
    wake(case)
    (mail,) = to_bureaus(post)
    message = list(mail.iter_attachments())[1].get_content()
    text = message if isinstance(message, str) else message.decode()
    assert text.strip() in said.out
    assert json.loads(text)["termijnen"]["bevestigen_uiterlijk"] == add_working_days(clock.today(), 2).isoformat()


def test_four_eyes(typed: Typed, case: Case, session: Session) -> None:
    """Who confirmed last does not approve, with a reason neither; each refusal says what to do, and records nothing."""
    refused = typed("referral", "approve", case.number, *ONE)
    assert "is nog niet bevestigd" in refused.err
    assert typed("referral", "confirm", case.number, *ONE).code == 0
    for words in ((), ("--reason", "niemand_anders")):
        refused = typed("referral", "approve", case.number, *ONE, *words)
        assert (refused.code, refused.out) == (2, "")
    assert "al door operator-1 bevestigd" in typed("referral", "confirm", case.number, *ONE).err
    assert typed("referral", "confirm", case.number, *OTHER).code == 0
    assert "Een ander moet haar goedkeuren" in typed("referral", "approve", case.number, *OTHER).err
    assert typed("referral", "approve", case.number, *ONE).code == 0
    session.expire_all()
    told = [(each.kind, each.actor) for each in session.exec(select(CaseEvent)) if each.kind.startswith("referral")]
    assert told == [
        ("referral_moved", "spoorboek"),
        ("referral_confirmed", "operator-1"),
        ("referral_confirmed", "operator-2"),
        ("referral_approved", "operator-1"),
    ]


def test_a_house_with_one_operator_gives_its_reason(typed: Typed, case: Case, session: Session) -> None:
    """The exception is recorded with a code, and the dossier says it."""
    for other in operator_codes(session):
        if other != "operator-1":
            assert typed("operator", "remove", other, *ONE).code == 0
    assert typed("referral", "confirm", case.number, *ONE).code == 0
    assert "de enige operator. Noem een reden: niemand_anders" in typed("referral", "approve", case.number, *ONE).err
    assert "Onbekende reden 'zin'" in typed("referral", "approve", case.number, *ONE, "--reason", "zin").err
    assert typed("referral", "approve", case.number, *ONE, "--reason", "niemand_anders").code == 0
    event = load_record(session, case).events[-1]
    assert (event.kind, event.data) == ("referral_approved", {"referral": 1, "reason": "niemand_anders"})
    assert "Verwijzing 1 goedgekeurd (niemand anders)" in dossier_page(read_case_state(case.number))


def change_name(session: Session, case: Case) -> None:
    """Correct the name of the employee, as an import does."""
    session.get_one(Employee, case.employee_id).name = "Zwaan Zwaluwstaart-Roerdomp"


def change_address_of_bureau(session: Session, _: Case) -> None:
    """Give the bureau another address."""
    session.exec(select(Bureau).where(Bureau.code == "eerste")).one().email = "nieuw@bureau.example"


def report_assessment(session: Session, case: Case) -> None:
    """Report another outcome, which the form names."""
    found = {"on": clock.today().isoformat(), "outcome": "spoor_2"}
    append_event(session, case, "assessment_recorded", clock.today(), found, "operator-2")


CHANGES = (change_name, change_address_of_bureau, report_assessment)


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_after_it_was_confirmed_must_be_confirmed_anew(
    change: Callable[[Session, Case], None], typed: Typed, case: Case, session: Session
) -> None:
    """A name, an address, a fact the form shows: an approval would be of something else."""
    assert typed("referral", "confirm", case.number, *ONE).code == 0
    change(session, case)
    session.commit()
    assert "veranderde sinds zij is bevestigd" in typed("referral", "approve", case.number, *OTHER).err
    said_yes(typed, case)


def test_a_report_that_the_form_does_not_show_changes_nothing(typed: Typed, case: Case, session: Session) -> None:
    """A contact moment that was held needs no second confirmation."""
    assert typed("referral", "confirm", case.number, *ONE).code == 0
    held = {"step": "contactmoment", "occurrence": 14, "on": clock.today().isoformat(), "evidence": None}
    append_event(session, case, "step_done", clock.today(), held, "operator-2")
    session.commit()
    assert typed("referral", "approve", case.number, *OTHER).code == 0


def test_what_changed_after_the_approval_is_not_sent(typed: Typed, case: Case, session: Session, post: Post) -> None:
    """The wake that would send it fails loudly and writes nothing; confirmed and approved again it goes."""
    said_yes(typed, case)
    change_name(session, case)
    session.commit()
    with pytest.raises(InputError, match="na het akkoord veranderde wat erin staat"):
        wake(case)
    send_due()
    assert to_bureaus(post) == []
    assert referrals(session) == [(1, AWAITS_YES)]
    said_yes(typed, case)
    wake(case)
    assert len(to_bureaus(post)) == 1


def test_what_waits_is_seen_and_what_was_sent_is_not(typed: Typed, case: Case) -> None:
    """In the list, its JSON, the dossier and the tags of the run."""
    said = typed("case", "list").out
    assert f"1 verwijzing wacht op akkoord: {case.number}." in said
    (line,) = [
        each for each in json.loads(typed("case", "list", "--format", "json").out) if each["number"] == case.number
    ]
    assert line["awaits_approval"] is True
    shown = json.loads(typed("case", "show", case.number, "--format", "json").out)
    assert (shown["unsent_referrals"], shown["referrals"][0]["status"]) == ([1], AWAITS_YES)
    current = read_case_state(case.number)
    assert "## Wacht op akkoord" in dossier_page(current)
    assert AWAITS_YES_TAG in case_tags(current)
    said_yes(typed, case)
    wake(case)
    current = read_case_state(case.number)
    assert "Wacht op akkoord" not in dossier_page(current)
    assert AWAITS_YES_TAG not in case_tags(current)
    assert "wacht op akkoord" not in typed("case", "list").out


def test_refusals_when_nothing_waits(typed: Typed, case: Case, make_case: MakeCase) -> None:
    """Nothing prepared, another number, sent, answered: each with its own reason."""
    young = make_case(clock.today() - timedelta(20))
    for action in ("preview", "confirm", "approve"):
        by = () if action == "preview" else ONE
        assert "is nog geen verwijzing voorbereid" in typed("referral", action, young.number, *by).err
        assert "heeft geen verwijzing 7. Voorbereid zijn: 1." in typed(
            "referral", action, case.number, *by, "--referral", 7
        ).err  # fmt: skip
    answered = ("case", "report", case.number, "bureau_akkoord", *ONE, "--on", f"{clock.today():%d-%m-%Y}")
    assert "wacht nog op akkoord" in typed(*answered).err
    said_yes(typed, case)
    wake(case)
    assert f"is al verstuurd, op {clock.today():%d-%m-%Y}" in typed("referral", "confirm", case.number, *ONE).err
    assert typed(*answered).code == 0
    assert "antwoordde al: akkoord" in typed("referral", "approve", case.number, *OTHER).err


def test_a_declined_referral_brings_the_next_bureau_that_waits_again(
    typed: Typed, case: Case, session: Session, post: Post
) -> None:
    """The second bureau is prepared at once and hears nothing until its own referral is approved."""
    said_yes(typed, case)
    wake(case)
    said = typed("case", "report", case.number, "bureau_geweigerd", *ONE, "--on", f"{clock.today():%d-%m-%Y}")
    assert said.code == 0
    wake(case)
    assert referrals(session) == [(1, REFERRED), (2, AWAITS_YES)]
    assert len(to_bureaus(post)) == 1
    assert "antwoordde al: geweigerd" in typed("referral", "confirm", case.number, *ONE, "--referral", 1).err
    said_yes(typed, case)
    wake(case)
    assert [mail["To"] for mail in to_bureaus(post)] == [FIRST, SECOND]


def test_another_bureau_is_chosen_by_triggering_the_step_again(
    typed: Typed, case: Case, session: Session, post: Post
) -> None:
    """Also after the first was approved and before its wake: the bureau that was passed over never hears of it."""
    said_yes(typed, case)
    assert typed("step", "retrigger", case.number, "start_spoor_2", "--mode", "opnieuw", *ONE).code == 0
    wake(case)
    assert to_bureaus(post) == []
    assert "In plaats van verwijzing 1" in typed("referral", "approve", case.number, *OTHER, "--referral", 1).err
    said_yes(typed, case)
    wake(case)
    assert [mail["To"] for mail in to_bureaus(post)] == [SECOND]


def test_a_yes_can_be_withdrawn_until_it_is_sent(typed: Typed, case: Case, session: Session, post: Post) -> None:
    """The approval before the confirmation; once it is sent neither."""
    said_yes(typed, case)
    approved = len(load_record(session, case).events)
    refused = typed("case", "withdraw", case.number, approved - 1, *ONE)
    assert f"Trek eerst melding {approved} in" in refused.err
    assert typed("case", "withdraw", case.number, approved, *ONE).code == 0
    wake(case)
    assert to_bureaus(post) == []
    assert typed("referral", "approve", case.number, *OTHER).code == 0
    wake(case)
    assert "is al verstuurd" in typed("case", "withdraw", case.number, approved - 1, *ONE).err
    assert len(to_bureaus(post)) == 1


def test_without_a_bureau_there_is_nothing_to_confirm(typed: Typed, case: Case, session: Session) -> None:
    """A bureau that is no longer active, and a register that is empty, are told with what to do."""
    for bureau in session.exec(select(Bureau)).all():
        bureau.active = False
    session.commit()
    assert "geen bureau gevonden dat actief is" in typed("referral", "confirm", case.number, *ONE).err
    assert typed("step", "retrigger", case.number, "start_spoor_2", "--mode", "opnieuw", *ONE).code == 0
    wake(case)
    assert referrals(session) == [(1, AWAITS_YES)]
    assert "start_spoor_2 opnieuw uit" in typed("referral", "confirm", case.number, *ONE).err


def test_a_referral_of_an_earlier_version_is_not_sent_again(case: Case, session: Session, post: Post) -> None:
    """Its effect has no detail: it went when it was made, so no yes is asked and none sends it.

    It is taken up once: its bureau has it since today, as far as its clocks are concerned, and nobody hears of that.
    """
    older = session.exec(select(Case).where(Case.id != case.id)).one()
    first = clock.today() - timedelta(SICK)
    append_event(session, older, "first_day_corrected", clock.today(), {"first_sick_day": first}, "operator-1")
    effect = write_effect(session, older, Action(clock.today() - timedelta(3), "referral", "start_spoor_2", 1, "1"))
    bureau = session.exec(select(Bureau).where(Bureau.code == "eerste")).one()
    sent = {"opened_on": clock.today() - timedelta(3), "number": 1, "status": REFERRED}
    session.add(Referral(case_id=older.id, effect_id=effect, bureau_id=bureau.id, **sent))
    session.commit()
    current = read_case_state(older.number)
    assert current.agenda.unsent == ()
    of_referrals = [action for action in current.actions if action.kind.startswith("referral")]
    assert [(each.kind, each.name, each.detail) for each in of_referrals] == [
        ("referral_taken_up", "1", {"moves": "aangemeld"})
    ]
    with pytest.raises(InputError, match="is al verstuurd"):
        approve_referral(session, older.number, "operator-2")
    session.rollback()
    wake(older)
    assert not [each for each in session.exec(select(Message)) if each.to_role == "bureau"]
    (taken,) = read_case_state(older.number).plan.facts.referrals
    assert (taken.state, taken.since) == ("aangemeld", clock.today())
