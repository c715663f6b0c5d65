"""A mail that cannot be read or composed is set aside and told of; all the others go."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text
from sqlmodel import Session, col, select
from support.mail_server import Post
from support.outbox_samples import later, queue
from support.sealed_values import damaged, place, sealed_before

from models.connection import session as new_session
from models.schema import WrongKeyError
from models.sealing.crypto import Keyring, keyring
from models.tables import REFUSED, SENT, WAITING, Case, Message
from spoorboek.errors import PlatformError
from tasks.outbox.mail_queue import SendRound, send_due, send_due_of_case
from tasks.outbox.undelivered import mark_told, undelivered_mail, untold_refusals

UNREADABLE = "bericht is niet te lezen; zet het opnieuw klaar"
NO_ENCLOSURE = "een bijlage ontbreekt of is beschadigd; zet het bericht opnieuw klaar"
NO_ADDRESS = "Het e-mailadres is niet bruikbaar."
MESSAGE, DOCUMENT = "update message set {} where id = :message", "update document set {} where id = :document"
MakeCase = Callable[..., Case]
Change = Callable[..., None]
Seal = Callable[..., bytes]


def nothing(_: Seal) -> dict[str, Any]:
    """Write no value."""
    return {}


# What is wrong with a row: a statement, what it writes sealed, and the reason that is stored.
WRONG: dict[str, tuple[str, Callable[[Seal], dict[str, Any]], str]] = {
    "recipient": (MESSAGE.format("recipient = " + damaged("recipient")), nothing, UNREADABLE),
    "name": (MESSAGE.format("recipient_name = " + damaged("recipient_name")), nothing, UNREADABLE),
    "body": (MESSAGE.format("body = " + damaged("body")), nothing, UNREADABLE),
    "nothing_sealed": (MESSAGE.format("recipient = ''::bytea"), nothing, UNREADABLE),
    "key_that_is_gone": (
        MESSAGE.format("body = :value"),
        lambda seal: {"value": seal("message.body", b"Beste", Keyring([Fernet.generate_key().decode()]))},
        UNREADABLE,
    ),
    "no_text": (
        MESSAGE.format("body = :value"),
        lambda seal: {"value": seal("message.body", b"\xff\xfe")},
        UNREADABLE,
    ),
    "sealed_for_no_place": (MESSAGE.format("body = :value"), lambda _: {"value": sealed_before(b"Beste")}, UNREADABLE),
    "recipient_of_another": (
        MESSAGE.format("recipient = (select recipient from message where id <> :message limit 1)"),
        nothing,
        UNREADABLE,
    ),
    "name_for_address": (MESSAGE.format("recipient = recipient_name"), nothing, UNREADABLE),
    "document_of_another": (
        DOCUMENT.format("content = (select content from document where id <> :document limit 1)"),
        nothing,
        UNREADABLE,
    ),
    "subject_of_two_lines": (MESSAGE.format("subject = E'Z\\nBcc: kanarie@acme.example'"), nothing, UNREADABLE),
    "no_message_id": (MESSAGE.format("message_id = ''"), nothing, UNREADABLE),
    "message_id_that_is_a_path": (MESSAGE.format("message_id = '<../../kanarie@acme.example>'"), nothing, UNREADABLE),
    "message_id_without_end": (MESSAGE.format("message_id = '<' || repeat('a', 300) || '@x>'"), nothing, UNREADABLE),
    "address_of_two_lines": (
        MESSAGE.format("recipient = :value"),
        lambda seal: {"value": seal("message.recipient", b"kanarie@acme.example\nBcc: kanarie@acme.example")},
        NO_ADDRESS,
    ),
    "no_address": (
        MESSAGE.format("recipient = :value"),
        lambda seal: {"value": seal("message.recipient", b"")},
        NO_ADDRESS,
    ),
    "document_gone": ("delete from document where id = :document", nothing, NO_ENCLOSURE),
    "document_damaged": (DOCUMENT.format("content = " + damaged("content")), nothing, UNREADABLE),
    "document_that_is_another": (
        DOCUMENT.format("content = :value"),
        lambda seal: {"value": seal("document.content", b"%PDF kanarie")},
        NO_ENCLOSURE,
    ),
    "file_name_of_two_lines": (DOCUMENT.format("file_name = E'kanarie\\n.pdf'"), nothing, UNREADABLE),
    "media_type_of_two_lines": (DOCUMENT.format("media_type = E'a/b\\nkanarie'"), nothing, UNREADABLE),
    "unknown_document": (MESSAGE.format("document_ids = '{999999}'"), nothing, NO_ENCLOSURE),
    "no_document_id": (MESSAGE.format("document_ids = '{NULL}'"), nothing, NO_ENCLOSURE),
    "document_ids_in_a_square": (MESSAGE.format("document_ids = '{{1,2},{3,4}}'"), nothing, UNREADABLE),
}


def sealer(session: Session, message: Message) -> Seal:
    """Return a way to seal bytes for a column of a mail or of its document."""

    def seal(where: str, plain: bytes, ring: Keyring | None = None) -> bytes:
        row = message.id if where.startswith("message") else message.document_ids[0]
        return (ring or keyring()).seal(plain, place(session, where, row))

    return seal


@pytest.fixture
def change(session: Session, owner_session: Session) -> Change:
    """Return a way to change a mail or its document behind the product's back, and commit."""

    def make(message: Message, statement: str, **values: Any) -> None:
        places = {"message": message.id, "document": message.document_ids[0], **values}
        named = {name: value for name, value in places.items() if f":{name}" in statement}
        session.commit()
        owner_session.connection().execute(text(statement), named)
        owner_session.commit()
        session.expunge_all()

    return make


@pytest.fixture
def folder(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> Path:
    """Mail to a folder; return it."""
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path))
    fresh()
    return tmp_path / "mail"


def standing(message_id: int) -> tuple[str, int, str | None]:
    """Return status, attempts and error of a mail, without reading what is sealed."""
    with new_session() as reading:
        row = select(Message.status, Message.attempts, Message.last_error).where(col(Message.id) == message_id)
        return tuple(reading.exec(row).one())  # type: ignore[return-value]


@pytest.mark.parametrize("fault", WRONG)
def test_what_cannot_be_read_is_set_aside_and_the_others_go(
    session: Session, make_case: MakeCase, change: Change, folder: Path, fault: str
) -> None:
    """Two bad mails come first; they are refused with a reason, once, and the good one arrives in the same round."""
    statement, values, reason = WRONG[fault]
    case = make_case()
    bad, worse, good = (queue(session, case, name) for name in ("een", "twee", "drie"))
    change(bad, statement, **values(sealer(session, bad)))
    change(worse, MESSAGE.format("body = " + damaged("body")))
    assert send_due() == SendRound(delivered=1, refused=2)
    assert standing(bad.id) == (REFUSED, 1, reason)
    assert standing(worse.id) == (REFUSED, 1, UNREADABLE)
    assert standing(good.id)[0] == SENT
    assert len(list(folder.iterdir())) == 1
    assert send_due(later(10_000)) == SendRound()
    trouble = undelivered_mail(session, case.id)
    assert [(mail.number, mail.status, mail.error) for mail in trouble] == [
        (case.number, REFUSED, reason),
        (case.number, REFUSED, UNREADABLE),
    ]


def test_no_document_of_another_case_is_ever_sent(
    session: Session, make_case: MakeCase, change: Change, folder: Path
) -> None:
    """Ids that lead to the document of somebody else set the mail aside."""
    mine, other = (queue(session, make_case(), name) for name in ("een", "twee"))
    change(mine, MESSAGE.format("document_ids = array[cast(:value as integer)]"), value=other.document_ids[0])
    assert send_due() == SendRound(delivered=1, refused=1)
    assert standing(mine.id) == (REFUSED, 1, NO_ENCLOSURE)


def test_a_mail_without_a_list_of_documents_is_set_aside(
    session: Session, make_case: MakeCase, change: Change, folder: Path, as_owner: Callable[[str], None]
) -> None:
    """A list that is not there at all is no empty list: the mail is not sent without what it speaks of."""
    bad, _ = (queue(session, make_case(), name) for name in ("een", "twee"))
    as_owner("alter table message alter document_ids drop not null")
    change(bad, MESSAGE.format("document_ids = null"))
    assert send_due() == SendRound(delivered=1, refused=1)
    assert standing(bad.id) == (REFUSED, 1, UNREADABLE)


def test_a_name_for_a_file_may_be_odd(session: Session, make_case: MakeCase, post: Post) -> None:
    """Quotes, paths and letters of any alphabet are written as the standard asks; nothing is set aside."""
    for number, name in enumerate(('a"b\\.pdf', "../../../etc/passwd", "Жé.pdf", "x" * 3000, "")):
        queue(session, make_case(), str(number), file_name=name)
    assert send_due() == SendRound(delivered=5)
    assert len(post.ids()) == 5


def test_a_bad_mail_does_not_fail_the_wake_of_its_case(
    session: Session, make_case: MakeCase, change: Change, folder: Path
) -> None:
    """The wake sets it aside, writes the rest of the case, and leaves it to the next round to tell of it."""
    case = make_case()
    bad, _ = queue(session, case, "een"), queue(session, case, "twee")
    change(bad, MESSAGE.format("recipient = " + damaged("recipient")))
    assert send_due_of_case(case.number) == SendRound(delivered=1, refused=1)
    assert standing(bad.id) == (REFUSED, 1, UNREADABLE)
    for _ in range(2):  # until it is marked as told, it is told again
        (told,) = untold_refusals(session)
        assert (told.number, told.role, told.error) == (case.number, "leidinggevende", UNREADABLE)
    mark_told(session, [told.id])
    assert untold_refusals(session) == []
    assert [mail.error for mail in undelivered_mail(session)] == [UNREADABLE]


def test_a_mail_that_was_made_again_is_no_trouble_any_more(
    session: Session, make_case: MakeCase, change: Change, folder: Path
) -> None:
    """A step that was done again has a new mail: the old one is not listed; another mail of the case still is."""
    case = make_case()
    for name in ("een", "twee"):
        change(queue(session, case, name), MESSAGE.format("body = " + damaged("body")))
    assert send_due() == SendRound(refused=2)
    queue(session, case, "een", attempt=2)
    assert send_due() == SendRound(delivered=1)
    assert len(undelivered_mail(session)) == 1


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("SPOORBOEK_KEYS", base64.urlsafe_b64encode(bytes(32)).decode(), WrongKeyError),
        ("SPOORBOEK_KEYS", "geen sleutel", PlatformError),
        ("SPOORBOEK_KEYS", None, PlatformError),
    ],
)
def test_what_is_wrong_with_the_installation_sets_no_mail_aside(
    session: Session,
    make_case: MakeCase,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    fresh: Callable[[], None],
    name: str,
    value: str | None,
    error: type[PlatformError],
) -> None:
    """A key or setting that is wrong fails the round, not the wake; every mail stays due and goes once it is mended."""
    case = make_case()
    messages = [queue(session, case, each) for each in ("een", "twee")]
    with monkeypatch.context() as patch:
        patch.setenv(name, value) if value else patch.delenv(name)
        fresh()
        with pytest.raises(error):
            send_due()
        assert send_due_of_case(case.number) == SendRound(unreachable=True)
    fresh()
    assert [standing(message.id) for message in messages] == [(WAITING, 0, None)] * 2
    assert send_due() == SendRound(delivered=2)
