"""Papers that a person has the product make: about a conversation, a question to UWV, a changed capability."""

from collections.abc import Iterator
from datetime import date

from spoorboek.statute.actions import Action
from spoorboek.statute.agenda.record_index import CASE_STEP, CHANGE_LETTER, RecordIndex, requested_paper
from spoorboek.statute.events import Event
from spoorboek.statute.plan import Plan
from spoorboek.statute.policy.house_policy import HousePolicy


def requested_papers(index: RecordIndex, policy: HousePolicy, plan: Plan, on: date) -> Iterator[tuple[Action, bool]]:
    """Yield the document and the mail of each request that are not made yet, and whether a person asked today.

    The attempt is the number of the request among those for the same paper.
    """
    receivers = {item.document: item.to for item in policy.on_request}
    for event, number in index.requests:
        name = requested_paper(event)
        if name == CHANGE_LETTER:
            yield from _told_to_bureau(event, number, index, plan, on)
        if name is None or name not in receivers:
            continue
        key = (*CASE_STEP, name, number)
        if index.effect(CASE_STEP, "document", name, number) is None:
            yield Action(on, "document", *key, {"about": event.data["on"]}), event.on == on
        if index.effect(CASE_STEP, "mail", name, number) is None:
            yield Action(on, "mail", *key, {"to": receivers[name]}), event.on == on


def _told_to_bureau(
    event: Event, number: int, index: RecordIndex, plan: Plan, on: date
) -> Iterator[tuple[Action, bool]]:
    """Yield the mail that tells a bureau what somebody can work now; none to a bureau that is done."""
    referral = event.data["referral"]
    goes_on = any(each.number == referral and not each.end for each in plan.facts.referrals)
    if goes_on and index.effect(CASE_STEP, "mail", CHANGE_LETTER, number) is None:
        detail = {"to": "bureau", "referral": referral, "profile": event.data["profile"]}
        yield Action(on, "mail", *CASE_STEP, CHANGE_LETTER, number, detail), event.on == on
