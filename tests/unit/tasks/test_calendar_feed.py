"""A calendar feed read back by the grammar of RFC 5545 as written out here, not by the library that wrote it."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spoorboek.statute.facts import StepRef
from tasks.views.calendar_feed import CalendarEntry, EntryDates, calendar_entries, calendar_feed

AT = datetime(2026, 3, 2, 8, 15, tzinfo=ZoneInfo("Europe/Amsterdam"))
PLAN = StepRef("plan_van_aanpak")
NAME = r"[A-Z][A-Z0-9-]*"
LINE = re.compile(rf'({NAME})((?:;{NAME}=(?:"[^"\x00-\x1f]*"|[^";:,\x00-\x1f]*))*):([^\x00-\x08\x0a-\x1f\x7f]*)')
# RFC 5545 3.6.1: what a VEVENT must have, and what it may have at most once.
ONCE = {"UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "CLASS", "TRANSP"}
Lines = list[tuple[str, str, str]]


def read(feed: bytes) -> tuple[dict[str, tuple[str, str]], list[dict[str, tuple[str, str]]]]:
    """Read a feed as RFC 5545 3.1 says: properties of the calendar, and of each event, as (parameters, value)."""
    assert feed.endswith(b"\r\n")
    assert b"\n" not in feed.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in feed.split(b"\r\n"))
    unfolded = re.sub(rb"\r\n[ \t]", b"", feed).decode()
    lines: Lines = []
    for line in unfolded.split("\r\n")[:-1]:
        match = LINE.fullmatch(line)
        assert match, line
        lines.append((match[1], match[2], match[3]))
    assert lines[0] == ("BEGIN", "", "VCALENDAR")
    assert lines[-1] == ("END", "", "VCALENDAR")
    return _parts(lines[1:-1])


def _parts(lines: Lines) -> tuple[dict[str, tuple[str, str]], list[dict[str, tuple[str, str]]]]:
    head: dict[str, tuple[str, str]] = {}
    events: list[dict[str, tuple[str, str]]] = []
    target = head
    for name, parameters, value in lines:
        if name == "BEGIN":
            assert (value, target) == ("VEVENT", head)
            target = {}
        elif name == "END":
            assert value == "VEVENT"
            events.append(target)
            target = head
        else:
            assert name not in target, name
            target[name] = (parameters, value)
    return head, events


def text(value: str) -> str:
    """Undo the escapes of a TEXT value; RFC 5545 3.3.11: an unescaped comma or semicolon may not stand in one."""
    assert not re.search(r"(?<!\\)(?:\\\\)*[,;]", value)
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "N": "\n"}.get(m[1], m[1]), value)


def day(value: tuple[str, str]) -> date:
    """Read a DATE value, which must say that it is one."""
    assert value[0] == ";VALUE=DATE"
    return datetime.strptime(value[1], "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone


def one(label: str = "Plan van aanpak", planned: date | None = None, last: date | None = date(2026, 3, 2)) -> bytes:
    """Return the feed of one step."""
    return calendar_feed(
        "Spoorboek · Z-7K3Q9", calendar_entries("Z-7K3Q9", 4, AT, [EntryDates(PLAN, label, planned, last)])
    )


def test_the_calendar_says_what_it_is_and_how_often_to_look_again() -> None:
    """Version, maker and scale; a name; six hours in the two ways Outlook and the others look for it."""
    head, _ = read(one())
    assert head["VERSION"] == ("", "2.0")
    assert head["PRODID"][1].startswith("-//Spoorboek//")
    assert head["CALSCALE"] == ("", "GREGORIAN")
    assert text(head["X-WR-CALNAME"][1]) == text(head["NAME"][1]) == "Spoorboek · Z-7K3Q9"
    assert head["REFRESH-INTERVAL"] == (";VALUE=DURATION", "PT6H")
    assert head["X-PUBLISHED-TTL"] == ("", "PT6H")


def test_an_event_is_a_whole_day_that_keeps_nobody_busy() -> None:
    """The end is the day after, exclusive (RFC 5545 3.6.1); the moment of change in UTC; no alarm, nobody invited."""
    _, (event,) = read(one())
    assert event.keys() == ONCE
    assert (day(event["DTSTART"]), day(event["DTEND"])) == (date(2026, 3, 2), date(2026, 3, 3))
    assert event["DTSTAMP"] == event["LAST-MODIFIED"] == ("", "20260302T071500Z")
    assert event["SEQUENCE"] == ("", "4")
    assert event["TRANSP"] == ("", "TRANSPARENT")
    assert event["CLASS"] == ("", "PRIVATE")


def test_only_the_case_number_and_the_step_stand_in_it() -> None:
    """A calendar travels to phones and servers of others: no name, no employer, no explanation."""
    _, (event,) = read(one())
    assert text(event["SUMMARY"][1]) == "Z-7K3Q9 · Plan van aanpak (uiterlijk)"
    assert event["UID"][1] == "Z-7K3Q9-plan_van_aanpak-1-uiterlijk@spoorboek"


@pytest.mark.parametrize(
    ("planned", "last", "days"),
    [
        (date(2026, 2, 20), date(2026, 3, 2), [("streef", 20), ("uiterlijk", 2)]),
        (date(2026, 3, 2), date(2026, 3, 2), [("uiterlijk", 2)]),
        (date(2026, 2, 20), None, [("streef", 20)]),
        (None, date(2026, 3, 2), [("uiterlijk", 2)]),
        (None, None, []),
    ],
)
def test_a_step_stands_on_its_planned_and_on_its_last_day(
    planned: date | None, last: date | None, days: list[tuple[str, int]]
) -> None:
    """Two entries where the days differ, one where they do not, none where there is no day."""
    _, events = read(one(planned=planned, last=last))
    assert [(e["UID"][1].split("-")[-1].partition("@")[0], day(e["DTSTART"]).day) for e in events] == days


def test_a_step_that_moves_keeps_its_name() -> None:
    """The same UID on another day, with a higher sequence: calendars move the entry instead of adding one."""
    before, after = (
        CalendarEntry("Z-7K3Q9", PLAN, "Plan van aanpak", day, True, version, AT)
        for day, version in ((date(2026, 3, 2), 4), (date(2026, 3, 23), 5))
    )
    _, (old,) = read(calendar_feed("a", [before]))
    _, (new,) = read(calendar_feed("a", [after]))
    assert (old["UID"], old["DTSTART"]) != (new["UID"], new["DTSTART"])
    assert old["UID"] == new["UID"]
    assert int(new["SEQUENCE"][1]) > int(old["SEQUENCE"][1])


def test_the_same_cases_give_the_same_bytes() -> None:
    """Whatever the order they come in, and whenever: a calendar program sees no change where there is none."""
    shown = list(
        calendar_entries(
            "Z-7K3Q9", 4, AT, [EntryDates(StepRef("evaluatie", n), "E", None, AT.date()) for n in (3, 1, 2)]
        )
    )
    assert calendar_feed("a", shown) == calendar_feed("a", reversed(shown))


@given(
    st.text(st.characters(min_codepoint=32, blacklist_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=200),
    st.integers(0, 9999),
)
def test_any_label_survives(label: str, version: int) -> None:
    """Commas, semicolons, backslashes, quotes and letters of several bytes: folded, escaped, and read back the same."""
    feed = calendar_feed(label, calendar_entries("Z-7K3Q9", version, AT, [EntryDates(PLAN, label, None, AT.date())]))
    head, (event,) = read(feed)
    assert text(event["SUMMARY"][1]) == f"Z-7K3Q9 · {label} (uiterlijk)"
    assert text(head["NAME"][1]) == label


@given(st.dates(date(2000, 1, 1), date(2150, 1, 1)), st.integers(0, 23))
def test_every_day_is_the_day_it_was_meant_to_be(planned: date, hour: int) -> None:
    """Year ends, 29 February, the nights the clock changes: a date has no hour, so no zone can move it."""
    at = datetime(planned.year, planned.month, planned.day, hour, tzinfo=ZoneInfo("Europe/Amsterdam"))
    _, (event,) = read(calendar_feed("a", [CalendarEntry("Z-7K3Q9", PLAN, "P", planned, True, 1, at)]))
    assert day(event["DTSTART"]) == planned
    assert day(event["DTEND"]) - planned == timedelta(days=1)
    assert event["DTSTAMP"][1] == at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
