"""A calendar feed of the open and planned steps of cases as iCalendar, valid for Outlook, Google and Apple.

It holds case numbers and steps only, because calendars are copied to phones and external servers. It has no alarms,
because the product mails reminders itself. Source: RFC 5545 and, for the feed itself, RFC 7986.
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
    """One day of a step of a case in the feed.

    `last`: true for the last lawful or agreed day, false for the planned day. `version`: the number of reports of the
    case, which only increases. `changed_at`: when the newest report was recorded, with time zone.
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
        """Return the UID of the entry, the same in every feed and when its day changes."""
        return f"{self.number}-{self.ref.key}-{self.ref.occurrence}-{'uiterlijk' if self.last else 'streef'}@spoorboek"


class EntryDates(NamedTuple):
    """The dates of one open or planned step, for the feed."""

    ref: StepRef
    label: str
    planned: date | None
    last: date | None


def calendar_entries(
    number: str, version: int, changed_at: datetime, steps: Iterable[EntryDates]
) -> Iterator[CalendarEntry]:
    """Yield the entries of one case: of each step the last day, and the planned day when that differs."""
    for step in steps:
        if step.planned and step.planned != step.last:
            yield CalendarEntry(number, step.ref, step.label, step.planned, False, version, changed_at)
        if step.last:
            yield CalendarEntry(number, step.ref, step.label, step.last, True, version, changed_at)


def calendar_feed(name: str, entries: Iterable[CalendarEntry]) -> bytes:
    """Return a feed as the bytes of an .ics file: lines end in CRLF and are folded at 75 octets.

    It has no METHOD, as it invites nobody (RFC 5545 3.7.2); with one every event would need an organizer (RFC 5546
    3.2.1), a person.
    """
    feed = Calendar()
    feed.add("prodid", MAKER)
    feed.add("version", "2.0")
    feed.add("calscale", "GREGORIAN")
    feed.add("name", vText(name))
    feed.add("x-wr-calname", vText(name))
    feed.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    feed.add("x-published-ttl", vDuration(REFRESH))
    for entry in sorted(entries, key=lambda each: (each.day, each.uid)):
        feed.add_component(_event(entry))
    return bytes(feed.to_ical())


def _event(entry: CalendarEntry) -> Event:
    """Build an all-day event that does not block time; its end is exclusive, so the day after."""
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
