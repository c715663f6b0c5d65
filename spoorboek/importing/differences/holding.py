"""Hold what a file says otherwise than a person recorded, as events of the case; the same value is held once."""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session

from models.record import append_event
from models.tables import Case
from spoorboek.importing.differences.known_case import IMPORT_ACTOR, KEEP, Difference
from spoorboek.importing.differences.track_rows import BUREAU_DIFFERS, END_DIFFERS
from spoorboek.importing.row_decisions import RowDecision
from spoorboek.statute.days.calendar import dutch_date

DIFFERENCE_TITLES: Mapping[str, str] = {
    "first_sick_day": "eerste ziektedag",
    "recovered_from": "hersteld per",
    "contract_ends_on": "laatste dag dienstverband",
    "aow_on": "AOW-datum",
    "safety_net": "vangnet",
    "week_42_report": "42e-weeksmelding",
    BUREAU_DIFFERS: "bureau tweede spoor",
    END_DIFFERS: "verwacht einde van het traject",
}


def hold_differences(writing: Session, case: Case, decision: RowDecision, on: date) -> bool:
    """Append an event for each difference that is new; tell whether there was one.

    In a case that was just opened also those about which a person decided in the case before: ours stays.
    """
    new = [each for each in decision.held if each.seq is None]
    for each in new:
        _hold(writing, case, each, on)
    for each in decision.kept:
        report = _hold(writing, case, each, on)
        append_event(writing, case, "difference_settled", on, {"report": report, "choice": KEEP}, IMPORT_ACTOR)
    return bool(new or decision.kept)


def difference_text(each: Difference) -> str:
    """Name a difference with both values, in Dutch."""
    ours, file = shown_value(each.ours), shown_value(each.file)
    return f"aangehouden: {DIFFERENCE_TITLES[each.field]} is hier {ours}, in het bestand {file}"


def shown_value(value: str | None) -> str:
    """Return a value as people read it."""
    if value is None:
        return "leeg"
    try:
        return dutch_date(date.fromisoformat(value))
    except ValueError:
        return value.replace("_", " ")


def _hold(writing: Session, case: Case, each: Difference, on: date) -> int:
    data = {"field": each.field, "ours": each.ours, "file": each.file}
    return append_event(writing, case, "file_differs", on, data, IMPORT_ACTOR).seq
