"""What a row of a file says of a 42-week report that was made: its day and UWV's receipt number, taken over once."""

from collections.abc import Iterator

from spoorboek.importing.differences.known_case import KnownPerson, RowFact
from spoorboek.importing.rows import CaseRow
from spoorboek.statute.days.calendar import dutch_date

WEEK_42_STEP = "melding_42_weken"


def week_42_done_of_row(row: CaseRow, known: KnownPerson) -> Iterator[RowFact]:
    """Yield that the report was made, where nothing was said of it here: neither that it was, nor that it was not."""
    on, receipt = row.week_42_on, row.week_42_receipt
    said = any(event.data.get("step") == WEEK_42_STEP for event in known.events if event.kind.startswith("step_"))
    if on and receipt and not said:
        data = {"step": WEEK_42_STEP, "occurrence": 1, "on": on.isoformat(), "evidence": None, "receipt": receipt}
        yield RowFact("step_done", data, f"42e-weeksmelding gedaan op {dutch_date(on)}")
