"""What one person reads of a day: by the roles of the account and the cases within its reach, which it may act on."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from models.accounts.account_reach import reach_of
from models.accounts.account_roles import AccountRole
from models.accounts.reach import Reach, visible_cases
from models.sealing.crypto import UnreadableError
from models.sealing.sealed_columns import fetch_readable
from models.tables import Account, CaseEffect, DigestLine, Message
from models.wake_trouble import failing_cases
from models.worklists.open_steps import OpenStep, StepGroup
from models.worklists.upkeep_rounds import UpkeepKind, ended_rounds
from spoorboek.statute.facts import StepRef
from tasks.day_report.day_counts import DayCounts, OpenDay
from tasks.desk_links import STATE_PAGE, TODAY_PAGE, case_path
from tasks.outbox.edition_news import waiting_edition
from tasks.outbox.held_mail import count_held
from tasks.outbox.undelivered import undelivered_mail
from templates.mail.day_report_texts import DayPart, PersonalReport, ReportLine

MOST_LINES = 15  # of one part; the page of the desk has them all
# Who acts on steps; and who keeps the installation, and reads of that.
READERS = frozenset({AccountRole.CASE_MANAGER, AccountRole.TEAM_LEADER, AccountRole.HR, AccountRole.SUPERVISOR})
KEEPER = AccountRole.ADMINISTRATOR
TITLES = {
    StepGroup.LATE: "Te laat",
    StepGroup.WEEK: "Deze week",
    StepGroup.QUESTION: "Vragen van vóór de overname",
    StepGroup.PASSED: "Streefdatum voorbij",
}
TODAY_TITLE = "Vandaag"
Told = Mapping[str, Collection[tuple[int, StepRef]]]  # steps that a mail of today asks for, by address in small letters


class Morning(NamedTuple):
    """What the reports of one day share: what is open, what other mails ask already, how the installation is.

    `keeper`: numbers for who keeps the installation, in words; `address`: of the desk, empty where no link goes.
    """

    day: OpenDay
    told: Told
    keeper: tuple[str, ...]
    address: str


def readers_of(accounts: Iterable[Account]) -> list[Account]:
    """List the accounts that get a report: of people who act on steps or keep the installation, and can be mailed."""
    return [
        each for each in accounts if each.email and (READERS | {KEEPER}) & {AccountRole(role) for role in each.roles}
    ]


def personal_report(reading: Session, account: Account, morning: Morning) -> PersonalReport | None:
    """Return what somebody reads of a day; None when nothing asks for that person.

    What other mails of that morning ask already is counted, and not listed again.
    """
    roles, day = {AccountRole(role) for role in account.roles}, morning.day
    acts = bool(READERS & roles)
    cases: Collection[int] | None = _cases_of(reading, account, day.on) if acts else ()
    counts = day.counts(cases)
    if AccountRole.TEAM_LEADER not in roles:  # the yes of a second person is the team leader's
        counts = replace(counts, approvals=0)
    keeper = morning.keeper if KEEPER in roles else ()
    if counts.is_empty and not keeper:
        return None
    known = morning.told.get((account.email or "").casefold(), ())
    steps = [each for each in day.of(cases) if (each[1].case_id, each[1].ref) not in known]
    page = f"{morning.address}{TODAY_PAGE if acts else STATE_PAGE}" if morning.address else None
    parts = list(_parts(steps, day.on, morning.address))
    return PersonalReport(day.on, [*counted_words(counts), *keeper], parts, page)


def keeper_words(reading: Session) -> list[str]:
    """Say what of the installation is not in order, for who keeps it: numbers alone; empty when all is."""
    found = ended_rounds(reading).get(UpkeepKind.RECONCILE)
    failed = sum(mail.needs_person for mail in undelivered_mail(reading))
    said = (
        (len(failing_cases(reading)), "zaak loopt vast", "zaken lopen vast"),
        (
            found.findings if found else 0,
            "punt kreeg het herstel niet in orde",
            "punten kreeg het herstel niet in orde",
        ),
        (failed, "mail kwam in het geheel niet aan", "mails kwamen in het geheel niet aan"),
        (count_held(reading), "mail wacht op een besluit", "mails wachten op een besluit"),
    )
    words = [f"{count} {one if count == 1 else more}" for count, one, more in said if count]
    return [*words, *(["nieuwere regels wachten"] if waiting_edition(reading) else [])]


def counted_words(counts: DayCounts) -> list[str]:
    """Say each number that is not nought, the most urgent first."""
    said = (
        (counts.late, "te laat", "te laat"),
        (counts.today, "voor vandaag", "voor vandaag"),
        (counts.questions, "vraag", "vragen"),
        (counts.week, "deze week", "deze week"),
        (counts.passed, "streefdatum voorbij", "streefdatums voorbij"),
        (counts.approvals, "verwijzing goed te keuren", "verwijzingen goed te keuren"),
        (counts.failed_mail, "mail niet aangekomen", "mails niet aangekomen"),
        (counts.stuck, "zaak vastgelopen", "zaken vastgelopen"),
        (counts.waiting, "wacht op een ander", "wachten op een ander"),
    )
    return [f"{count} {one if count == 1 else more}" for count, one, more in said if count]


def told_today(reading: Session, on: date) -> Told:
    """Return which steps a gathered mail of this day asks for, by address: they stand in the same digest."""
    columns: list[Any] = [Message.recipient, CaseEffect.case_id, CaseEffect.step, CaseEffect.occurrence]
    query = select(*columns).select_from(Message).join(DigestLine, col(DigestLine.mail_id) == col(Message.id))
    query = query.join(CaseEffect, col(CaseEffect.id) == col(Message.effect_id)).where(col(CaseEffect.on_day) == on)
    unreadable: list[UnreadableError] = []
    found: dict[str, set[tuple[int, StepRef]]] = defaultdict(set)
    for row in fetch_readable(reading, query, unreadable):
        found[row.recipient.casefold()].add((row.case_id, StepRef(row.step, row.occurrence)))
    return found


def _cases_of(reading: Session, account: Account, on: date) -> Collection[int] | None:
    """Return the cases a person has before them: the own ones, for who has any, else all within reach; None: all."""
    reach = reach_of(reading, account, on)
    if reach.contacts and reach.roles and (own := _ids(reading, replace(reach, everyone=False, employers=frozenset()))):
        return own
    return None if reach.everyone else _ids(reading, reach)


def _ids(reading: Session, reach: Reach) -> set[int]:
    return set(reading.scalars(visible_cases(reach)))


def _parts(steps: Sequence[tuple[StepGroup, OpenStep]], on: date, address: str) -> Iterator[DayPart]:
    by_title: dict[str, list[OpenStep]] = defaultdict(list)
    for group, step in steps:
        title = TODAY_TITLE if group is StepGroup.WEEK and step.day == on else TITLES.get(group)
        if title:
            by_title[title].append(step)
    order = [
        TITLES[StepGroup.LATE],
        TODAY_TITLE,
        *(title for group, title in TITLES.items() if group != StepGroup.LATE),
    ]
    for title in order:
        if found := by_title[title]:
            lines = [_line(each, on, address) for each in found[:MOST_LINES]]
            yield DayPart(title, lines, len(found) - len(lines))


def _line(step: OpenStep, on: date, address: str) -> ReportLine:
    late = max((on - step.day).days, 0) if step.day and step.status == "te_laat" else 0
    page = f"{address}{case_path(step.number, step.ref)}" if address else None
    return ReportLine(step.number, step.label, step.day, late, page)
