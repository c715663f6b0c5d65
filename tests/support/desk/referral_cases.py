"""Cases whose second track begins this week, with canaries for whatever would tell who it is about, and bureaus."""

from collections.abc import Callable
from datetime import date, timedelta

from sqlmodel import Session, select
from support.canaries import BIRTH, BSN
from support.desk.desk_cases import wake_by_hand
from support.desk_site import DeskClient, DeskSite
from support.machine.database_server import lived_once
from support.prepared_cases import prepare_referral_of

from models.record import append_event, open_case
from models.tables import Bureau, Case, Employee, Employer
from spoorboek import clock

SICK, EVALUATED = 375, 340  # days
BUREAUS = ("eerste", "tweede", "derde", "vierde", "vijfde")
PERSON = {"name": "Zwaan Zwaluwstaart", "bsn": BSN, "birth_date": BIRTH, "email": "zwaan@kanarievogel.example"}
# What would tell who it is about.
TELLS_WHO = ("Zwaan", "Zwaluwstaart", BSN, "kanarievogel", "Wielewaal", "Kruisbek")


def second_track_case(
    session: Session, make_case: Callable[..., Case], *, prepared: bool = True, on: date | None = None
) -> str:
    """Adopt a case whose second track starts this week, with five bureaus known, and wake it; return its number.

    `prepared`: all that a referral needs is recorded. `on`: the day it is for cases, when that is not today. What
    another test of the file adopted just so is copied.
    """
    wanted = repr((prepared, on))
    return lived_once(session, wanted, lambda: _adopted(session, make_case, prepared=prepared, on=on))


def _adopted(session: Session, make_case: Callable[..., Case], *, prepared: bool, on: date | None) -> str:
    employee = session.get_one(Employee, make_case(**PERSON, function="Kruisbek").employee_id)
    session.get_one(Employer, employee.employer_id).name = "Wielewaal B.V."
    for rank, code in enumerate(BUREAUS):
        if session.exec(select(Bureau).where(Bureau.code == code)).one_or_none() is None:
            session.add(Bureau(code=code, name=f"Bureau {code}", email=f"{code}@bureau.example", rank=rank))
    today = on or clock.today()
    data = {"first_sick_day": today - timedelta(SICK), "adopted_on": today}
    opened = open_case(session, employee, today, data, "operator-1")
    evaluated = (today - timedelta(SICK - EVALUATED)).isoformat()
    done = {"step": "eerstejaarsevaluatie", "occurrence": 1, "on": evaluated, "evidence": None}
    append_event(session, opened, "step_done", today, done, "operator-1")
    session.commit()
    if prepared:
        prepare_referral_of(session, opened.number, today=today)
    wake_by_hand(opened.number)
    return opened.number


def bureau_client(desk: DeskSite, code: str) -> DeskClient:
    """Return a client of somebody of a bureau."""
    bureau = desk.record.exec(select(Bureau).where(Bureau.code == code)).one()
    return desk.log_in("bureau", bureau_id=bureau.id)
