"""What a message of a bureau says about its referral: from each kind to what is recorded, in one table."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from templates.bureau_messages import BureauMessage

Meaning = Callable[[BureauMessage], str]

# By kind of message the fact that it reports (see `tasks/reports/report_catalogue.py`). A kind that is not here
# changes nothing by itself: it is kept, and its casemanager is told to look at it.
MEANINGS: Mapping[str, Meaning] = MappingProxyType(
    {
        "aanbod": lambda _: "bureau_akkoord",
        "ontvangstbevestiging": lambda _: "bureau_akkoord",
        "weigering": lambda _: "bureau_geweigerd",
    }
)


def fact_said(message: BureauMessage) -> str | None:
    """Return the code of the fact a message reports; None for one that a person has to look at."""
    meaning = MEANINGS.get(message.kind)
    return meaning(message) if meaning else None
