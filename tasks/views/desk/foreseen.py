"""What would follow from a report, before it is recorded: which dates move, and what goes to whom.

The report is really made, in a part of the transaction that is taken back: so its checks, its dates and its messages
are those of the recording itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from models.addressees import CASE_MANAGER, Addressee, addressee
from models.case_lookup import find_case, find_referral
from models.tables import WAITING, Bureau, Case, Message
from spoorboek.statute.actions import Action, Record, through_first_move
from spoorboek.statute.agenda.agenda import make_agenda
from spoorboek.statute.days.mail_days import mail_day_from
from spoorboek.statute.editions.plan_diff import StepChange, plan_diff
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline
from tasks.case_state import CaseState, case_state_in
from tasks.reports.once import Answer
from tasks.views.desk.case_papers import title_of_document

CASES = 10  # of which is worked out what follows; what holds for all of an employer may touch thousands
ROUNDS = 20  # of an agenda that always finds more to do
TO_BUREAU = ("referral_sent", "referral_asked", "referral_dropped")
MAILED = ("mail", "reminder", "escalation", "warning", "budget", "referral", *TO_BUREAU)
MAILED_WITH: Mapping[str, str] = {"question": "asks", "withdrawal": "to"}  # what the detail holds when there is a mail
DOSSIER, NEXT_BUREAU = "Dossier", "het volgende bureau van de shortlist"
# What nobody can say beforehand, whatever is recorded.
NOT_FORESEEN = (
    "Of een mail aankomt, en wat mensen antwoorden.",
    "Wat een ander intussen in deze zaak vastlegt.",
    "Of voor een stuk nog een gegeven ontbreekt: dan wordt het niet gemaakt, en hoort de casemanager dat.",
)


class ForeseenMail(NamedTuple):
    """A message that would go: its case, the day, what it is, to which role, who that is now, the shortened address.

    `role` says so when somebody stands in because nobody in the role that is meant has an address.
    """

    number: str
    on: date
    what: str
    role: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would follow. `said`: what recording it answers; `made`: titles of documents that go to nobody.

    `others`: how many more cases it touches, of which nothing is worked out here.
    """

    said: str
    changes: Sequence[StepChange]
    mails: Sequence[ForeseenMail]
    made: Sequence[str]
    others: int


def foresee(writing: Session, report: Callable[[Session], Answer], number: str) -> Foreseen:
    """Return what would follow from a report about a case, of which nothing stays; InputError as the report has."""
    before = {number: case_state_in(writing, number)}
    newest = writing.execute(select(func.max(col(Message.id)))).scalar_one() or 0
    part = writing.begin_nested()
    try:
        said, numbers = report(writing)
        touched = list(dict.fromkeys([number, *numbers]))
        after = {each: case_state_in(writing, each) for each in touched[:CASES]}
        following = {each: _following(before.get(each), state) for each, state in after.items()}
        mails = [mail for each, actions in following.items() for mail in _mails(writing, after[each], actions)]
        mails += _queued(writing, newest, before[number])
        made = [title for actions in following.values() for title in _only_made(actions)]
    finally:
        part.rollback()
    rules = before[number].edition.rules
    changes = plan_diff(before[number].plan, after[number].plan, rules, rules)
    return Foreseen(said, changes, mails, made, len(touched) - len(after))


def mails_to_come(reading: Session, current: CaseState, seq: int) -> list[ForeseenMail]:
    """List what goes after an event that was just recorded: what its wake is still to make, and what waits already."""
    before = Record(current.record.events[: seq - 1], current.record.effects)
    known = {action.key for action in _lived(current, before)} if before.events else set()
    to_make = [action for action in _lived(current) if action.key not in known]
    waiting: Any = select(Message).where(col(Message.case_id) == current.case_id, col(Message.follows) == seq)
    made = reading.scalars(waiting.where(col(Message.status) == WAITING).order_by(col(Message.id)))
    return [*_mails(reading, current, to_make), *(_of_row(mail, current) for mail in made)]


def shortened_address(address: str) -> str:
    """Return an address by which its owner is recognised, and that is of no use to others: `a…@bedrijf.nl`."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}…@{domain}" if domain else ""


def _following(before: CaseState | None, after: CaseState) -> list[Action]:
    """Return what a wake would do that it would not do without the report, up to the next day on which mail goes."""
    known = {action.key for action in _lived(before)} if before else set()
    return [action for action in _lived(after) if action.key not in known]


def _lived(current: CaseState, record: Record | None = None) -> Iterator[Action]:
    """Yield what is done today and, when no mail goes today, on the day on which it goes.

    `record`: another than that of the case.
    """
    record, house = record or current.record, current.edition.house
    for on in dict.fromkeys((current.on, mail_day_from(house.mail_days, current.on))):
        for _ in range(ROUNDS):
            plan = timeline(fold_events(record.events, current.edition.rules), current.edition.rules)
            actions = through_first_move(make_agenda(plan, record, house, on).actions)
            if not actions:
                break
            yield from actions
            record = Record(record.events, record.effects).after(actions)


def _mails(reading: Session, current: CaseState, actions: Sequence[Action]) -> Iterator[ForeseenMail]:
    case, roles = find_case(reading, current.number), current.edition.house.roles
    for action in actions:
        if action.kind in MAILED or MAILED_WITH.get(action.kind, "") in action.detail:
            role = "bureau" if action.kind in TO_BUREAU else str(action.detail.get("to", CASE_MANAGER))
            to = _bureau(reading, case, action) if role == "bureau" else addressee(reading, case, role, action.on)
            what = _what(current, action)
            meant = roles.get(role, role)
            whom = f"{roles.get(to.stands_in, to.stands_in)}, want {meant} heeft geen adres" if to.stands_in else meant
            yield ForeseenMail(current.number, action.on, what, whom, to.name, shortened_address(to.email))


def _bureau(reading: Session, case: Case, action: Action) -> Addressee:
    """Return the bureau a referral goes to; the name says so where its turn on the shortlist is still to come."""
    referral = find_referral(reading, case, int(action.name))
    bureau = reading.get_one(Bureau, referral.bureau_id) if referral else None
    return Addressee(bureau.name, bureau.email, bureau.code) if bureau else Addressee(NEXT_BUREAU, "", "")


def _what(current: CaseState, action: Action) -> str:
    """Name a message: a document by its title, else by its kind and the step it is about."""
    if action.kind == "mail":
        return title_of_document(action.name)
    row = current.edition.rules.rows.get(action.step)
    key = action.key._replace(name="") if action.kind == "reminder" else action.key
    return f"{row.label if row else DOSSIER}: {current.edition.house.effect_word(key).strip()}"


def _queued(reading: Session, newest: int, current: CaseState) -> Iterator[ForeseenMail]:
    """Yield the mails that the report itself puts in the outbox, such as one that goes once more."""
    query: Any = select(Message).where(col(Message.id) > newest, col(Message.case_id) == current.case_id)
    for mail in reading.scalars(query.order_by(col(Message.id))):
        yield _of_row(mail, current)


def _of_row(mail: Message, current: CaseState) -> ForeseenMail:
    role, address = current.edition.house.roles.get(mail.to_role, mail.to_role), shortened_address(mail.recipient)
    return ForeseenMail(current.number, current.on, mail.subject, role, mail.recipient_name, address)


def _only_made(actions: Sequence[Action]) -> list[str]:
    mailed = {(action.step, action.occurrence, action.name) for action in actions if action.kind == "mail"}
    made = (action for action in actions if action.kind == "document")
    return [title_of_document(each.name) for each in made if (each.step, each.occurrence, each.name) not in mailed]
