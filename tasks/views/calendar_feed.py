"""A calendar feed: the open and coming steps of cases as iCalendar, valid for Outlook, Google and Apple.

A case number and a step, nothing else: calendars travel to phones and other people's servers. Without alarms: reminders
are mailed by the product, and nobody wants each of them twice. Source: RFC 5545 and, for the feed itself, RFC 7986.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from icalendar import Calendar, Event, vDuration, vText

from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.facts import StepRef

MAKER = "-//Spoorboek//Stappen van ziektezaken//NL"
REFRESH = timedelta(hours=6)


class CalendarEntry(NamedTuple):
    """One day on which a step of a case asks for attention.

    `last`: it is the last lawful or agreed day, not the day the house plans for. `version`: the number of reports of
    the case, which only rises. `changed_at`: when the newest of them came in, aware.
    """

    number: str
    ref: StepRef
    label: str
    day: date
    last: bool
    version: int
    changed_at: datetime

    @property
    def uid(self) -> str:
        """Name the entry, the same in every feed and whatever day it moves to."""
        return f"{self.number}-{self.ref.key}-{self.ref.occurrence}-{'uiterlijk' if self.last else 'streef'}@spoorboek"


class EntryDates(NamedTuple):
    """What a feed needs to know of one step that is open or to come."""

    ref: StepRef
    label: str
    planned: date | None
    last: date | None


def calendar_entries(
    number: str, version: int, changed_at: datetime, steps: Iterable[EntryDates]
) -> Iterator[CalendarEntry]:
    """Walk the days of the steps of one case: the last day, and the planned day where that is another."""
    for step in steps:
        if step.planned and step.planned != step.last:
            yield CalendarEntry(number, step.ref, step.label, step.planned, False, version, changed_at)
        if step.last:
            yield CalendarEntry(number, step.ref, step.label, step.last, True, version, changed_at)


def calendar_feed(name: str, shown: Iterable[CalendarEntry]) -> bytes:
    """Return a feed as the bytes of an .ics file: lines end in CRLF and are folded at 75 octets.

    Without METHOD: it tells what is so and invites nobody (RFC 5545 3.7.2); with one every event needs an organizer
    (RFC 5546 3.2.1), a person.
    """
    feed = Calendar()
    feed.add("prodid", MAKER)
    feed.add("version", "2.0")
    feed.add("calscale", "GREGORIAN")
    feed.add("name", vText(name))
    feed.add("x-wr-calname", vText(name))
    feed.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    feed.add("x-published-ttl", vDuration(REFRESH))
    for entry in sorted(shown, key=lambda each: (each.day, each.uid)):
        feed.add_component(_event(entry))
    return bytes(feed.to_ical())


def _event(entry: CalendarEntry) -> Event:
    """Make an all-day event that keeps nobody busy; its end is exclusive, so the day after."""
    at, event = entry.changed_at.astimezone(UTC), Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", at)
    event.add("last-modified", at)
    event.add("sequence", entry.version)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + DAY)
    event.add("summary", f"{entry.number} · {entry.label}{' (uiterlijk)' if entry.last else ''}")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event
