"""A sealed value opens where it was written and nowhere else; nothing is written or read without the id of its row."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, insert, text, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from support.sealed_values import place, put, raw, sealed_before

from models.addressees import find_employee
from models.operator_work import open_work_of
from models.sealing.crypto import MisplacedError, UnreadableError, keyring
from models.sealing.sealed_columns import UnplacedValueError, fetch_readable
from models.tables import Bureau, Case, Contact, Employee, Employer, KeyCheck
from spoorboek.errors import PlatformError

MakeCase = Callable[..., Case]


@pytest.fixture
def people(session: Session, make_case: MakeCase) -> None:
    """Write two employees and a contact, all with addresses."""
    for name in ("Tamar", "Kees"):
        make_case(name=f"{name} Kanarie", email=f"{name}@kanarie.test", function="Kanarievoerder")
    session.add(Contact(code="c1", name="Cas Kanarie", email="cas@kanarie.test"))
    session.commit()
    session.expunge_all()


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("source", "target"),
    [
        (("employee.name", 1), ("employee.name", 2)),
        (("employee.email", 1), ("employee.email", 2)),
        (("employee.email", 2), ("employee.name", 2)),
        (("employee.function", 1), ("employee.name", 1)),
        (("contact.name", 1), ("employee.name", 1)),
        (("employee.name", 1), ("contact.name", 1)),
        (("employer.name", 1), ("contact.email", 1)),
        (("key_check.token", 1), ("employee.bsn", 1)),
        (("employee.name", 1), ("key_check.token", 1)),
    ],
)
def test_a_moved_value_does_not_open(session: Session, source: tuple[str, int], target: tuple[str, int]) -> None:
    """Another row, column or table: an error that names the place and quotes nothing."""
    put(session, *target, raw(session, *source))
    table, (_, column) = target[0].partition(".")[0], target[0].split(".")
    tables = {"employee": Employee, "contact": Contact, "key_check": KeyCheck}
    with pytest.raises(MisplacedError, match=rf"{table}\.{column}, rij {target[1]}\.") as refused:
        session.exec(select(tables[table])).all()
    assert "Kanarie" not in str(refused.value)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("length", [0, 1, 8, 9, 20, 21, 36, -1])
def test_a_value_that_is_cut_off_does_not_open(session: Session, length: int) -> None:
    """However much of it is left."""
    put(session, "employee.name", 1, raw(session, "employee.name", 1)[:length])
    with pytest.raises(UnreadableError, match=r"employee\.name, rij 1\."):
        session.exec(select(Employee.name)).all()


@pytest.mark.usefixtures("people")
def test_a_value_of_another_installation_does_not_open(session: Session, as_owner: Callable[[str], None]) -> None:
    """The same table, column, row and key, in another database: not one value, nor all of them."""
    session.commit()
    as_owner("update installation set code = gen_random_uuid()")
    for column in (Employee.name, Contact.email, KeyCheck.token):
        with pytest.raises(MisplacedError):
            session.exec(select(column)).all()


@pytest.mark.usefixtures("people")
def test_without_the_identity_of_the_installation_nothing_is_read_or_written(
    session: Session, as_owner: Callable[[str], None]
) -> None:
    """Its loss is told; no value turns empty."""
    session.commit()
    as_owner("delete from installation")
    with pytest.raises(MisplacedError):
        session.exec(select(Employee.name)).all()
    session.add(Contact(code="c2", name="Kanarie", email="k@kanarie.test"))
    with pytest.raises(PlatformError, match="kenmerk van de installatie"):
        session.flush()


@pytest.mark.usefixtures("people")
def test_an_older_value_that_is_put_back_does_not_open(session: Session) -> None:
    """Once everything is bound to its place, what belongs to no place is an error, under whatever key."""
    put(session, "employee.name", 1, sealed_before(b"Iemand Anders"))
    with pytest.raises(MisplacedError, match=r"employee\.name, rij 1\."):
        session.exec(select(Employee.name)).all()


@pytest.mark.usefixtures("people")
def test_every_way_of_reading_opens(session: Session) -> None:
    """Objects, columns, labels, aliases, joins, subqueries, one row by its id, and what a statement returns."""
    names = ["Tamar Kanarie", "Kees Kanarie"]
    ordered = col(Employee.id)
    alias = aliased(Employee)
    inner = select(Employee).limit(2).subquery()
    again = aliased(Employee, inner)
    assert [each.name for each in session.exec(select(Employee).order_by(ordered))] == names
    assert session.exec(select(Employee.name).order_by(ordered)).all() == names
    assert session.exec(select(col(Employee.name).label("wie")).order_by(ordered)).all() == names
    assert session.exec(select(alias.name).order_by(col(alias.id))).all() == names
    assert session.exec(select(again.name).order_by(col(again.id))).all() == names
    assert session.exec(select(Employee.name, Employer.name).join(Employer).order_by(ordered)).first() == (
        "Tamar Kanarie",
        "Bakkerij Kanarie",
    )
    assert session.get_one(Employee, 2).name == names[1]
    changed = update(Employee).where(col(Employee.id) == 1).values(hours_per_week=1).returning(col(Employee.name))
    assert session.scalars(changed).all() == names[:1]
    session.refresh(employee := session.get_one(Employee, 1))
    assert employee.name == names[0]


@pytest.mark.usefixtures("people")
def test_a_row_that_is_not_there_is_no_error(session: Session) -> None:
    """An outer join without a match gives nothing, as does what was never filled in."""
    query = select(Employee.id, Contact.name).outerjoin(Contact, col(Contact.code) == "geen")
    assert [row[1] for row in session.exec(query)] == [None, None]
    assert session.exec(select(Employee.bsn)).all() == [None, None]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    "read",
    [
        lambda: select(func.max(Employee.name)),
        lambda: select(func.coalesce(Employee.name, Employee.function)),
        lambda: select(select(Employee.name).limit(1).scalar_subquery()),
        lambda: select(select(Employee.name).subquery().c.name),
        lambda: select(select(Employee.name, Case.id).join(Case).subquery().c.name),
    ],
)
def test_a_value_is_not_read_without_its_row(session: Session, read: Callable[[], object]) -> None:
    """What would lose the id of the row is refused when it is written, not garbage when it is read."""
    with pytest.raises(UnplacedValueError, match="without the id of its row"):
        session.connection().execute(read())  # type: ignore[call-overload]


NEW_CONTACT = {"code": "c9", "name": "Kanarie", "email": "k@kanarie.test"}


@pytest.mark.parametrize(
    "write",
    [
        lambda session: session.connection().execute(insert(Contact), NEW_CONTACT),
        lambda session: session.connection().execute(insert(Contact), [NEW_CONTACT, NEW_CONTACT]),
        lambda session: session.connection().execute(insert(Contact).values(id=9, **NEW_CONTACT)),
        lambda session: session.connection().execute(insert(Contact).values([{"id": 9, **NEW_CONTACT}])),
        lambda session: session.execute(insert(Contact), [NEW_CONTACT]),
        lambda session: session.execute(update(Contact).values(name="Kanarie")),
        lambda session: session.execute(update(Contact).where(col(Contact.id) == 1).values(name="Kanarie")),
        lambda session: session.connection().execute(update(Contact).where(col(Contact.code) == "c"), {"name": "x"}),
    ],
)
def test_a_value_is_not_written_without_its_row(session: Session, write: Callable[[Session], object]) -> None:
    """Whoever goes around objects and ids is stopped before anything reaches the database; the value is not quoted."""
    with pytest.raises(UnplacedValueError, match=r"contact\.(name|email) is written") as refused:
        write(session)
    assert "Kanarie" not in str(refused.value)


def test_every_way_of_writing_seals(session: Session) -> None:
    """One object or many, an insert with its id, a bulk update by id, a change of one field."""
    session.add_all(Bureau(code=f"b{n}", name=f"Bureau {n}", email=f"b{n}@kanarie.test") for n in range(3))
    session.flush()
    session.connection().execute(insert(Contact), [{"id": 50 + n, **NEW_CONTACT, "code": f"d{n}"} for n in range(3)])
    session.execute(update(Contact), [{"id": 51, "name": "Een"}, {"id": 52, "name": "Twee"}])
    session.connection().execute(update(Contact).where(col(Contact.id) == 50), {"name": "Nul"})
    bureau = session.exec(select(Bureau).where(col(Bureau.code) == "b1")).one()
    bureau.email = "anders@kanarie.test"
    session.commit()
    session.expunge_all()
    assert session.exec(select(Contact.name).order_by(col(Contact.id))).all() == ["Nul", "Een", "Twee"]
    found = session.exec(select(Bureau).order_by(col(Bureau.code)))
    assert [(each.name, each.email.partition("@")[0]) for each in found] == [
        ("Bureau 0", "b0"),
        ("Bureau 1", "anders"),
        ("Bureau 2", "b2"),
    ]
    assert all(raw(session, "contact.name", row).startswith(keyring().newest_header) for row in (50, 51, 52))


def test_a_row_keeps_the_id_it_was_sealed_for(session: Session) -> None:
    """The id comes from the sequence of the table, so that the next row of whoever inserts has another."""
    session.add(Contact(code="c1", name="Kanarie", email="k@kanarie.test"))
    session.flush()
    following = session.connection().execute(
        text("insert into contact (code, name, email) values ('c2', '', '') returning id")
    )
    (first,) = session.exec(select(Contact.id).where(col(Contact.code) == "c1"))
    assert following.scalar_one() == first + 1


@pytest.mark.usefixtures("people")
def test_one_damaged_row_does_not_hide_the_others(session: Session) -> None:
    """Where a list is read in columns, what can be read is, and what cannot is named."""
    put(session, "employee.name", 1, b"\x01")
    unreadable: list[UnreadableError] = []
    columns = select(Employee.id, Employee.name).order_by(col(Employee.id))
    assert [tuple(row) for row in fetch_readable(session, columns, unreadable)] == [(2, "Kees Kanarie")]
    assert [str(where) for error in unreadable for where in error.places] == ["employee.name, rij 1"]


def test_the_work_of_an_operator_is_found_beside_a_damaged_contact(session: Session, make_case: MakeCase) -> None:
    """An address that cannot be read stands in nobody's way but its own."""
    make_case()
    for code in ("c1", "c2"):
        session.add(Contact(code=code, name="Kanarie", email=f"{code}@kanarie.test"))
    session.commit()
    (damaged,) = session.exec(select(Contact.id).where(col(Contact.code) == "c1"))
    put(session, "contact.email", damaged, b"\x01")
    assert open_work_of(session, "c2@kanarie.test", date(2026, 1, 5)) == {}
    assert open_work_of(session, "c1", date(2026, 1, 5)) == {}
    with pytest.raises(UnreadableError, match=rf"contact\.email, rij {damaged}\."):
        open_work_of(session, "c1@kanarie.test", date(2026, 1, 5))


@pytest.mark.usefixtures("people")
def test_a_swapped_key_check_finds_no_employee_and_says_so(session: Session) -> None:
    """The secret of the lookup hashes is bound too."""
    put(session, "key_check.token", 1, keyring().seal(bytes(32), place(session, "key_check.tokens", 1)))
    with pytest.raises(MisplacedError, match=r"key_check\.token, rij 1\."):
        find_employee(session, "bakkerij", "p-1")
