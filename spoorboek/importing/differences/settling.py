"""Settle a difference, once: what stands here stays, or the file is taken. A person decides, under a code."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlmodel import Session, col

from models.case_lookup import find_case, lock_case
from models.edition_history import edition_in_force
from models.record import append_event, follow_employer
from models.tables import OPEN, Case, CaseEvent
from models.virtual_calendar import virtual_day
from spoorboek.clock import today
from spoorboek.errors import InputError
from spoorboek.importing.differences.holding import DIFFERENCE_TITLES, shown_value
from spoorboek.importing.differences.known_case import TAKE, Difference, KnownPerson, RowFact, facts_after
from spoorboek.importing.differences.recovery_rows import open_recovery
from spoorboek.importing.differences.track_rows import BUREAU_DIFFERS, END_DIFFERS
from spoorboek.importing.record_lookup import read_known_case
from spoorboek.importing.row_decisions import week_42_report
from spoorboek.importing.rows import YES
from spoorboek.statute.events import EventKind
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.relapse import is_same_case
from spoorboek.statute.timeline.timeline import timeline

ENDS: dict[str, EventKind] = {"contract_ends_on": "contract_end_set", "aow_on": "aow_set"}


class HeldDifference(NamedTuple):
    """A difference that waits for a person: the number of its case, and what differs."""

    number: str
    difference: Difference

    def __str__(self) -> str:
        """Name it with both values."""
        each = self.difference
        title = DIFFERENCE_TITLES[each.field]
        ours, file = shown_value(each.ours), shown_value(each.file)
        return f"{self.number} {each.seq}: {title} is hier {ours}, in het bestand {file}"


def list_differences(reading: Session) -> list[HeldDifference]:
    """List the differences of open cases nobody decided about, in the order in which the cases were opened."""
    held = exists().where(col(CaseEvent.case_id) == col(Case.id), col(CaseEvent.kind) == "file_differs")
    cases = reading.scalars(select(Case).where(col(Case.status) == OPEN, held).order_by(col(Case.id))).all()
    rules = edition_in_force(reading).rules
    return [
        HeldDifference(case.number, each) for case in cases for each in _waiting(read_known_case(reading, case), rules)
    ]


def settle_difference(writing: Session, number: str, seq: int, choice: str, actor: str) -> tuple[str, list[str]]:
    """Record what a person decided about a difference, and with TAKE also what the file says.

    `seq`: its number in the case, as the list shows it. `choice`: KEEP or TAKE. Returns a message in Dutch and the case
    to wake. Raises InputError for a difference that is not there, or settled, or a value that contradicts the case.
    """
    case = lock_case(writing, find_case(writing, number))
    known = read_known_case(writing, case)
    found = next((each for each in _waiting(known, edition_in_force(writing).rules) if each.seq == seq), None)
    if found is None or case.status != OPEN:
        raise InputError(
            f"Dossier {case.number} heeft geen verschil {seq} dat op een besluit wacht. `spoorboek difference list` "
            "toont wat er wacht."
        )
    on, rules = today(virtual_day(writing)), edition_in_force(writing).rules
    facts = fact_to_take(found, known, rules) if choice == TAKE else ()
    if facts:
        timeline(facts_after(known.events, rules, *facts), rules)
    for fact in facts:
        append_event(writing, case, fact.kind, on, fact.data, actor)
    follow_employer(writing, case, on, actor)
    append_event(writing, case, "difference_settled", on, {"report": seq, "choice": choice}, actor)
    value = found.file if choice == TAKE else found.ours
    says = f"{DIFFERENCE_TITLES[found.field]} is {shown_value(value)}"
    return f"Dossier {case.number}: {says}. Hetzelfde bestand vraagt dit niet nog eens.", [case.number]


def fact_to_take(difference: Difference, known: KnownPerson, rules: Rulebook) -> Sequence[RowFact]:
    """Return the events that put the value of the file in the place of ours.

    Raises InputError where that would turn more than one report around: a person corrects such a case by hand.
    """
    value, facts = difference.file, fold_events(known.events, rules)
    if difference.field == "first_sick_day":
        return _first_day(value, facts, rules)
    if difference.field == "recovered_from":
        return (*_withdrawn_recovery(known, facts), RowFact("recovered", {"from": value}, ""))
    if difference.field == "safety_net":
        return (RowFact("safety_net_set", {"safety_net": None if value == "nee" else value}, ""),)
    if difference.field in (BUREAU_DIFFERS, END_DIFFERS):
        raise InputError(
            "Wat een bureau doet, neemt een bestand niet zomaar over: leg het vast met `spoorboek referral move` "
            "(`vervangen` voor een ander bureau, `verlengd` voor een later einde), of houd wat hier staat "
            "(`spoorboek difference keep`)."
        )
    if difference.field == "week_42_report":
        return (RowFact("week_42_report_set", {"needed": value == YES}, ""),)
    return (RowFact(ENDS[difference.field], {"on": value}, ""),)


def _waiting(known: KnownPerson, rules: Rulebook) -> Iterator[Difference]:
    """Yield the open differences that are still there: a person may have recorded meanwhile what the file says."""
    facts = fold_events(known.events, rules)
    days = {str(recovery.from_) for recovery in facts.recoveries}
    for each in known.open_differences():
        ours = _ours(each.field, known, facts)
        same = each.file in days if each.field == "recovered_from" else str(ours) == each.file
        if not same and not (each.file == "nee" and ours is None):
            yield each


def _ours(field: str, known: KnownPerson, facts: CaseFacts) -> object:
    """Return what is known here of a field; of the second track, of the referral that came last."""
    if field == BUREAU_DIFFERS:
        return known.bureaus.get(facts.referrals[-1].number) if facts.referrals else None
    if field == END_DIFFERS:
        return facts.referrals[-1].ends_on if facts.referrals else None
    return week_42_report(facts) if field == "week_42_report" else getattr(facts, field, None)


def _first_day(value: str, facts: CaseFacts, rules: Rulebook) -> Sequence[RowFact]:
    day, recovery = date.fromisoformat(value), open_recovery(facts)
    if recovery and day > recovery.from_ and is_same_case(facts, day, rules):
        return (RowFact("relapsed", {"on": value}, ""),)
    if facts.recoveries:
        raise InputError(
            "Er is al een herstel vastgelegd; daarom is de eerste ziektedag uit het bestand niet zomaar over te nemen. "
            "Trek eerst in wat niet klopt (`spoorboek case withdraw`), of houd wat hier staat "
            "(`spoorboek difference keep`)."
        )
    return (RowFact("first_day_corrected", {"first_sick_day": value}, ""),)


def _withdrawn_recovery(known: KnownPerson, facts: CaseFacts) -> Iterator[RowFact]:
    """Yield the withdrawal of the recovery that still lasts."""
    if recovery := open_recovery(facts):
        said = [
            event.seq
            for event in known.events
            if event.kind == "recovered" and event.data["from"] == recovery.from_.isoformat()
        ]
        yield RowFact("report_withdrawn", {"report": said[-1]}, "")
