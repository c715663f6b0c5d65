"""The commands `spoorboek case report` and `withdraw`: a fact of a case, as the run forms of the actions record it."""

from collections.abc import Callable

from sqlmodel import Session

from models.case_numbers import normal_number
from models.connection import session
from spoorboek.cli_operator import known_operator
from spoorboek.cli_options import read_code, read_date
from spoorboek.platform.record_access import open_record
from tasks.reports.fact_reports import report_fact
from tasks.reports.report_catalogue import REPORTABLE_FACTS
from tasks.reports.report_fields import GivenFields
from tasks.reports.report_withdrawal import withdraw_report


def run(
    number: str, what: str, by: str, on: str, until: str, reason: str, percentage: int | None, referral: int
) -> None:
    """Record a fact of a case and wake it; empty texts were not given."""
    known_operator(by)
    code, normal = read_code(what, REPORTABLE_FACTS, "Onbekend feit"), normal_number(number)
    first, last = (read_date(typed) if typed else None for typed in (on, until))
    given = GivenFields(first, last, reason or None, percentage, referral)
    _record(lambda writing: report_fact(writing, normal, code, given, by))


def withdraw(number: str, seq: int, by: str) -> None:
    """Record that an earlier report of a case was wrong, and wake the case."""
    known_operator(by)
    normal = normal_number(number)
    _record(lambda writing: (withdraw_report(writing, normal, seq, by), [normal]))


def _record(report: Callable[[Session], tuple[str, list[str]]]) -> None:
    with open_record() as reach:
        with session() as writing:
            answer, to_wake = report(writing)
        print(answer)
        if later := reach.wake(to_wake):
            print(later)
