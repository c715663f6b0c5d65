"""Operator action: withdraw an earlier report that was wrong."""

from typing import Annotated

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field

from flows.actions.run_forms import Operator, Zaaknummer, record, run_name
from tasks.reports.report_withdrawal import ACTION, report_withdrawn

Melding = Annotated[int, Field(ge=1, le=9999)]


@flow(name=ACTION, flow_run_name=run_name, persist_result=False)
def melding_intrekken(zaaknummer: Zaaknummer, melding: Melding, door: Operator) -> State:
    """Trek een melding in die niet klopt; zij telt dan alsof zij nooit gedaan is, maar blijft te zien.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        melding: Het nummer van de melding, zoals het dossier dat toont onder 'Laatst vastgelegd'.
        door: Wie dit vastlegt.
    """
    return record(zaaknummer, lambda writing, number: report_withdrawn(writing, number, melding, door))
