"""Give the employees of an older record what they are recognised by; nothing is merged, nothing is changed."""

from sqlalchemy import select
from sqlmodel import Session, col

from models.identity.identities import hashes_of
from models.ledger.stated_rows import load_rows, reader_beside
from models.tables import Employee, Employer, KeyCheck, PersonIdentity

DESTROYED_LINK = "vernietigd-"  # how the link hash of an employee begins whose data were destroyed


def fill_identities(writing: Session) -> None:
    """Write the hashes of every employee that has none, or no likeness, in the order in which they came.

    The first with a personnel number keeps it; another that has the same by the identity rule gets no hash of the
    number: `models/identity/doubles.py` lists it for a person. One that cannot be read is left for a later start.
    """
    secret = writing.get_one(KeyCheck, 1)  # kept, so that the session does not read it for every hash
    codes = dict(writing.execute(select(col(Employer.id), col(Employer.code))).tuples().all())
    taken = set(writing.scalars(select(col(PersonIdentity.number_hash))))
    with reader_beside(writing) as own:
        for loaded in load_rows(own, Employee, [(each,) for each in _without_identity(writing)]):
            for employee in loaded.values():
                if isinstance(employee, Employee):
                    number, bsn, birth = hashes_of(writing, employee, codes[employee.employer_id])
                    row = writing.get(PersonIdentity, employee.id)
                    if row is None:
                        row = PersonIdentity(employee_id=employee.id, number_hash=None if number in taken else number)
                        taken.add(number)
                    row.bsn_hash, row.birth_hash = bsn, birth
                    writing.add(row)
            writing.flush()
    del secret


def has_unfilled(reading: Session) -> bool:
    """Tell whether there is an employee without identity or likeness, as in a record of an older version."""
    return bool(_without_identity(reading))


def _without_identity(reading: Session) -> list[int]:
    bare = col(PersonIdentity.birth_hash).is_(None) & col(Employee.email).is_not(None)
    query = select(col(Employee.id)).outerjoin(PersonIdentity, col(PersonIdentity.employee_id) == col(Employee.id))
    unknown = col(PersonIdentity.employee_id).is_(None) | bare
    kept = query.where(unknown, ~col(Employee.link_hash).startswith(DESTROYED_LINK))
    return list(reading.scalars(kept.order_by(col(Employee.id))))
