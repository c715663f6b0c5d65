"""Operator action: record an advice of the bedrijfsarts."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.actions.run_forms import Datum, Operator, Spoor, Zaaknummer, record_fact, run_name


@flow(name="Advies bedrijfsarts", flow_run_name=run_name, persist_result=False)
def advies_bedrijfsarts(zaaknummer: Zaaknummer, spoor: Spoor, advies_van: Datum, door: Operator) -> State:
    """Leg een advies van de bedrijfsarts vast dat het plan verandert. Niets medisch.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        spoor: 1 is terugkeer bij de eigen werkgever, 2 is werk bij een andere werkgever.
        advies_van: De datum van het advies; niet in de toekomst.
        door: Wie dit vastlegt.
    """
    return record_fact(zaaknummer, f"advies_spoor_{spoor}", door, advies_van)
