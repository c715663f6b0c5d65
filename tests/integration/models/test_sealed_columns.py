"""Encryption at rest: whoever reads the database without the key reads no person and no content."""

import base64
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text
from sqlmodel import Session, SQLModel, col, select
from support.sealed_values import damaged

from models.record import write_effect
from models.sealing.crypto import UnreadableError
from models.sealing.sealed_columns import EncryptedBytes
from models.tables import (
    Account,
    AccountLink,
    Bureau,
    BureauContact,
    BureauKey,
    Case,
    Contact,
    DeskSession,
    DigestLine,
    Document,
    Employee,
    Employer,
    IncomingMessage,
    InvoiceNumber,
    Letterhead,
    Message,
    OutsideSession,
    PartyValue,
    PendingLogin,
    PlanWords,
    PreparationContent,
    ReceivedPaper,
    TrackText,
    WaitingUpload,
)
from spoorboek.clock import now
from spoorboek.statute.actions import Action

DAY = date(2026, 1, 5)
CANARIES = (
    *("Kanarie", "kanarie.test", "111222333", "1966-06-06", "123456789L01", "Dossierinhoud", "p-canary"),
    *("1234 KA", "600112233"),
)
MAY_BE_EMPTY = {
    "virtual_clock",
    "planned_step",
    "referral",
    "employer_agreement",
    "employer_role",
    "case_role",
    "riv_check",
    "riv_finding",
    "wake_trouble",
    "wake_basis",
    "incoming_outcome",
    "outgoing_message",
    "restore",
    "retention_act",
    "learned_leads",
    "next_step",
    "operator_act",
    "recorded_action",
    "bureau_certificate",
    "bureau_price",
    "bureau_terms",
    "bureau_act",
    "shortlist",
    "account_act",
    "case_reading",
    "day_report",
    "desk_entry",
    "login_attempt",
    "recovery_code",
    "role_change",
    "upkeep_round",
    "workforce_count",
}
PERSON = {
    "name": "Tamar Kanarie",
    "birth_date": date(1966, 6, 6),
    "bsn": "111222333",
    "email": "tamar@kanarie.test",
    "function": "Kanarievoerder",
    "address": "Kanariestraat 1",
    "personnel_number": "p-canary",
    "postcode": "1234 KA",
    "place": "Kanariedorp",
    "phone": "+31600112233",
    "education": "Kanariekunde",
    "salutation": "mevrouw Kanarie",
}
OF_EMPLOYER = {
    "loonheffingennummer": "123456789L01",
    "street": "Kanarieweg 1",
    "postcode": "1234 KA",
    "place": "Kanariestad",
    "phone": "+31600112233",
}
OF_CONTACT = {
    "name": "Kees Kanarie",
    "email": "kees@kanarie.test",
    "organisation": "Kanarie Zorg",
    "phone": "+31600112233",
    "salutation": "heer Kanarie",
}


def _fill_desk(session: Session) -> None:
    """Fill what the desk keeps: an account, its logins, a file that waits."""
    secrets = {"password": "Dossierinhoud", "totp_secret": "KANARIE"}
    account = Account(code="a-1", roles=["hr"], name="Kim Kanarie", email="kim@kanarie.test", **secrets)
    session.add(account)
    session.flush()
    link = {"account_id": account.id, "kind": "uitnodiging", "ends_at": now(), "digest": b"d"}
    session.add(AccountLink(**link, totp_secret="KANARIE"))
    session.add(DeskSession(digest=b"d", account_id=account.id, ends_at=now(), stage="volledig"))
    session.flush()
    session.add(OutsideSession(digest=b"d", id_token="Dossierinhoud"))
    sent = {"nonce": "Dossierinhoud", "verifier": "Dossierinhoud", "way": "/zaken?zoek=Kanarie"}
    person = {"name": "Kim Kanarie", "email": "kim@kanarie.test"}
    session.add(PendingLogin(ends_at=now(), state=b"s", browser=b"b", **sent, **person))
    put = {"account_id": account.id, "ends_at": now(), "purpose": "stuk", "digest": "d"}
    session.add(
        WaitingUpload(**put, file_name="Kanarie.pdf", content=b"Dossierinhoud", told="Kanarie", answers='["Kanarie"]')
    )


@pytest.fixture
def filled(session: Session, make_case: Callable[..., Case]) -> Case:
    """Fill every table that has sealed columns with canaries."""
    case = make_case(DAY, **PERSON)
    for name, value in OF_EMPLOYER.items():
        setattr(session.exec(select(Employer)).one(), name, value)
    session.add(Contact(code="c1", **OF_CONTACT))
    head = {"alt": "Logo van Kanarie", "return_line": "Kanarieweg 1", "logo": b"Dossierinhoud"}
    session.add(Letterhead(actor="operator-1", colour="#17405f", **head))
    session.add(PartyValue(employee_id=case.employee_id, field="phone", actor="operator-1", said="+31600112233"))
    bureau = Bureau(code="b1", name="Bureau Kanarie", email="bureau@kanarie.test")
    session.add(bureau)
    session.flush()
    session.add(BureauKey(bureau_id=bureau.id, name="k1", secret="Dossierinhoud", end_point="https://kanarie.test/"))
    came = {"size": 13, "channel": "https", "media_type": "application/json", "digest": "0" * 64}
    session.add(IncomingMessage(case_id=case.id, bureau_id=bureau.id, content=b"Dossierinhoud", **came))
    session.add(BureauContact(bureau_id=bureau.id, role="contactpersoon", name="Ko Kanarie", email="ko@kanarie.test"))
    effect_id = write_effect(session, case, Action(DAY, "document", "plan_van_aanpak", 1, "plan_van_aanpak"))
    assert effect_id is not None
    session.add(_document(case, effect_id))
    message = _message(case, effect_id)
    session.add(message)
    session.flush()
    line = {"mail_id": message.id, "case_id": case.id, "on_day": DAY, "urgency": 0, "ask": "Doe het."}
    session.add(InvoiceNumber(case_id=case.id, invoice=1, number="Kanarie-1"))
    session.add(DigestLine(**line, text="Dossierinhoud. " * 20))
    known = {"case_id": case.id, "kind": "zoekgegevens", "number": 1, "on_day": DAY, "recorded_by": "operator-1"}
    session.add(PreparationContent(**known, content="Dossierinhoud. " * 20))
    track = {"case_id": case.id, "seq": 1, "referral": 1, "kind": "trajectplan", "digest": "d"}
    session.add(TrackText(**track, content="Dossierinhoud. " * 20))
    session.add(PlanWords(case_id=case.id, seq=1, content="Dossierinhoud. " * 20))
    paper = {"case_id": case.id, "number": 1, "size": 13, "step": "evaluatie", "occurrence": 1, "kind": "evaluatie"}
    by = {"stand": "ontvangen", "way": "mail", "actor": "spoorboek", "sender": "werknemer", "digest": "d"}
    said = {"address": "tamar@kanarie.test", "file_name": "Kanarie.pdf", "content": b"Dossierinhoud"}
    session.add(ReceivedPaper(**paper, **by, **said))
    _fill_desk(session)
    session.commit()
    session.expunge_all()
    return case


def test_the_database_shows_no_canary(session: Session, filled: Case) -> None:
    """Every row of every table as text: no name, address, number, birth date or content, in no encoding."""
    everything = "\n".join(_rows_as_text(session)).lower()
    for canary in CANARIES:
        plain = canary.encode()
        for form in (canary, plain.hex(), base64.b64encode(plain).decode().rstrip("=")[:-1]):
            assert form.lower() not in everything, f"{canary} stands in the database"


def test_every_personal_column_is_sealed() -> None:
    """A new personal column has to be added here on purpose. Source: docs/wet/privacy.md, Sealed columns."""
    sealed = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, EncryptedBytes)
    }
    assert sealed == {
        *(f"employee.{name}" for name in PERSON),
        *("employer.name", "party_value.said", *(f"employer.{name}" for name in OF_EMPLOYER)),
        *(f"contact.{name}" for name in OF_CONTACT),
        *("bureau.name", "bureau.email", "document.content", "document.text", "key_check.token"),
        *("bureau_contact.name", "bureau_contact.email", "bureau_contact.phone"),
        *("message.recipient", "message.recipient_name", "message.body", "digest_line.text"),
        *("account.name", "account.email", "account.password", "account.totp_secret", "account_link.totp_secret"),
        *(f"pending_login.{name}" for name in ("nonce", "verifier", "way", "name", "email")),
        *("outside_session.id_token", "preparation_content.content"),
        "track_text.content",
        "plan_words.content",
        *("letterhead.logo", "letterhead.alt", "letterhead.return_line"),
        *("received_paper.address", "received_paper.file_name", "received_paper.content"),
        *("waiting_upload.file_name", "waiting_upload.content", "waiting_upload.told", "waiting_upload.answers"),
        *("incoming_message.content", "bureau_key.secret", "bureau_key.end_point", "invoice_number.number"),
    }


def test_sealed_values_come_back_as_they_were(session: Session, filled: Case) -> None:
    """With the key, text, dates and bytes read as they were written; what was empty stays empty."""
    employee = session.exec(select(Employee)).one()
    assert {name: getattr(employee, name) for name in PERSON} == PERSON
    assert session.exec(select(Document.content)).one() == b"%PDF Dossierinhoud"
    employee.email = None
    session.commit()
    session.expire_all()
    assert session.exec(select(Employee).where(col(Employee.email).is_(None))).one().email is None


def test_sealed_values_are_raw_bytes(session: Session, filled: Case) -> None:
    """A sealed name is a bytea of under 100 bytes, not base64 text."""
    size, first = session.connection().execute(text("select octet_length(name), get_byte(name, 0) from employee")).one()
    assert size < 100
    assert first == 1  # bound to its place


def test_another_key_reads_nothing(
    session: Session, filled: Case, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> None:
    """Under a key that does not fit reading fails with a Dutch message; it never gives garbage."""
    monkeypatch.setenv("SPOORBOEK_KEYS", Fernet.generate_key().decode())
    from models.sealing.crypto import keyring
    from spoorboek.settings import settings

    settings.cache_clear()
    keyring.cache_clear()
    with pytest.raises(UnreadableError, match="geen van de ingestelde sleutels"):
        session.exec(select(Employee)).one()


def test_a_sealed_value_put_in_by_hand_is_refused(session: Session, filled: Case) -> None:
    """Sealing is authenticated: a value changed in the database is an error when read."""
    session.connection().execute(text(f"update employee set bsn = {damaged('bsn')}"))
    with pytest.raises(UnreadableError):
        session.exec(select(Employee)).one()


def test_searching_a_sealed_column_is_a_mistake() -> None:
    """A comparison that can never hold is refused where it is written, instead of finding nothing."""
    with pytest.raises(TypeError, match="link_hash"):
        select(Employee).where(Employee.bsn == "111222333")


def test_an_error_of_the_database_names_no_value(session: Session, filled: Case) -> None:
    """The text of an exception may end in a log, so it holds no parameter of the statement."""
    session.add(Employer(code="bakkerij", name="Tweede Kanarie"))
    with pytest.raises(Exception, match="uq_employer_code") as failed:
        session.flush()
    assert "Kanarie" not in str(failed.value)


def _rows_as_text(session: Session) -> Iterator[str]:
    for table in SQLModel.metadata.tables:
        rows = session.connection().execute(text(f'select t::text from "{table}" t')).scalars().all()
        assert rows or table in MAY_BE_EMPTY, table
        yield from rows


def _document(case: Case, effect_id: int) -> Document:
    return Document(
        case_id=case.id,
        effect_id=effect_id,
        number=f"{case.number}-0001",
        template="plan_van_aanpak",
        template_version="1",
        rules="2026-1",
        file_name=f"{case.number}_2026-01-05_plan-van-aanpak_v1.pdf",
        sha256="0" * 64,
        size=18,
        content=b"%PDF Dossierinhoud",
    )


def _message(case: Case, effect_id: int) -> Message:
    return Message(
        case_id=case.id,
        effect_id=effect_id,
        to_role="werknemer",
        recipient="tamar@kanarie.test",
        recipient_name="Tamar Kanarie",
        subject=f"{case.number}: plan van aanpak",
        body="Geachte Tamar Kanarie, Dossierinhoud. " * 20,
        message_id=f"<{case.number}@spoorboek>",
    )
