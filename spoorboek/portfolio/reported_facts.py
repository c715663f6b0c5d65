"""A fact as the report it would be folded from."""

from datetime import date
from typing import Any

from spoorboek.statute.events import EventKind
from spoorboek.stories.story import Reported


def reported(day: date, kind: EventKind, **data: Any) -> Reported:
    """Return the report of a day about the one case there is, with its days in ISO form and without what is None."""
    return Reported(day, 1, kind, {name: _json_value(value) for name, value in data.items() if value is not None})


def reported_on(day: date, kind: EventKind, **data: Any) -> Reported:
    """Return the report of a day that names that day itself as `on`."""
    return reported(day, kind, on=day, **data)


def _json_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
