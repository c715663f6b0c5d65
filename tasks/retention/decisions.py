"""What people record about keeping data: a dispute and its end, the end of an employment, own risks of an employer."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlmodel import Session

from models.case_lookup import find_case
from models.record import put_own_risks
from models.retention_queries import find_employer
from models.tables import CLOSED, RetentionAct
from models.tables.retention_tables import DISPUTE, DISPUTE_OVER, LEFT
from spoorboek.errors import InputError
from spoorboek.statute.law.retention import OWN_RISKS

NONE = "geen"
RISK_WORDS: Mapping[str, str] = {"zw": "de Ziektewet", "wga": "de WGA"}


def record_dispute(writing: Session, number: str, actor: str, on: date, *, over: bool = False) -> str:
    """Record that a dispute keeps a dossier from being destroyed, or that it is over; return the Dutch answer.

    Raises InputError for an unknown case.
    """
    case = find_case(writing, number)
    writing.add(RetentionAct(case_id=case.id, on_day=on, kind=DISPUTE_OVER if over else DISPUTE, actor=actor))
    if over:
        return f"{case.number}: het geschil is voorbij; de gewone bewaartermijn geldt weer."
    return f"{case.number} blijft bewaard zolang het geschil loopt."


def record_leaving(writing: Session, number: str, left_on: date, actor: str, on: date) -> str:
    """Record the last day of the employment of the person of a case; return the Dutch answer.

    Raises InputError for an unknown case, a case that is open, and a day that is still to come.
    """
    case = find_case(writing, number)
    if case.status != CLOSED:
        raise InputError(
            f"{case.number} loopt nog. Leg het einde van het contract vast als feit: `spoorboek case report`."
        )
    if left_on > on:
        raise InputError(f"{left_on:%d-%m-%Y} is nog niet voorbij. Leg dit vast als het dienstverband is geëindigd.")
    act = RetentionAct(
        employee_id=case.employee_id, on_day=on, kind=LEFT, actor=actor, detail={"on": left_on.isoformat()}
    )
    writing.add(act)
    return f"Vastgelegd: uit dienst na {left_on:%d-%m-%Y} (de werknemer van {case.number})."


def record_own_risks(
    writing: Session,
    code: str,
    typed: Collection[str],
    actor: str,
    on: date,
    since: date | None = None,
    until: date | None = None,
) -> tuple[str, list[str]]:
    """Record which risks an employer bears himself (`zw`, `wga`, or `geen`); return the Dutch answer and cases to wake.

    `since`, `until`: the first and last day on which he bears that of the Ziektewet; they become a fact of each open
    case of the employer, and of each that opens later. Raises InputError for an unknown employer or risk, and for days
    that do not fit.
    """
    risks = {each.strip().lower() for each in typed} - {NONE}
    if not typed or not risks <= set(OWN_RISKS) or (risks and NONE in typed):
        raise InputError(f"'{' '.join(typed)}' is geen keuze. Kies geen, of een of meer van: {', '.join(OWN_RISKS)}.")
    _require_period(risks, since, until)
    employer = find_employer(writing, code)
    woken = put_own_risks(writing, employer, risks, (since, until) if since else None, actor, on)
    borne = [f"{RISK_WORDS[risk]}{_period_words(since, until) if risk == 'zw' else ''}" for risk in sorted(risks)]
    bears = f"eigenrisicodrager voor {' en '.join(reversed(borne))}" if borne else "geen eigenrisicodrager"
    return f"Vastgelegd: {employer.code} is {bears}.{_told(len(woken))}", woken


def _require_period(risks: Collection[str], since: date | None, until: date | None) -> None:
    if (since or until) and "zw" not in risks:
        raise InputError("--since en --until horen bij zw: alleen dat risico verandert termijnen. Laat ze weg.")
    if until and since is None:
        raise InputError("Bij --until ontbreekt --since: de eerste dag als eigenrisicodrager voor de Ziektewet.")
    if since and until and until < since:
        raise InputError(f"--until {until:%d-%m-%Y} ligt vóór --since {since:%d-%m-%Y}. Corrigeer een van beide.")


def _period_words(since: date | None, until: date | None) -> str:
    if since is None:
        return ""
    return f" vanaf {since:%d-%m-%Y}{f' t/m {until:%d-%m-%Y}' if until else ''}"


def _told(count: int) -> str:
    return f" Dat staat nu ook in {count} lopend{'e dossiers' if count > 1 else ' dossier'}." if count else ""
