"""Write the second track of a row: its bureau as the register knows it, and a referral as if it had gone from here."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session

from models.record import load_record, write_effect
from models.tables import AWAITS_YES, REFERRED, Case, Referral
from spoorboek.importing.record_lookup import ImportLookup
from spoorboek.importing.row_decisions import RowDecision
from spoorboek.importing.rows import CaseRow
from spoorboek.statute.actions import AWAITS_APPROVAL, Action
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.dossier.paper_kinds import SECOND_TRACK
from spoorboek.statute.facts import StepRef
from spoorboek.statute.referrals.referral import PLACES


def with_registered_bureau(lookup: ImportLookup, row: CaseRow) -> CaseRow:
    """Return a row that names its bureau as the register does; raises TrackConflict for one that is not there."""
    if row.track is None:
        return row
    return replace(row, track=row.track._replace(bureau=lookup.bureau(row.track.bureau).code))


def write_track(writing: Session, lookup: ImportLookup, case: Case, row: CaseRow, decision: RowDecision) -> None:
    """Write the referral whose moves were just recorded, unless the case has it.

    Its effect counts as sent on the day the bureau first knew, so that no bureau is asked in its place; a bureau that
    was only asked still waits for the registration, and for the yes of people to it.
    """
    moves = [fact.data for fact in decision.facts if fact.kind == "referral_moved"]
    known = lookup.bureaus.get(case.id, {})
    if not moves or row.track is None or (number := int(moves[0]["referral"])) in known:
        return
    is_sent = PLACES[row.track.state] >= PLACES["aangemeld"]
    first, ref = date.fromisoformat(moves[0]["on"]), StepRef(SECOND_TRACK)
    attempt = RecordIndex(load_record(writing, case)).attempt(ref)
    detail = {"taken_over": True, **({} if is_sent else AWAITS_APPROVAL)}
    effect = write_effect(writing, case, Action(first, "referral", *ref, str(number), attempt, detail))
    assert effect is not None
    writing.add(
        Referral(
            case_id=case.id,
            effect_id=effect,
            bureau_id=lookup.bureau(row.track.bureau).id,
            opened_on=first,
            number=number,
            status=REFERRED if is_sent else AWAITS_YES,
        )
    )
    writing.flush()
