"""What was recorded just now, for the page one comes back to: it is read from the record, not from the address."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlmodel import col, select

from models.accounts.desk_entries import desk_entry_of
from models.accounts.reach import visible_cases
from models.case_lookup import find_case
from models.tables import Case, CaseEffect, CaseEvent, Employee
from spoorboek.desk.visit import Visit
from spoorboek.settings import settings
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.facts import StepRef
from tasks.case_state import case_state_in, mail_waits
from tasks.effects.hand_reminders import reminded_by_hand
from tasks.outbox.recall.waiting import may_still_be_recalled
from tasks.reports.report_wording import event_sentence
from tasks.views.attention import find_attention
from tasks.views.desk.foreseen import ForeseenMail, mails_to_come

RECORDED, REMINDED, AGAIN = "vastgelegd", "herinnerd", "al"
_EVENT = re.compile(r"(Z-[0-9A-Z]{5})\.([0-9]{1,6})")


class RecordedNotice(NamedTuple):
    """What to say of it: the case, of whom it is, what was recorded, what comes next, and whether it was so before."""

    number: str
    words: str
    following: str
    mail: str
    is_again: bool
    seq: int = 0
    mails: Sequence[ForeseenMail] = ()
    may_recall: bool = False
    is_recalled: bool = False
    name: str = ""

    @property
    def minutes(self) -> int:
        """Return how many minutes its mail waits."""
        return settings().recall_minutes


def recorded_notice(visit: Visit) -> RecordedNotice | None:
    """Return the notice an address asks for; None without one, and for what somebody else recorded or may see."""
    found = _EVENT.fullmatch(visit.query.get(RECORDED, ""))
    if found is None:
        return _reminded(visit)
    query = select(CaseEvent.actor).join(Case, col(Case.id) == col(CaseEvent.case_id))
    query = query.where(Case.number == found[1], CaseEvent.seq == int(found[2]))
    actor = visit.record.exec(query.where(col(Case.id).in_(visible_cases(visit.viewer.reach)))).one_or_none()
    if actor != visit.viewer.code:
        return None
    current = case_state_in(visit.record, found[1])
    event = next(each for each in current.record.events if each.seq == int(found[2]))
    first = find_attention(current)
    day = f", {dutch_date(first.day)}" if first and first.day else ""
    who = f" (aan zet: {first.who})" if first and first.who else ""
    following = f"{first.lead}: {first.what}{day}{who}." if first else "Er staat niets meer open."
    entry = desk_entry_of(visit.record, current.case_id, event.seq)
    return RecordedNotice(
        number=found[1],
        words=event_sentence(current, event),
        following=following,
        mail=mail_waits(visit.record) or "",
        is_again=AGAIN in visit.query,
        seq=event.seq,
        mails=[] if entry is None else mails_to_come(visit.record, current, event.seq),
        may_recall=entry is not None and not entry.recalled_by and may_still_be_recalled(entry.recorded_at),
        is_recalled=entry is not None and bool(entry.recalled_by),
        name=_name_of(visit, found[1]),
    )


def _name_of(visit: Visit, number: str) -> str:
    return visit.record.get_one(Employee, find_case(visit.record, number).employee_id).name


def _reminded(visit: Visit) -> RecordedNotice | None:
    """Return the notice of a reminder that who looks asked for; None without one."""
    found = _EVENT.fullmatch(visit.query.get(REMINDED, ""))
    if found is None:
        return None
    columns: list[Any] = [CaseEffect.step, CaseEffect.occurrence, CaseEffect.on_day]
    query = select(*columns).join(Case, col(Case.id) == col(CaseEffect.case_id))
    query = query.where(Case.number == found[1], CaseEffect.seq == int(found[2]), CaseEffect.kind == "reminder")
    seen = visit.record.exec(query.where(col(Case.id).in_(visible_cases(visit.viewer.reach)))).one_or_none()
    if seen is None:
        return None
    current, ref = case_state_in(visit.record, found[1]), StepRef(*seen[:2])
    effects = reminded_by_hand(current, ref, since=seen[2])
    roles = current.edition.house.roles
    told = [
        roles.get(role, role)
        for each in effects
        if each.detail["by"] == visit.viewer.code
        for role in [str(each.detail["to"])]
    ]
    if not told:
        return None
    state = next(each for each in current.agenda.steps if each.ref == ref)
    words = f"Herinnering aan {' en '.join(told)}: {current.name_of(state)}"
    told_so = "De mail gaat met de volgende ronde weg."
    return RecordedNotice(found[1], words, told_so, "", AGAIN in visit.query, name=_name_of(visit, found[1]))
