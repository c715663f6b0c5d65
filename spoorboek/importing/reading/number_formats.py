"""What Excel shows for a value under a number format; what is not rendered here to the digit is not guessed.

Source: ECMA-376 part 1, 18.8.31 (number formats).
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from spoorboek.importing.reading.cells import is_midnight_elsewhere
from spoorboek.importing.reading.sheet import BrokenCell, CellValue

GENERAL, TEXT_FORMAT = "General", "@"
BUILT_IN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "dd-mm-yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "dd-mm-yyyy h:mm", 37: "#,##0_);(#,##0)", 38: "#,##0_);(#,##0)",
    39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);(#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0",
    41: '#,##0;-#,##0;"-";@', 43: '#,##0.00;-#,##0.00;"-";@', 48: "##0.0E+0", 49: TEXT_FORMAT,
}  # fmt: skip
PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|Standaard)|(?P<odd>[Ee][+-]|%)|AM/PM|A/P|(?P<char>.)",
    re.DOTALL | re.IGNORECASE,
)
SPLIT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|.', re.DOTALL)
COLOURS = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|color ?\d+", re.IGNORECASE)
ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
MOST_GENERAL, MOST_DIGITS = 10**11, 10**15  # from here Excel shows 1E+11, and no longer keeps every digit
MOST_DECIMALS = 10
LAST_SERIAL, LEAP_DAY_1900 = 2_958_465, 60  # 31 December 9999; the day that Excel has in 1900 and the calendar has not
SINCE_1900, SINCE_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - of a calendar, not a moment
DATE_AS = "kies een datumopmaak met dag, maand en jaar, zoals dd-mm-jjjj"
ELSEWHERE = BrokenCell("de dag is onzeker: middernacht in een andere tijdzone. Maak er een datum zonder tijd van")
OTHERWISE = BrokenCell("Excel toont dit getal anders dan het is opgeslagen; kies de opmaak Tekst en typ wat er staat")
HIDDEN = BrokenCell("de getalopmaak verbergt wat in de cel staat; kies een andere opmaak, of maak de cel leeg")


class Piece(NamedTuple):
    """A piece of a format: `text` as it is shown, a `digit`, `point`, `comma`, `@`, `general`, `date` or `odd`."""

    kind: str
    text: str = ""


Section = tuple[Piece, ...]


def shown_text(text: str, code: str) -> CellValue:
    """Return what Excel shows for a text."""
    sections = format_sections(code)
    own = sections[3] if len(sections) > 3 else sections[-1]
    if not any(piece.kind == "@" for piece in own):
        return HIDDEN if len(sections) > 3 else text
    return "".join(text if piece.kind == "@" else piece.text for piece in own)


def shown_number(value: float, code: str, *, since_1904: bool = False) -> CellValue:
    """Return what Excel shows for a number: a number, a date, or a text with its zeros and letters."""
    sections = format_sections(code)
    own = _section_for(value, sections)
    kinds = {piece.kind for piece in own}
    if "odd" in kinds:
        return OTHERWISE
    if "date" in kinds:
        return _shown_date(value, own, since_1904)
    if "digit" in kinds:
        return _shown_digits(value, own, signed=len(sections) == 1)
    if kinds & {"general", "@"}:
        number = _plain(value)
        around = [piece.text for piece in own]
        return number if isinstance(number, BrokenCell) or not any(around) else _around(own, str(number))
    return OTHERWISE if kinds else HIDDEN


@lru_cache(maxsize=1000)
def format_sections(code: str) -> tuple[Section, ...]:
    """Take a format apart: sections for positive and negative numbers, zero and text, each in pieces."""
    codes = [""]
    for found in SPLIT.finditer(code or GENERAL):
        if found[0] == ";":
            codes.append("")
        else:
            codes[-1] += found[0]
    return tuple(tuple(_pieces(each)) for each in codes)


def _pieces(code: str) -> Iterator[Piece]:
    for found in PIECE.finditer(code):
        kind, text = found.lastgroup, found[found.lastgroup] if found.lastgroup else ""
        if kind in ("quoted", "escaped", "currency"):
            yield Piece("text", text)
        elif kind == "bracket" and not COLOURS.fullmatch(text):
            yield Piece("date", text) if ELAPSED.fullmatch(text) else Piece("odd")
        elif kind in ("general", "odd"):
            yield Piece(kind)
        elif kind == "char":
            yield _sign(text)


def _sign(char: str) -> Piece:
    if char in "0#?":
        return Piece("digit", char)
    named = {".": "point", ",": "comma", "@": "@"}.get(char)
    if named:
        return Piece(named)
    return Piece("date", char.lower()) if char in "dmyhsDMYHS" else Piece("text", char)


def _section_for(value: float, sections: Sequence[Section]) -> Section:
    if value < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if value == 0 and len(sections) > 2 else sections[0]


def _plain(value: float) -> int | float | BrokenCell:
    """Return a number as `General` shows it: ten digits at most behind the first, and no long numbers."""
    if abs(value) >= MOST_GENERAL:
        return OTHERWISE
    rounded = float(f"{value:.10g}")
    return int(rounded) if rounded.is_integer() else rounded


def _around(own: Section, number: str) -> str:
    return "".join(number if piece.kind in ("general", "@") else piece.text for piece in own).strip()


def _shown_digits(value: float, own: Section, *, signed: bool) -> CellValue:
    """Return a number under placeholders: as a number when only its digits are shown, else as the text shown."""
    kinds = [piece.kind for piece in own]
    whole_part = own[: kinds.index("point")] if "point" in kinds else own
    rest_part = own[len(whole_part) :]
    decimals = sum(piece.kind == "digit" for piece in rest_part)
    if abs(value) >= MOST_DIGITS or decimals > MOST_DECIMALS or _is_reworked(value, whole_part, rest_part):
        return OTHERWISE
    number = Decimal(repr(abs(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    whole, _, rest = f"{number:f}".partition(".")
    shown = "-" if value < 0 and signed else ""
    shown += _in_template([piece for piece in whole_part if piece.kind != "comma"], whole)
    shown += ("," + rest if decimals else "") + "".join(piece.text for piece in rest_part if piece.kind == "text")
    return _as_number(shown.strip(), -number if value < 0 else number)


def _is_reworked(value: float, whole: Section, rest: Section) -> bool:
    """Tell whether a format divides a number, groups its digits, or shows it as a fraction: what is read is unsure."""
    kinds = [piece.kind for piece in whole]
    groups = "comma" in kinds and abs(value) >= 1000
    divides = any(piece.kind == "comma" for piece in rest) or (
        "comma" in kinds and "digit" not in kinds[len(kinds) - kinds[::-1].index("comma") :]
    )
    fraction = Piece("text", "/") in whole and kinds.count("digit") > 1
    return groups or divides or fraction or any(piece.kind in ("general", "@") for piece in (*whole, *rest))


def _as_number(shown: str, number: Decimal) -> CellValue:
    """Return the number itself when what is shown is its digits and nothing more, else what is shown."""
    if not shown:
        return HIDDEN
    if shown == f"{number:f}":
        return int(number)
    return float(number) if shown.replace(",", ".") == f"{number:f}" and number % 1 else shown


def _in_template(own: Sequence[Piece], digits: str) -> str:
    """Put digits on their places, the last digit first; what does not fit goes before the first place."""
    left, shown = digits.lstrip("0"), ""
    places = sum(piece.kind == "digit" for piece in own)
    for piece in reversed(own):
        if piece.kind == "text":
            shown = piece.text + shown
            continue
        places -= 1
        taken = left if not places else left[-1:]
        left = "" if not places else left[:-1]
        shown = (taken or {"0": "0", "?": " "}.get(piece.text, "")) + shown
    return shown


def _shown_date(value: float, own: Section, since_1904: bool) -> date | BrokenCell:
    """Return the day of a number under a format of dates."""
    codes = "".join(piece.text if piece.kind == "date" else " " for piece in own)
    day_shown = re.search(r"(?<!d)dd?(?!d)", codes)
    if not day_shown and not re.search("[yd]", codes):
        return BrokenCell("de cel bevat een tijd")
    if not (day_shown and "m" in codes and "y" in codes):
        return BrokenCell(f"de opmaak toont geen volledige datum; {DATE_AS}")
    if not since_1904 and 0 <= value < 1:
        return BrokenCell("de cel is 0 of een tijd, en toont 00-01-1900; dat is geen datum. Maak de cel leeg")
    if not 0 <= value < LAST_SERIAL + 1 or (not since_1904 and int(value) == LEAP_DAY_1900):
        return BrokenCell("deze datum bestaat niet")
    day = value + (not since_1904 and value < LEAP_DAY_1900)
    return day_of_moment((SINCE_1904 if since_1904 else SINCE_1900) + timedelta(seconds=round(day * 86_400)))


def day_of_moment(moment: datetime) -> date | BrokenCell:
    """Return the day of a date with a time; broken when that is midnight of another day elsewhere."""
    return ELSEWHERE if is_midnight_elsewhere(moment.hour, moment.minute, moment.second) else moment.date()
