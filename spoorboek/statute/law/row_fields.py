"""Fields of a row of the milestone table about its text itself: since when it holds, and what it corrects."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.law.terms import Offset, Term
from spoorboek.statute.referrals.referral import PATH

# The events whose day decides which text of a row holds, and how a person reads them.
EVENT_WORDS: Mapping[str, str] = {
    "D": "de eerste ziektedag",
    "W": "de laatste dag van de wachttijd",
    "done": "de dag waarop de stap is gedaan, en anders haar laatste dag",
    "aow": "de dag van de AOW-leeftijd",
    "contract_end": "de laatste dag van het dienstverband",
    "sanction": "de dag van het besluit",
}


class Correction(NamedTuple):
    """Why the row corrects a reading of before that was never law (Dutch), and the dates it corrects."""

    why: str
    fields: tuple[str, ...] = ("opens", "target", "due")


class Repeat(NamedTuple):
    """A repeated target: every `days` sickness days after an anchor.

    Work can start `opens_before` sickness days before each target; there is no last lawful day.
    """

    anchor: str
    days: int
    opens_before: int


def make_correction(data: Mapping[str, Any] | None) -> Correction | None:
    """Make a correction from parsed data; ValueError or TypeError when it is not one."""
    if not data:
        return None
    known = Correction._field_defaults["fields"]
    correction = Correction(**{**data, "fields": tuple(data.get("fields", known))})
    if unknown := [name for name in correction.fields if name not in known]:
        raise ValueError(f"`corrects` verbetert opens, target of due, geen {', '.join(unknown)}")
    return correction


def read_event(name: str) -> str:
    """Return the event that a text attaches to; ValueError for one that is not known."""
    if name not in EVENT_WORDS:
        raise ValueError(f"`valid_on` noemt geen gebeurtenis: '{name}'; bekend zijn: {', '.join(EVENT_WORDS)}")
    return name


def validity_in_words(event: str, from_: date, until: date | None) -> str:
    """Say since when a text holds, and for which cases: "voor wie ziek werd vanaf 1 juli 2023"."""
    ends = f" t/m {dutch_date(until)}" if until else ""
    if event == "D":
        return f"voor wie ziek werd vanaf {dutch_date(from_)}{ends}"
    return f"vanaf {dutch_date(from_)}{ends}, naar {EVENT_WORDS[event]}"


def read_state(name: str | None) -> str | None:
    """Return the state of a referral that ends a clock; ValueError, in Dutch, for one that is not on its path."""
    if name is not None and name not in PATH:
        raise ValueError(f"`until: {name}` is geen stand van een verwijzing; bekend zijn: {', '.join(PATH)}")
    return name


def read_origin(origins: Mapping[str, str], dates: Mapping[str, object]) -> Mapping[str, str]:
    """Return who sets each date, in Dutch, by the name of the date; ValueError for a date the row does not have."""
    for name in origins:
        if not dates.get(name):
            raise ValueError(f"`origin` zegt wie `{name}` bepaalt, maar die datum heeft de rij niet")
    return dict(origins)


def make_repeat(terms: Mapping[str, Term | None]) -> Repeat:
    """Read the rhythm of a repeated target; ValueError, in Dutch, for terms that have none."""
    target, opens = terms["target"], terms["opens"]
    if not isinstance(target, Offset) or not isinstance(opens, Offset) or opens.anchor != "target":
        raise ValueError("wat terugkomt, heeft een `target` als 'D + 28' en een `opens` als 'target - 3'")
    if terms["due"] or terms["tolerated"]:
        raise ValueError("wat terugkomt, heeft geen `due` en geen `tolerated`")
    return Repeat(target.anchor, target.count, -opens.count)
