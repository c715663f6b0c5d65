"""Read one cell: convert it to a typed value, or give a reason in Dutch why not.

Reasons never quote a cell: it may hold personal data.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from models.bsn import is_bsn
from spoorboek.importing.reading.cell_text import WrongCell, cell_lines, cell_text
from spoorboek.importing.reading.column import CellKind
from spoorboek.importing.reading.columns import SOMEBODY_ELSE, normal_header
from spoorboek.importing.reading.sheet import BrokenCell, CellValue, is_blank
from spoorboek.importing.reading.track_columns import IMPORTABLE
from spoorboek.outside.mail_addresses import LONGEST_ADDRESS, is_mail_address
from spoorboek.outside.phone_numbers import phone_number
from spoorboek.statute.dossier.receipts import is_receipt_number
from spoorboek.statute.referrals.arrows import arrows, state_label
from spoorboek.statute.reports.settlements import MOST_WEEKS
from spoorboek.statute.second_track_facts import ASSESSMENT_OUTCOMES

TIME_OF_DAY = r"(?:[ T](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
DUTCH_DATE = re.compile(r"(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>\d{4})" + TIME_OF_DAY, re.ASCII)
ISO_DATE = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})" + TIME_OF_DAY, re.ASCII)
HOURS = re.compile(r"\d{1,2}(?:[.,]\d{1,2}0*)?", re.ASCII)
EUROS = re.compile(r"\d{1,9}(?:[.,]\d{1,2})?", re.ASCII)
THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?", re.ASCII)
MOST_CENTS = 100_000_000  # a million euro
MIDNIGHTS_ELSEWHERE = ((22, 0, 0), (23, 0, 0))  # of a Dutch day, written in UTC
SAFETY_NETS = {
    "nee": "nee", "geen": "nee", "n": "nee",
    "vierde dag": "vierde_dag", "4e dag": "vierde_dag", "vierde ziektedag": "vierde_dag",
    "zes weken": "zes_weken", "6 weken": "zes_weken",
    "dertien weken": "dertien_weken", "13 weken": "dertien_weken",
}  # fmt: skip
POSTCODE = re.compile(r"(?P<digits>[1-9][0-9]{3}) ?(?P<letters>[A-Za-z]{2})?", re.ASCII)
TITLE = re.compile(r"(?P<title>de heer|dhr|hr|heer|mevrouw|mevr|mw)\b\.?\s*(?P<rest>.*)", re.IGNORECASE)
GENDERS = {"m": "heer", "man": "heer", "v": "mevrouw", "vrouw": "mevrouw"}
CELL_YES_NO = {"ja": True, "j": True, "nee": False, "n": False}


def read_cell(kind: CellKind, value: CellValue) -> Any:
    """Return the typed value of a cell, None for a blank cell; raises WrongCell, in Dutch, for any other content."""
    if isinstance(value, BrokenCell):
        raise WrongCell(value.reason)
    return None if is_blank(value) else READERS[kind](value)


def _matching(pattern: str, expected: str) -> Callable[[CellValue], str]:
    def read(value: CellValue) -> str:
        text = cell_text(value)
        if not re.fullmatch(pattern, text):
            raise WrongCell(expected)
        return text

    return read


def _personnel(value: CellValue) -> str:
    expected = "geen personeelsnummer; verwacht letters en cijfers zonder spaties."
    return _matching(r"[0-9A-Za-z._/-]{1,30}", expected)(value)


def _employment(value: CellValue) -> str:
    """Read the number of another employment, or `nee`: somebody else."""
    text = _personnel(value)
    return text.casefold() if text.casefold() == SOMEBODY_ELSE else text


def _date(value: CellValue) -> date:
    if isinstance(value, date):
        day = value
    elif isinstance(value, str):
        day = _written_date(" ".join(value.split()))
    else:
        raise WrongCell("er staat een getal; maak er een datum van (dd-mm-jjjj).")
    if not 1900 <= day.year <= 2200:
        raise WrongCell(
            "het jaartal klopt niet; verwacht 1900 tot en met 2200. Is er geen datum? Maak de cel leeg bij een "
            "contract voor onbepaalde tijd."
        )
    return day


def _written_date(text: str) -> date:
    found = DUTCH_DATE.fullmatch(text) or ISO_DATE.fullmatch(text)
    if not found:
        raise WrongCell("geen datum; verwacht dd-mm-jjjj of jjjj-mm-dd, met een jaartal van vier cijfers.")
    if is_midnight_elsewhere(*(int(found[part] or 0) for part in ("hour", "minute", "second"))):
        raise WrongCell("de dag is onzeker: middernacht in een andere tijdzone. Maak er een datum zonder tijd van.")
    try:
        return date(*(int(found[part]) for part in ("year", "month", "day")))
    except ValueError as error:
        raise WrongCell("deze datum bestaat niet.") from error


def is_midnight_elsewhere(hour: int, minute: int, second: int) -> bool:
    """Tell whether a time is midnight of the next Dutch day in UTC; any other time of day in an export is ignored."""
    return (hour, minute, second) in MIDNIGHTS_ELSEWHERE


def _bsn(value: CellValue) -> str:
    """Read a BSN; only a number cell of Excel, which loses leading zeros, is padded to nine digits."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    digits = re.sub(r"[ .]", "", cell_text(value))
    if number and len(digits) in (7, 8):
        digits = digits.zfill(9)
    if not re.fullmatch(r"[0-9]{9}", digits):
        raise WrongCell("een BSN heeft negen cijfers. Is een voorloopnul weggevallen? Maak van de kolom tekst.")
    if not is_bsn(digits):
        raise WrongCell("dit BSN doorstaat de elfproef niet; controleer de cijfers.")
    return digits


def _mail(value: CellValue) -> str:
    try:
        if is_mail_address(text := cell_text(value, LONGEST_ADDRESS)):
            return text
        reason = ""
    except WrongCell as wrong:
        reason = f" ({str(wrong).rstrip('.')})"
    raise WrongCell(f"geen e-mailadres{reason}; verwacht één adres zoals naam@bedrijf.nl.")


def _hours(value: CellValue) -> Decimal:
    text = str(round(value, 2)) if isinstance(value, float) else cell_text(value)
    if not HOURS.fullmatch(text):
        raise WrongCell("geen aantal uren; verwacht een getal zoals 32 of 32,5.")
    hours = Decimal(text.replace(",", "."))
    if not 0 < hours <= 60:
        raise WrongCell("het aantal uren per week moet meer dan 0 en hoogstens 60 zijn.")
    return hours.quantize(Decimal("0.01"))


def _tax(value: CellValue) -> str:
    text = re.sub(r"[ .]", "", cell_text(value)).upper()
    if not re.fullmatch(r"[0-9]{9}L[0-9]{2}", text):
        raise WrongCell("geen loonheffingennummer; verwacht negen cijfers, L en twee cijfers: 123456789L01.")
    return text


def _postcode(value: CellValue) -> str:
    """Read a postcode, whole or its digits alone: bureaus are chosen by region."""
    return _written_postcode(value, "geen postcode; verwacht 1234 AB of 1234.", needs_letters=False)


def _home_postcode(value: CellValue) -> str:
    """Read a whole postcode: of four digits alone nobody can tell in which country they are."""
    expected = (
        "geen Nederlandse postcode; verwacht 1234 AB. Zet een adres in het buitenland als geheel in de kolom 'Adres'."
    )
    return _written_postcode(value, expected, needs_letters=True)


def _written_postcode(value: CellValue, expected: str, *, needs_letters: bool) -> str:
    found = POSTCODE.fullmatch(cell_text(value))
    if not found or (needs_letters and not found["letters"]):
        raise WrongCell(expected)
    return " ".join(filter(None, (found["digits"], (found["letters"] or "").upper())))


def _phone(value: CellValue) -> str:
    """Read a telephone number; only a number cell of Excel, which loses the zero or the plus, gets it back."""
    text, is_number = cell_text(value), isinstance(value, int | float)
    if is_number and re.fullmatch(r"[1-9][0-9]{8}", text):
        text = f"0{text}"
    elif is_number and re.fullmatch(r"31[1-9][0-9]{8}", text):
        text = f"+{text}"
    if (number := phone_number(text)) is None:
        raise WrongCell(
            "geen telefoonnummer; verwacht één nummer zoals 06 12345678, 030 1234567 of +32 475 123456, zonder tekst "
            "erbij. Is een voorloopnul weggevallen? Maak van de kolom tekst."
        )
    return number


def _salutation(value: CellValue) -> str:
    """Read what stands after `Geachte` in a letter, such as `mevrouw De Boer`; a title alone goes before the name."""
    text = re.sub(r"^(?:geachte|beste)\s+", "", cell_text(value), flags=re.IGNORECASE).rstrip(" ,")
    if not text:
        raise WrongCell("geen aanhef; verwacht wat na 'Geachte' komt, zoals mevrouw De Boer, of alleen: mevrouw.")
    if text.casefold() in GENDERS:
        return GENDERS[text.casefold()]
    found = TITLE.match(text)
    title = found and ("mevrouw" if found["title"].casefold().startswith("m") else "heer")
    return f"{title} {found['rest']}".strip() if found else text


def _choice(choices: dict[str, Any]) -> Callable[[CellValue], Any]:
    def read(value: CellValue) -> Any:
        text = {True: "ja", False: "nee"}[value] if isinstance(value, bool) else normal_header(cell_text(value))
        if text not in choices:
            raise WrongCell(f"kies uit: {', '.join(choices)}.")
        return choices[text]

    return read


def _coded(codes: Iterable[str], labels: Mapping[str, str]) -> dict[str, Any]:
    """Return the codes by what people write for them: the code, or its label."""
    return {normal_header(written): code for code in codes for written in (code.replace("_", " "), labels[code])}


def _regions(value: CellValue) -> tuple[str, ...]:
    text = cell_text(value)
    if normal_header(text) in ("landelijk", "heel nederland"):
        return ()
    areas = tuple(sorted(set(re.split(r"[\s,;/]+", text.strip(" ,;/")))))
    if not all(re.fullmatch(r"[1-9][0-9]", area) for area in areas):
        raise WrongCell("verwacht de eerste twee cijfers van postcodes (10 12 35) of 'landelijk'.")
    return areas


def _services(value: CellValue) -> tuple[str, ...]:
    return tuple(sorted({part.strip().casefold() for part in re.split(r"[,;/]", cell_text(value)) if part.strip()}))


def _rank(value: CellValue) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", text := cell_text(value)):
        raise WrongCell("verwacht een heel getal; het laagste wordt het eerst gevraagd.")
    return int(text)


def _weeks(value: CellValue) -> int:
    """Read a number of weeks, at most MOST_WEEKS."""
    if not re.fullmatch(r"[0-9]{1,3}", text := cell_text(value)) or int(text) > MOST_WEEKS:
        raise WrongCell(f"geen aantal weken; verwacht een heel getal van 0 tot en met {MOST_WEEKS}.")
    return int(text)


def _count(value: CellValue) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", text := cell_text(value)):
        raise WrongCell("verwacht een heel getal van 0 tot en met 9999.")
    return int(text)


def _euros(value: CellValue) -> int:
    """Read an amount as cents; a dot before three digits parts thousands, as Dutch writes them."""
    if isinstance(value, float):
        text = str(round(value, 2)) if math.isclose(value, round(value, 2), abs_tol=1e-9) else ""
    else:
        text = re.sub(r"^€|,-$", "", cell_text(value).replace(" ", ""))
    if THOUSANDS.fullmatch(text):
        text = text.replace(".", "")
    if not EUROS.fullmatch(text):
        raise WrongCell("geen bedrag; verwacht euro's zonder btw, zoals 1250 of 1.250,50.")
    cents = int(Decimal(text.replace(",", ".")) * 100)
    if cents > MOST_CENTS:
        raise WrongCell(f"het bedrag is te hoog; verwacht hoogstens {MOST_CENTS // 100} euro.")
    return cents


def _receipt(value: CellValue) -> str:
    if not is_receipt_number(text := cell_text(value).upper()):
        raise WrongCell("geen ontvangstnummer van UWV; verwacht 4 tot 40 letters en cijfers, en nooit een BSN.")
    return text.strip()


READERS: dict[CellKind, Callable[[CellValue], Any]] = {
    "text": cell_text,
    "lines": cell_lines,
    "code": _matching(
        r"[0-9A-Za-z._-]{1,30}", "geen code; verwacht letters, cijfers, punt of streepje, zonder spaties."
    ),
    "personnel": _personnel,
    "employment": _employment,
    "date": _date,
    "bsn": _bsn,
    "mail": _mail,
    "hours": _hours,
    "tax": _tax,
    "postcode": _postcode,
    "home_postcode": _home_postcode,
    "phone": _phone,
    "salutation": _salutation,
    "net": _choice(SAFETY_NETS),
    "outcome": _choice({normal_header(code.replace("_", " ")): code for code in ASSESSMENT_OUTCOMES}),
    "track_state": _choice(_coded(IMPORTABLE, {state: state_label(state) for state in IMPORTABLE})),
    "track_result": _choice(_coded(arrows().results, arrows().results)),
    "regions": _regions,
    "services": _services,
    "yes_no": _choice(CELL_YES_NO),
    "rank": _rank,
    "weeks": _weeks,
    "count": _count,
    "euros": _euros,
    "receipt": _receipt,
}
