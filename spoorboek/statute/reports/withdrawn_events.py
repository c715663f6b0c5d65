"""Leave out withdrawn events: one that was withdrawn counts as never reported, with all that was recorded with it.

What follows from a report, such as the state that a plan brings its referral to, is an event of its own that names it.
"""

from collections.abc import Collection, Iterable, Mapping

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.referrals.referral import ReferralState

WITHDRAWAL: EventKind = "report_withdrawn"
# Events that are undone in another way, or not at all.
NOT_WITHDRAWABLE: Mapping[EventKind, str] = {
    "sick_reported": "Zonder ziekmelding is er geen zaak; corrigeer de eerste ziektedag.",
    "step_done": "Trek de afronding van de stap zelf in.",
    "step_withdrawn": "Rond de stap weer af.",
    "step_retriggered": "Wat opnieuw is uitgevoerd, is al gebeurd.",
    "rules_changed": "Dat legde Spoorboek zelf vast bij een wijziging van de regels.",
    "occurrences_numbered": "Dat legde Spoorboek zelf vast bij het bijwerken.",
    "held_mail_decided": "Post die is vrijgegeven, is al onderweg.",
    "file_differs": "Dat is wat een bestand zei; beslis erover met `spoorboek difference`.",
    "difference_settled": "Leg vast wat wel klopt.",
    "mail_settled": "Wat met deze post is gedaan, is al gebeurd.",
    "employer_agreement_set": "Dat geldt voor alle dossiers van de werkgever; wijzig het daar, of leg in dit dossier "
    "vast wat hier wel geldt.",
    "employer_changed": "Zet de werknemer terug met `spoorboek person transfer`.",
    "report_withdrawn": "Leg wat was ingetrokken opnieuw vast.",
}


BY_PRODUCT: tuple[ReferralState, ...] = ("gereed", "uitvraag", "aangemeld", "verlopen")
FOLLOWS = "follows"  # of an event: the number of the report that it was recorded with
WITH = "with"  # of a withdrawal: the numbers of what was recorded with its report before events said so themselves
BROUGHT: Mapping[EventKind, ReferralState] = {"trajectory_planned": "trajectplan", "trajectory_ended": "eindrapport"}


def without_withdrawn(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return the events that count, in the order in which they were entered.

    Errors: FactsError for the withdrawal of an event that does not exist, cannot be withdrawn, or was withdrawn before.
    """
    in_order = sorted(events, key=lambda event: event.seq)
    withdrawn: set[int] = set()
    for event in in_order:
        if event.kind == WITHDRAWAL:
            withdrawn |= {
                find_withdrawable(event.data.get("report"), in_order, event.seq, withdrawn).seq,
                *event.data.get(WITH, ()),
                event.seq,
            }
    if not withdrawn:
        return tuple(in_order)
    return tuple(event for event in in_order if not {event.seq, event.data.get(FOLLOWS)} & withdrawn)


def withdrawn_numbers(events: Iterable[Event]) -> set[int]:
    """Return the numbers of the withdrawn events, and of what was recorded with them."""
    events = tuple(events)
    withdrawals = [event.data for event in events if event.kind == WITHDRAWAL]
    reports = {int(data["report"]) for data in withdrawals} | {
        seq for data in withdrawals for seq in data.get(WITH, ())
    }
    return reports | {event.seq for event in events if event.data.get(FOLLOWS) in reports}


def unnamed_move(report: Event, events: Iterable[Event]) -> Event | None:
    """Return the state that a plan or an end report brought its referral to before such events named their report.

    It was recorded right after the report, about the same referral. None where it names its report, or where a person
    moved the referral.
    """
    after = next((event for event in events if event.seq == report.seq + 1), None)
    if after is None or report.kind not in BROUGHT or after.kind != "referral_moved" or FOLLOWS in after.data:
        return None
    said = (after.data.get("referral"), after.data.get("to"))
    return after if said == (report.data.get("referral"), BROUGHT[report.kind]) else None


def find_withdrawable(seq: object, events: Iterable[Event], before: int, withdrawn_before: Collection[int]) -> Event:
    """Return the event of a number, entered before another; FactsError when it cannot be withdrawn (any more)."""
    found = next((event for event in events if event.seq == seq and event.seq < before), None)
    if found is None:
        raise FactsError(f"Melding {seq} is er niet. Kies een nummer van 1 t/m {before - 1}.")
    if found.kind in NOT_WITHDRAWABLE:
        raise FactsError(
            f"Melding {seq} ({dutch_date(found.on)}) kan niet worden ingetrokken. {NOT_WITHDRAWABLE[found.kind]}"
        )
    if FOLLOWS in found.data:
        raise FactsError(
            f"Melding {seq} ({dutch_date(found.on)}) hoort bij melding {found.data[FOLLOWS]}. Trek die in; dan gaat "
            "deze mee."
        )
    if found.kind == "referral_moved" and found.data.get("to") in BY_PRODUCT:
        raise FactsError(
            f"Melding {seq} ({dutch_date(found.on)}) kan niet worden ingetrokken. Dat legde Spoorboek zelf vast; leg "
            "vast hoe de verwijzing er nu voor staat."
        )
    if found.seq in withdrawn_before:
        raise FactsError(f"Melding {seq} ({dutch_date(found.on)}) is al ingetrokken.")
    return found
