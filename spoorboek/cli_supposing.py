"""What `spoorboek whatif` does: read what is supposed, ask the statute, print the difference. Nothing is written."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from spoorboek.cli_options import read_date
from spoorboek.cli_timeline import text_of
from spoorboek.errors import InputError
from spoorboek.statute.editions.edition import read_rules
from spoorboek.statute.editions.plan_diff_text import plan_diff_json, plan_diff_text
from spoorboek.statute.editions.what_if import UNCHANGED, Supposition, WhatIf, what_if
from spoorboek.statute.facts import Leave, StepRef
from spoorboek.statute.law.milestones import Rulebook, rulebook
from spoorboek.statute.reports.facts_json import facts_from_text

NONE = "geen"
NOTHING = "Geen verschil: het plan blijft zoals het is."
PERCENTAGE = "Het percentage verandert geen datum: gedeeltelijk herstel zet de termijnen niet stil."


def read(
    first_day: str,
    recovered: Sequence[str] | None,
    relapsed: Sequence[str] | None,
    leaves: Sequence[str] | None,
    contract_ends: str,
    sanction: str,
    percentage: int | None,
    aow: str,
    done: Sequence[str] | None,
) -> Supposition:
    """Return what a person supposes; InputError for a date, a leave, a step or a percentage that does not read."""
    if percentage is not None and not 0 <= percentage <= 99:
        raise InputError(f"{percentage} procent kan niet: kies 0 tot en met 99. Wie volledig werkt, is hersteld.")
    return Supposition(
        first_sick_day=read_date(first_day) if first_day else None,
        recovered=tuple(map(read_date, recovered or ())),
        relapsed=tuple(map(read_date, relapsed or ())),
        leaves=tuple(map(_leave, leaves or ())),
        contract_ends_on=_day_or_none(contract_ends),
        aow_on=_day_or_none(aow),
        sanction_decided_on=read_date(sanction) if sanction else None,
        done=dict(map(_done, done or ())),
        percentage=percentage,
    )


def run(subject: str, supposed: Supposition, rules: str, shape: str, *, is_file: bool) -> None:
    """Print what a supposition does to the plan of a file of facts, or of a case of the record."""
    outcome, names = _of_file(subject, supposed, rules) if is_file else _of_case(subject, supposed, rules)
    if shape == "json":
        print(json.dumps(outcome_json(outcome, names), ensure_ascii=False, indent=2))
        return
    print(plan_diff_text(outcome.changes, NOTHING))
    if supposed.percentage is not None:
        print(PERCENTAGE)


def outcome_json(outcome: WhatIf, names: tuple[str, str]) -> dict[str, object]:
    """Return an outcome as JSON: both versions of the rules, both closing days, and what differs."""
    closed = [plan.closed_on.isoformat() if plan.closed_on else None for plan in outcome[:2]]
    return {
        "rules": {"before": names[0], "after": names[1]},
        "closed_on": {"before": closed[0], "after": closed[1]},
        "changes": plan_diff_json(outcome.changes),
    }


def _of_file(path: str, supposed: Supposition, rules: str) -> tuple[WhatIf, tuple[str, str]]:
    other = read_rules(text_of(Path(rules), "een regelbestand"), rules) if rules else None
    outcome = what_if(facts_from_text(text_of(Path(path))), supposed, rulebook(), other)
    return outcome, (rulebook().version, (other or rulebook()).version)


def _of_case(number: str, supposed: Supposition, rules: str) -> tuple[WhatIf, tuple[str, str]]:
    from spoorboek.cli_editions import case_and_rules

    current, other = case_and_rules(number, rules)
    book: Rulebook = current.edition.rules
    outcome = what_if(current.plan.facts, supposed, book, other, current.record)
    return outcome, (book.version, (other or book).version)


def _day_or_none(typed: str) -> date | str | None:
    if not typed:
        return UNCHANGED
    return None if typed.strip().lower() == NONE else read_date(typed)


def _leave(typed: str) -> Leave:
    first, dots, last = typed.partition("..")
    if not dots:
        raise InputError(f"'{typed}' is geen verlof. Schrijf VAN..TOT, zoals 01-06-2026..20-09-2026.")
    return Leave(read_date(first), read_date(last))


def _done(typed: str) -> tuple[StepRef, date]:
    step, equals, day = typed.partition("=")
    key, _, occurrence = step.strip().replace("-", "_").partition(":")
    if not equals or not (occurrence or "1").isdecimal():
        raise InputError(f"'{typed}' is geen gedane stap. Schrijf STAP=DATUM, of STAP:KEER=DATUM voor een latere keer.")
    return StepRef(key, int(occurrence or 1)), read_date(day)
