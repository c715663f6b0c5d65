"""Parse and evaluate the terms in the milestone table.

Examples: "D + 42", "W - 91 cal", "earliest(done(probleemanalyse) + 14, D + 55)". A term is an anchor with an offset, or
a function of terms. Offsets are sickness days unless a unit is named: `cal` (calendar days), `work` (working days as
the Algemene termijnenwet counts them, uncounted days left out), `months` or `years` (of the calendar). A number of days
may be a dated value of law, then with its unit: `sick` or `cal`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Protocol

from spoorboek.statute.days.calendar import (
    add_months,
    add_working_days,
    add_years,
    atw_extended,
    working_day_from,
    working_day_until,
)
from spoorboek.statute.days.sickness_days import SicknessDays

TermUnit = Literal["sick", "cal", "work", "months", "years"]
ADJUST: Mapping[str, Callable[[date], date]] = {
    "atw": atw_extended,
    "workday_from": working_day_from,
    "workday_until": working_day_until,
}


class TermContext(Protocol):
    """What evaluating a term requires."""

    anchors: dict[str, date | None]
    sickness_days: SicknessDays

    def value(self, name: str) -> int:
        """Return a dated value of law as it was on the first sick day."""


@dataclass(frozen=True, slots=True)
class Offset:
    """A number of days, months or years from an anchor."""

    anchor: str
    count: int = 0
    unit: TermUnit = "sick"

    def on(self, context: TermContext) -> date | None:
        """Return the date, or None when this case has no date for the anchor."""
        anchor = context.anchors.get(self.anchor)
        return None if anchor is None else self.after(anchor, context)

    def after(self, anchor: date, context: TermContext) -> date:
        """Return the date counted from the given anchor date."""
        if self.unit == "sick":
            return context.sickness_days.add(anchor, self.count)
        if self.unit == "cal":
            return anchor + timedelta(self.count)
        if self.unit == "work":
            return _add_working_days(anchor, self.count, context.sickness_days)
        if self.unit == "months":
            return add_months(anchor, self.count)
        # Years are calendar years, but uncounted days move their end as well.
        return context.sickness_days.add(anchor, (add_years(anchor, self.count) - anchor).days)

    def anchors(self) -> Iterator[str]:
        """Yield the anchor names this term depends on."""
        yield self.anchor


@dataclass(frozen=True, slots=True)
class ByValue:
    """A number of days from an anchor, given by a dated value of law."""

    anchor: str
    value: str
    unit: TermUnit

    def as_offset(self, context: TermContext) -> Offset:
        """Return the offset with the value for this case filled in."""
        return Offset(self.anchor, context.value(self.value), self.unit)

    def on(self, context: TermContext) -> date | None:
        """Return the date, or None when this case has no date for the anchor."""
        return None if context.anchors.get(self.anchor) is None else self.as_offset(context).on(context)

    def anchors(self) -> Iterator[str]:
        """Yield the anchor names this term depends on."""
        yield self.anchor


@dataclass(frozen=True, slots=True)
class Pick:
    """The earliest or the latest of several terms, leaving out terms without a date in this case."""

    which: Literal["earliest", "latest"]
    terms: tuple["Term", ...]

    def on(self, context: TermContext) -> date | None:
        """Return the chosen date, or None when no term has a date."""
        dates = [day for term in self.terms if (day := term.on(context)) is not None]
        if not dates:
            return None
        return min(dates) if self.which == "earliest" else max(dates)

    def anchors(self) -> Iterator[str]:
        """Yield the anchor names this term depends on."""
        for term in self.terms:
            yield from term.anchors()


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A term moved to a day that the law or practice accepts: `atw`, `workday_from`, `workday_until`."""

    how: str
    term: "Term"

    def on(self, context: TermContext) -> date | None:
        """Return the moved date, or None when the term has no date."""
        day = self.term.on(context)
        return None if day is None else ADJUST[self.how](day)

    def anchors(self) -> Iterator[str]:
        """Yield the anchor names this term depends on."""
        yield from self.term.anchors()


Term = Offset | ByValue | Pick | Adjusted
MOST = {
    "sick": 9999,
    "cal": 9999,
    "work": 999,
    "months": 999,
    "years": 99,
}  # from any day of a case, still on the calendar
MOST_DIGITS = 9
_TOKEN = re.compile(r"\s*(?:((?:done|due)\(\w+\))|(\w+)|([-+(),]))")


def _add_working_days(anchor: date, count: int, sickness_days: SicknessDays) -> date:
    """Return the working day `count` working days after a day; uncounted days are passed over."""
    if not sickness_days.gaps:
        return add_working_days(anchor, count)
    day = anchor
    for _ in range(count):
        day = add_working_days(day, 1)
        while (sick := sickness_days.first_sick_day_from(day)) != day:
            day = working_day_from(sick)
    return day


def split_anchor(anchor: str) -> tuple[str, str]:
    """Split an anchor such as "done(probleemanalyse)" into its kind and milestone key; the key of "D" is ""."""
    kind, _, key = anchor.removesuffix(")").partition("(")
    return kind, key


def parse_term(text: str) -> Term:
    """Parse a term of the milestone table; ValueError with the text when it is not a valid term."""
    tokens = [next(filter(None, match.groups())) for match in _TOKEN.finditer(text)]
    if "".join(tokens) != re.sub(r"\s", "", text):
        raise ValueError(f"geen term: '{text}'")
    try:
        term = _parse_one(tokens)
    except (IndexError, RecursionError):
        raise ValueError(f"geen hele term: '{text}'") from None
    if tokens:
        raise ValueError(f"geen term: '{text}'; te veel is: {' '.join(tokens)}")
    return term


def _parse_one(tokens: list[str]) -> Term:
    name = tokens.pop(0)
    if tokens and tokens[0] == "(":
        return _parse_function(name, tokens)
    if not tokens or tokens[0] not in "+-":
        return Offset(name)
    sign = tokens.pop(0)
    count = tokens.pop(0)
    unit = tokens.pop(0) if tokens and tokens[0] in MOST else None
    if count.isascii() and count.isdecimal():
        unit = unit or "sick"
        if unit == "work" and sign != "+":
            raise ValueError(f"werkdagen tellen alleen vooruit, niet '- {count} work'")
        if len(count) > MOST_DIGITS or int(count) > MOST[unit]:
            raise ValueError(f"geen aantal dat een zaak kan hebben: '{count[:40]}'; verwacht hoogstens {MOST[unit]}")
        return Offset(name, int(sign + count), unit)  # type: ignore[arg-type]
    if sign != "+" or unit not in ("sick", "cal"):
        raise ValueError(
            f"geen aantal dagen: '{count}'; een waarde uit `values` telt als '+ {count} sick' of '+ {count} cal'"
        )
    return ByValue(name, count, unit)  # type: ignore[arg-type]


def _parse_function(name: str, tokens: list[str]) -> Term:
    terms = []
    while tokens.pop(0) != ")":
        terms.append(_parse_one(tokens))
    if name in ("earliest", "latest"):
        return Pick(name, tuple(terms))  # type: ignore[arg-type]
    if name not in ADJUST or len(terms) != 1:
        raise ValueError(f"geen functie van één term: '{name}'; bekend zijn: earliest, latest, {', '.join(ADJUST)}")
    return Adjusted(name, terms[0])
