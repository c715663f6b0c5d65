"""Which cases an account reaches: by employer, by the role in a case, for who is absent; and never more."""

from collections.abc import Callable
from datetime import date

from sqlmodel import Session, col, select

from models.accounts.account_reach import reach_of
from models.accounts.reach import visible_cases
from models.tables import Account, Case, CaseRole, Contact, Employee, Employer, EmployerRole

ON = date(2026, 3, 2)


def seen(session: Session, **columns: object) -> set[int]:
    """Return the ids of the cases that an account with these columns reaches."""
    account = Account(code="iemand-1", **columns)
    reach = reach_of(session, account, ON)
    ids = session.scalars(visible_cases(reach)).all()
    assert len(set(ids)) == len(ids), "each case once, however it is reached"
    return set(session.exec(select(Case.id).where(col(Case.id).in_(visible_cases(reach)))).all())


def contact(session: Session, code: str, **columns: object) -> Contact:
    """Record a contact."""
    made = Contact(code=code, name=code, email=f"{code}@bedrijf.example", **columns)
    session.add(made)
    session.flush()
    return made


def test_a_role_reaches_what_is_its_own(session: Session, make_case: Callable[..., Case]) -> None:
    """Employers by name, own people by role, the work of the absent; nothing for beheer and bureau."""
    first, second, elsewhere = make_case(), make_case(), make_case()
    other = Employer(code="smederij", name="Smederij", postcode_area="20")
    session.add(other)
    session.flush()
    session.get_one(Employee, elsewhere.employee_id).employer_id = other.id
    bakery = session.exec(select(Employer).where(Employer.code == "bakkerij")).one()
    boss, deputy = contact(session, "baas"), contact(session, "waarnemer")
    absent = contact(session, "afwezig", absent_from=ON, substitute_id=deputy.id)
    session.add(EmployerRole(employer_id=bakery.id, role="leidinggevende", contact_id=boss.id))
    session.add(CaseRole(case_id=second.id, role="leidinggevende", contact_id=absent.id))
    session.flush()
    everything, of_bakery = {first.id, second.id, elsewhere.id}, {first.id, second.id}
    for role in ("casemanager", "teamleider", "hr", "auditor"):
        assert seen(session, roles=[role]) == set()
        assert seen(session, roles=[role], employer_ids=[bakery.id]) == of_bakery
        assert seen(session, roles=[role], everyone=True) == everything
    assert seen(session, roles=["werkgever"], everyone=True, employer_ids=[other.id]) == {elsewhere.id}
    for role in ("beheer", "bureau"):
        assert seen(session, roles=[role], everyone=True, employer_ids=[bakery.id], contact_ids=[boss.id]) == set()
    assert seen(session, roles=["leidinggevende"], everyone=True, contact_ids=[boss.id]) == {first.id}
    assert seen(session, roles=["leidinggevende"], contact_ids=[deputy.id]) == {second.id}
    both = {"employer_ids": [bakery.id, other.id], "contact_ids": [boss.id, deputy.id]}
    assert seen(session, roles=["hr", "leidinggevende"], **both) == everything
    assert seen(session, roles=["leidinggevende"], contact_ids=[absent.id]) == {second.id}
    assert seen(session, roles=["bedrijfsarts"], contact_ids=[boss.id]) == set()
