"""What a file hides is told by the report of its import, and what is asked for on the command line is done."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session
from support.command_in_process import Said, typed
from support.hostile.raw_workbooks import PEOPLE, PERSON, row, sheet, workbook

from models.virtual_calendar import set_virtual_day

__all__ = ["typed"]
Typed = Callable[..., Said]
HIDDEN = row(3, (*PERSON[:2], "A002", *PERSON[3:])).replace("<row", '<row hidden="1"')
MISTYPED = {
    ("simulate", "volledig_tot_wi"): "Bedoelde u volledig_tot_wia?",
    ("step", "done", "Z-7K3Q9", "probleemanlyse", "--door", "operator-1"): "Bedoelde u probleemanalyse?",
    ("step", "done", "Z-7K3Q9", "probleemanalyse", "--occurrence", "-1"): "een geheel getal van 0 of hoger",
    ("simulate", "--portfolio", "/nergens/p.yaml"): "Bestand niet gevonden: /nergens/p.yaml",
    ("simulate", "--portfolio", "/"): "dat is een map",
    ("import", "/"): "dat is een map",
}


@pytest.mark.parametrize(
    ("choice", "code", "words"),
    [
        ((), 2, "verborgen regels (1, namelijk regel 3). Maak ze zichtbaar"),
        (("--hidden", "skip"), 0, "verborgen regels (1, namelijk regel 3): niet meegenomen."),
        (("--hidden", "include"), 0, "verborgen regels (1, namelijk regel 3): meegenomen."),
        (("--hidden", "misschien"), 2, "verwacht include, skip"),
    ],
)
def test_hidden_rows_are_told_whatever_is_done_with_them(
    typed: Typed, session: Session, tmp_path: Path, choice: tuple[str, ...], code: int, words: str
) -> None:
    """Refused, left out or taken along: the number is told, and the count of rows is what was asked for."""
    set_virtual_day(session, date(2026, 11, 29))
    session.commit()
    (tmp_path / "zaken.xlsx").write_bytes(workbook(sheet(PEOPLE + HIDDEN)))
    said = typed("import", tmp_path / "zaken.xlsx", *choice)
    assert (said.code, words in said.out + said.err) == (code, True), said
    assert ("2 regels:" in said.out) == ("include" in choice)


@pytest.mark.parametrize(("words", "message"), MISTYPED.items())
def test_a_mistake_is_answered_in_dutch(typed: Typed, words: tuple[str, ...], message: str) -> None:
    """A name that is nearly right gets a suggestion; a reason of the system is no English."""
    said = typed(*words)
    assert (said.code, message in said.err) == (2, True), said.err
    assert not any(english in said.err for english in ("No such", "Is a directory", "Permission"))
