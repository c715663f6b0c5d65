"""A round of reconcile lets a role begin that was planned, on its day and not before."""

from collections.abc import Callable
from datetime import timedelta

from sqlmodel import Session, col, select
from support.desk.desk_cases import wake_by_hand

from flows.upkeep.reconcile import begin_round
from models.people.case_roles import give_role, planned_roles
from models.tables import Case, CaseRole, Contact, WakeBasis
from models.verification import verify_record
from models.virtual_calendar import set_virtual_day
from spoorboek import clock


def test_a_planned_role_begins_on_its_day(session: Session, make_case: Callable[..., Case]) -> None:
    """The day before nothing happens; on the day it begins, once, and the case counts as one to be woken."""
    on, case = clock.today(), make_case()
    contact = Contact(code="later", name="Lea Later", email="lea@later.example")
    session.add(contact)
    session.flush()
    give_role(session, case, "hr", contact, "operator-1", on=on, since=on + timedelta(2))
    session.commit()
    for days, begun in ((1, False), (2, True), (2, True)):
        set_virtual_day(session, on + timedelta(days))
        session.commit()
        wake_by_hand(case.number)
        begin_round()
        session.expire_all()
        assert (session.get(CaseRole, (case.id, "hr")) is not None) == begun
        assert bool(planned_roles(session)) != begun
    woken = session.exec(select(col(WakeBasis.case_id))).all()
    assert woken == [case.id]  # nothing began in the last round, so the wake before it still counts
    assert verify_record(session) == []
