"""Read stories from YAML, strictly: one clear Dutch message for the first error."""

from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from spoorboek.errors import InputError
from spoorboek.outside.files import read_outside_text
from spoorboek.outside.suggestions import meant_or_known
from spoorboek.outside.yaml_json import DataTextError, parse_yaml
from spoorboek.statute.second_track.adequacy import VERDICT_SENTENCES, VerdictWord
from spoorboek.statute.second_track.finding_kinds import FINDING_KINDS
from spoorboek.stories.story import ExpectedAction, ExpectedVerdict, ForbiddenAction, Reported, Story
from spoorboek.stories.story_events import story_events
from spoorboek.stories.story_fields import FieldReading, require_field, require_known
from spoorboek.stories.story_words import (
    ACTION_WORDS,
    CONTEXT_FIELDS,
    EXPECTED_FIELDS,
    NEVER_FIELDS,
    STORY_FIELDS,
    VERDICT_FIELDS,
)

STORY_FOLDER = files(__package__)


def shipped_stories() -> tuple[str, ...]:
    """Return the names of the stories shipped with the product, in order."""
    return tuple(
        sorted(item.name.removesuffix(".yaml") for item in STORY_FOLDER.iterdir() if item.name.endswith(".yaml"))
    )


def load_story(name: str) -> Story:
    """Return a shipped story; InputError for an unknown name."""
    require_known("verhaal", [name], shipped_stories(), "Spoorboek")
    return _read(name, STORY_FOLDER.joinpath(f"{name}.yaml").read_text(encoding="utf-8"))


def read_story(path: Path) -> Story:
    """Read a story from a file; InputError naming the file, the place in it and what was expected."""
    try:
        text = read_outside_text(path, "een verhaal")
    except InputError as error:
        raise InputError(
            f"Verhaal '{path.name}' kan niet worden gelezen. Geef een YAML-bestand in UTF-8, of de naam van een "
            f"meegeleverd verhaal. {meant_or_known(path.name, shipped_stories())}"
        ) from error
    return _read(path.stem, text)


def _read(name: str, text: str) -> Story:
    where = f"Verhaal '{name}'"
    try:
        # BaseLoader leaves every value as text: dates, sums and `nee` are all read by FieldReading.
        data = parse_yaml(text, yaml.BaseLoader)
    except DataTextError as error:
        raise InputError(f"{where} is geen geldige YAML: {error}") from error
    if not isinstance(data, dict):
        raise InputError(f"{where}: verwacht velden zoals 'titel: …' en 'eerste_ziektedag: …'.")
    require_known("veld", data, STORY_FIELDS, where)
    first = FieldReading({}, where).day(require_field(data, "eerste_ziektedag", where))
    reading = FieldReading({"D": first}, where)
    reports = tuple(story_events(_sick_report(data, reading), _items(data, "gebeurtenissen", where), reading))
    return Story(
        name=name,
        title=require_field(data, "titel", where),
        first_sick_day=first,
        reports=tuple(sorted(reports, key=lambda report: (report.day, report.case))),
        expected=tuple(_expected(item, reading.at(f"verwacht {n}")) for n, item in _items(data, "verwacht", where)),
        never=tuple(_never(item, reading.at(f"nooit {n}")) for n, item in _items(data, "nooit", where)),
        demo=reading.yes_no(data.get("demo", "nee")),
        verdicts=tuple(_verdict(item, reading.at(f"oordeel {n}")) for n, item in _items(data, "oordeel", where)),
    )


def _sick_report(data: Mapping[str, str], reading: FieldReading) -> Reported:
    """Return the sick report of the first case; an adopted case is reported on the day of its adoption."""
    data_of_report: dict[str, Any] = {"first_sick_day": reading.anchors["D"].isoformat()}
    for word, (field, type_) in CONTEXT_FIELDS.items():
        if word in data:
            data_of_report[field] = reading.value(type_, data[word])
    day = date.fromisoformat(data_of_report.get("adopted_on", data_of_report["first_sick_day"]))
    return Reported(day, 1, "sick_reported", data_of_report)


def _items(data: Mapping[str, Any], field: str, where: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    items = data.get(field) or []
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise InputError(f"{where}: '{field}' moet een lijst zijn van regels met velden, zoals '- {{op: D+42, …}}'.")
    return enumerate(items, 1)


def _expected(item: Mapping[str, str], reading: FieldReading) -> ExpectedAction:
    require_known("veld", item, EXPECTED_FIELDS, reading.where)
    return ExpectedAction(
        day=reading.day(require_field(item, "op", reading.where)),
        case=_number(item, "zaak", reading) or 1,
        kind=reading.word(require_field(item, "actie", reading.where), ACTION_WORDS),
        step=_step(item, reading) or "dossier",
        occurrence=_number(item, "keer", reading),
        name=item.get("naam"),
        to=item.get("aan"),
    )


def _never(item: Mapping[str, str], reading: FieldReading) -> ForbiddenAction:
    require_known("veld", item, NEVER_FIELDS, reading.where)
    return ForbiddenAction(
        since=_day(item, "van", reading),
        until=_day(item, "tot", reading),
        case=_number(item, "zaak", reading),
        kind=reading.word(item["actie"], ACTION_WORDS) if "actie" in item else None,
        step=_step(item, reading),
        occurrence=_number(item, "keer", reading),
        name=item.get("naam"),
        to=item.get("aan"),
    )


def _verdict(item: Mapping[str, str], reading: FieldReading) -> ExpectedVerdict:
    require_known("veld", item, VERDICT_FIELDS, reading.where)
    finding = item.get("bevinding")
    words: Mapping[str, VerdictWord] = {word: word for word in VERDICT_SENTENCES}
    require_known("bevinding", [finding] if finding else [], FINDING_KINDS, reading.where)
    return ExpectedVerdict(
        day=reading.day(require_field(item, "op", reading.where)),
        case=_number(item, "zaak", reading) or 1,
        word=reading.word(require_field(item, "woord", reading.where), words),
        finding=finding,
        referral=_number(item, "verwijzing", reading),
    )


def _day(item: Mapping[str, str], field: str, reading: FieldReading) -> date | None:
    text = item.get(field, item.get("op"))
    return reading.day(text) if text else None


def _step(item: Mapping[str, str], reading: FieldReading) -> str | None:
    return reading.step(item["stap"]) if "stap" in item else None


def _number(item: Mapping[str, str], field: str, reading: FieldReading) -> int | None:
    return reading.number(item[field]) if field in item else None
