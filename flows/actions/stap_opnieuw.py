"""Operator action: trigger a step again."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.actions.run_forms import Operator, Stap, Volgnummer, Wijze, Zaaknummer, record, run_name
from tasks.reports import step_reports


@flow(name="Stap opnieuw uitvoeren", flow_run_name=run_name, persist_result=False)
def stap_opnieuw(
    zaaknummer: Zaaknummer,
    stap: Stap,
    wijze: Wijze,
    door: Operator,
    volgnummer: Volgnummer = 0,
) -> State:
    """Voer een stap opnieuw uit.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        stap: De stap; die moet geopend zijn.
        wijze: herstel maakt alleen wat ontbreekt; opnieuw maakt alles nog een keer (nieuwe versie, nieuwe mail).
        door: Wie dit vastlegt.
        volgnummer: Bij stappen die terugkomen: de hoeveelste. 0 is de eerste die open staat.
    """
    return record(
        zaaknummer,
        lambda writing, number: step_reports.step_retriggered(
            writing, number, stap, wijze, door, occurrence=volgnummer
        ),
    )
