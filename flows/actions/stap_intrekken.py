"""Operator action: take back that a step was done."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.actions.run_forms import Operator, Stap, Volgnummer, Zaaknummer, record, run_name
from tasks.reports import step_reports


@flow(name="Stap intrekken", flow_run_name=run_name, persist_result=False)
def stap_intrekken(zaaknummer: Zaaknummer, stap: Stap, door: Operator, volgnummer: Volgnummer = 0) -> State:
    """Leg vast dat een stap toch niet gedaan is; de stap staat dan weer open.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        stap: De stap die ten onrechte als gedaan is vastgelegd.
        door: Wie dit vastlegt.
        volgnummer: Bij stappen die terugkomen: de hoeveelste. 0 is de eerste die gedaan is.
    """
    return record(
        zaaknummer,
        lambda writing, number: step_reports.step_withdrawn(writing, number, stap, door, occurrence=volgnummer),
    )
