"""Read single values of a story; each error names the value, the place and what was expected."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from math import prod
from typing import Any, NamedTuple, TypeVar, get_args

from spoorboek.errors import InputError
from spoorboek.outside.suggestions import meant_or_known
from spoorboek.statute.facts import SafetyNet
from spoorboek.statute.law.milestones import milestone_table
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.reports.field_readers import read_day
from spoorboek.stories.story_word import FieldType, StoryField

FieldMeaning = TypeVar("FieldMeaning")
STORY_YES_NO: Mapping[str, bool] = {"ja": True, "true": True, "nee": False, "false": False}


class FieldReading(NamedTuple):
    """Reads field values at one place of a story; `anchors` are the days that sums may start from."""

    anchors: dict[str, date]
    where: str

    def at(self, place: str) -> "FieldReading":
        """Return a reading for a place inside the story, for error messages."""
        return FieldReading(self.anchors, f"{self.where}, {place}")

    def day(self, text: str) -> date:
        """Read a date or a sum such as `D+7*42`."""
        return read_story_day(text, self.anchors, self.where)

    def number(self, text: str) -> int:
        """Read a whole number."""
        if not (text.isascii() and text.isdecimal()) or len(text) > LONGEST_NUMBER:
            raise InputError(f"{self.where}: '{text}' is geen geheel getal.")
        return int(text)

    def yes_no(self, text: str) -> bool:
        """Read ja or nee."""
        return self.word(text, STORY_YES_NO)

    def step(self, text: str) -> str:
        """Read the key of a milestone."""
        require_known("stap", [text], [*milestone_table(), "dossier"], self.where)
        return text

    def word(self, text: str, words: Mapping[str, FieldMeaning]) -> FieldMeaning:
        """Read one of a fixed set of words; return its meaning."""
        require_known("woord", [text], words, self.where)
        return words[text]

    def field(self, field: StoryField, text: str) -> Any:
        """Read the value of one field of an event, in the form of the event's data."""
        if field.choices:
            choices = house_policy().choices[field.choices] if isinstance(field.choices, str) else field.choices
            require_known("keuze", [text], choices, self.where)
        return self.value(field.type, text)

    def value(self, type_: FieldType, text: str) -> Any:
        """Read a value of a type, in the form of event data: dates as ISO text."""
        if not isinstance(text, str):
            raise InputError(f"{self.where}: verwacht één waarde, geen lijst of blok.")
        if type_ == "day":
            return self.day(text).isoformat()
        if type_ == "number":
            return self.number(text)
        if type_ == "yes_no":
            return self.yes_no(text)
        if type_ == "safety_net":
            require_known("vangnet", [text], get_args(SafetyNet), self.where)
        return self.step(text) if type_ == "step" else text


def require_known(what: str, names: Iterable[str], all_known: Collection[str], where: str) -> None:
    """Refuse the first unknown name: InputError that lists the known names."""
    for name in names:
        if name not in all_known:
            raise InputError(f"{where}: onbekend(e) {what} '{name}'. {meant_or_known(name, sorted(all_known))}")


def require_field(data: Mapping[str, Any], field: str, where: str) -> str:
    """Return the text of a required field; InputError when it is missing."""
    value = data.get(field)
    if not isinstance(value, str) or not value:
        raise InputError(f"{where}: '{field}' ontbreekt of is leeg.")
    return value


LONGEST_NUMBER = 9  # digits
SUM = re.compile(r"(?P<anchor>\d{4}-\d\d-\d\d|D\d?)(?P<terms>(?:[+-]\d+(?:\*\d+)*)*)", re.ASCII)
TERM = re.compile(r"([+-])(\d+(?:\*\d+)*)")


def read_story_day(text: str, anchors: Mapping[str, date], where: str) -> date:
    """Return the day of a text: an ISO date or an anchor (`D`, first sick day; `D2`, that of the second case).

    Either may be followed by numbers of calendar days: `D+7*42`, `D+14-3`. Errors: InputError naming `where`.
    """
    match = SUM.fullmatch(text.replace(" ", ""))
    if match is None:
        raise InputError(f"{where}: '{text}' is geen dag. Schrijf een datum (2026-03-02) of een som (D+7*42).")
    anchor = _anchor(match["anchor"], anchors, where)
    try:
        days = (int(f"{sign}1") * prod(map(int, term.split("*"))) for sign, term in TERM.findall(match["terms"]))
        return read_day(anchor + timedelta(days=sum(days)), where)
    except (ValueError, OverflowError):
        raise InputError(f"{where}: de som '{text[:40]}' komt buiten de kalender uit. Verklein de getallen.") from None


def _anchor(name: str, anchors: Mapping[str, date], where: str) -> date:
    if name in anchors:
        return anchors[name]
    if name.startswith("D"):
        raise InputError(f"{where}: '{name}' bestaat in dit verhaal (nog) niet; bekend: {', '.join(anchors)}.")
    try:
        return date.fromisoformat(name)
    except ValueError:
        raise InputError(f"{where}: '{name}' bestaat niet op de kalender.") from None
