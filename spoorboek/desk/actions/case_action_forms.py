"""Actions on a case as a whole: a report withdrawn, two cases that are one, a copy that was given, the bundle."""

from collections.abc import Sequence
from datetime import date
from typing import cast

from sqlalchemy import select
from sqlmodel import Session, col

from models.accounts.reach import visible_cases
from models.case_lookup import find_case
from models.case_numbers import recognised_number
from models.tables import OPEN, Case
from spoorboek.desk.actions.case_action import DeskAction, DeskReport, OfferedCase
from spoorboek.desk.actions.form_fields import DeskField, DeskFieldKind, FieldValues
from spoorboek.desk.permissions import Permission
from spoorboek.errors import InputError
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.dossier.paper_copies import COPY_WAYS
from spoorboek.statute.dossier.report_bundles import BUNDLE_REASONS, RENEWED, report_bundles
from spoorboek.statute.dossier.report_parts import report_step
from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import Event
from spoorboek.statute.policy.dossier_norms import COPIES_FOR
from spoorboek.statute.reports.withdrawn_events import find_withdrawable, withdrawn_numbers
from tasks.case_state import CaseState
from tasks.papers.copying import report_paper_copy
from tasks.papers.paper_list import list_papers
from tasks.report_bundle.bundling import make_bundle, told_of_bundle
from tasks.report_bundle.copies import report_copy_given
from tasks.reports.case_merge import MERGE_ACTION, merge_cases
from tasks.reports.once import Answer
from tasks.reports.report_withdrawal import WITHDRAW_ACTION, withdraw_report
from tasks.reports.report_wording import DOUBLE_REASONS, event_sentence
from tasks.views.dossier_papers import BUNDLE_ACTION, COPY_ACTION

WITHDRAWN, OTHER, REASON, PAPER, TO, WAY, ON = "melding", "ander", "reden", "stuk", "ontvanger", "manier", "datum"
OF_REPORT = "0"
WITHDRAW_KEY = "intrekken"


def case_actions() -> Sequence[DeskAction]:
    """Return the actions on a case as a whole."""
    facts, papers = (Permission.RECORD_FACTS,), (Permission.RECORD_PAPERS,)
    return (
        DeskAction(WITHDRAW_KEY, WITHDRAW_ACTION, "Iets dat niet klopt, intrekken", facts, _to_withdraw, _withdraw),
        DeskAction("dubbel", MERGE_ACTION, "Twee zaken van één persoon samenvoegen", facts, _to_merge, _merge),
        DeskAction("afschrift", COPY_ACTION, "Iemand kreeg een afschrift", papers, _to_copy, _copy),
        DeskAction("riv_bundelen", BUNDLE_ACTION, "Re-integratieverslag bundelen", papers, _to_bundle, _bundle),
    )


def withdrawable_events(current: CaseState) -> list[Event]:
    """Return what was recorded and can be withdrawn, the newest first; the record itself may still refuse it."""
    events = current.record.events
    gone = withdrawn_numbers(events)

    def is_withdrawable(event: Event) -> bool:
        try:
            find_withdrawable(event.seq, events, current.version + 1, gone)
        except FactsError:
            return False
        return True

    return [event for event in reversed(events) if is_withdrawable(event)]


def _to_withdraw(offer: OfferedCase) -> Sequence[DeskField] | None:
    current = offer.current
    choices = {
        str(event.seq): f"{event_sentence(current, event)} (vastgelegd op {dutch_date(event.on)})"
        for event in withdrawable_events(current)
    }
    return [DeskField(WITHDRAWN, "Wat klopt niet", DeskFieldKind.CHOICE, choices=choices)] if choices else None


def _withdraw(offer: OfferedCase, values: FieldValues) -> DeskReport:
    seq = int(str(values[WITHDRAWN]))
    return lambda writing: (withdraw_report(writing, offer.number, seq, offer.by), [offer.number])


def _to_merge(offer: OfferedCase) -> Sequence[DeskField] | None:
    if offer.visit.case.status != OPEN:
        return None
    hint = "Van de twee zaken eindigt de laatst geopende als dubbel; er wordt niets gemaild."
    return [
        DeskField(OTHER, "Nummer van de andere zaak", DeskFieldKind.WORDS, help=hint),
        DeskField(REASON, "Waardoor er twee zijn", DeskFieldKind.CHOICE, choices=DOUBLE_REASONS),
    ]


def _merge(offer: OfferedCase, values: FieldValues) -> DeskReport:
    def report(writing: Session) -> Answer:
        other = _number_within_reach(offer, writing, str(values[OTHER]))
        return merge_cases(writing, offer.number, other, str(values[REASON]), offer.by)

    return report


def _number_within_reach(offer: OfferedCase, reading: Session, typed: str) -> str:
    """Return the number of another case; one that may not be seen is answered as one that is not there."""
    number = recognised_number(typed)
    seen = select(col(Case.number)).where(col(Case.id).in_(visible_cases(offer.visit.viewer.reach)))
    found = reading.scalars(seen.where(col(Case.number) == number)).one_or_none()
    if found is None:
        raise InputError("Deze andere zaak bestaat niet, of u hebt er geen toegang toe. Kijk het nummer na.")
    return find_case(reading, found).number


def _to_copy(offer: OfferedCase) -> Sequence[DeskField] | None:
    current = offer.current
    papers = {str(each.number): each.sentence for each in list_papers(offer.visit.record, current)
              if each.stand == "ontvangen"}  # fmt: skip
    whole = {OF_REPORT: "het re-integratieverslag"} if report_bundles(current.record) else {}
    if offer.visit.case.status != OPEN or not (papers or whole):
        return None
    roles = {code: current.edition.house.roles.get(code, code) for code in COPIES_FOR}
    return [
        DeskField(PAPER, "Van welk stuk", DeskFieldKind.CHOICE, choices={**whole, **papers}),
        DeskField(TO, "Wie kreeg het", DeskFieldKind.CHOICE, choices=roles),
        DeskField(WAY, "Hoe", DeskFieldKind.CHOICE, choices=COPY_WAYS, help="Gewone mail telt niet."),
        DeskField(ON, "Wanneer", DeskFieldKind.DAY, first=current.plan.facts.first_sick_day, last=current.on,
                  start=current.on.isoformat()),
    ]  # fmt: skip


def _copy(offer: OfferedCase, values: FieldValues) -> DeskReport:
    paper, to, way, on = str(values[PAPER]), str(values[TO]), str(values[WAY]), cast(date, values[ON])

    def report(writing: Session) -> Answer:
        if paper == OF_REPORT:
            return report_copy_given(writing, offer.number, way, on, offer.by, to=to)
        return report_paper_copy(writing, offer.number, int(paper), to, way, on, offer.by)

    return report


def _to_bundle(offer: OfferedCase) -> Sequence[DeskField] | None:
    current = offer.current
    if offer.visit.case.status != OPEN or report_step(current.plan) is None:
        return None
    reasons = {code: words for code, words in BUNDLE_REASONS.items() if code != RENEWED}
    hint = "Nodig als er nog iets openstaat; het komt op het voorblad."
    return [DeskField(REASON, "Waarom nu al", DeskFieldKind.CHOICE, needed=False, choices=reasons, help=hint)]


def _bundle(offer: OfferedCase, values: FieldValues) -> DeskReport:
    def report(writing: Session) -> Answer:
        made = make_bundle(writing, offer.number, offer.by, reason=str(values[REASON] or ""))
        return told_of_bundle(offer.number, made), [offer.number] if made.is_new else []

    return report
