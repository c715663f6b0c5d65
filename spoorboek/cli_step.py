"""The commands `spoorboek step …`: what an operator reports of a step, and the case wakes."""

from collections.abc import Callable

from sqlmodel import Session

from models.case_numbers import normal_number
from models.connection import session
from spoorboek.cli_operator import known_operator
from spoorboek.cli_options import read_code, read_date
from spoorboek.errors import InputError
from spoorboek.platform.record_access import open_record
from spoorboek.statute.law.milestones import milestone_table
from spoorboek.statute.policy.policy_reader import house_policy
from tasks.case_state import current_day
from tasks.reports import step_reports

Report = Callable[[Session, str], str]


def done(number: str, key: str, by: str, on: str, evidence: str, occurrence: int) -> None:
    """Record that a step was done; an empty day is today."""
    step, shown = step_key(key), _choice("evidence", evidence) if evidence else None
    day = read_date(on) if on else None

    def report(writing: Session, case: str) -> str:
        when = day or current_day(writing)
        return step_reports.report_step_done(writing, case, step, when, by, evidence=shown, occurrence=occurrence)

    _record(number, by, report)


def withdraw(number: str, key: str, by: str, occurrence: int) -> None:
    """Record that a report of done was wrong."""
    step = step_key(key)
    _record(
        number,
        by,
        lambda writing, case: step_reports.report_step_withdrawn(writing, case, step, by, occurrence=occurrence),
    )


def retrigger(number: str, key: str, by: str, mode: str, occurrence: int) -> None:
    """Trigger a step again."""
    step = step_key(key)
    _record(
        number,
        by,
        lambda writing, case: step_reports.report_step_retriggered(
            writing, case, step, mode, by, occurrence=occurrence
        ),
    )


def postpone(number: str, key: str, by: str, to: str, reason: str, occurrence: int) -> None:
    """Move the target of a step."""
    step, day, why = step_key(key), read_date(to), _choice("postpone", reason)
    _record(
        number,
        by,
        lambda writing, case: step_reports.report_step_postponed(
            writing, case, step, day, why, by, occurrence=occurrence
        ),
    )


def deviate(number: str, key: str, by: str, to: str, reason: str, occurrence: int) -> None:
    """Record a reasoned deviation."""
    step, day, why = step_key(key), read_date(to), _choice("deviate", reason)
    _record(
        number,
        by,
        lambda writing, case: step_reports.report_deviated(writing, case, step, day, why, by, occurrence=occurrence),
    )


def step_key(typed: str) -> str:
    """Return the key of a step as it was typed; dashes and capitals are understood. Raises InputError with a guess."""
    return read_code(typed, milestone_table(), "Onbekende stap")


def _record(number: str, by: str, report: Report) -> None:
    known_operator(by)
    normal = normal_number(number)
    with open_record() as reach:
        with session() as writing:
            answer = report(writing, normal)
        print(answer)
        if later := reach.wake([normal]):
            print(later)


def _choice(choices: str, code: str) -> str:
    known = house_policy().choices[choices]
    if code not in known:
        listed = "\n".join(f"  {each:<28} {label}" for each, label in known.items())
        raise InputError(f"Onbekende code '{code}'. Kies uit:\n{listed}")
    return code
