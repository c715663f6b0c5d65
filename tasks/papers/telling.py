"""Who hears that a paper was not taken: the casemanager, and the sender, when the case knows that address."""

from sqlmodel import Session, select

from models.addressees import CASE_MANAGER, Addressee, addressee, addressee_in_role
from models.case_lookup import find_case
from models.tables import Case, ReceivedPaper
from spoorboek.statute.dossier.paper_kinds import EMPLOYER, UNKNOWN_SENDER
from tasks.case_state import current_day
from tasks.outbox.mail_queue import queue_once
from tasks.outbox.message_ids import ID_DIGITS, mail_domain
from tasks.papers.receiving import IncomingPaper, PaperReceipt, keyed_digest
from templates.paper_texts import not_taken_text

NOT_TAKEN = "stuk"  # kind of mail, part of a Message-ID
OF_EMPLOYER = (CASE_MANAGER, "leidinggevende", "hr")
ROLES = ("werknemer", "bedrijfsarts", "arbeidsdeskundige", "bureau", *OF_EMPLOYER)


def sender_of(reading: Session, case: Case, address: str) -> str:
    """Return from whom a mail is, as a code, by the addresses the case knows; who is not known stays unknown."""
    found = _known_as(reading, case, address)
    if found is None:
        return UNKNOWN_SENDER
    return EMPLOYER if found[0] in OF_EMPLOYER else found[0]


def tell_of_refusal(writing: Session, receipt: PaperReceipt, paper: IncomingPaper) -> None:
    """Mail who must know that a paper was not taken, once for each content; nothing when it was taken.

    The sender hears what it was and where it belongs; a casemanager never reads what kind of medical paper came.
    """
    if receipt.reason is None or receipt.reason == "dubbel":
        return
    case = find_case(writing, receipt.case)
    digest = writing.exec(
        select(ReceivedPaper.digest).where(ReceivedPaper.case_id == case.id, ReceivedPaper.number == receipt.number)
    ).one()
    sender = _known_as(writing, case, paper.address) if paper.address else None
    if sender is not None:
        _queue(writing, case, digest, sender[0], sender[1], receipt.message)
    if sender is None or sender[0] != CASE_MANAGER:
        to = addressee(writing, case, CASE_MANAGER, current_day(writing))
        said = "Er kwam een medisch stuk. Het is niet bewaard." if receipt.reason == "medisch" else receipt.message
        _queue(writing, case, digest, CASE_MANAGER, to, said)


def tell_unplaced(writing: Session, number: str, content: bytes, why: str) -> None:
    """Mail the casemanager that a file of a mail could not be placed, once; the mail itself is kept in its mailbox."""
    case = find_case(writing, number)
    to = addressee(writing, case, CASE_MANAGER, current_day(writing))
    said = f"{why} De mail staat in de mailbox; registreer het stuk met `spoorboek document receive`."
    _queue(writing, case, keyed_digest(writing, content), CASE_MANAGER, to, said)


def _known_as(reading: Session, case: Case, address: str) -> tuple[str, Addressee] | None:
    on = current_day(reading)
    for role in ROLES:
        found = addressee_in_role(reading, case, role, on)
        if found is not None and found.email and found.email.casefold() == address.casefold():
            return role, found
    return None


def _queue(writing: Session, case: Case, digest: str, role: str, to: Addressee, said: str) -> None:
    message_id = f"<{NOT_TAKEN}.{case.number}.{role}.{digest[:ID_DIGITS]}@{mail_domain()}>"
    text = not_taken_text(case.number, said, to.name, current_day(writing))
    queue_once(writing, message_id, role, to, text)
