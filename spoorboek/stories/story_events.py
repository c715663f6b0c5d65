"""Turn the Dutch event items of a story into reports, including the new case after a late relapse."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from spoorboek.errors import InputError
from spoorboek.statute.events import Event
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline
from spoorboek.stories.story import Reported
from spoorboek.stories.story_fields import FieldReading, require_field, require_known
from spoorboek.stories.story_word import LEFT_OUT, StoryWord
from spoorboek.stories.story_words import EVENT_WORDS

CARRIED_FIELDS = ("contract_ends_on", "aow_on")  # facts about the employee that remain valid in a next case
COMMON_FIELDS = ("op", "wat", "zaak", "elke", "aantal")


def story_events(
    opening: Reported, items: Iterable[tuple[int, Mapping[str, str]]], reading: FieldReading
) -> Iterator[Reported]:
    """Turn the items of `gebeurtenissen` into reports, after the sick report of the first case.

    `elke` and `aantal` repeat an item at an interval of calendar days; a step item then gets the next occurrence each
    time. Items belong to the latest case unless `zaak` names another.
    """
    reports = [opening]
    yield opening
    for number, item in items:
        for report in _reports_of_item(item, reading.at(f"gebeurtenis {number}"), reports[-1].case):
            resulting_reports = (
                _reports_of_relapse(report, reports, reading) if report.kind == "relapsed" else (report,)
            )
            reports += resulting_reports
            yield from resulting_reports


def _reports_of_item(item: Mapping[str, str], reading: FieldReading, latest_case: int) -> Iterator[Reported]:
    word = reading.word(require_field(item, "wat", reading.where), EVENT_WORDS)
    require_known("veld", item, (*COMMON_FIELDS, *word.fields), reading.where)
    first = reading.day(require_field(item, "op", reading.where))
    case = reading.number(item.get("zaak", str(latest_case)))
    every, times = reading.number(item.get("elke", "0")), reading.number(item.get("aantal", "1"))
    for repetition in range(times):
        day = first + timedelta(days=every * repetition)
        data = _event_data(item, word, reading, day)
        if "occurrence" in data:
            data["occurrence"] += repetition
        yield Reported(day, case, word.kind, data)


def _event_data(item: Mapping[str, str], word: StoryWord, reading: FieldReading, day: date) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name, field in word.fields.items():
        text = item.get(name, field.default)
        if text is None:
            raise InputError(f"{reading.where}: '{name}' ontbreekt; '{item['wat']}' heeft dat veld nodig.")
        if text == LEFT_OUT:
            continue
        data[field.name] = reading.field(field, day.isoformat() if text == "op" else text)
    return dict(word.completes(data))


def _reports_of_relapse(report: Reported, reports: list[Reported], reading: FieldReading) -> tuple[Reported, ...]:
    """Return the reports that follow from a relapse: the relapse itself, or the sick report of a new case.

    A case closed by another cause, not by four weeks of recovery, still runs and gets the relapse as well.
    """
    of_case = (other for other in [*reports, report] if other.case == report.case and other.kind != "referral_moved")
    case_reports = sorted(of_case, key=lambda other: other.day)
    plan = timeline(
        fold_events(Event(number, other.kind, other.day, other.data) for number, other in enumerate(case_reports, 1))
    )
    if plan.next_first_sick_day is None:
        return (report,)
    case = report.case + 1
    reading.anchors[f"D{case}"] = plan.next_first_sick_day
    carried_data = {field: reports[0].data[field] for field in CARRIED_FIELDS if field in reports[0].data}
    sick_report = Reported(report.day, case, "sick_reported", {"first_sick_day": report.data["on"], **carried_data})
    return (report, sick_report) if plan.close_reason == "andere_oorzaak" else (sick_report,)
