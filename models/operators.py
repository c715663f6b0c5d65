"""Who may act: codes of operators, added and removed in the record, so that nothing has to be restarted."""

from sqlalchemy import func, select
from sqlmodel import Session, col

from models.tables import OperatorAct
from models.tables.operator_tables import ADDED, REMOVED
from spoorboek.errors import InputError
from spoorboek.settings import check_operator_code, settings

SEEDED_BY = "spoorboek"


def operator_codes(reading: Session) -> list[str]:
    """List the codes of those who may act now, in the order they were added."""
    return [code for code, kind in _latest(reading).items() if kind == ADDED]


def require_operator(reading: Session, code: str) -> None:
    """Raise InputError, which lists the operators, for a code that is none of them (any more)."""
    if code not in (known := operator_codes(reading)):
        raise InputError(
            f"Onbekende operator '{code}'. Bekend zijn: {', '.join(known)}. Kies een van deze, of laat de code "
            "toevoegen met `spoorboek operator add`."
        )


def add_operator(writing: Session, code: str, actor: str) -> None:
    """Let somebody act from now on. Raises InputError for an unfit code, and for one that is known already."""
    require_operator(writing, actor)
    try:
        check_operator_code(code)
    except ValueError as error:
        raise InputError(f"'{code}' kan geen operator zijn: {error}.") from None
    if code in operator_codes(writing):
        raise InputError(f"Operator '{code}' is al bekend. Er is niets gewijzigd.")
    _record(writing, ADDED, code, actor)


def remove_operator(writing: Session, code: str, actor: str) -> None:
    """Let somebody act no more; what was recorded stays. Raises InputError for an unknown code, and the last one."""
    require_operator(writing, actor)
    require_operator(writing, code)
    if operator_codes(writing) == [code]:
        raise InputError(f"'{code}' is de laatste operator; dan kan niemand meer iets vastleggen. Voeg eerst een toe.")
    _record(writing, REMOVED, code, actor)


def let_record(writing: Session, code: str, actor: str) -> None:
    """Let who has an account record things too, when nobody of that code may yet."""
    if code not in operator_codes(writing):
        _record(writing, ADDED, code, actor)


def let_record_no_more(writing: Session, code: str, actor: str) -> None:
    """Let who has no account any more, or one that only reads, record nothing; the last operator stays one."""
    if code in (known := operator_codes(writing)) and known != [code]:
        _record(writing, REMOVED, code, actor)


def seed_operators(writing: Session) -> None:
    """Add the codes of the setting that this record has never known; one that was removed stays removed."""
    known = _latest(writing)
    for code in settings().operator_codes:
        if code not in known:
            _record(writing, ADDED, code, SEEDED_BY)


def _latest(reading: Session) -> dict[str, str]:
    """Return the latest act about each code that was ever known, in the order they were first added."""
    newest = select(func.max(col(OperatorAct.id))).group_by(col(OperatorAct.code))
    first = (
        select(col(OperatorAct.code), func.min(col(OperatorAct.id)).label("since"))
        .group_by(col(OperatorAct.code))
        .subquery()
    )
    query = select(col(OperatorAct.code), col(OperatorAct.kind)).join(first, first.c.code == col(OperatorAct.code))
    rows = reading.execute(query.where(col(OperatorAct.id).in_(newest)).order_by(first.c.since))
    return {row.code: row.kind for row in rows}


def _record(writing: Session, kind: str, code: str, actor: str) -> None:
    writing.add(OperatorAct(kind=kind, code=code, actor=actor))
    writing.flush()
