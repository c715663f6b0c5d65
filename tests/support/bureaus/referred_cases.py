"""Invented cases with referrals that were sent, and messages of their bureaus."""

import json
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from models.record import append_event, open_case, write_effect
from models.tables import REFERRED, Bureau, Case, Employee, Referral
from spoorboek import clock
from spoorboek.statute.actions import Action
from templates.bureau_messages import message_schema

SICK = 375  # days
STEP = "start_spoor_2"


def referred_case(session: Session, employee: Employee, bureau: str = "eerste") -> Case:
    """Open the case of somebody who is sick for a year, with a referral to a bureau that was sent today."""
    today = clock.today()
    first = today - timedelta(SICK)
    case = open_case(session, employee, today, {"first_sick_day": first, "adopted_on": today}, "operator-1")
    evaluated = {"step": "eerstejaarsevaluatie", "occurrence": 1, "on": (first + timedelta(340)).isoformat()}
    append_event(session, case, "step_done", today, {**evaluated, "evidence": None}, "operator-1")
    add_referral(session, case, bureau)
    session.commit()
    return case


def add_bureau(session: Session, code: str) -> Bureau:
    """Enrol a bureau in the register."""
    bureau = Bureau(code=code, name=f"Bureau {code}", email=f"{code}@bureau.example")
    session.add(bureau)
    session.flush()
    return bureau


def add_referral(session: Session, case: Case, bureau: str, number: int = 1, on: date | None = None) -> Referral:
    """Refer a case to a bureau of its own, as if people had said yes on a day; None: today."""
    today, attempt = on or clock.today(), number
    prepared = write_effect(session, case, Action(today, "referral", STEP, 1, str(number), attempt))
    assert prepared is not None
    row = Referral(
        case_id=case.id,
        effect_id=prepared,
        bureau_id=add_bureau(session, bureau).id,
        opened_on=today,
        number=number,
        status=REFERRED,
    )
    session.add(row)
    assert write_effect(session, case, Action(today, "referral_sent", STEP, 1, str(number), attempt)) is not None
    session.flush()
    return row


def bureau_message(case: Case, kind: str, example: int = 0, **changes: Any) -> dict[str, Any]:
    """Return a message about the first referral of a case, as the example of its schema, made today."""
    message = json.loads(json.dumps(message_schema(kind)["examples"][example]))
    own = {"zaak": case.number, "aanmelding": 1, "opgesteld_op": clock.today().isoformat()}
    return {**message, **own, **changes}


def as_bytes(message: dict[str, Any]) -> bytes:
    """Write a message as it travels."""
    return json.dumps(message, ensure_ascii=False).encode()


def move_referral(session: Session, case: Case, *states: str, on: int = 0, number: int = 1) -> None:
    """Record that a referral came in states, one after another, all so many days ago."""
    day = clock.today() - timedelta(on)
    extra = {
        "intake_gepland": {"at": (day + timedelta(3)).isoformat()},
        "eindrapport": {"result": "geen_werk"},
        "opgeschort": {"reason": "verlof"},
        "gestaakt": {"reason": "in_overleg"},
        "vervangen": {"reason": "levert_niet"},
        "ingetrokken": {"reason": "niet_meer_nodig"},
    }
    for state in states:
        data = {"referral": number, "to": state, "on": day.isoformat(), **extra.get(state, {})}
        append_event(session, case, "referral_moved", clock.today(), data, "operator-1")
    session.commit()


RUNNING = ("aangemeld", "bevestigd", "intake_gehouden", "trajectplan", "loopt")


def _day(days: int) -> str:
    return (clock.today() - timedelta(days)).isoformat()


def dated_message(case: Case, kind: str, example: int = 0, **changes: Any) -> dict[str, Any]:
    """Return a message about the first referral of a case of which every day can be today."""
    days: dict[str, dict[str, Any]] = {
        "intake": {"intake_op": _day(0)},
        "trajectplan": {"van": _day(0), "tot": _day(-200), "ondertekend": []},
        "voortgang": {"van": _day(41), "tot": _day(0)},
        "wijziging": {"gewijzigd_op": _day(0)},
        "verlenging": {"tot": _day(-90)},
        "eindrapport": {"geeindigd_op": _day(0)},
        "factuur": {"factuurdatum": _day(0), "factuurkenmerk": f"{case.number}-1"},
    }
    message = bureau_message(case, kind, example, **{**days.get(kind, {}), **changes})
    if kind == "trajectplan":
        for each in (*message["fasen"], *message["modules"]):
            each |= {"van": _day(0), "tot": _day(-200)}
    for each in message.get("sollicitaties", ()):
        each["op"] = _day(1)
    return message
