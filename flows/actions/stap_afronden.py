"""Operator action: record that a step was done."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.actions.run_forms import Bewijs, Datum, Operator, Stap, Volgnummer, Zaaknummer, record, run_name
from tasks.reports import step_reports


@flow(name="Stap afronden", flow_run_name=run_name, persist_result=False)
def stap_afronden(
    zaaknummer: Zaaknummer,
    stap: Stap,
    gedaan_op: Datum,
    door: Operator,
    bewijs: Bewijs | None = None,
    volgnummer: Volgnummer = 0,
) -> State:
    """Leg vast dat een openstaande stap gedaan is.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        stap: De stap die gedaan is; die moet open staan.
        gedaan_op: De dag waarop de stap gedaan is; niet in de toekomst.
        door: Wie dit vastlegt.
        bewijs: Waaruit het blijkt. Klik op Bewijs om te kiezen.
        volgnummer: Bij stappen die terugkomen: de hoeveelste. 0 is de eerste die open staat.
    """
    return record(
        zaaknummer,
        lambda writing, number: step_reports.step_done(
            writing, number, stap, gedaan_op, door, evidence=bewijs, occurrence=volgnummer
        ),
    )
