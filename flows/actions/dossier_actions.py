"""Operator actions on the papers of a case: the copy somebody got, and the bundle of the re-integration report."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeAlias

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field
from sqlmodel import Session

from flows.actions.action_outcome import action_run_name
from flows.actions.run_forms import Datum, Operator, Zaaknummer, record_and_wake_action
from spoorboek.statute.dossier.paper_copies import COPY_WAYS
from spoorboek.statute.dossier.report_bundles import BUNDLE_REASONS, RENEWED
from spoorboek.statute.policy.dossier_norms import COPIES_FOR
from tasks.papers.copying import report_paper_copy
from tasks.report_bundle.bundling import make_bundle, told_of_bundle
from tasks.report_bundle.copies import report_copy_given
from tasks.reports.once import Answer
from tasks.views.dossier_papers import BUNDLE_ACTION, COPY_ACTION

if TYPE_CHECKING:
    Ontvanger: TypeAlias = StrEnum
    Manier: TypeAlias = StrEnum
    Bundelreden: TypeAlias = StrEnum
else:
    Ontvanger = StrEnum("Ontvanger", {code: code for code in COPIES_FOR})
    Manier = StrEnum("Manier", {code: code for code in COPY_WAYS})
    Bundelreden = StrEnum("Bundelreden", {code: code for code in BUNDLE_REASONS if code != RENEWED})
Stuknummer = Annotated[int, Field(ge=0, le=9999)]


@flow(name=COPY_ACTION, flow_run_name=action_run_name, persist_result=False)
def afschrift_vastleggen(
    zaaknummer: Zaaknummer, stuknummer: Stuknummer, ontvanger: Ontvanger, manier: Manier, datum: Datum, door: Operator
) -> State:
    """Leg vast dat iemand het afschrift van een stuk kreeg: persoonlijk, per post of beveiligd.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        stuknummer: Het nummer uit Ontvangen stukken in het dossier; 0 is het re-integratieverslag.
        ontvanger: Wie het kreeg. Van het re-integratieverslag is dat de werknemer.
        manier: Hoe. Gewone mail telt niet: er kan een burgerservicenummer op staan.
        datum: De dag waarop; niet in de toekomst.
        door: Wie dit vastlegt.
    """

    def report(writing: Session, number: str) -> Answer:
        if stuknummer:
            return report_paper_copy(writing, number, stuknummer, ontvanger, manier, datum, door)
        return report_copy_given(writing, number, manier, datum, door, to=ontvanger)

    return record_and_wake_action(zaaknummer, report)


@flow(name=BUNDLE_ACTION, flow_run_name=action_run_name, persist_result=False)
def riv_bundelen(zaaknummer: Zaaknummer, door: Operator, bundelreden: Bundelreden | None = None) -> State:
    """Bundel het re-integratieverslag van de ontvangen stukken: één PDF met voorblad, en één ZIP voor UWV.

    De bestanden haalt u op met `spoorboek riv bundle`; er staan persoonsgegevens in.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        door: Wie dit vraagt.
        bundelreden: Nodig als er nog iets openstaat; komt op het voorblad. Klik op Bundelreden om te kiezen.
    """

    def report(writing: Session, number: str) -> Answer:
        made = make_bundle(writing, number, door, reason=bundelreden or "")
        return told_of_bundle(number, made), [number] if made.is_new else []

    return record_and_wake_action(zaaknummer, report)
