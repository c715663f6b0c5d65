"""What a row of a file says of a recovery, beside what is known of the case."""

from collections.abc import Iterator
from datetime import date

from spoorboek.importing.differences.known_case import Difference, KnownPerson, RowConflict, RowFact, held
from spoorboek.importing.rows import CaseRow
from spoorboek.statute.days.calendar import DAY, dutch_date
from spoorboek.statute.facts import CaseFacts, Recovery


def recovery_of_row(row: CaseRow, known: KnownPerson, facts: CaseFacts) -> Iterator[RowFact | Difference]:
    """Yield the recovery a row tells of, and what differs from a person's report; RowConflict when it cannot be."""
    day = row.recovered_from
    if day is None or day in {recovery.from_ for recovery in facts.recoveries}:
        return
    recovery, last = open_recovery(facts), sick_days(facts)[-1]
    undone = day.isoformat() in known.withdrawn_here("recovered", "from")
    if undone or ((recovery or day <= last) and known.is_recorded_here("recovered_from", "first_sick_day")):
        yield from held(known, "recovered_from", recovery.from_ if recovery else None, day)
    elif recovery:
        raise RowConflict(f"er is al hersteld gemeld per {dutch_date(recovery.from_)}; herstel dit in het dossier.")
    elif day <= last:
        raise RowConflict(f"hersteld per ligt niet na de laatste ziektedag ({dutch_date(last)}).")
    else:
        yield RowFact("recovered", {"from": day.isoformat()}, f"hersteld per {dutch_date(day)}")


def sick_days(facts: CaseFacts) -> tuple[date, ...]:
    """List the first sick day and the days of relapse of a case, in order."""
    return (facts.first_sick_day, *(recovery.until + DAY for recovery in facts.recoveries if recovery.until))


def open_recovery(facts: CaseFacts) -> Recovery | None:
    """Return the recovery that still lasts; None without one."""
    return next((recovery for recovery in facts.recoveries if recovery.until is None), None)
