"""The check of every night: all open dossiers, portion by portion, then one mail for each who has to hear."""

from typing import NamedTuple

from models.connection import session, try_lock
from models.edition_history import edition_in_force
from spoorboek.statute.days.mail_days import mails_on
from tasks.case_state import current_day
from tasks.dossiers.checking import check_portion, open_portions
from tasks.dossiers.keeping import close_findings_of_closed_cases, keep_findings
from tasks.dossiers.telling import tell_findings

LOCK = "riv-controle"


class CheckRound(NamedTuple):
    """What a check did: cases, new findings, repaired ones, mails; the numbers of cases that could not be checked."""

    cases: int
    found: int
    repaired: int
    mails: int
    unchecked: tuple[str, ...] = ()


def check_every_dossier() -> CheckRound | None:
    """Check all open dossiers and tell what is new; None when another check runs.

    Each portion is a transaction of its own: who stops halfway goes on with the next check. Mail goes out on the days
    of the house alone; on other days it waits for the next check.
    """
    with try_lock(LOCK) as is_free:
        return _check() if is_free else None


def _check() -> CheckRound:
    with session() as reading:
        on, edition, portions = current_day(reading), edition_in_force(reading), open_portions(reading)
    found, repaired, unchecked = 0, 0, list[str]()
    for portion in portions:
        with session() as writing:
            checked = [*check_portion(writing, portion, on)]
            changes = keep_findings(writing, checked, on)
            found, repaired = found + changes.found, repaired + changes.repaired
            unchecked += [each.number for each in checked if each.plan is None]
    with session() as writing:
        repaired += close_findings_of_closed_cases(writing, on)
        mails = tell_findings(writing, on, edition.house.findings) if mails_on(edition.house.mail_days, on) else 0
    cases = sum(map(len, portions))
    return CheckRound(cases, found, repaired, mails, tuple(unchecked))
