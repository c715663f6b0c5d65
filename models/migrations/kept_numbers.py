"""Keep the numbers that steps have in a record of before they were kept, when they were the order of the days."""

from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from models.edition_history import edition_in_force
from models.record import append_event, load_record
from models.tables import EMPTIED, Case
from spoorboek.statute.errors import FactsError
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.reports.occurrence_numbers import NUMBERED, numbers_by_day

KEPT_SINCE = "0028"  # the version of the tables
BY_PRODUCT = "spoorboek"


def keep_numbers(writing: Session, on: date) -> None:
    """Record in each case the numbers its steps have today, where by the order of recording they would have others.

    A case whose reports contradict each other has no steps, and keeps nothing.
    """
    rules = edition_in_force(writing).rules
    for case in writing.scalars(select(Case).where(col(Case.status) != EMPTIED).order_by(col(Case.id))).all():
        try:
            facts = fold_events(load_record(writing, case).events, rules)
        except FactsError:
            continue
        if facts.numbers:
            by_day = numbers_by_day(facts)
            append_event(
                writing, case, NUMBERED, on, {"numbers": {each: by_day[each] for each in facts.numbers}}, BY_PRODUCT
            )
