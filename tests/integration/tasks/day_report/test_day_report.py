"""The report of a day: who reads what, in one mail with the reminders, once a day, after a stand-still too."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select
from support.desk.desk_cases import ON, assign, live_case, wake_by_hand
from support.desk_site import DeskSite

from models.case_lookup import find_case
from models.tables import Account, Case, CaseEffect, DayReport, DigestLine, Message, VirtualClock, WakeBasis
from models.verification import verify_record
from models.virtual_calendar import set_virtual_day
from models.wake_trouble import note_failure
from models.worklists.day_reports import report_is_awaited
from spoorboek.clock import AMSTERDAM
from tasks.day_report.making import MadeReport, make_day_report
from tasks.day_report.pages import day_report_page
from tasks.outbox.compose import compose_digest, compose_mail
from tasks.outbox.mail_digests import gather_digests

MINE, OTHER = "Zoë Canarie", "Fatima Canarie"
ADDRESS = "https://werkplek.huis.example"
MORNING = datetime(2026, 11, 23, 7, 10, tzinfo=AMSTERDAM)


@pytest.fixture
def cases(
    session: Session,
    make_case: Callable[..., Case],
    desk: DeskSite,
    monkeypatch: pytest.MonkeyPatch,
    fresh: Callable[[], None],
) -> tuple[Account, str, str]:
    """Make a casemanager with a case that is late; a colleague's case is out of reach."""
    monkeypatch.setenv("SPOORBOEK_DESK_ADDRESS", ADDRESS)
    fresh()
    mine = live_case(session, make_case, 60, name=MINE)
    other = live_case(session, make_case, 80, name=OTHER)
    account = desk.account("casemanager", email="casper@huis.example")
    assign(session, account, "Casper Manager", mine)
    for number in (mine, other):
        wake_by_hand(number)
    return account, mine, other


def mail_of(session: Session, account: Account) -> Message | None:
    """Return the newest mail with a report of somebody."""
    session.expire_all()
    reports = select(Message).where(col(Message.message_id).startswith("<dagrapport."))
    found = session.exec(reports.order_by(col(Message.id).desc()))
    return next((mail for mail in found if mail.recipient == account.email), None)


def test_one_reads_ones_own_day(session: Session, cases: tuple[Account, str, str]) -> None:
    """Numbers, case numbers, days and links to the page of each step; no name of anybody, no case out of reach."""
    account, mine, other = cases
    made = make_day_report(MORNING)
    assert isinstance(made, MadeReport)
    assert made.counts.late >= 2
    mail = mail_of(session, account)
    assert mail is not None
    assert mail.subject.startswith("Uw dag: ")
    assert "te laat" in mail.subject
    assert "Z-" not in mail.subject
    assert f"- {mine}, " in mail.body
    assert f"{ADDRESS}/zaak/{mine}/stap/" in mail.body
    assert f"\n{ADDRESS}/vandaag\n" in mail.body
    assert other not in mail.body
    assert "Canarie" not in mail.subject + mail.body
    page = day_report_page(made)
    assert "Canarie" not in page
    assert "Z-" not in page
    assert f"[Toestand]({ADDRESS}/toestand)" in page
    composed = compose_mail(session, mail)
    assert composed["Subject"] == mail.subject


def test_it_is_made_once(session: Session, cases: tuple[Account, str, str]) -> None:
    """Asked again on the day, also when more became late, it mails nobody; the next working day it is made anew."""
    account, _, _ = cases
    assert isinstance(make_day_report(MORNING), MadeReport)
    again = make_day_report(MORNING + timedelta(hours=3))
    assert again == "Het dagrapport van vandaag is om 07:10 gemaakt."
    assert session.exec(select(DayReport.on_day)).all() == [ON]
    assert len([each for each in session.exec(select(Message)) if "dagrapport" in each.message_id]) == 1
    set_virtual_day(session, ON + timedelta(1))
    session.commit()
    assert isinstance(make_day_report(MORNING + timedelta(days=1, hours=7)), MadeReport)  # caught up in the afternoon
    assert mail_of(session, account) is not None
    assert verify_record(session) == []


def test_not_before_its_hour_nor_on_a_free_day(
    session: Session, cases: tuple[Account, str, str], monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> None:
    """The setting says the hour; on Sunday and on a holiday nobody is mailed."""
    assert make_day_report(MORNING.replace(hour=6, minute=59)) == "Het dagrapport komt om 07:00."
    monkeypatch.setenv("SPOORBOEK_DAY_REPORT_HOUR", "9")
    fresh()
    assert make_day_report(MORNING.replace(hour=8, minute=59)) == "Het dagrapport komt om 09:00."
    for free in (date(2026, 11, 29), date(2026, 12, 25)):
        set_virtual_day(session, free)
        session.commit()
        assert make_day_report(MORNING.replace(hour=12)) == "Vandaag is geen werkdag: er is geen dagrapport."
    assert session.exec(select(DayReport)).all() == []


def test_it_waits_for_the_wakes_and_no_longer_than_half_an_hour(
    session: Session, cases: tuple[Account, str, str]
) -> None:
    """A case that is still to be woken may become late in this hour; one that never wakes holds nobody's report."""
    _, mine, _ = cases
    basis = session.get(WakeBasis, find_case(session, mine).id)
    assert basis is not None
    session.delete(basis)
    session.commit()
    assert str(make_day_report(MORNING)).startswith("De wekbeurten van vanmorgen lopen nog")
    assert isinstance(make_day_report(MORNING.replace(minute=30)), MadeReport)


def test_who_has_nothing_to_do_gets_no_mail(desk: DeskSite, session: Session, cases: tuple[Account, str, str]) -> None:
    """No empty mail; no mail for who only reads, has no account any more, or whose role is another's work."""
    _, mine, _ = cases
    quiet = [
        desk.account("casemanager", email="leeg@huis.example"),
        desk.account("auditor", email="auditor@huis.example", everyone=True),
        desk.account("bedrijfsarts", email="arts@huis.example"),
        desk.account("casemanager", email="weg@huis.example", everyone=True, active=False),
        desk.account("casemanager", everyone=True),
    ]
    leader = desk.account("teamleider", email="team@huis.example", everyone=True)
    keeper = desk.account("beheer", email="beheer@huis.example")
    assert isinstance(make_day_report(MORNING), MadeReport)
    assert [mail_of(session, each) for each in quiet if each.email] == [None] * 4
    told = mail_of(session, leader)
    assert told is not None
    assert mine in told.body
    note_failure(session, find_case(session, mine), "Niet gelukt")
    set_virtual_day(session, ON + timedelta(1))
    session.commit()
    assert isinstance(make_day_report(MORNING + timedelta(days=1, minutes=30)), MadeReport)
    of_keeper = mail_of(session, keeper)
    assert of_keeper is not None
    assert "1 zaak loopt vast" in of_keeper.body
    assert f"{ADDRESS}/toestand" in of_keeper.body
    assert "Z-" not in of_keeper.body.replace(ADDRESS, "")


def test_reminders_and_report_are_one_mail(
    desk: DeskSite, session: Session, make_case: Callable[..., Case], cases: tuple[Account, str, str]
) -> None:
    """What is reminded of this morning goes in the same mail, under the report, and is not listed twice."""
    account, mine, _ = cases
    number = live_case(session, make_case, 41, name="Derde Canarie")
    contact = account.contact_ids[0]
    assign_to(session, number, contact)
    line = session.exec(select(DigestLine).where(col(DigestLine.case_id).is_not(None))).first()
    assert line is not None
    gathered = session.exec(select(Message).where(Message.id == line.mail_id)).one()
    effect = session.get_one(CaseEffect, gathered.effect_id)
    case = session.get_one(Case, gathered.case_id)
    effect_day = effect.on_day
    gathered.recipient = account.email or ""
    session.add(gathered)
    assign_to(session, case.number, contact)
    set_virtual_day(session, effect_day)
    session.commit()
    at = datetime.combine(effect_day, MORNING.replace(minute=40).timetz())
    made = make_day_report(at)
    assert isinstance(made, MadeReport), made
    report = mail_of(session, account)
    assert report is not None
    digest = compose_digest(session, "<x@y>", [report, gathered])
    text = digest.get_content()
    assert digest["Subject"].startswith("Uw dag: ")
    assert text.index("UW DAG") < text.index(case.number)
    assert "Uw dag, met daaronder een bericht waarin iets wordt gevraagd" in text
    above = text[: text.index("Deze mail")]
    assert above.count(f"/zaak/{case.number}/stap/{effect.step}/{effect.occurrence}") <= 1
    assert "Canarie" not in text
    assert mine in text


def assign_to(session: Session, number: str, contact: int) -> None:
    """Make a contact the casemanager of a case."""
    from models.tables import CaseRole

    case = find_case(session, number).id
    if session.get(CaseRole, (case, "casemanager")) is None:
        session.add(CaseRole(case_id=case, role="casemanager", contact_id=contact))
    session.commit()


def test_mail_of_a_morning_waits_for_the_report(desk: DeskSite, session: Session) -> None:
    """Between its hour and three quarters later; not once it is there, where nobody has an account, or on Sunday."""
    assert session.get(VirtualClock, 1) is None
    monday = datetime(2026, 11, 30, 7, 10, tzinfo=AMSTERDAM)
    assert not report_is_awaited(session, monday)
    desk.account("casemanager", email="c@huis.example")
    assert report_is_awaited(session, monday)
    assert not report_is_awaited(session, monday.replace(hour=6))
    assert not report_is_awaited(session, monday.replace(minute=45))
    assert not report_is_awaited(session, monday - timedelta(days=1))
    session.add(DayReport(on_day=monday.date(), made_at=monday))
    session.commit()
    assert not report_is_awaited(session, monday)
    gather_digests(monday)


def test_two_at_once_make_one(session: Session, cases: tuple[Account, str, str]) -> None:
    """Two processes that ask at the same moment: one makes it, the other is told so, and each person has one mail."""
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(make_day_report, [MORNING, MORNING]))
    assert [type(each) for each in sorted(made, key=lambda each: isinstance(each, str))] == [MadeReport, str]
    reports = select(Message).where(col(Message.message_id).startswith("<dagrapport."))
    assert len(session.exec(reports).all()) == 1


def test_a_damaged_account_keeps_nobody_from_the_report(
    desk: DeskSite, session: Session, cases: tuple[Account, str, str], as_owner: Callable[[str], None]
) -> None:
    """The address of one account cannot be read; all others hear of their day."""
    account, _, _ = cases
    damaged = desk.account("casemanager", email="stuk@huis.example", everyone=True)
    as_owner(f"update account set email = '\\x00'::bytea where id = {damaged.id}")
    made = make_day_report(MORNING)
    assert isinstance(made, MadeReport)
    assert made.mails == 1
    session.expunge(damaged)
    assert mail_of(session, account) is not None
