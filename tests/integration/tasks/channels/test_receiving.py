"""The one way in for messages of bureaus: accepted once, or refused with a reason; and nothing is lost."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select
from support.bureaus.referred_cases import add_referral, as_bytes, bureau_message, referred_case

from models.record import load_record
from models.tables import Bureau, Case, Employee, IncomingMessage, IncomingOutcome, Message
from models.tables.channel_tables import ACCEPTED, BY_OPERATOR, HTTPS, MAIL, REJECTED, REPEATED
from models.verification import verify_record
from spoorboek import clock
from tasks.channels.content import Address
from tasks.channels.message_list import list_messages, tell_refusals
from tasks.channels.receiving import Delivery, Receipt, receive, settle_interrupted
from templates.bureau_messages import MOST_BYTES

MakeCase = Callable[..., Case]
pytestmark = pytest.mark.usefixtures("working_day")


@pytest.fixture
def case(session: Session, make_case: MakeCase) -> Case:
    """Return a case that was referred to a bureau."""
    return referred_case(session, session.get_one(Employee, make_case(name="Tamar Kanarie").employee_id))


def bureau_of(session: Session, code: str = "eerste") -> int:
    """Return the id of a bureau."""
    return session.exec(select(Bureau.id).where(Bureau.code == code)).one()


def over_https(session: Session, content: bytes, code: str = "eerste") -> Receipt:
    """Receive what a bureau signed."""
    return receive(Delivery(HTTPS, content, bureau=bureau_of(session, code)))


def answers(session: Session, case: Case) -> list[tuple[int, str]]:
    """List what was recorded of the answers of bureaus."""
    session.expire_all()
    events = load_record(session, case).events
    return [(each.data["referral"], each.data["answer"]) for each in events if each.kind == "bureau_answered"]


@pytest.mark.parametrize(
    ("kind", "answer"), [("aanbod", "akkoord"), ("ontvangstbevestiging", "akkoord"), ("weigering", "geweigerd")]
)
@pytest.mark.parametrize("channel", [MAIL, HTTPS, BY_OPERATOR])
def test_an_answer_is_recorded_by_whatever_channel_it_comes(
    session: Session, case: Case, kind: str, answer: str, channel: str
) -> None:
    """One event, by the bureau or by the operator who brought it; the case is woken, and the record verifies."""
    actor = "operator-2" if channel == BY_OPERATOR else None
    content = as_bytes(bureau_message(case, kind))
    receipt = receive(Delivery(channel, content, address=Address(case.number, 1), actor=actor))
    assert (receipt.outcome, receipt.reason, list(receipt.to_wake)) == (ACCEPTED, None, [case.number])
    assert answers(session, case) == [(1, answer)]
    assert session.exec(select(IncomingOutcome.actor)).one() == (actor or "bureau eerste")
    assert session.exec(select(IncomingMessage)).one().content == content
    assert verify_record(session) == []


def test_a_message_that_comes_twice_acts_once(session: Session, case: Case) -> None:
    """By the same channel or another; each coming is kept, the second as a repetition."""
    content = as_bytes(bureau_message(case, "weigering"))
    found = [over_https(session, content), receive(Delivery(MAIL, content, address=Address(case.number, 1)))]
    assert [each.outcome for each in found] == [ACCEPTED, REPEATED]
    assert found[1].to_wake == ()
    assert answers(session, case) == [(1, "geweigerd")]
    assert len(list_messages(session)) == 2


def test_a_message_that_comes_at_the_same_moment_acts_once(session: Session, case: Case) -> None:
    """Eight at once: one acts, by the unique key in the database."""
    content, found = as_bytes(bureau_message(case, "weigering")), []
    code = bureau_of(session)
    threads = [
        threading.Thread(target=lambda: found.append(receive(Delivery(HTTPS, content, bureau=code)))) for _ in range(8)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(each.outcome for each in found) == [ACCEPTED, *[REPEATED] * 7]
    assert answers(session, case) == [(1, "geweigerd")]


def test_another_message_under_a_number_that_was_used_is_refused(session: Session, case: Case) -> None:
    """A number names one message; what a bureau corrects gets a number of its own."""
    over_https(session, as_bytes(bureau_message(case, "weigering")))
    other = over_https(session, as_bytes(bureau_message(case, "weigering", reden="buiten_regio")))
    assert (other.outcome, other.reason) == (REJECTED, "ander_bericht")


def test_two_bureaus_may_use_the_same_number(session: Session, case: Case) -> None:
    """A number counts within one bureau."""
    add_referral(session, case, "tweede", 2)
    session.commit()
    first = over_https(session, as_bytes(bureau_message(case, "weigering")))
    second = over_https(session, as_bytes(bureau_message(case, "weigering", aanmelding=2)), "tweede")
    assert [first.outcome, second.outcome] == [ACCEPTED, ACCEPTED]
    assert answers(session, case) == [(1, "geweigerd"), (2, "geweigerd")]


def _days(number: int) -> str:
    return (clock.today() + timedelta(number)).isoformat()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"zaak": "Z-ZZZZZ"}, "onbekende_verwijzing"),
        ({"aanmelding": 2}, "onbekende_verwijzing"),
        ({"opgesteld_op": -31}, "te_oud"),
        ({"opgesteld_op": 2}, "uit_de_toekomst"),
        ({"reden": "geen zin"}, "onleesbaar"),
        ({"diagnose": "x"}, "onleesbaar"),
    ],
)
def test_what_is_refused_records_nothing_but_itself(
    session: Session, case: Case, changes: dict[str, object], reason: str
) -> None:
    """The reason is a code; no event, no mail to anybody at once, and the bureau may send it anew."""
    days = {name: _days(value) for name, value in changes.items() if name == "opgesteld_op" and isinstance(value, int)}
    receipt = over_https(session, as_bytes(bureau_message(case, "weigering", **{**changes, **days})))
    assert (receipt.outcome, receipt.reason) == (REJECTED, reason)
    assert answers(session, case) == []
    assert session.exec(select(Message)).all() == []
    (listed,) = list_messages(session)
    assert (listed.reason, listed.kind) == (reason, "weigering")
    mended = over_https(session, as_bytes(bureau_message(case, "weigering")))
    assert mended.outcome == ACCEPTED
    assert verify_record(session) == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04zip", b"[" * 9000, b'{"zaak": NaN}', b"x" * (MOST_BYTES + 1)])
def test_garbage_is_kept_as_a_line_without_its_content(session: Session, case: Case, content: bytes) -> None:
    """What names no case that is known cannot be kept as long as a case is; its size and its channel are."""
    receipt = over_https(session, content)
    assert (receipt.outcome, receipt.reason) == (REJECTED, "onbekende_verwijzing")
    row = session.exec(select(IncomingMessage)).one()
    assert (row.content, row.case_id, row.size) == (None, None, len(content))


def test_garbage_in_an_answer_about_a_case_is_kept_with_it(session: Session, case: Case) -> None:
    """Then a person can look at what came; of more than the limit, no more than the limit is kept."""
    address = Address(case.number, 1)
    assert receive(Delivery(MAIL, b"{", address=address)).reason == "onleesbaar"
    assert receive(Delivery(MAIL, b"{" * 10_000_000, address=address)).reason == "te_groot"
    sizes = [len(each.content or b"") for each in session.exec(select(IncomingMessage))]
    assert sizes == [1, MOST_BYTES + 1]


def test_a_refused_message_says_its_kind_where_it_can_be_read(session: Session, case: Case) -> None:
    """Of a known kind alone, also of one that was stored before kinds of refused messages were."""
    address = Address(case.number, 1)
    for said in ('"factuur"', '"toverspreuk"', "3", "null", '["factuur"]'):
        assert receive(Delivery(MAIL, f'{{"soort": {said}}}'.encode(), address=address)).reason == "onleesbaar"
    kinds = [each.kind for each in reversed(list_messages(session))]
    assert kinds == ["factuur", None, None, None, None]
    row = session.exec(select(IncomingMessage).where(IncomingMessage.kind == "factuur")).one()
    row.kind = None
    session.commit()
    found = list_messages(session)
    assert found[-1].kind == "factuur"
    assert ", factuur, " in found[-1].sentence
    assert "soort onbekend" in found[0].sentence


def test_a_bureau_cannot_speak_for_another(session: Session, case: Case) -> None:
    """Nor about a case it was never asked about: the answer does not tell whether there is such a case."""
    add_referral(session, case, "tweede", 2)
    session.commit()
    receipt = over_https(session, as_bytes(bureau_message(case, "weigering")), "tweede")
    unknown = over_https(session, as_bytes(bureau_message(case, "weigering", zaak="Z-ZZZZZ")), "tweede")
    assert receipt[1:] == unknown[1:]
    assert receipt.reason == "onbekende_verwijzing"
    assert answers(session, case) == []


def test_an_answer_about_another_case_than_its_code_is_refused(session: Session, case: Case) -> None:
    """A form of one case in the reply about another acts on neither."""
    content = as_bytes(bureau_message(case, "weigering", zaak="Z-00000"))
    assert receive(Delivery(MAIL, content, address=Address(case.number, 1))).reason == "andere_zaak"


def test_what_the_case_cannot_take_is_refused_with_its_own_words(session: Session, case: Case) -> None:
    """The second answer of a bureau with the same word changes nothing; the message says so, and is kept."""
    over_https(session, as_bytes(bureau_message(case, "weigering")))
    again = over_https(session, as_bytes(bureau_message(case, "weigering", bericht="tweede")))
    assert (again.outcome, again.reason) == (REJECTED, "kan_nu_niet")
    assert "verandert niets" in again.faults[0]
    assert answers(session, case) == [(1, "geweigerd")]
    assert "verandert niets" in str(list_messages(session)[0].detail)


def test_what_changes_nothing_by_itself_is_shown_to_the_casemanager(session: Session, case: Case) -> None:
    """A report is kept, and one mail of codes says so the same day, however often the message comes."""
    content = as_bytes(bureau_message(case, "voortgang"))
    assert [over_https(session, content).outcome for _ in range(2)] == [ACCEPTED, REPEATED]
    (mail,) = session.exec(select(Message)).all()
    assert mail.subject == f"{case.number} · bericht van een bureau over verwijzing 1"
    assert "Kanarie" not in mail.body + mail.subject
    assert f"spoorboek referral messages {case.number} --show" in " ".join(mail.body.split())


def test_a_process_that_ends_loses_nothing(session: Session, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was stored and not settled is settled by the next round, once."""
    content = as_bytes(bureau_message(case, "weigering"))
    with monkeypatch.context() as broken:
        broken.setattr("tasks.channels.receiving.settle", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            over_https(session, content)
    assert [each.outcome for each in list_messages(session)] == ["ontvangen"]
    assert settle_interrupted() == []
    later = clock.now() + timedelta(minutes=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert [each.outcome for each in settle_interrupted()] == [ACCEPTED]
    assert settle_interrupted() == []
    assert answers(session, case) == [(1, "geweigerd")]


def test_operations_hears_of_refusals_once_a_day(session: Session, case: Case) -> None:
    """Of all since the last mail, by codes alone; what an operator brought was told at once."""
    for number in range(3):
        over_https(session, as_bytes(bureau_message(case, "weigering", reden=f"Kanarie {number}")))
    receive(Delivery(BY_OPERATOR, b"{", address=Address(case.number, 1), actor="operator-1"))
    today = clock.today()
    assert [tell_refusals(today), tell_refusals(today), tell_refusals(today + timedelta(1))] == [3, 0, 0]
    over_https(session, b"{}")
    assert [tell_refusals(today), tell_refusals(today + timedelta(1))] == [0, 1]
    first, second = session.exec(select(Message).order_by("id")).all()
    assert first.subject == "Spoorboek: 3 berichten van bureaus geweigerd"
    assert second.subject == "Spoorboek: 1 bericht van bureaus geweigerd"
    assert "het bericht past niet bij het schema van zijn soort" in " ".join(first.body.split())
    assert "Kanarie" not in first.body


def test_an_outcome_cannot_be_changed(session: Session, case: Case) -> None:
    """The database refuses it."""
    over_https(session, as_bytes(bureau_message(case, "weigering")))
    with pytest.raises(DBAPIError, match="permission denied"):
        session.execute(update(IncomingOutcome).values(outcome=REJECTED))
