"""Operator action: record a reasoned deviation."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.actions.run_forms import Afwijkreden, Datum, Operator, Stap, Volgnummer, Zaaknummer, record, run_name
from tasks.reports import step_reports


@flow(name="Afwijking afspreken", flow_run_name=run_name, persist_result=False)
def afwijking_afspreken(
    zaaknummer: Zaaknummer,
    stap: Stap,
    afgesproken_datum: Datum,
    reden: Afwijkreden,
    door: Operator,
    volgnummer: Volgnummer = 0,
) -> State:
    """Leg een gemotiveerde afwijking vast: werkgever en werknemer spraken samen een andere datum af.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        stap: De stap; afwijken kan alleen van termijnen uit artikel 2 en 4 van de Regeling procesgang.
        afgesproken_datum: De datum die beiden afspraken.
        reden: Waarom.
        door: Wie dit vastlegt.
        volgnummer: Bij stappen die terugkomen: de hoeveelste. 0 is de eerste die past.
    """
    return record(
        zaaknummer,
        lambda writing, number: step_reports.deviated(
            writing, number, stap, afgesproken_datum, reden, door, occurrence=volgnummer
        ),
    )
