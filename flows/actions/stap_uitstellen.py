"""Operator action: postpone the target of a step."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.actions.run_forms import Datum, Operator, Stap, Uitstelreden, Volgnummer, Zaaknummer, record, run_name
from tasks.reports import step_reports


@flow(name="Stap uitstellen", flow_run_name=run_name, persist_result=False)
def stap_uitstellen(
    zaaknummer: Zaaknummer,
    stap: Stap,
    nieuwe_streefdatum: Datum,
    reden: Uitstelreden,
    door: Operator,
    volgnummer: Volgnummer = 0,
) -> State:
    """Stel de streefdatum van een stap uit; nooit voorbij de uiterste datum.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        stap: De stap die later komt.
        nieuwe_streefdatum: De nieuwe streefdatum, na vandaag en niet na de uiterste datum.
        reden: Waarom.
        door: Wie dit vastlegt.
        volgnummer: Bij stappen die terugkomen: de hoeveelste. 0 is de eerste die open staat.
    """
    return record(
        zaaknummer,
        lambda writing, number: step_reports.step_postponed(
            writing, number, stap, nieuwe_streefdatum, reden, door, occurrence=volgnummer
        ),
    )
