"""What people typed in the table of questions: read, filled in for the rows that are ticked, and made into answers."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from spoorboek.desk.visit import Visit
from spoorboek.desk.work.step_forms import NOT_APPLICABLE, written_day
from spoorboek.errors import InputError
from spoorboek.statute.facts import StepRef
from tasks.reports.question_answers import GivenAnswer, QuestionAnswer

CHOICE, TYPED_DAY, RECEIPT, TICKED = "a", "d", "o", "v"  # of the fields of a row: `a.Z-7K3Q9.probleemanalyse.1`
PASTED = "plak"
_ROW = re.compile(r"(Z-[0-9A-Z]{5})\.([a-z0-9_]{1,60})\.([0-9]{1,3})")
LONGEST = 60  # signs of what is typed in a field


class QuestionKey(NamedTuple):
    """Which question a row is about."""

    number: str
    step: str
    occurrence: int

    def __str__(self) -> str:
        """Return how its fields name it."""
        return f"{self.number}.{self.step}.{self.occurrence}"


@dataclass(frozen=True, slots=True)
class TypedRow:
    """What was filled in in one row, as it was typed; `choice`: an answer, or NOT_APPLICABLE with the reason."""

    choice: str = ""
    day: str = ""
    receipt: str = ""
    ticked: bool = False

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was answered."""
        return not (self.choice or self.day or self.receipt)


Typed = Mapping[QuestionKey, TypedRow]


def typed_rows(visit: Visit) -> dict[QuestionKey, TypedRow]:
    """Return what was sent, by row; fields that name no row are none of ours."""
    rows = dict[QuestionKey, TypedRow]()
    fields = {CHOICE: "choice", TYPED_DAY: "day", RECEIPT: "receipt"}
    for name, values in visit.form.items():
        kind, _, written = name.partition(".")
        key = _key(written)
        if key and kind in fields:
            change: dict[str, Any] = {fields[kind]: values[0].strip()[:LONGEST]}
            rows[key] = replace(rows.get(key, TypedRow()), **change)
    for written in visit.form.get(TICKED, ()):
        if key := _key(written):
            rows[key] = replace(rows.get(key, TypedRow()), ticked=True)
    return rows


def given_answer(key: QuestionKey, row: TypedRow) -> GivenAnswer:
    """Return the answer that a row is; a day alone says that it was done. Raises InputError for what cannot be one."""
    on = written_day(row.day) if row.day else None
    answer, reason = row.choice or ("gedaan" if on else ""), None
    if answer.startswith(NOT_APPLICABLE):
        answer, reason = QuestionAnswer.NIET_VAN_TOEPASSING, answer.removeprefix(NOT_APPLICABLE)
    if answer not in list(QuestionAnswer):
        raise InputError("Kies een antwoord, of vul de datum in waarop het gedaan is.")
    if on is None and answer == QuestionAnswer.GEDAAN:
        raise InputError("Vul de datum in waarop het gedaan is.")
    if on is not None and answer != QuestionAnswer.GEDAAN:
        raise InputError("Er staat een datum bij, maar het antwoord is niet ‘gedaan’. Maak een van beide leeg.")
    return GivenAnswer(key.number, StepRef(*key[1:]), QuestionAnswer(answer), on, reason, row.receipt or None)


def fill_ticked(typed: Typed, shown: Sequence[QuestionKey], choice: str, day: str) -> dict[QuestionKey, TypedRow]:
    """Write one answer in the ticked rows, which stay to be looked at; what else was typed stays as it is.

    Raises InputError when no row is ticked, or there is nothing to fill in.
    """
    ticked = _ticked(typed, shown)
    if not ticked:
        raise InputError("Vink eerst de rijen aan waarin dit moet komen.")
    if not (choice or day):
        raise InputError("Kies een antwoord of vul een datum in; die komt dan in de aangevinkte rijen.")
    filled = {key: replace(typed[key], choice=choice, day=day, ticked=False) for key in ticked}
    return {**typed, **filled}


def paste_days(typed: Typed, shown: Sequence[QuestionKey], pasted: str) -> dict[QuestionKey, TypedRow]:
    """Write a column of days in the rows: in those that are ticked, in their order, or in all that are shown.

    A line `Z-7K3Q9 <tab> 02-03-2026` goes to the row of that case; an empty line passes over a row. Raises InputError,
    and fills nothing, when lines and rows do not match.
    """
    lines = [line.strip() for line in pasted.strip("\r\n").splitlines()]
    if not any(lines):
        raise InputError("Plak eerst een kolom met datums, één per regel.")
    rows = _ticked(typed, shown) or list(shown)
    if all(line.upper().startswith("Z-") for line in lines if line):
        days = dict(_named_day(line, rows) for line in lines if line)
    elif len(lines) == len(rows):
        days = {key: line for key, line in zip(rows, lines, strict=True) if line}
    else:
        of_rows = "aangevinkt" if _ticked(typed, shown) else "in de tabel"
        raise InputError(
            f"U plakte {len(lines)} regels, en er staan {len(rows)} rijen {of_rows}. Het moeten er evenveel zijn; een "
            "lege regel slaat een rij over."
        )
    filled = {key: replace(typed.get(key, TypedRow()), day=day, choice="", ticked=False) for key, day in days.items()}
    return {**typed, **filled}


def tick_all(typed: Typed, shown: Collection[QuestionKey]) -> dict[QuestionKey, TypedRow]:
    """Tick every row that is not answered yet."""
    ticked = {key: replace(row, ticked=True) for key in shown if (row := typed.get(key, TypedRow())).is_empty}
    return {**typed, **ticked}


def _named_day(line: str, rows: Sequence[QuestionKey]) -> tuple[QuestionKey, str]:
    number, *rest = re.split(r"[\t;,]\s*|\s+", line, maxsplit=1)
    of_case = [key for key in rows if key.number == number.upper()]
    if len(of_case) != 1:
        why = "staat niet in deze tabel" if not of_case else "heeft hier meer dan één vraag; kies eerst één stap"
        raise InputError(f"Zaak {number[:10]} {why}.")
    return of_case[0], " ".join(rest).strip()[:LONGEST]


def _ticked(typed: Typed, shown: Sequence[QuestionKey]) -> list[QuestionKey]:
    return [key for key in shown if key in typed and typed[key].ticked]


def _key(written: str) -> QuestionKey | None:
    found = _ROW.fullmatch(written)
    return QuestionKey(found[1], found[2], int(found[3])) if found else None
