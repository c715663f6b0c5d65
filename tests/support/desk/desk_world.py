"""A small world at the desk: two employers, three cases, two bureaus, and somebody in each role.

Whatever is personal or confidential in it is like nothing else (`Secrets`), so that a page that shows it is found.

- `make_world`: the world, in the database of a test;
- `World.may_show`: what of a case somebody may be shown.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session, col, select
from support.bureaus.referred_cases import add_referral
from support.desk.desk_cases import ON, assign, live_anew
from support.desk_site import DeskSite
from support.hostile.papers import picture

from models.accounts.account_reach import reach_of
from models.accounts.account_roles import AccountRole
from models.accounts.reach import visible_cases
from models.addressees import link_hash
from models.case_lookup import find_case
from models.identity.identities import write_identity
from models.record import open_case
from models.tables import Account, Bureau, Case, CaseRole, Contact, Document, Employee, Employer
from spoorboek.desk.permissions import Permission, permissions_of
from tasks.papers.receiving import IncomingPaper, receive_paper
from tasks.reports.preparation_content import report_profile

LIMITS = "Grutto: niet boven schouderhoogte reiken"  # of the profile
PAPER = "Ooievaar-rapport"
TELLING = 45  # characters of a line of a document that may stand in no other
BIRDS = ("Zwaluwstaart", "Roerdomp", "Wielewaal")
OF_PEOPLE = frozenset({Permission.RECORD_FACTS, Permission.READ_DOCUMENTS})


class Secrets(NamedTuple):
    """What is told of one case: by words that stand nowhere else, each beside who may see them."""

    number: str
    name: str
    reaching: tuple[str, ...]
    document: tuple[str, ...]
    paper: str
    limits: str
    bureau: str


class World:
    """The cases by what they must not show, and an account for each role."""

    def __init__(self, record: Session, cases: list[Secrets], accounts: dict[AccountRole, Account]) -> None:
        self.record, self.cases, self.accounts = record, cases, accounts

    def visible(self, role: AccountRole | None) -> set[str]:
        """Return the numbers of the cases within reach of who has a role."""
        if role is None:
            return set()
        query = select(Case.number).where(
            col(Case.id).in_(visible_cases(reach_of(self.record, self.accounts[role], ON)))
        )
        return set(self.record.exec(query))

    def must_not_show(self, role: AccountRole | None) -> Iterator[tuple[str, str]]:
        """Yield each word that no page may show to who has a role, beside what it is."""
        held, visible = permissions_of([role] if role else []), self.visible(role)
        own = self.accounts[role].bureau_id if role is AccountRole.BUREAU else None
        for case in self.cases:
            seen, referred = case.number in visible, own is not None and case.bureau == self.bureau_name(own)
            if not (seen or referred):
                yield from (("a name", case.name), *(("a way to reach somebody", each) for each in case.reaching))
            if not seen or not held & OF_PEOPLE:
                yield from (("a way to reach somebody", each) for each in case.reaching if not referred)
            if not seen or Permission.READ_DOCUMENTS not in held:
                yield from (*(("a document", each) for each in case.document), ("a paper", case.paper))
            if not self._sees_profile(seen or referred, held):
                yield "a profile", case.limits
            if role is AccountRole.BUREAU and not referred:
                yield from (("another bureau", case.bureau), ("the case of another bureau", case.number))

    def bureau_name(self, bureau: int) -> str:
        """Return the name of a bureau."""
        return self.record.get_one(Bureau, bureau).name

    @staticmethod
    def _sees_profile(seen: bool, held: frozenset[Permission]) -> bool:
        readers = {Permission.READ_PROFILE, Permission.PREPARE_REFERRALS, Permission.APPROVE_REFERRALS}
        return seen and bool(held & readers)


def make_world(session: Session, desk: DeskSite) -> World:
    """Make it all; every account is logged in by `desk.client_of`."""
    bakery, mill = (_employer(session, *each) for each in (("bakkerij", "Bakkerij Korhoen"), ("molen", "Molen Fazant")))
    made = [
        _case(session, bakery, BIRDS[0], 21),
        _case(session, bakery, BIRDS[1], 49, "eerste"),
        _case(session, mill, BIRDS[2], 28, "tweede"),
    ]
    lines = [_lines_of(session, case.number) for case in made]
    known = Counter(line for each in lines for line in each)
    made = [
        case._replace(document=tuple(line for line in own if known[line] == 1))
        for case, own in zip(made, lines, strict=True)
    ]
    accounts = _accounts(session, desk, bakery, [case.number for case in made])
    session.commit()
    return World(session, made, accounts)


def _employer(session: Session, code: str, name: str) -> Employer:
    made = Employer(code=code, name=name, postcode_area="10")
    session.add(made)
    session.flush()
    return made


def _case(session: Session, employer: Employer, bird: str, days: int, bureau: str = "") -> Secrets:
    """Live a case of somebody, with documents, a paper, a profile and perhaps a referral."""
    person = {
        "name": f"Sam {bird}",
        "email": f"sam@{bird.lower()}.example",
        "phone": f"06 55 {days} {len(bird)}",
        "address": f"{bird}laan 7",
        "personnel_number": f"{bird.upper()}-1",
        "birth_date": date(1971, 3, 4),
    }
    done = {"step": "ziekmelding_arbodienst", "occurrence": 1, "on": (ON - timedelta(days - 2)).isoformat()}
    number = live_anew(session, _maker(session, employer), days, ("step_done", done), **person)
    limits = f"{LIMITS} ({bird})"
    if bureau:
        add_referral(session, find_case(session, number), bureau, on=ON)
        profile = {"bron": "izp", "uren_per_week": "20", "mogelijkheden": "Zittend werk", "beperkingen": limits}
        report_profile(session, number, {**profile, "bron_datum": ON - timedelta(1)}, "operator-1")
    paper = f"{PAPER}-{bird}"
    came = IncomingPaper(
        picture("JPEG"), kind="plan_van_aanpak", sender="werknemer", file_name=f"{paper}.jpg", dated=ON
    )
    receive_paper(session, number, came, "operator-1")
    session.commit()
    reaching = (person["email"], person["phone"], person["address"])
    return Secrets(number, person["name"], reaching, (), paper, limits, f"Bureau {bureau}" if bureau else bird)


def _maker(session: Session, employer: Employer) -> Callable[..., Case]:
    def make(on: date, **columns: Any) -> Case:
        number = columns["personnel_number"]
        person = Employee(employer_id=employer.id, link_hash=link_hash(session, employer.code, number), **columns)
        session.add(person)
        session.flush()
        write_identity(session, person, employer.code)
        case = open_case(session, person, on, {"first_sick_day": on}, "operator-1")
        session.commit()
        return case

    return make


def _lines_of(session: Session, number: str) -> set[str]:
    """Return the longer lines that stand in the documents of a case."""
    query = select(Document.text).where(Document.case_id == find_case(session, number).id)
    lines = {" ".join(line.split()) for text in session.exec(query) for line in (text or "").splitlines()}
    return {line for line in lines if len(line) >= TELLING}


def _accounts(session: Session, desk: DeskSite, bakery: Employer, numbers: list[str]) -> dict[AccountRole, Account]:
    """Make somebody in each role: of the bakery, or of the first or second case alone."""
    first, second = numbers[:2]
    of_bakery = {"employer_ids": [bakery.id]}
    bureau = session.exec(select(Bureau.id).where(Bureau.code == "eerste")).one()
    own = {
        AccountRole.CASE_MANAGER: {},
        AccountRole.SUPERVISOR: {},
        AccountRole.COMPANY_DOCTOR: {},
        AccountRole.BUREAU: {"bureau_id": bureau},
        AccountRole.ADMINISTRATOR: {},
    }
    accounts = {role: desk.account(role, password="van niemand", **own.get(role, of_bakery)) for role in AccountRole}
    assign(session, accounts[AccountRole.CASE_MANAGER], "Casper Manager", first)
    for role, number in ((AccountRole.SUPERVISOR, first), (AccountRole.COMPANY_DOCTOR, second)):
        _involve(session, accounts[role], role, number)
    return accounts


def _involve(session: Session, account: Account, role: str, number: str) -> None:
    contact = Contact(code=account.code, name=f"Ineke {role}", email=f"{account.code}@bedrijf.example")
    session.add(contact)
    session.flush()
    session.add(CaseRole(case_id=find_case(session, number).id, role=role, contact_id=contact.id))
    account.contact_ids = [contact.id]
    session.add(account)
