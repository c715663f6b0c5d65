"""The command `spoorboek case report`: one fact of a case, as the run forms of the actions record it."""

from models.database import session
from models.numbers import normal_number
from spoorboek.cli_operator import known_operator
from spoorboek.cli_options import read_code, read_date
from spoorboek.reach import record
from tasks.changes import reported
from tasks.given import Given
from tasks.reportable import FACTS


def run(
    number: str, what: str, by: str, on: str, until: str, reason: str, percentage: int | None, referral: int
) -> None:
    """Record a fact of a case and wake it; empty texts were not given."""
    known_operator(by)
    code, normal = read_code(what, FACTS, "Onbekend feit"), normal_number(number)
    first, last = (read_date(typed) if typed else None for typed in (on, until))
    given = Given(first, last, reason or None, percentage, referral)
    with record() as reach:
        with session() as writing:
            answer, to_wake = reported(writing, normal, code, given, by)
        print(answer)
        if later := reach.wake([to_wake]):
            print(later)
