"""The first look at questions that nobody answered: one list per casemanager, whatever the number of cases."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from sqlmodel import Session

from models.addressees import CASE_MANAGER, Addressee, addressee
from models.tables import Case, Message
from spoorboek.statute.editions.edition import Edition
from spoorboek.statute.facts import StepRef
from tasks.desk_links import QUESTIONS_PAGE, desk_page
from tasks.outbox.message_ids import ID_DIGITS, mail_domain
from templates.mail_texts import MailContext, OpenQuestions, make_mail
from templates.party_texts import greeting

LIST_LABEL = "Vragen over de overname"


class AskedCase(NamedTuple):
    """A case with the steps of before its adoption of which nobody knows whether they were done."""

    case: Case
    refs: Sequence[StepRef]


def queue_question_lists(writing: Session, cases: Iterable[AskedCase], edition: Edition, on: date) -> None:
    """Queue for each casemanager one mail with the open questions of all cases, when their ladder comes into force.

    Its Message-ID holds the version of the house policy, so that putting it in force twice on a day mails once.
    """
    lists: dict[Addressee, list[OpenQuestions]] = defaultdict(list)
    for case, refs in cases:
        labels = tuple(_label(ref, edition) for ref in refs)
        lists[addressee(writing, case, CASE_MANAGER, on)].append(OpenQuestions(case.number, labels))
    for to, questions in lists.items():
        context = MailContext(
            case_number="",
            step_label=LIST_LABEL,
            today=on,
            recipient=greeting(to.name, to.salutation),
            open_questions=tuple(questions),
            desk_url=desk_page(QUESTIONS_PAGE, to.stands_in or CASE_MANAGER),
        )
        text = make_mail("vragenlijst", context)
        digest = sha256(f"{edition.names.house}\0{to.code}".encode()).hexdigest()[:ID_DIGITS]
        writing.add(
            Message(
                message_id=f"<vragen.{on.isoformat()}.{digest}@{mail_domain()}>",
                to_role=CASE_MANAGER,
                recipient=to.email,
                recipient_name=to.name,
                subject=text.subject,
                body=text.body,
            )
        )
    writing.flush()


def _label(ref: StepRef, edition: Edition) -> str:
    row = edition.rules.rows[ref.key]
    return f"{row.label} {ref.occurrence}" if row.repeats else row.label
