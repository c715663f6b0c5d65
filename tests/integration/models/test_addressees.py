"""Who hears of a case: the role's contact, a substitute, the casemanager, or the operations mailbox; never nobody."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import Session

from models.addressees import addressee, find_employee
from models.record import write_effect
from models.tables import Bureau, Case, CaseRole, Contact, Employee, EmployerRole, Referral
from spoorboek.statute.actions import Action

FIRST, LAST = date(2026, 7, 6), date(2026, 7, 24)
DURING, BEFORE, AFTER = date(2026, 7, 15), date(2026, 7, 5), date(2026, 7, 25)


@pytest.fixture
def case(make_case: Callable[..., Case]) -> Case:
    """Return a case of an employee with a mail address."""
    return make_case(name="Tamar Kanarie", email="tamar@kanarie.test")


@pytest.fixture
def contact(session: Session) -> Callable[..., Contact]:
    """Return a function that adds a contact; it may be absent and have a substitute."""

    def add(code: str, substitute: Contact | None = None, **columns: object) -> Contact:
        made = Contact(code=code, name=f"N. {code}", email=f"{code}@kanarie.test", **columns)
        made.substitute_id = substitute.id if substitute else None
        session.add(made)
        session.flush()
        return made

    return add


def _appoint(session: Session, case: Case, role: str, contact: Contact, *, for_case: bool = False) -> None:
    employer_id = session.get_one(Employee, case.employee_id).employer_id
    session.add(
        CaseRole(case_id=case.id, role=role, contact_id=contact.id)
        if for_case
        else EmployerRole(employer_id=employer_id, role=role, contact_id=contact.id)
    )
    session.flush()


def _code(session: Session, case: Case, role: str, on: date = DURING) -> str:
    return addressee(session, case, role, on).code


def test_the_contact_of_the_employer_hears_of_it(session: Session, case: Case, contact: Callable[..., Contact]) -> None:
    """Without anything special the contact in that role of the employer is addressed, by name and mail address."""
    _appoint(session, case, "hr", contact("hr-1"))
    assert addressee(session, case, "hr", DURING)[:3] == ("N. hr-1", "hr-1@kanarie.test", "hr-1")


def test_a_contact_of_the_case_goes_first(session: Session, case: Case, contact: Callable[..., Contact]) -> None:
    """A role given to somebody for one case wins over that of the employer."""
    _appoint(session, case, "hr", contact("hr-1"))
    _appoint(session, case, "hr", contact("hr-2"), for_case=True)
    assert _code(session, case, "hr") == "hr-2"


@pytest.mark.parametrize(
    ("on", "code"), [(BEFORE, "one"), (FIRST, "two"), (DURING, "two"), (LAST, "two"), (AFTER, "one")]
)
def test_a_substitute_stands_in_from_the_first_to_the_last_day(
    session: Session, case: Case, contact: Callable[..., Contact], on: date, code: str
) -> None:
    """First and last day of absence count; the day before and the day after the contact is there."""
    away = contact("one", contact("two"), absent_from=FIRST, absent_until=LAST)
    _appoint(session, case, "leidinggevende", away)
    assert _code(session, case, "leidinggevende", on) == code


def test_absence_without_end_lasts(session: Session, case: Case, contact: Callable[..., Contact]) -> None:
    """Who is absent until further notice is absent for ever after."""
    _appoint(session, case, "hr", contact("one", contact("two"), absent_from=FIRST))
    assert _code(session, case, "hr", date(2040, 1, 1)) == "two"


def test_the_substitute_of_an_absent_substitute_stands_in(
    session: Session, case: Case, contact: Callable[..., Contact]
) -> None:
    """The chain is followed until somebody is there."""
    two = contact("two", contact("three"), absent_from=FIRST)
    _appoint(session, case, "hr", contact("one", two, absent_from=FIRST))
    assert _code(session, case, "hr") == "three"


def test_substitutes_in_a_circle_end_with_the_casemanager(
    session: Session, case: Case, contact: Callable[..., Contact]
) -> None:
    """Two people who stand in for each other and are both away do not hang the product."""
    one = contact("one", absent_from=FIRST)
    two = contact("two", one, absent_from=FIRST)
    one.substitute_id = two.id
    _appoint(session, case, "hr", one)
    _appoint(session, case, "casemanager", contact("cm"))
    assert _code(session, case, "hr") == "cm"


def test_a_role_nobody_plays_goes_to_the_casemanager(
    session: Session, case: Case, contact: Callable[..., Contact]
) -> None:
    """A directie that was never named does not make an escalation vanish."""
    _appoint(session, case, "casemanager", contact("cm"))
    assert _code(session, case, "directie") == "cm"


@pytest.mark.parametrize("role", ["directie", "casemanager", "bureau", "uwv"])
def test_without_anybody_operations_hears_of_it(
    session: Session, case: Case, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Work that nobody may see goes to the operations mailbox of the settings."""
    assert addressee(session, case, role, DURING)[:3] == ("Operatie", "operatie@localhost", "operatie")
    assert addressee(session, case, role, DURING).stands_in == "operatie"


def test_the_employee_is_addressed_in_person(session: Session, case: Case) -> None:
    """The role werknemer is the employee of the case."""
    assert addressee(session, case, "werknemer", DURING)[:3] == ("Tamar Kanarie", "tamar@kanarie.test", "werknemer")
    assert addressee(session, case, "werknemer", DURING).stands_in is None


def test_an_employee_without_mail_is_reached_through_the_casemanager(
    session: Session, make_case: Callable[..., Case], contact: Callable[..., Contact]
) -> None:
    """The casemanager prints and sends what cannot be mailed."""
    case = make_case(email=None)
    _appoint(session, case, "casemanager", contact("cm"))
    assert _code(session, case, "werknemer") == "cm"


def test_the_bureau_is_the_one_asked_last(session: Session, case: Case) -> None:
    """Of two bureaus asked, mail goes to the newest."""
    for number in (1, 2):
        bureau = Bureau(code=f"b{number}", name=f"Bureau {number}", email=f"b{number}@kanarie.test")
        effect = write_effect(session, case, Action(DURING, "referral", "start_spoor_2", 1, str(number)))
        session.add(bureau)
        session.flush()
        assert effect is not None
        session.add(
            Referral(
                case_id=case.id,
                effect_id=effect,
                bureau_id=bureau.id,
                number=number,
                status="verzonden",
                opened_on=DURING,
            )
        )
    session.flush()
    assert _code(session, case, "bureau") == "b2"


def test_an_addressee_shows_its_code_only(session: Session, case: Case) -> None:
    """In logs an addressee is a code, not a person."""
    shown = repr(addressee(session, case, "werknemer", DURING))
    assert shown == "Addressee(code='werknemer')"


def test_an_employee_is_found_by_employer_and_number(session: Session, make_case: Callable[..., Case]) -> None:
    """Another employer's number, or an unknown one, finds nobody."""
    employee = session.get_one(Employee, make_case().employee_id)
    assert find_employee(session, "bakkerij", employee.personnel_number) is employee
    assert find_employee(session, "slagerij", employee.personnel_number) is None
    assert find_employee(session, "bakkerij", "onbekend") is None
