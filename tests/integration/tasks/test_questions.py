"""Bureaus are asked without a name, over a real mail server: who is not chosen never learns who it was about."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from sqlmodel import Session, select
from support.canaries import BIRTH, BSN, found_in
from support.command_in_process import Said
from support.mail_server import Post
from support.prepared_cases import PROFILE, SEARCH, prepare_referral_of

from models.bureaus.changes import change_bureau
from models.record import append_event, open_case
from models.tables import (
    Bureau,
    BureauKey,
    Case,
    Contact,
    Document,
    Employee,
    Employer,
    EmployerRole,
    OutgoingMessage,
    Referral,
)
from models.verification import verify_record
from spoorboek import clock
from spoorboek.statute.days.calendar import add_working_days
from spoorboek.statute.referrals.referral import ReferralFacts
from tasks.case_state import read_case_state, store_case_state
from tasks.channels.answers import take_answer
from tasks.effects.perform import perform
from tasks.outbox.mail_queue import send_due
from tasks.outbox.reply_codes import reply_code
from tasks.views.dossier_page import dossier_page

pytestmark = pytest.mark.usefixtures("working_day")

Typed = Callable[..., Said]
ONE, OTHER = ("--door", "operator-1"), ("--door", "operator-2")
SICK = 375
# All that would tell who it is about, beside what `found_in` knows: phone, the manager's name and mail, the wishes.
OWN = ("Goudvink", "goudvink.example", SEARCH["telefoon"], PROFILE["mogelijkheden"], PROFILE["beperkingen"])
BUREAUS = ("eerste", "tweede", "derde", "vierde", "vijfde")


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
def case(make_case: Callable[..., Case], session: Session, post: Post) -> Case:
    """Adopt a case with canaries for data, whose second track starts this week; five bureaus are known."""
    known = {"name": "Zwaan Zwaluwstaart", "bsn": BSN, "birth_date": BIRTH, "email": "zwaan@kanarievogel.example"}
    employee = session.get_one(Employee, make_case(**known, function="Kruisbek").employee_id)
    employer = session.get_one(Employer, employee.employer_id)
    employer.name = "Wielewaal B.V."
    manager = Contact(code="goudvink", name="G. Goudvink", email="g@goudvink.example")
    session.add(manager)
    session.flush()
    session.add(EmployerRole(employer_id=employer.id, role="casemanager", contact_id=manager.id))
    for rank, code in enumerate(BUREAUS):
        session.add(Bureau(code=code, name=f"Bureau {code}", email=f"{code}@bureau.example", rank=rank))
    session.flush()
    second = session.exec(select(Bureau).where(Bureau.code == "tweede")).one()
    session.add(BureauKey(bureau_id=second.id, name="tweede-1", secret="x" * 32, end_point="https://tweede.example"))
    today = clock.today()
    data = {"first_sick_day": today - timedelta(SICK), "adopted_on": today}
    opened = open_case(session, employee, today, data, "operator-1")
    evaluated = (today - timedelta(35)).isoformat()
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


def say(typed: Typed, case: Case, command: str, *words: str) -> Said:
    """Type a command about a referral that is accepted, and wake the case."""
    said = typed("referral", command, case.number, *words)
    assert (said.code, said.err) == (0, ""), said
    wake(case)
    return said


def mails_to(post: Post, bureau: str) -> list[EmailMessage]:
    """List the mails that a bureau received."""
    return [mail for mail in post.office.mails if f"{bureau}@bureau.example" in str(mail["To"])]


def states(case: Case) -> dict[int, str]:
    """Return where each referral stands."""
    return {each.number: each.state for each in read_case_state(case.number).plan.facts.referrals}


def referral(case: Case, number: int) -> ReferralFacts:
    """Return one referral."""
    return next(each for each in read_case_state(case.number).plan.facts.referrals if each.number == number)


def answer(session: Session, case: Case, number: int, **message: Any) -> None:
    """Let the bureau of a referral answer by mail, with a message in a file."""
    row = session.exec(select(Referral).where(Referral.number == number)).one()
    head = {
        "versie": 1,
        "bericht": f"B-{number}-{message['soort']}",
        "opgesteld_op": clock.today().isoformat(),
        "zaak": case.number,
    }
    mail = EmailMessage()
    mail["From"], mail["To"] = "planning@bureau.example", "antwoord@huis.example"
    mail["Subject"] = f"RE: {reply_code(session, case, row)}"
    mail.set_content("Zie het bericht.")
    content = json.dumps({**head, "aanmelding": number, **message}).encode()
    mail.add_attachment(content, maintype="application", subtype="json", filename="antwoord.json")
    session.rollback()
    receipts = take_answer(mail.as_bytes())
    assert receipts, "no answer"
    assert [each.outcome for each in receipts] == ["aanvaard"], receipts
    wake(case)


def offer(session: Session, case: Case, number: int, cents: int = 400_000) -> None:
    """Let a bureau offer a place."""
    day = add_working_days(clock.today(), 5).isoformat()
    said = {"intake_mogelijk_op": day, "start_op": day, "prijs_in_centen": cents}
    answer(session, case, number, soort="aanbod", **said)


def decline(session: Session, case: Case, number: int) -> None:
    """Let a bureau decline."""
    answer(session, case, number, soort="weigering", reden="geen_plaats")


def days_later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """Let so many working days pass."""
    now = clock.now
    shift = add_working_days(clock.today(), days) - clock.today()
    monkeypatch.setattr(clock, "now", lambda: now() + shift)


def words_of(mail: EmailMessage) -> Iterator[tuple[str, str]]:
    """Yield all a bureau can read of a mail: headers, body, names and content of files, and what a PDF hides."""
    where = str(mail["To"])
    yield from ((f"{where} {name}", str(value)) for name, value in mail.items())
    for part in mail.walk():
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        yield f"{where} file", part.get_filename() or ""
        if part.get_content_type() == "application/pdf":
            pdf = PdfReader(BytesIO(content))
            fields = (pdf.get_fields() or {}).items()
            meta = pdf.xmp_metadata
            yield f"{where} pdf", " ".join(page.extract_text() for page in pdf.pages)
            yield f"{where} pdf data", f"{pdf.metadata} {fields} {meta.stream.get_data() if meta else ''}"
        yield f"{where} {part.get_content_type()}", content.decode("utf-8", errors="replace")


def assert_knows_nobody(post: Post, session: Session, *bureaus: str) -> None:
    """Nothing that these bureaus received by mail or HTTPS tells who it is about."""
    mails = [mail for bureau in bureaus for mail in mails_to(post, bureau)]
    assert mails
    codes = {each.id: each.code for each in session.exec(select(Bureau))}
    parcels = [each for each in session.exec(select(OutgoingMessage)) if codes[each.bureau_id] in bureaus]
    bodies = [("https", session.get_one(Document, each.document_id).content.decode()) for each in parcels]
    read = [*(words for mail in mails for words in words_of(mail)), *bodies]
    assert found_in(read) == set()
    assert {(where, own) for where, text in read for own in OWN if own.casefold() in text.casefold()} == set()


def test_a_bureau_that_declined_was_silent_or_was_not_chosen_never_learns_who_it_was_about(
    typed: Typed, case: Case, session: Session, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three are asked. One declines, two offer, one of which is chosen: that one alone gets the registration."""
    shown = typed("referral", "ask", case.number)
    assert "postcodegebied" in shown.out.casefold()
    assert found_in([("screen", shown.out)]) == set()
    assert not [mail for code in BUREAUS for mail in mails_to(post, code)]
    say(typed, case, "ask", "--yes", *ONE)
    assert states(case) == {1: "uitvraag", 2: "uitvraag", 3: "uitvraag"}
    (mail,) = mails_to(post, "eerste")
    assert mail["Subject"].startswith("Heeft u plaats voor een traject tweede spoor? · Z-")
    assert [part.get_content_type() for part in mail.iter_attachments()] == ["application/pdf", "application/json"]
    assert_knows_nobody(post, session, "eerste", "tweede", "derde")
    decline(session, case, 1)
    offer(session, case, 2, 410_000)
    offer(session, case, 3)
    assert states(case) == {1: "geweigerd", 2: "aangeboden", 3: "aangeboden"}
    assert referral(case, 2).last("aangeboden").price == 410_000  # type: ignore[union-attr]
    refused = typed("referral", "choose", case.number, "--referral", "3", *ONE)
    assert refused.code != 0
    assert "voorkeur_werknemer" in refused.err
    say(typed, case, "choose", "--referral", "3", "--reason", "voorkeur_werknemer", *ONE)
    own = typed("referral", "approve-offer", case.number, "--referral", "3", "--role", "directie", *ONE)
    assert "Een ander" in own.err
    assert not [each for each in mails_to(post, "derde") if "Stukken" in str(each["Subject"])]
    say(typed, case, "approve-offer", "--referral", "3", "--role", "directie", *OTHER)
    assert states(case) == {1: "geweigerd", 2: "aangeboden", 3: "akkoord"}
    say(typed, case, "confirm", *ONE)
    say(typed, case, "approve", *OTHER)
    assert states(case) == {1: "geweigerd", 2: "ingetrokken", 3: "aangemeld"}
    assert "ander bureau gekozen" in mails_to(post, "tweede")[-1].get_body().get_content()  # type: ignore[union-attr]
    assert len(mails_to(post, "eerste")) == 1
    assert len(mails_to(post, "vierde")) == 0
    assert_knows_nobody(post, session, "eerste", "tweede")
    registered = list(words_of(mails_to(post, "derde")[-1]))
    assert any("Zwaluwstaart" in text for _, text in registered)
    assert BSN not in "".join(text for _, text in registered)
    names = "Zwaluwstaart", "Wielewaal"
    assert not [name for name in names if name in dossier_page(read_case_state(case.number))]
    assert verify_record(session) == []


def test_when_all_are_silent_the_next_are_asked_and_in_the_end_a_person_hears_it(
    typed: Typed, case: Case, session: Session, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Silence lapses by itself; the next go on the same yes; a list that ends is told once, on the same day."""
    say(typed, case, "ask", "--yes", *ONE)
    days_later(monkeypatch, 4)
    wake(case)
    assert {number: states(case)[number] for number in (1, 2, 3)} == dict.fromkeys((1, 2, 3), "verlopen")
    asked = {code: len(mails_to(post, code)) for code in BUREAUS}
    assert asked == dict.fromkeys(BUREAUS, 1)
    told = [mail for mail in post.office.mails if "Geen bureau" in str(mail["Subject"])]
    assert told == []
    today = clock.today().isoformat()
    for number in ("4", "5"):
        say(typed, case, "move", "--to", "geweigerd", "--referral", number, "--on", today, *ONE)
    told = [mail for mail in post.office.mails if "Geen bureau" in str(mail["Subject"])]
    assert len(told) == 1
    assert_knows_nobody(post, session, *BUREAUS)
    say(typed, case, "move", "--to", "aangeboden", "--referral", "1", "--on", today, *ONE)  # late, but welcome
    assert states(case)[1] == "aangeboden"


def test_who_was_asked_hears_of_a_recovery_without_of_whom_and_can_be_asked_again(
    typed: Typed, case: Case, session: Session, post: Post
) -> None:
    """The question is over, also for who made an offer already; after a relapse it begins with a new yes."""
    say(typed, case, "ask", "--yes", *ONE)
    offer(session, case, 1)
    assert typed("case", "report", case.number, "hersteld", "--on", clock.today().isoformat(), *ONE).code == 0
    wake(case)
    assert set(states(case).values()) == {"ingetrokken"}
    for code in BUREAUS[:3]:
        assert "vervalt" in mails_to(post, code)[-1].get_body().get_content()  # type: ignore[union-attr]
    assert_knows_nobody(post, session, *BUREAUS[:3])


def test_a_bureau_that_is_out_of_use_meanwhile_is_not_chosen_and_a_choice_without_yes_makes_way(
    typed: Typed, case: Case, session: Session, post: Post
) -> None:
    """The register of now counts; another offer can be chosen as long as nobody approved the one before."""
    say(typed, case, "ask", "--yes", *ONE)
    offer(session, case, 1)
    offer(session, case, 2)
    offer(session, case, 3)
    first = session.exec(select(Bureau).where(Bureau.code == "eerste")).one()
    change_bureau(session, first, {"active": False}, "operator-1", clock.today(), "bureau_gestopt")
    session.commit()
    assert "niet meer op actief" in typed("referral", "choose", case.number, "--referral", "1", *ONE).err
    say(typed, case, "choose", "--referral", "2", "--reason", "sneller", *ONE)
    decline(session, case, 2)
    say(typed, case, "choose", "--referral", "3", "--reason", "prijs", *ONE)
    assert states(case) == {1: "aangeboden", 2: "geweigerd", 3: "gekozen"}
    assert typed("referral", "choose", case.number, "--referral", "2", *ONE).code != 0


def test_a_yes_to_the_aanmelding_before_that_to_the_offer_waits_for_it_and_says_so(
    typed: Typed, case: Case, session: Session
) -> None:
    """The dossier names the yes that is missing, never one that was given; with it the aanmelding goes."""
    say(typed, case, "ask", "--yes", *ONE)
    offer(session, case, 1)
    say(typed, case, "choose", "--referral", "1", *ONE)
    say(typed, case, "confirm", *ONE)
    assert "Verwijzing goedkeuren" in dossier_page(read_case_state(case.number))
    assert "zodra de offerte is goedgekeurd" in say(typed, case, "approve", *OTHER).out
    page = dossier_page(read_case_state(case.number))
    assert "Verwijzing goedkeuren" not in page
    assert "| goedgekeurd | Offerte goedkeuren |" in page
    said = say(typed, case, "approve-offer", "--referral", "1", "--role", "directie", *OTHER).out
    assert "gaat nu naar het bureau" in said
    assert states(case) == {1: "aangemeld", 2: "ingetrokken", 3: "ingetrokken"}
