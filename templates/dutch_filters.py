"""The Jinja2 filters of all templates: format dates, weeks, amounts and numbers in Dutch."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from spoorboek.statute.days.calendar import dutch_date, dutch_weekday_date
from templates.document_context import DocumentDates


def datum(day: date) -> str:
    """Write a date in full: `2 maart 2026`."""
    return dutch_date(day)


def dag(day: date) -> str:
    """Write a date with its weekday: `maandag 2 maart 2026`."""
    return dutch_weekday_date(day)


def kort(day: date) -> str:
    """Write a date in digits, as in form fields: `02-03-2026`."""
    return day.strftime("%d-%m-%Y")


def termijn(dates: DocumentDates) -> str:
    """Write week and date together: `week 8, uiterlijk 2 maart 2026`; without a last lawful day `streefdatum …`."""
    if dates.on is None:
        raise ValueError("een mijlpaal zonder datum heeft geen termijn")
    word = "uiterlijk" if dates.due_on else "streefdatum" if dates.target_on else "vanaf"
    week = f"week {dates.week}, " if dates.week else ""
    return f"{week}{word} {datum(dates.on)}"


def euro(amount: Decimal | int) -> str:
    """Write an amount in euro: `€ 1.234,50`."""
    cents = Decimal(amount).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return "€ " + f"{cents:,.2f}".translate(str.maketrans(",.", ".,"))


def bedrag(cents: int) -> str:
    """Write an amount of whole cents in euro: `€ 1.234,50`."""
    return euro(Decimal(cents) / 100)


def getal(number: Decimal | int) -> str:
    """Write a number without trailing zeros and with a decimal comma: `36`, `36,5`."""
    return f"{Decimal(number).normalize():f}".replace(".", ",")


def bsn_gemaskeerd(bsn: str) -> str:
    """Mask a BSN except for its last three digits: `•••••• 123`."""
    return f"•••••• {bsn[-3:]}"


def opsomming(parts: Iterable[object]) -> str:
    """Join parts as in a sentence: `a, b en c`."""
    words = [str(part) for part in parts]
    return " en ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def punt(name: str) -> str:
    """End a sentence with a name: one full stop, also after `B.V.`."""
    return name if name.endswith(".") else f"{name}."


FILTERS: Mapping[str, Callable[..., str]] = {
    function.__name__: function
    for function in (datum, dag, kort, termijn, euro, bedrag, getal, bsn_gemaskeerd, opsomming, punt)
}
