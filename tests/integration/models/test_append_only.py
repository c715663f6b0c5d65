"""What was recorded stays: the database itself refuses every change of events and effects, also by their owner."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models.record import write_effect
from models.tables import Case
from spoorboek.statute.actions import Action

MakeCase = Callable[..., Case]
CHANGES = {
    "update": "update {} set kind = 'advised'",
    "update of nothing": "update {} set kind = 'advised' where false",
    "delete": "delete from {}",
    "truncate": "truncate {} cascade",
    "merge": "merge into {0} using (select 1) as one on true when matched then delete",
}


@pytest.fixture
def session(owner_session: Session) -> Session:
    """Work as the owner of the tables; the application has no right to any of it."""
    return owner_session


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("table", ["case_event", "effect"])
def test_a_change_is_refused(session: Session, make_case: MakeCase, table: str, change: str) -> None:
    """UPDATE, DELETE and TRUNCATE fail with a Dutch message, by whatever road they come; the rows stay."""
    write_effect(session, make_case(), Action(date(2026, 1, 5), "open", "probleemanalyse", 1))
    session.commit()
    with pytest.raises(IntegrityError, match=f"Het dossier is alleen aan te vullen: .* op {table} is geweigerd"):
        session.connection().execute(text(CHANGES[change].format(table)))
    session.rollback()
    assert session.connection().execute(text(f"select count(*) from {table}")).scalar_one() == 1


def test_a_case_with_a_record_cannot_be_deleted(session: Session, make_case: MakeCase) -> None:
    """Nor does the record go by deleting the case under it."""
    make_case()
    with pytest.raises(IntegrityError):
        session.connection().execute(text("delete from case_file"))
