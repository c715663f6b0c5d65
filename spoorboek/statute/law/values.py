"""Values of law as dated data, and announced changes that are not in force."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from spoorboek.statute.days.calendar import add_months, dutch_date
from spoorboek.statute.errors import NotInForce
from spoorboek.statute.law.basis import Basis, Page
from spoorboek.statute.law.citations import article_address
from spoorboek.statute.law.data_files import read_data, require_adjoining_periods


class Period(NamedTuple):
    """One value and the first sick days it applies to; `until` is None while it still applies.

    `quote`: the words of the law that set it, empty where none were read; `page`: where it was seen that is no law.
    """

    from_: date
    until: date | None
    value: int
    note: str
    quote: str = ""
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value of law over time, with its article; `attaches_to`: the anchor whose day decides which period applies."""

    name: str
    label: str
    article: str
    url: str
    periods: tuple[Period, ...]
    attaches_to: str = "D"

    def bases(self) -> Iterator[Basis]:
        """Yield the words of the law that set its values, with their article."""
        yield from (Basis(self.article, self.url, period.quote) for period in self.periods if period.quote)

    def holds(self, on: date) -> bool:
        """Return whether there is a value on a day."""
        return any(item.from_ <= on <= (item.until or date.max) for item in self.periods)

    def period(self, on: date) -> Period:
        """Return the period that contains `on`; NotInForce before the first period and after an ended last one."""
        for period in reversed(self.periods):
            if on >= period.from_:
                if period.until is None or on <= period.until:
                    return period
                raise NotInForce(
                    f"{self.label}: bekend tot en met {dutch_date(period.until)}, dus niet te bepalen op "
                    f"{dutch_date(on)}."
                )
        first = self.periods[0].from_
        raise NotInForce(
            f"{self.label}: bekend vanaf {dutch_date(first)}, dus niet te bepalen op {dutch_date(on)} ({self.article})."
        )


def aow_day(birth: date) -> date:
    """Return the day on which somebody reaches AOW age; NotInForce where the law sets no age for that time (yet).

    Source: AOW art. 7a: the age that holds in the year in which it is reached.
    """
    ages = law_values()["aow_age"]
    reached = ((add_months(birth, period.value), period.until or date.max) for period in ages.periods)
    in_time = (day for day, last in reached if day <= last)
    day = next(in_time, add_months(birth, ages.periods[-1].value))
    ages.period(day)  # raises NotInForce for a day outside the known periods
    return day


class AnnouncedChange(NamedTuple):
    """A change that was announced, or that UWV follows for a time, and is not in the table.

    `sources`: where that was seen; `touches`: the milestones it would change; `true_on`: the day the status was true.
    """

    title: str
    status: str
    sources: tuple[Page, ...]
    touches: tuple[str, ...]
    true_on: date


@cache
def law_values() -> Mapping[str, DatedValue]:
    """Return every dated value by its name."""
    return make_law_values(read_data("law/values.yaml"))


def make_law_values(data: Mapping[str, Any]) -> Mapping[str, DatedValue]:
    """Make dated values from parsed data; KeyError, TypeError or ValueError when the data is not valid."""
    return {name: _value(name, item) for name, item in data.items()}


def law_value(name: str, on: date) -> int:
    """Return a dated value for a first sick day; NotInForce where no value applies."""
    return law_values()[name].period(on).value


@cache
def announced_changes() -> tuple[AnnouncedChange, ...]:
    """Return the changes of law that were announced and are not in force; they are listed, never applied."""
    return tuple(
        AnnouncedChange(
            item["title"],
            item["status"],
            tuple(Page(**source) for source in item["sources"]),
            tuple(item["touches"]),
            item["true_on"],
        )
        for item in read_data("law/announced.yaml")
    )


def _value(name: str, data: Mapping[str, Any]) -> DatedValue:
    ordered = tuple(sorted(map(_period, data["periods"]), key=lambda period: period.from_))
    require_adjoining_periods(name, [(period.from_, period.until) for period in ordered])
    article = data["basis"]["article"]
    return DatedValue(
        name,
        data["label"],
        article,
        article_address(data["basis"]["url"], article),
        ordered,
        data.get("attaches_to", "D"),
    )


def _period(data: Mapping[str, Any]) -> Period:
    page = Page(**data["page"]) if "page" in data else None
    return Period(data["from"], data.get("until"), data["value"], data["note"], data.get("quote", ""), page)
