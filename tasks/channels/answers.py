"""Answers of bureaus by mail: a code in the subject says what it is about, a file in it says what the answer is."""

from sqlmodel import Session, col, select

from models.bureaus.asked_referrals import is_asked
from models.connection import session
from models.tables import Case, IncomingMessage, Message, Referral
from models.tables.channel_tables import MAIL, REJECTED
from spoorboek import clock
from tasks.channels.acting import tell_casemanager
from tasks.channels.answer_mail import AnswerFile, AnswerMail, read_answer_mail
from tasks.channels.content import JSON, RAW_MAIL, Address, message_in
from tasks.channels.receiving import Delivery, Receipt, receive
from tasks.channels.refusals import Reason
from tasks.outbox.reply_codes import read_reply_code
from tasks.outbox.return_box import MOST_BYTES
from tasks.papers.mailed import take_paper_mail
from templates.bureau_messages import MessageError
from templates.channel_texts import Request

ONE_OF = {"aanbod", "weigering"}  # of these a mail can say one
TO_BUREAU = "bureau"  # the role our mail went to


class AnswerRound:
    """The answers of one round of reading the mailbox: how many came, and the cases to wake."""

    def __init__(self) -> None:
        self.to_wake: set[str] = set()

    def take(self, raw: bytes) -> bool:
        """Take a mail of the mailbox; tell whether it was an answer of a bureau."""
        receipts = take_answer(raw)
        self.to_wake.update(number for receipt in receipts or () for number in receipt.to_wake)
        return receipts is not None or self._take_papers(raw)

    def _take_papers(self, raw: bytes) -> bool:
        papers = take_paper_mail(raw)
        self.to_wake.update(number for receipt in papers or () for number in receipt.to_wake)
        return papers is not None


def take_answer(raw: bytes) -> list[Receipt] | None:
    """Receive what a mail of a bureau says; None when it is no answer of a bureau: that is left for a person.

    What cannot be understood, or does not fit, is shown to the casemanager at once. An answer without its code is
    never acted on: anybody could have written it.
    """
    mail = read_answer_mail(raw)
    if mail is None or mail.automatic:
        return None
    with session() as reading:
        named, is_forged = read_reply_code(reading, mail.subject)
        unproven = None if named or is_forged else _answered(reading, mail)
    if is_forged:
        return [receive(Delivery(MAIL, raw, RAW_MAIL, refused="vervalst"))]
    if named is None and unproven is None:
        return None
    if named is None or len(raw) >= MOST_BYTES:
        refused: Reason = "te_groot" if named else "zonder_code"
        address = Address(*named) if named else unproven
        return [_shown(receive(Delivery(MAIL, raw, RAW_MAIL, address=address, refused=refused)))]
    return _take(raw, mail, Address(*named))


def _take(raw: bytes, mail: AnswerMail, address: Address) -> list[Receipt]:
    answers = _answers(mail, address)
    if not answers:
        return [_shown(receive(Delivery(MAIL, raw, RAW_MAIL, address=address, refused="zonder_antwoord")))]
    if len(_kinds(answers, address) & ONE_OF) > 1:
        return [_shown(receive(Delivery(MAIL, raw, RAW_MAIL, address=address, refused="tegenstrijdig")))]
    return [_shown(receive(Delivery(MAIL, each.content, each.media_type, address=address))) for each in answers]


def _answers(mail: AnswerMail, address: Address) -> list[AnswerFile]:
    """Return the files that are meant as an answer: the JSON ones, else the forms of ours that were filled in."""
    messages = [each for each in mail.files if each.media_type == JSON]
    return messages or [each for each in mail.files if each.media_type != JSON and _kinds([each], address)]


def _kinds(files: list[AnswerFile], address: Address) -> set[str]:
    found = set()
    for each in files:
        try:
            found.add(message_in(each.content, each.media_type, address, clock.today()).kind)
        except MessageError:
            continue
    return found


def _shown(receipt: Receipt) -> Receipt:
    """Show the casemanager an answer that was not accepted, when it is known which case it is about."""
    if receipt.outcome == REJECTED:
        with session() as writing:
            row = writing.get_one(IncomingMessage, receipt.id)
            if row.case_id is not None:
                tell_casemanager(writing, writing.get_one(Case, row.case_id), row, None, Request.unreadable)
    return receipt


def _answered(reading: Session, mail: AnswerMail) -> Address | None:
    """Return which referral a mail answers, by the mails of ours it names; None when it names none to a bureau."""
    query = select(Case.number, Referral.number).join(Message, col(Message.case_id) == col(Case.id))
    query = query.join(Referral, col(Referral.case_id) == col(Case.id)).where(is_asked())
    named = query.where(col(Message.message_id).in_(mail.answers), Message.to_role == TO_BUREAU)
    found = reading.exec(named.order_by(col(Referral.number).desc())).first()
    return Address(*found) if found else None
