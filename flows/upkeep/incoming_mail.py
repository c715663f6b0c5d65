"""Read what comes in by itself: the mailbox mail comes back to, and the folder for papers; by one process at a time."""

from collections.abc import Callable
from typing import NamedTuple

from models.connection import session, try_lock
from spoorboek import clock
from spoorboek.errors import PlatformError
from spoorboek.outside.files import reason_of
from tasks.channels.answers import AnswerRound
from tasks.channels.receiving import settle_interrupted
from tasks.outbox.operations_mail import queue_operations_mail
from tasks.outbox.returned_mail import ReturnRound, read_returned_mail
from tasks.papers.inbox import take_inbox
from templates.mail_texts import MailText

READING = "binnenkomende post"  # the lock, over all machines
UNREAD_BOX = "Spoorboek · teruggekomen mail is niet te lezen"
Complain = Callable[[str], object]


class IncomingRound(NamedTuple):
    """What one round read: of the mailbox, and the cases of which something came in."""

    returned: ReturnRound = ReturnRound()
    to_wake: frozenset[str] = frozenset()


def take_incoming(complain: Complain) -> IncomingRound:
    """Read once, unless another process does so now: then there is nothing left to read here.

    `complain`: called with what a person has to mend, in Dutch; operations hears of a mailbox once a day.
    """
    with try_lock(READING) as free:
        if not free:
            return IncomingRound()
        answers = AnswerRound()
        returned = read_returned_mail(answers.take)
        interrupted, papers = settle_interrupted(), _papers_of_the_folder(complain)
    said = {number for receipt in interrupted for number in receipt.to_wake} | answers.to_wake | papers
    if returned.trouble:
        _tell_unread_box(returned.trouble, complain)
    return IncomingRound(returned, frozenset(said))


def _papers_of_the_folder(complain: Complain) -> set[str]:
    """Take in what lies in the folder for papers; return the cases to wake. A folder in disorder keeps no mail back."""
    try:
        taken = take_inbox()
    except (OSError, PlatformError) as error:
        complain(f"De map inbox is niet te lezen ({reason_of(error)}).")
        return set()
    return set(taken.to_wake)


def _tell_unread_box(trouble: str, complain: Complain) -> None:
    """Tell operations once a day that mail that comes back cannot be read."""
    with session() as writing:
        text = MailText(UNREAD_BOX, f"{trouble}\n\nTot dan weet niemand welke mail later terugkomt.\n")
        if queue_operations_mail(writing, "retourpost", [UNREAD_BOX], text, clock.today()):
            complain(trouble)
