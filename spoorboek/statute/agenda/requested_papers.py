"""Papers that a person has the product make: about a conversation, a missed consultation, a question to UWV."""

from collections.abc import Iterator
from datetime import date

from spoorboek.statute.actions import Action
from spoorboek.statute.agenda.record_index import CASE_STEP, RecordIndex
from spoorboek.statute.policy.house_policy import HousePolicy


def requested_papers(index: RecordIndex, policy: HousePolicy, on: date) -> Iterator[tuple[Action, bool]]:
    """Yield the document and the mail of each request that are not made yet, and whether a person asked today.

    The attempt is the number of the request among those for the same paper.
    """
    receivers = {item.document: item.to for item in policy.on_request}
    for event, number in index.requests:
        name = event.data["document"]
        if name not in receivers:
            continue
        key = (*CASE_STEP, name, number)
        if index.effect(CASE_STEP, "document", name, number) is None:
            yield Action(on, "document", *key, {"about": event.data["on"]}), event.on == on
        if index.effect(CASE_STEP, "mail", name, number) is None:
            yield Action(on, "mail", *key, {"to": receivers[name]}), event.on == on
