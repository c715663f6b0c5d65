"""`spoorboek case ical`: the open and coming steps of a case, or of an operator's cases, and of nobody else's."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session
from support.command_in_process import Said

from models.record import append_event, close_case
from models.tables import Case, CaseRole, Contact, Employee, EmployerRole
from spoorboek import clock

Typed = Callable[..., Said]
MakeCase = Callable[..., Case]


def uids(feed: str) -> set[str]:
    """Read the names of the entries of a feed."""
    return set(re.findall(r"^UID:(.*?)\r?$", feed.replace("\r\n ", ""), re.MULTILINE))


@pytest.fixture
def case(make_case: MakeCase) -> Case:
    """Return a case of somebody who fell ill twenty days ago."""
    return make_case(clock.today() - timedelta(days=20), name="Tamar Kanarie")


@pytest.fixture
def appoint(session: Session) -> Callable[..., Contact]:
    """Return a function that gives a new contact a role, at the employer or in one case."""

    def add(case: Case, role: str, code: str, *, for_case: bool = False, **columns: object) -> Contact:
        contact = Contact(code=code, name=f"N. {code}", email=f"{code}@kanarie.test", **columns)
        session.add(contact)
        session.flush()
        employer = session.get_one(Employee, case.employee_id).employer_id
        session.add(
            CaseRole(case_id=case.id, role=role, contact_id=contact.id)
            if for_case
            else EmployerRole(employer_id=employer, role=role, contact_id=contact.id)
        )
        session.commit()
        return contact

    return add


def test_a_case_gives_its_open_and_coming_steps(typed: Typed, case: Case, session: Session) -> None:
    """What is done is gone, what is open and what comes is there; repeated steps each by their number; no name."""
    done = {"step": "probleemanalyse", "occurrence": 1, "on": clock.today().isoformat(), "evidence": None}
    before = typed("case", "ical", case.number.lower()).out
    append_event(session, case, "step_done", clock.today(), done, "operator-1")
    session.commit()
    after = typed("case", "ical", case.number).out
    assert f"{case.number}-probleemanalyse-1-uiterlijk@spoorboek" in uids(before) - uids(after)
    assert {f"{case.number}-evaluatie-{n}-streef@spoorboek" for n in (1, 2)} <= uids(after)
    assert f"{case.number}-einde_wachttijd-1-uiterlijk@spoorboek" in uids(after)
    assert "SEQUENCE:1" in before
    assert "SEQUENCE:2" in after
    assert "Kanarie" not in after


def test_a_casemanager_sees_every_step_of_their_cases(
    typed: Typed, case: Case, make_case: MakeCase, appoint: Callable[..., Contact]
) -> None:
    """All open cases of the employer, with every step: they answer for all of it."""
    other = make_case(clock.today() - timedelta(days=5))
    appoint(case, "casemanager", "cm-1")
    feed = typed("case", "ical", "--operator", "cm-1").out
    assert uids(feed) == uids(typed("case", "ical", case.number).out) | uids(typed("case", "ical", other.number).out)


def test_another_role_sees_what_it_has_to_do_or_is_reminded_of(
    typed: Typed, case: Case, appoint: Callable[..., Contact]
) -> None:
    """The bedrijfsarts sees analysis, profile and judgement, the manager the contact moments; neither sees the rest."""
    appoint(case, "bedrijfsarts", "arts-1")
    appoint(case, "leidinggevende", "chef-1")
    steps = {
        code: {uid.split("-")[2] for uid in uids(typed("case", "ical", "--operator", code).out)}
        for code in ("arts-1", "chef-1")
    }
    assert steps == {
        "arts-1": {"probleemanalyse", "functioneel_profiel", "actueel_oordeel"},
        "chef-1": {"contactmoment"},
    }


def test_a_case_given_to_somebody_else_is_not_in_the_feed(
    typed: Typed, case: Case, make_case: MakeCase, appoint: Callable[..., Contact]
) -> None:
    """A role in one case wins over that of the employer, as it does for mail."""
    other = make_case(clock.today() - timedelta(days=5))
    appoint(case, "casemanager", "cm-1")
    appoint(other, "casemanager", "cm-2", for_case=True)
    assert {uid[:7] for uid in uids(typed("case", "ical", "--operator", "cm-1").out)} == {case.number}
    assert {uid[:7] for uid in uids(typed("case", "ical", "--operator", "cm-2").out)} == {other.number}


def test_an_operator_is_found_by_e_mail_address_too(typed: Typed, case: Case, appoint: Callable[..., Contact]) -> None:
    """The import makes codes nobody knows by heart; the address finds the same work, and is not in the feed."""
    appoint(case, "casemanager", "cm-1")
    by_code, by_mail = (typed("case", "ical", "--operator", who).out for who in ("cm-1", "CM-1@kanarie.test"))
    assert uids(by_mail) == uids(by_code)
    assert "@kanarie" not in by_mail.casefold()


def test_a_substitute_sees_the_work_of_who_is_away(
    typed: Typed, case: Case, session: Session, appoint: Callable[..., Contact]
) -> None:
    """While the casemanager is away the cases are in the feed of the substitute, and not in their own."""
    away = appoint(case, "casemanager", "cm-1", absent_from=date(2026, 1, 1))
    stands_in = Contact(code="cm-2", name="N. cm-2", email="cm-2@kanarie.test")
    session.add(stands_in)
    session.flush()
    away.substitute_id = stands_in.id
    session.commit()
    assert uids(typed("case", "ical", "--operator", "cm-2").out)
    assert not uids(typed("case", "ical", "--operator", "cm-1").out)


def test_closed_cases_are_in_no_feed_of_an_operator(
    typed: Typed, case: Case, session: Session, appoint: Callable[..., Contact]
) -> None:
    """Nothing comes in a closed case."""
    appoint(case, "casemanager", "cm-1")
    close_case(session, case, clock.today())
    session.commit()
    assert not uids(typed("case", "ical", "--operator", "cm-1").out)


def test_a_feed_is_written_as_a_file(typed: Typed, case: Case, tmp_path: Path) -> None:
    """The bytes of the file are those of the feed, line ends and all."""
    said = typed("case", "ical", case.number, "--to", str(tmp_path / "zaak.ics"))
    assert (said.code, said.err) == (0, "")
    assert (tmp_path / "zaak.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((), "een van beide"),
        (("Z-00000", "--operator", "cm-1"), "een van beide"),
        (("Z-00000",), "is niet bekend"),
        (("--operator", "niemand"), "Geen contactpersoon heeft de code 'niemand'"),
        (("--operator", "niemand@kanarie.test"), "Geen contactpersoon heeft dit e-mailadres"),
    ],
)
def test_who_asks_for_what_is_not_there_is_told(
    typed: Typed, database_url: str, arguments: tuple[str, ...], complaint: str
) -> None:
    """One message, exit code 2, and nothing on stdout that a calendar might take for a feed."""
    said = typed("case", "ical", *arguments)
    assert (said.code, said.out) == (2, "")
    assert complaint in said.err
