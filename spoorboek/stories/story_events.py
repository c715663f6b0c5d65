"""What people report in a story, day by day: Dutch words become events, and a late relapse becomes a new case."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from spoorboek.errors import InputError
from spoorboek.statute.events import Event
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline
from spoorboek.stories.story import Reported
from spoorboek.stories.story_fields import FieldReading, require_field, require_known
from spoorboek.stories.story_words import EVENT_WORDS, StoryWord

CARRIED_FIELDS = ("contract_ends_on", "aow_on")  # what stays true of the employee in a next case
COMMON_FIELDS = ("op", "wat", "zaak", "elke", "aantal")


def story_events(
    opening: Reported, items: Iterable[tuple[int, Mapping[str, str]]], reading: FieldReading
) -> Iterator[Reported]:
    """Turn the items of `gebeurtenissen` into reports, the sick report of the first case before them.

    `elke` and `aantal` repeat an item every so many calendar days; a step is then each time the next occurrence.
    Items belong to the latest case unless `zaak` names another.
    """
    reports = [opening]
    yield opening
    for number, item in items:
        for report in _reports(item, reading.at(f"gebeurtenis {number}"), reports[-1].case):
            following = _relapse(report, reports, reading) if report.kind == "relapsed" else (report,)
            reports += following
            yield from following


def _reports(item: Mapping[str, str], reading: FieldReading, latest_case: int) -> Iterator[Reported]:
    word = reading.word(require_field(item, "wat", reading.where), EVENT_WORDS)
    require_known("veld", item, (*COMMON_FIELDS, *word.fields), reading.where)
    first = reading.day(require_field(item, "op", reading.where))
    case = reading.number(item.get("zaak", str(latest_case)))
    every, times = reading.number(item.get("elke", "0")), reading.number(item.get("aantal", "1"))
    for time in range(times):
        day = first + timedelta(days=every * time)
        data = _data(item, word, reading, day)
        if "occurrence" in data:
            data["occurrence"] += time
        yield Reported(day, case, word.kind, data)


def _data(item: Mapping[str, str], word: StoryWord, reading: FieldReading, day: date) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name, field in word.fields.items():
        text = item.get(name, field.default)
        if text is None:
            raise InputError(f"{reading.where}: '{name}' ontbreekt; '{item['wat']}' heeft dat veld nodig.")
        data[field.name] = reading.field(field, day.isoformat() if text == "op" else text)
    return data


def _relapse(report: Reported, reports: list[Reported], reading: FieldReading) -> tuple[Reported, ...]:
    """Return what a relapse comes to: more of the same case, or the sick report of a new one.

    A case that still ran, for it ends by another cause and not by four weeks of recovery, hears of the relapse too.
    """
    of_case = sorted((each for each in [*reports, report] if each.case == report.case), key=lambda each: each.day)
    plan = timeline(fold_events(Event(n, each.kind, each.day, each.data) for n, each in enumerate(of_case, 1)))
    if plan.next_first_sick_day is None:
        return (report,)
    case = report.case + 1
    reading.anchors[f"D{case}"] = plan.next_first_sick_day
    carried_data = {field: reports[0].data[field] for field in CARRIED_FIELDS if field in reports[0].data}
    fresh = Reported(report.day, case, "sick_reported", {"first_sick_day": report.data["on"], **carried_data})
    return (report, fresh) if plan.close_reason == "andere_oorzaak" else (fresh,)
